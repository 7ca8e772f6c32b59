"""The queue, one conversation, and the steps that are taken in it."""

from typing import Annotated, Final

from fastapi import Depends, Form, Query, Request
from starlette.responses import Response

from api.console.judgements import OUTCOMES
from api.console.pages.drafts import draft_values
from api.console.queue import Step
from api.console.rights import Action
from api.console.sessions import Signed
from api.console.web import DeskOf, May, page_router, see_other, show
from api.handoff import is_open, office_hours

router = page_router()
Reader = Annotated[Signed, Depends(May(Action.READ))]
Handler = Annotated[Signed, Depends(May(Action.HANDLE))]
NOTE_LENGTH: Final = 2_000


@router.get("/antrean")
async def queue(
    request: Request,
    who: Reader,
    desk: DeskOf,
    alasan: Annotated[str, Query(max_length=40)] = "",
    topik: Annotated[str, Query(max_length=40)] = "",
    bahasa: Annotated[str, Query(max_length=8)] = "",
) -> Response:
    """Who waits, what is in work, what ended."""
    items = await desk.cases.queue()
    shown = [
        item
        for item in items
        if alasan in ("", item.reason)
        and topik in ("", item.topic)
        and bahasa in ("", item.language)
    ]
    now, settings = desk.services.clock(), desk.services.settings
    return show(
        request,
        who,
        "meja-antrean.html",
        items=shown,
        reasons=sorted({item.reason for item in items}),
        topics=sorted({item.topic for item in items if item.topic}),
        languages=sorted({item.language for item in items if item.language}),
        picked={"alasan": alasan, "topik": topik, "bahasa": bahasa},
        submitted=await desk.drafts.listed(state="submitted"),
        now=now,
        hours=office_hours(settings),
        open_now=is_open(now, settings),
    )


@router.get("/percakapan/{name}")
async def conversation(request: Request, who: Reader, desk: DeskOf, name: str) -> Response:
    """One conversation, with the draft beside it."""
    view = await desk.cases.find(name)
    draft = await desk.drafts.newest(view.conversation_id)
    return show(
        request,
        who,
        "meja-percakapan.html",
        view=view,
        item=view.item,
        mine=view.item.case.owner == who.account.name,
        people=await desk.cases.people(),
        judged=await desk.judgements.of(view.messages),
        outcomes=OUTCOMES,
        now=desk.services.clock(),
        drafts=await desk.drafts.others(view.conversation_id, draft),
        **await draft_values(desk, draft),
    )


@router.post("/percakapan/{name}/ambil")
async def claim(who: Handler, desk: DeskOf, name: str) -> Response:
    """Mine now."""
    return await _step(who, desk, name, Step.CLAIM)


@router.post("/percakapan/{name}/lepas")
async def release(who: Handler, desk: DeskOf, name: str) -> Response:
    """Back into the queue."""
    return await _step(who, desk, name, Step.RELEASE)


@router.post("/percakapan/{name}/selesai")
async def resolve(who: Handler, desk: DeskOf, name: str) -> Response:
    """Done; the assistant answers again."""
    return await _step(who, desk, name, Step.RESOLVE)


@router.post("/percakapan/{name}/buka")
async def reopen(who: Handler, desk: DeskOf, name: str) -> Response:
    """Mine again."""
    return await _step(who, desk, name, Step.REOPEN)


@router.post("/percakapan/{name}/alihkan")
async def transfer(
    who: Handler, desk: DeskOf, name: str, kepada: Annotated[str, Form(max_length=64)]
) -> Response:
    """To a colleague."""
    await desk.cases.step(name, Step.TRANSFER, who.account, to=kepada)
    return see_other(f"/console/percakapan/{name}")


@router.post("/percakapan/{name}/catatan")
async def note(
    who: Handler, desk: DeskOf, name: str, isi: Annotated[str, Form(max_length=NOTE_LENGTH)]
) -> Response:
    """For colleagues; the person does not see it."""
    if isi.strip():
        await desk.cases.step(name, Step.NOTE, who.account, text=isi)
    return see_other(f"/console/percakapan/{name}")


@router.post("/percakapan/{name}/nilai")
async def judge(
    who: Annotated[Signed, Depends(May(Action.JUDGE))],
    desk: DeskOf,
    name: str,
    pesan: Annotated[str, Form(max_length=64)],
    hasil: Annotated[str, Form(max_length=40)],
) -> Response:
    """Whether the assistant was right."""
    await desk.judgements.judge(pesan, hasil, who.account)
    return see_other(f"/console/percakapan/{name}")


async def _step(who: Signed, desk: DeskOf, name: str, step: Step) -> Response:
    await desk.cases.step(name, step, who.account)
    return see_other(f"/console/percakapan/{name}")

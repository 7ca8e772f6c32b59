"""The copilot: a draft with its evidence, and what an officer does to it."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any, Final, Literal

from anyio import to_thread
from fastapi import Depends, Form, Request
from starlette.responses import Response

from api.chat import MAX_REMEMBERED
from api.console.desk import Desk
from api.console.drafts import Channel, Deed, Draft, NewDraft
from api.console.replies import Reply
from api.console.rights import Action
from api.console.sessions import Signed
from api.console.web import DeskOf, May, page_router, see_other, show
from api.conversations import StoredMessage
from api.problems import HttpError
from assistant.turn import Message

router = page_router()
Drafter = Annotated[Signed, Depends(May(Action.DRAFT))]
Approver = Annotated[Signed, Depends(May(Action.APPROVE))]
MOST_TEXT: Final = 8_000
MOST_QUESTION: Final = 2_000
Text = Annotated[str, Form(max_length=MOST_TEXT)]
Number = int


@router.get("/tanya")
async def typed(request: Request, who: Drafter, desk: DeskOf) -> Response:
    """A question from a call or a mail."""
    mine = await desk.drafts.listed(author=who.account.name)
    return show(request, who, "meja-tanya.html", drafts=mine)


@router.post("/tanya")
async def ask(
    who: Drafter,
    desk: DeskOf,
    pertanyaan: Annotated[str, Form(max_length=MOST_TEXT)],
    saluran: Annotated[Literal["telepon", "surel"], Form()] = "telepon",
) -> Response:
    """A draft for it."""
    question = desk.services.mask(pertanyaan.strip())[:MOST_QUESTION]
    if not question:
        raise HttpError(422, "Tuliskan pertanyaannya lebih dahulu.")
    number = await _make(desk, who, question, (), saluran)
    return see_other(f"/console/konsep/{number}")


@router.post("/percakapan/{name}/konsep")
async def draft(who: Drafter, desk: DeskOf, name: str) -> Response:
    """A draft for what the person asked last."""
    view = await desk.cases.find(name)
    question = desk.services.mask(view.question)[:MOST_QUESTION]
    history = _history(view.messages, question)
    new = await _drafted(desk, question, history)
    number = await desk.drafts.make(NewDraft(question, *new, case=view), who.account)
    return see_other(await back_to(desk, number))


@router.get("/konsep/{number}")
async def one(request: Request, who: Drafter, desk: DeskOf, number: Number) -> Response:
    """A draft on a page of its own, with everything that was done to it."""
    found = await desk.drafts.find(number)
    values = await draft_values(desk, found)
    case = await desk.cases.name_of(found.conversation_id) if found.conversation_id else None
    return show(request, who, "meja-konsep.html", case=case, **values)


@router.post("/konsep/{number}/simpan")
async def save(who: Drafter, desk: DeskOf, number: Number, isi: Text = "") -> Response:
    """The officer's wording."""
    await edited(desk, who, number, isi)
    return see_other(await back_to(desk, number))


@router.post("/konsep/{number}/ringkas")
async def shorten(who: Drafter, desk: DeskOf, number: Number, isi: Text = "") -> Response:
    """Shorter."""
    reply = await edited(desk, who, number, isi)
    await desk.drafts.rework(number, Deed.SHORTEN, reply.shortened(), who.account)
    return see_other(await back_to(desk, number))


@router.post("/konsep/{number}/formal")
async def formal(who: Drafter, desk: DeskOf, number: Number, isi: Text = "") -> Response:
    """As a letter."""
    reply = await edited(desk, who, number, isi)
    formally = reply.formally(desk.services.assistant.copilot.normalise)
    await desk.drafts.rework(number, Deed.FORMAL, formally, who.account)
    return see_other(await back_to(desk, number))


@router.post("/konsep/{number}/sisip")
async def insert(
    who: Drafter,
    desk: DeskOf,
    number: Number,
    kutipan: Annotated[int, Form(ge=0, le=20)],
    isi: Text = "",
) -> Response:
    """A passage in its own words."""
    reply = await edited(desk, who, number, isi)
    question = (await desk.drafts.find(number)).question
    passages = await to_thread.run_sync(desk.services.assistant.copilot.passages, question)
    if kutipan >= len(passages):
        raise HttpError(422, "Kutipan itu tidak ada lagi. Muat ulang halaman.")
    await desk.drafts.rework(
        number, Deed.INSERT, reply.with_passage(passages[kutipan]), who.account
    )
    return see_other(await back_to(desk, number))


@router.post("/konsep/{number}/ajukan")
async def submit(who: Drafter, desk: DeskOf, number: Number, isi: Text = "") -> Response:
    """To a supervisor."""
    await edited(desk, who, number, isi)
    await desk.drafts.decide(number, Deed.SUBMIT, who.account)
    return see_other(await back_to(desk, number))


@router.post("/konsep/{number}/setujui")
async def approve(
    who: Approver, desk: DeskOf, number: Number, dilihat: Annotated[int, Form()]
) -> Response:
    """May be sent, as it was read."""
    await desk.drafts.decide(number, Deed.APPROVE, who.account, seen=dilihat)
    return see_other(f"/console/konsep/{number}")


@router.post("/konsep/{number}/kembalikan")
async def give_back(who: Approver, desk: DeskOf, number: Number, alasan: Text = "") -> Response:
    """Not yet, and why."""
    await desk.drafts.decide(number, Deed.RETURN, who.account, alasan)
    return see_other(f"/console/konsep/{number}")


@router.post("/konsep/{number}/kirim")
async def send(who: Drafter, desk: DeskOf, number: Number, isi: Text = "") -> Response:
    """Into the conversation; beside one, the officer says or mails it themselves."""
    await edited(desk, who, number, isi)
    await desk.drafts.send(number, who.account)
    return see_other(await back_to(desk, number))


@router.post("/konsep/{number}/tolak")
async def reject(who: Drafter, desk: DeskOf, number: Number, alasan: Text = "") -> Response:
    """Not usable, and why: the reason is what the knowledge learns from."""
    if not alasan.strip():
        raise HttpError(422, "Tuliskan alasan penolakan.")
    await desk.drafts.decide(number, Deed.REJECT, who.account, alasan.strip())
    return see_other(await back_to(desk, number))


async def draft_values(desk: Desk, draft: Draft | None) -> dict[str, Any]:
    """What a page shows of a draft: itself, the evidence beside it, what was done to it."""
    if draft is None:
        return {"draft": None, "stale": False}
    copilot = desk.services.assistant.copilot
    cited = tuple(dict.fromkeys(c.document_id for c in draft.reply.citations))
    passages = await to_thread.run_sync(copilot.passages, draft.question)
    return {
        "draft": draft,
        "stale": await desk.drafts.stale(draft),
        "passages": passages,
        "versions": await to_thread.run_sync(copilot.versions, cited),
        "events": await desk.drafts.events(draft.id),
        "canned": [one for one in await desk.canned.all() if one.usable],
    }


async def _make(
    desk: Desk, who: Signed, question: str, history: tuple[Message, ...], channel: Channel
) -> int:
    new = await _drafted(desk, question, history)
    return await desk.drafts.make(NewDraft(question, *new, channel=channel), who.account)


async def _drafted(
    desk: Desk, question: str, history: tuple[Message, ...]
) -> tuple[Reply, tuple[str, ...]]:
    """What the assistant would say, and what it does not know."""
    services, assistant = desk.services, desk.services.assistant
    answer = await services.workers.run(partial(assistant.answer, question, history=history))
    lacking = partial(assistant.copilot.lacking, question, history=history)
    return Reply.of_answer(answer), await to_thread.run_sync(lacking)


async def edited(desk: Desk, who: Signed, number: int, text: str) -> Reply:
    """The draft with what stands in the form; kept if it differs."""
    draft = await desk.drafts.find(number)
    text = desk.services.mask(text.replace("\r\n", "\n").strip())
    if not text or text == draft.reply.text:
        return draft.reply
    prove = desk.services.assistant.copilot.proved
    reply = await to_thread.run_sync(draft.reply.edited, text, prove)
    await desk.drafts.rework(number, Deed.EDIT, reply, who.account)
    return reply


async def back_to(desk: Desk, number: int) -> str:
    """The page that the draft stands on: its conversation, or its own."""
    draft = await desk.drafts.find(number)
    if draft.conversation_id is None:
        return f"/console/konsep/{number}"
    name = await desk.cases.name_of(draft.conversation_id)
    return f"/console/percakapan/{name}" if name else f"/console/konsep/{number}"


def _history(messages: Sequence[StoredMessage], question: str) -> tuple[Message, ...]:
    """What was said before the question, without officers."""
    return tuple(
        Message(m.role, m.content)
        for m in messages
        if m.role != "officer" and m.content not in question
    )[-MAX_REMEMBERED:]

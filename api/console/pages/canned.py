"""Canned answers: looking, keeping from a draft, new versions, withdrawing, using."""

from typing import Annotated

from anyio import to_thread
from fastapi import Depends, Form, Request
from starlette.responses import Response

from api.console.drafts import Deed
from api.console.pages.drafts import Drafter, Text, back_to, edited
from api.console.rights import Action
from api.console.sessions import Signed
from api.console.web import DeskOf, May, page_router, see_other, show
from api.problems import HttpError

router = page_router()
Reader = Annotated[Signed, Depends(May(Action.READ_CANNED))]
Keeper = Annotated[Signed, Depends(May(Action.KEEP_CANNED))]
Title = Annotated[str, Form(max_length=200)]


@router.get("/jawaban")
async def all_of_them(request: Request, who: Reader, desk: DeskOf) -> Response:
    """Every canned answer, and whether it still holds."""
    return show(request, who, "meja-jawaban.html", answers=await desk.canned.all())


@router.get("/jawaban/{name}")
async def one(request: Request, who: Reader, desk: DeskOf, name: str) -> Response:
    """One, with its versions."""
    return show(request, who, "meja-jawaban-satu.html", versions=await desk.canned.versions(name))


@router.post("/jawaban/dari/{number}")
async def keep(who: Keeper, desk: DeskOf, number: int, judul: Title) -> Response:
    """From a reply that was sent."""
    draft = await desk.drafts.find(number)
    if draft.state not in ("sent", "approved"):
        raise HttpError(409, "Hanya balasan yang sudah disetujui atau dikirim yang disimpan.")
    name = await desk.canned.keep(judul, draft.reply, who.account)
    return see_other(f"/console/jawaban/{name}")


@router.post("/jawaban/{name}/versi")
async def revise(who: Keeper, desk: DeskOf, name: str, judul: Title, isi: Text) -> Response:
    """A new version; sentences that are not proved become the editor's own."""
    old = (await desk.canned.versions(name))[0]
    text = desk.services.mask(isi.replace("\r\n", "\n"))
    prove = desk.services.assistant.copilot.proved
    reply = await to_thread.run_sync(old.reply.edited, text, prove)
    await desk.canned.keep(judul, reply, who.account, name)
    return see_other(f"/console/jawaban/{name}")


@router.post("/jawaban/{name}/tarik")
async def withdraw(who: Keeper, desk: DeskOf, name: str) -> Response:
    """Not to be used any more."""
    await desk.canned.withdraw(name, who.account)
    return see_other(f"/console/jawaban/{name}")


@router.post("/konsep/{number}/siap")
async def use(
    who: Drafter,
    desk: DeskOf,
    number: int,
    siap: Annotated[str, Form(max_length=16)],
    isi: Text = "",
) -> Response:
    """Into a draft, with its sources."""
    canned = await desk.canned.usable(siap)
    reply = await edited(desk, who, number, isi)
    joined = reply.joined(canned.reply.lines, canned.reply.citations)
    await desk.drafts.rework(number, Deed.INSERT, joined, who.account)
    return see_other(await back_to(desk, number))

"""Documents: what was taken in, sending one more, and whether it may answer."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import Depends, Form, Request
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from api.console.desk import Desk
from api.console.rights import Action
from api.console.sessions import Signed
from api.console.web import DeskOf, May, page_router, see_other, show
from api.problems import HttpError
from ingest.metadata import Sidecar
from ingest.uploading import Upload

router = page_router()
UPLOADS: Final = "/console/dokumen"
ADDED: Final = ("url", "date", "publisher")
NOTHING: Final = dict.fromkeys(ADDED, "")
Sender = Annotated[Signed, Depends(May(Action.UPLOAD))]
Boss = Annotated[Signed, Depends(May(Action.ADMIT))]


@router.get("/dokumen")
async def documents(request: Request, who: Sender, desk: DeskOf) -> Response:
    """All of them, and the form for one more."""
    return await _list(request, who, desk)


@router.post("/dokumen")
async def upload(request: Request, who: Sender, desk: DeskOf) -> Response:
    """A draft, or the form again with the reason; read once it is known who sends."""
    form = await request.form()
    given = {name: str(form.get(name, "")).strip() for name in ADDED}
    try:
        document = await desk.documents.take(await _sent(form, given), who.account.name)
    except HttpError as refused:
        return await _list(request, who, desk, given, refused)
    return see_other(f"{UPLOADS}/{document.id}")


@router.get("/dokumen/{name}")
async def document(request: Request, who: Sender, desk: DeskOf, name: str) -> Response:
    """One, as a reviewer reads it."""
    return show(
        request,
        who,
        "meja-dokumen-satu.html",
        entry=await desk.documents.find(name),
        changes=await desk.documents.changes(name),
        uploader=await desk.documents.uploader(name),
    )


@router.post("/dokumen/{name}/setujui")
async def admit(
    who: Boss, desk: DeskOf, name: str, diperiksa: Annotated[bool, Form()] = False
) -> Response:
    """It answers from now on."""
    await desk.documents.admit(name, who.account, despite=diperiksa)
    return see_other(f"{UPLOADS}/{name}")


@router.post("/dokumen/{name}/tarik")
async def withdraw(who: Boss, desk: DeskOf, name: str) -> Response:
    """It answers no more."""
    await desk.documents.withdraw(name, who.account)
    return see_other(f"{UPLOADS}/{name}")


@router.post("/dokumen/perubahan/{number}")
async def confirm(who: Boss, desk: DeskOf, number: int) -> Response:
    """What a document does to another is right."""
    proposal = await desk.documents.confirm(number, who.account)
    return see_other(f"{UPLOADS}/{proposal.document_id}")


async def _list(
    request: Request,
    who: Signed,
    desk: Desk,
    given: Mapping[str, str] = NOTHING,
    refused: HttpError | None = None,
) -> Response:
    return show(
        request,
        who,
        "meja-dokumen.html",
        status=refused.status if refused else 200,
        entries=await desk.documents.all(),
        given=given,
        problem=str(refused or ""),
    )


async def _sent(form: FormData, given: dict[str, str]) -> Upload:
    file = form.get("berkas")
    if not isinstance(file, UploadFile) or not file.filename:
        raise HttpError(422, "Pilih berkas yang hendak diunggah.")
    try:
        added = Sidecar.model_validate({name: text or None for name, text in given.items()})
    except ValidationError:
        raise HttpError(422, "Tanggal atau alamat sumber tidak dapat dipakai.") from None
    return Upload(file.filename, await file.read(), added)

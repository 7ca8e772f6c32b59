"""Documents sent to the service: taken in as drafts, which a person reviews before they answer.

Who may is decided in one place, `may_upload`, before a word of the document is read.
"""

import base64
import binascii
import secrets
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field, ValidationError

from api.console.rights import Action, allowed
from api.console.web import DeskOf
from api.problems import HttpError, Problem
from api.services import Client, Services, ServicesOf
from ingest.metadata import Sidecar
from ingest.uploading import Upload
from knowledge.library import Ingested

UPLOADS: Final = "/api/v1/documents"
# How the audit log calls whoever sends the token.
TOKEN_HOLDER: Final = "token-unggah"
NOT_ALLOWED: Final = "Anda tidak berhak mengunggah dokumen."
Name = Annotated[str, Query(min_length=1, max_length=200, description="Nama berkas.")]
SourceUrl = Annotated[str | None, Query(max_length=2_000, pattern=r"^https?://\S+$")]
Day = Annotated[str | None, Query(pattern=r"^\d{4}-\d{2}-\d{2}$", description="Tanggal dokumen.")]


class Draft(BaseModel):
    """What was taken in, and what a reviewer should know."""

    id: str
    title: str
    status: str = "draft"
    passages: int = Field(description="Banyaknya bagian.")
    lacks: tuple[str, ...] = Field(description="Yang harus dilengkapi sebelum disetujui.")
    held_back: tuple[str, ...] = Field(description="Sebab ditahan.")
    notes: tuple[str, ...]


async def may_upload(request: Request, services: ServicesOf, client: Client) -> str:
    """Who sends: the holder of the token, or an account with the right, by name and password."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and _is_the_token(given, services):
        return TOKEN_HOLDER
    name, colon, password = _basic(given) if scheme.lower() == "basic" else ("", "", "")
    if not colon:
        raise HttpError(403, NOT_ALLOWED)
    services.limit.check(client)
    account = await services.accounts.sign_in(name, password)
    if account.must_change or not allowed(account.role, Action.UPLOAD):
        raise HttpError(403, NOT_ALLOWED)
    return account.name


router = APIRouter(tags=["dokumen"])


@router.post(
    UPLOADS,
    status_code=201,
    summary="Unggah dokumen",
    description="Isi permintaan adalah berkasnya. Hasilnya draf: belum dipakai menjawab sampai "
    "disetujui. Yang berhak: pemegang TANYA_UPLOAD_TOKEN (Bearer), serta akun konsol penyunting "
    "atau penyelia (Basic: nama akun dan kata sandi).",
    responses={
        403: {"model": Problem, "description": "Tidak berhak"},
        422: {"model": Problem, "description": "Ditolak, dengan sebabnya"},
    },
    openapi_extra={"requestBody": {"content": {"application/octet-stream": {}}, "required": True}},
)
async def upload(
    request: Request,
    sender: Annotated[str, Depends(may_upload)],
    desk: DeskOf,
    name: Name,
    source_url: SourceUrl = None,
    date: Day = None,
) -> Draft:
    """One file, read in a process of its own with limits."""
    added = _added(source_url, date)
    return _draft(await desk.documents.take(Upload(name, await request.body(), added), sender))


def _is_the_token(given: str, services: Services) -> bool:
    token = services.settings.upload_token
    known = token.get_secret_value().encode() if token else b""
    return bool(known) and secrets.compare_digest(given.encode(), known)


def _basic(given: str) -> tuple[str, str, str]:
    """Name, colon and password; three empty words for what is none (RFC 7617)."""
    try:
        return base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", "", ""


def _added(source_url: str | None, date: str | None) -> Sidecar:
    try:
        return Sidecar.model_validate({"url": source_url, "date": date})
    except ValidationError:
        raise HttpError(422, "Tanggal atau alamat sumber tidak dapat dipakai.") from None


def _draft(document: Ingested) -> Draft:
    return Draft(
        id=document.id,
        title=document.title,
        passages=len(document.passages),
        lacks=document.lacks,
        held_back=document.suspicions,
        notes=document.notes,
    )

"""Documents sent to the service: taken in as drafts, which a person reviews before they answer.

Who may is decided in one place, `may_upload`: an account with that right replaces the token there.
"""

import secrets
from pathlib import Path
from typing import Annotated, Final

from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field, ValidationError

from api.console.web import desk_of
from api.problems import HttpError, Problem
from api.services import ServicesOf
from ingest.errors import Refused
from ingest.metadata import Sidecar
from ingest.uploading import Upload, take
from knowledge.curated import read
from knowledge.library import Ingested
from knowledge.settings import KnowledgeSettings

UPLOADS: Final = "/api/v1/documents"
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


async def may_upload(request: Request, services: ServicesOf) -> None:
    """Let only those through who may upload."""
    token = services.settings.upload_token
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    known = token.get_secret_value().encode() if token else b""
    if not known or scheme.lower() != "bearer" or not secrets.compare_digest(given.encode(), known):
        raise HttpError(403, "Anda tidak berhak mengunggah dokumen.")


router = APIRouter(tags=["dokumen"])


@router.post(
    UPLOADS,
    status_code=201,
    summary="Unggah dokumen",
    description="Isi permintaan adalah berkasnya. Hasilnya draf: belum dipakai menjawab sampai "
    "disetujui.",
    responses={
        403: {"model": Problem, "description": "Tidak berhak"},
        422: {"model": Problem, "description": "Ditolak, dengan sebabnya"},
    },
    openapi_extra={"requestBody": {"content": {"application/octet-stream": {}}, "required": True}},
    dependencies=[Depends(may_upload)],
)
async def upload(
    request: Request,
    services: ServicesOf,
    name: Name,
    source_url: SourceUrl = None,
    date: Day = None,
) -> Draft:
    """One file, read in a process of its own with limits."""
    given = Upload(name, await request.body(), _added(source_url, date))
    taken = await to_thread.run_sync(_take, given, services.settings.folder)
    async with desk_of(request).ledger.change("unggahan") as change:
        change.note("unggah-dokumen", taken.id[:120])
    return _draft(taken)


def _added(source_url: str | None, date: str | None) -> Sidecar:
    try:
        return Sidecar.model_validate({"url": source_url, "date": date})
    except ValidationError:
        raise HttpError(422, "Tanggal atau alamat sumber tidak dapat dipakai.") from None


def _take(upload: Upload, home: Path) -> Ingested:
    try:
        return take(upload, home, read(KnowledgeSettings().curated).regulations)
    except Refused as refused:
        raise HttpError(422, str(refused)) from None


def _draft(document: Ingested) -> Draft:
    return Draft(
        id=document.id,
        title=document.title,
        passages=len(document.passages),
        lacks=document.lacks,
        held_back=document.suspicions,
        notes=document.notes,
    )

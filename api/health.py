"""Whether the process lives, whether it can answer, and its numbers."""

import anyio
from anyio import to_thread
from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel
from starlette.responses import Response

from api.services import ServicesOf
from knowledge.errors import IndexUnavailable

router = APIRouter(tags=["kesehatan"])
PATIENCE_SECONDS = 10.0


class Health(BaseModel):
    """A word for people; the status code is for machines."""

    status: str


@router.get("/healthz", summary="Hidup", description="200 selama prosesnya hidup.")
async def healthz() -> Health:
    """200 while the process lives."""
    return Health(status="hidup")


@router.get(
    "/readyz",
    summary="Siap",
    description="200 hanya bila indeks, model, dan penyimpanan menjawab.",
)
async def readyz(services: ServicesOf) -> Health:
    """200 only once the index, the model and the store answer."""
    ready = False
    with anyio.move_on_after(PATIENCE_SECONDS):
        ready = await to_thread.run_sync(services.assistant.ready, abandon_on_cancel=True)
    if not ready:
        raise IndexUnavailable("Indeks atau model belum siap menjawab.")
    await services.conversations.ping()
    return Health(status="siap")


@router.get(
    "/metrics",
    summary="Angka",
    description="Teks Prometheus.",
    response_class=Response,
)
async def metrics(services: ServicesOf) -> Response:
    """Prometheus text."""
    return Response(services.metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})

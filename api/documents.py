"""A statement or document, for programs as JSON and for people as a page."""

from contextlib import suppress
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Path, Request
from starlette.responses import HTMLResponse, Response

from api.assistant import Answering
from api.pages import Pages
from api.problems import Problem
from api.services import ServicesOf
from knowledge.documents import DocumentView
from knowledge.errors import UnknownDocument

DocumentId = Annotated[str, Path(max_length=200)]


def documents_router(pages: Pages) -> APIRouter:
    """The routes, with the templates that they fill."""
    router = APIRouter(tags=["dokumen"])

    @router.get(
        "/api/v1/documents/{document_id}",
        summary="Pernyataan atau dokumen",
        description="Bagian-bagiannya, sumber, keberlakuan, dan riwayat; id lama tetap dikenal.",
        responses={404: {"model": Problem, "description": "Tidak ada"}},
    )
    async def read(document_id: DocumentId, services: ServicesOf) -> DocumentView:
        """With its passages, sources, validity and history; an alias resolves too."""
        return await to_thread.run_sync(services.assistant.document, document_id)

    @router.get("/dokumen/{document_id}", response_class=HTMLResponse, include_in_schema=False)
    async def show(request: Request, document_id: DocumentId, services: ServicesOf) -> Response:
        """The page that a citation opens; `#passage` marks what was cited."""
        try:
            document, titles = await to_thread.run_sync(_read, services.assistant, document_id)
        except UnknownDocument:
            return pages.render(request, "tidak-ada.html", status=404)
        return pages.render(request, "dokumen.html", document=document, titles=titles)

    return router


def _read(assistant: Answering, document_id: str) -> tuple[DocumentView, dict[str, str]]:
    """The document, and the titles of those that it names where they are documents too."""
    document = assistant.document(document_id)
    titles = {}
    for other in (*document.superseded_by, *document.disputed_with):
        with suppress(UnknownDocument):
            titles[other] = assistant.document(other).title
    return document, titles

"""The page with the chat, and the description of the API for programmers."""

from datetime import timedelta
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, HTMLResponse, Response

from api.chat import FIRST_DAY, LOOK_AHEAD, MAX_MESSAGE
from api.pages import STATIC, Pages
from api.services import ServicesOf

STARTERS: Final = (
    ("Jadwal", "Kapan ASN pindah ke IKN?"),
    ("Siapa", "Siapa yang dipindahkan lebih dahulu?"),
    ("Hak", "Tunjangan apa yang didapat ASN di IKN?"),
    ("Hunian", "Apakah ASN mendapat rumah dinas di IKN?"),
    ("Keluarga", "Bagaimana dengan pasangan dan sekolah anak saya?"),
    ("Aturan", "Apa dasar hukum pemindahan ASN ke IKN?"),
)


def home_router(pages: Pages) -> APIRouter:
    """The routes, with the templates that they fill."""
    router = APIRouter(include_in_schema=False)

    @router.get("/", response_class=HTMLResponse)
    async def home(request: Request, services: ServicesOf) -> Response:
        """The chat."""
        today = services.today()
        return pages.render(
            request,
            "beranda.html",
            starters=STARTERS,
            knowledge_date=services.assistant.knowledge_date,
            retention_days=services.settings.retention_days,
            max_message=MAX_MESSAGE,
            first_day=FIRST_DAY,
            last_day=today + LOOK_AHEAD - timedelta(days=1),
            today=today,
        )

    @router.get("/favicon.ico")
    async def favicon() -> Response:
        """Asked for by browsers that show something other than our pages."""
        return FileResponse(STATIC / "lambang.svg")

    @router.get("/docs", response_class=HTMLResponse)
    async def docs(request: Request) -> Response:
        """The API in our own page: Swagger's loads its script from another host."""
        schema: dict[str, Any] = request.app.openapi()
        return pages.render(request, "api.html", schema=schema)

    return router

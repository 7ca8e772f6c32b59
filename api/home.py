"""A page that shows the widget as an institution would embed it, and the API for programmers."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import FileResponse, HTMLResponse, Response

from api.pages import STATIC, Pages
from api.security import policy
from api.services import ServicesOf
from api.start import STARTERS, Look

# The themes that the page can show, with their address and their name.
THEMES: Final = (("auto", "Otomatis"), ("light", "Terang"), ("dark", "Gelap"))


def home_router(pages: Pages) -> APIRouter:
    """The routes, with the templates that they fill."""
    router = APIRouter(include_in_schema=False)

    @router.get("/", response_class=HTMLResponse)
    async def home(
        request: Request,
        services: ServicesOf,
        tema: Annotated[str, Query()] = "",
        bahasa: Annotated[str, Query()] = "",
        cara: Annotated[str, Query()] = "",
    ) -> Response:
        """A page of a made-up institution with the widget on it, in each theme and either way."""
        page = pages.render(
            request,
            "beranda.html",
            look=Look.of(bahasa, tema, "", "", ""),
            portal=cara == "elemen",
            themes=THEMES,
            starters=[(row[0], row[2]) for row in STARTERS],
            knowledge_date=services.assistant.knowledge_date,
            retention_days=services.settings.retention_days,
        )
        page.headers["Content-Security-Policy"] = policy(frame_src="'self'")
        return page

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

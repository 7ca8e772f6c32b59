"""The widget: its loader, its frame, the same chat as a page, and the token's renewal."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from api.embedding import RENEWABLE, allowed
from api.pages import STATIC, Pages
from api.problems import HttpError, Problem
from api.security import policy
from api.services import TOKEN_HEADER, ServicesOf
from api.start import Options, Start, start_of

# A page is asked again every few minutes; the loader itself holds nothing secret or personal.
LOADER_HEADERS: Final = {
    "Cache-Control": "public, max-age=300",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}
FRAME_HEADERS: Final = {"Cross-Origin-Resource-Policy": "cross-origin"}
# Who may make markup of text in the chat: the template library, and what cleans the answers.
TRUSTED: Final = "lit-html dompurify"
NOT_HERE: Final = "Halaman ini tidak diizinkan memasang widget."


class Renewed(BaseModel):
    """A fresh token for the same page."""

    token: str


tokens = APIRouter()


@tokens.post(
    "/api/v1/widget/start",
    tags=["widget"],
    summary="Mulai widget di portal",
    responses={403: {"model": Problem, "description": "Asal halaman tidak diizinkan"}},
)
async def start(request: Request, services: ServicesOf, options: Options) -> Start:
    """For a portal that holds the chat in its own page; the browser names its origin."""
    origin = request.headers.get("Origin", "")
    if not allowed(origin, request.url.netloc, services.settings.embed_origins):
        raise HttpError(403, NOT_HERE)
    return await start_of(options.look(), origin, services)


@tokens.post("/api/v1/widget/token", tags=["widget"], summary="Perbarui token widget")
async def renew(request: Request, services: ServicesOf) -> Renewed:
    """For a frame that was open longer than its token lasts."""
    now = services.clock()
    old = request.headers.get(TOKEN_HEADER, "")
    origin = services.tokens.origin(old, now, grace=RENEWABLE)
    if not allowed(origin, request.url.netloc, services.settings.embed_origins):
        raise HttpError(403, NOT_HERE)
    return Renewed(token=services.tokens.issue(origin, now))


def widget_router(pages: Pages) -> APIRouter:
    """The routes, with the templates that they fill."""
    router = APIRouter()
    static = StaticFiles(directory=STATIC)

    @router.get("/widget.js", include_in_schema=False)
    async def loader(request: Request) -> Response:
        """What an institution's page loads."""
        response = await static.get_response("widget.js", request.scope)
        response.headers.update(LOADER_HEADERS)
        return response

    @router.get("/embed", response_class=HTMLResponse, include_in_schema=False)
    async def embed(
        request: Request,
        services: ServicesOf,
        options: Annotated[Options, Query()],
        origin: Annotated[str, Query()] = "",
    ) -> Response:
        """The chat for a frame on one allowed origin; the browser shows it nowhere else."""
        if not allowed(origin, request.url.netloc, services.settings.embed_origins):
            return pages.render(request, "bukan-di-sini.html", status=403, origin=origin[:100])
        page = _chat(pages, request, await start_of(options.look(), origin, services))
        page.headers.update(FRAME_HEADERS)
        page.headers["Content-Security-Policy"] = policy(
            frame_ancestors=origin, trusted_types=TRUSTED
        )
        return page

    @router.get("/tanya", response_class=HTMLResponse, include_in_schema=False)
    async def whole(
        request: Request, services: ServicesOf, lang: Annotated[str, Query()] = ""
    ) -> Response:
        """The same chat as a page of its own."""
        start = await start_of(Options(lang=lang).look(), None, services)
        page = _chat(pages, request, start)
        page.headers["Content-Security-Policy"] = policy(trusted_types=TRUSTED)
        page.headers["X-Frame-Options"] = "DENY"
        return page

    @router.get("/privasi", response_class=HTMLResponse, include_in_schema=False)
    async def privacy(request: Request, services: ServicesOf) -> Response:
        """What is kept, for how long, and how to have it deleted."""
        return pages.render(
            request, "privasi.html", retention_days=services.settings.retention_days
        )

    router.include_router(tokens)
    return router


def _chat(pages: Pages, request: Request, start: Start) -> HTMLResponse:
    return pages.render(request, "obrolan.html", start=start.model_dump(mode="json"))

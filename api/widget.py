"""The widget: its loader, its frame, the same chat as a page, and the token's renewal."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Final, Literal, get_args

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from api import words
from api.chat import FIRST_DAY, LOOK_AHEAD, MAX_MESSAGE
from api.embedding import RENEWABLE, allowed
from api.handoff import office_hours
from api.pages import STATIC, Pages
from api.problems import HttpError
from api.security import policy
from api.services import TOKEN_HEADER, Services, ServicesOf

STARTERS: Final = (
    ("Jadwal", "When", "Kapan ASN pindah ke IKN?"),
    ("Siapa", "Who", "Siapa yang dipindahkan lebih dahulu?"),
    ("Hak", "Rights", "Tunjangan apa yang didapat ASN di IKN?"),
    ("Hunian", "Housing", "Apakah ASN mendapat rumah dinas di IKN?"),
    ("Keluarga", "Family", "Bagaimana dengan pasangan dan sekolah anak saya?"),
    ("Aturan", "Rules", "Apa dasar hukum pemindahan ASN ke IKN?"),
)
COLOUR: Final = re.compile(r"#?([0-9a-fA-F]{6})")
Theme = Literal["light", "dark", "auto"]
# A page is asked again every few minutes; the loader itself holds nothing secret or personal.
LOADER_HEADERS: Final = {
    "Cache-Control": "public, max-age=300",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}
# The parts of the application, so that the browser fetches them all at once.
PARTS: Final = tuple(
    sorted(path.name for path in (STATIC / "chat").glob("*.js") if path.name != "main.js")
)
FRAME_HEADERS: Final = {"Cross-Origin-Resource-Policy": "cross-origin"}


@dataclass(frozen=True, slots=True)
class Look:
    """How an institution wants its widget; what is not usable falls back to the default."""

    language: words.Language = "id"
    theme: Theme = "auto"
    colour: str | None = None
    institution: str = ""
    greeting: str = ""

    @classmethod
    def of(cls, lang: str, theme: str, color: str, institution: str, greeting: str) -> "Look":
        """From the options of the script tag."""
        colour = COLOUR.fullmatch(color)
        return cls(
            language="en" if lang == "en" else "id",
            theme=next((one for one in get_args(Theme) if one == theme), "auto"),
            colour=f"#{colour[1].lower()}" if colour else None,
            institution=institution[:80],
            greeting=greeting[:300],
        )


class Renewed(BaseModel):
    """A fresh token for the same page."""

    token: str


Option = Annotated[str, Query()]


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
        origin: Option = "",
        lang: Option = "",
        theme: Option = "",
        color: Option = "",
        institution: Option = "",
        greeting: Option = "",
    ) -> Response:
        """The chat for a frame on one allowed origin; the browser shows it nowhere else."""
        if not allowed(origin, request.url.netloc, services.settings.embed_origins):
            return pages.render(request, "bukan-di-sini.html", status=403, origin=origin[:100])
        look = Look.of(lang, theme, color, institution, greeting)
        page = await _chat(pages, request, services, look, origin)
        page.headers.update(FRAME_HEADERS)
        page.headers["Content-Security-Policy"] = policy(frame_ancestors=origin)
        return page

    @router.get("/tanya", response_class=HTMLResponse, include_in_schema=False)
    async def whole(request: Request, services: ServicesOf, lang: Option = "") -> Response:
        """The same chat as a page of its own."""
        return await _chat(pages, request, services, Look.of(lang, "", "", "", ""), None)

    @router.get("/privasi", response_class=HTMLResponse, include_in_schema=False)
    async def privacy(request: Request, services: ServicesOf) -> Response:
        """What is kept, for how long, and how to have it deleted."""
        return pages.render(
            request, "privasi.html", retention_days=services.settings.retention_days
        )

    @router.post("/api/v1/widget/token", tags=["widget"], summary="Perbarui token widget")
    async def renew(request: Request, services: ServicesOf) -> Renewed:
        """For a frame that was open longer than its token lasts."""
        now = services.clock()
        old = request.headers.get(TOKEN_HEADER, "")
        origin = services.tokens.origin(old, now, grace=RENEWABLE)
        if not allowed(origin, request.url.netloc, services.settings.embed_origins):
            raise HttpError(403, "Halaman ini tidak lagi diizinkan memasang widget.")
        return Renewed(token=services.tokens.issue(origin, now))

    return router


async def _chat(
    pages: Pages, request: Request, services: Services, look: Look, origin: str | None
) -> HTMLResponse:
    today = services.today()
    return pages.render(
        request,
        "obrolan.html",
        look=look,
        origin=origin,
        parts=PARTS,
        token=services.tokens.issue(origin, services.clock()) if origin else None,
        w=words.words(look.language),
        check=words.choices(look.language),
        validity_words=words.validities(look.language),
        starters=_starters(look.language),
        knowledge_date=services.assistant.knowledge_date,
        retention_days=services.settings.retention_days,
        office_hours=office_hours(services.settings),
        helpdesk=await services.helpdesk(),
        max_message=MAX_MESSAGE,
        first_day=FIRST_DAY,
        last_day=_last_day(today),
    )


def _starters(language: words.Language) -> list[tuple[str, str]]:
    return [(row[language == "en"], row[2]) for row in STARTERS]


def _last_day(today: date) -> date:
    return today + LOOK_AHEAD - timedelta(days=1)

"""What every page of the console shares: who is signed in, what they may, errors as pages."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from hmac import compare_digest
from typing import Annotated, Any, Final, cast
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.console.desk import Desk
from api.console.rights import Action, allowed
from api.console.sessions import COOKIE, Signed
from api.problems import HttpError, problem_of
from api.security import policy
from knowledge.errors import TanyaError

SIGN_IN: Final = "/console/masuk"
PASSWORD: Final = "/console/sandi"
# htmx parses pages with a sink that trusted types guard; only its own default policy may do so.
POLICY: Final = policy(trusted_types="default")
READING: Final = ("GET", "HEAD")


class SeeOther(TanyaError):
    """The answer is elsewhere."""

    def __init__(self, address: str) -> None:
        super().__init__("Lanjut di halaman lain.")
        self.address = address


def see_other(address: str) -> Response:
    """Go there next, after something was done."""
    return RedirectResponse(address, 303)


def desk_of(request: Request) -> Desk:
    """The console's half of the app."""
    return cast(Desk, request.app.state.desk)


DeskOf = Annotated[Desk, Depends(desk_of)]


async def signed_in(request: Request, desk: DeskOf) -> Signed:
    """Who is signed in; otherwise off to the form, and back afterwards."""
    found = await desk.sessions.find(request.cookies.get(COOKIE, ""))
    if found is None:
        back = request.url.path if request.method in READING else "/console"
        raise SeeOther(f"{SIGN_IN}?lanjut={quote(back)}")
    if request.method not in READING:
        await _check_csrf(request, found)
    return found


async def settled(request: Request, who: Annotated[Signed, Depends(signed_in)]) -> Signed:
    """Who is signed in and has a password of their own."""
    if who.account.must_change and request.url.path != PASSWORD:
        raise SeeOther(PASSWORD)
    return who


Someone = Annotated[Signed, Depends(signed_in)]


@dataclass(frozen=True, slots=True)
class May:
    """A dependency: whoever is signed in has the right to this action."""

    action: Action

    async def __call__(self, who: Annotated[Signed, Depends(settled)]) -> Signed:
        """403 unless the table of rights says so."""
        if not allowed(who.account.role, self.action):
            raise HttpError(403, "Peran Anda tidak mencakup halaman atau tindakan ini.")
        return who


async def _check_csrf(request: Request, who: Signed) -> None:
    form = await request.form()
    given = request.headers.get("x-csrf") or form.get("csrf") or ""
    if not isinstance(given, str) or not compare_digest(given.encode(), who.csrf.encode()):
        raise HttpError(403, "Formulir ini sudah usang. Muat ulang halaman, lalu coba lagi.")


class PageRoute(APIRoute):
    """A route for people: what goes wrong in it becomes a page."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with errors turned into pages."""
        handle = super().get_route_handler()

        async def page(request: Request) -> Response:
            try:
                return await handle(request)
            except SeeOther as leave:
                return see_other(leave.address)
            except (TanyaError, HTTPException, RequestValidationError) as error:
                return _failed(request, error)
            finally:
                await request.close()  # a form may hold files

        return page


def page_router() -> APIRouter:
    """For a module of pages."""
    return APIRouter(prefix="/console", route_class=PageRoute, include_in_schema=False)


def _failed(request: Request, error: Exception) -> Response:
    problem = problem_of(error)
    if problem.status >= 500:
        raise error
    return show(request, None, "meja-galat.html", status=problem.status, problem=problem)


def show(
    request: Request, who: Signed | None, template: str, *, status: int = 200, **values: object
) -> HTMLResponse:
    """A page of the console."""
    desk = desk_of(request)
    account = who.account if who else None
    rights = {a.name for a in Action if account and allowed(account.role, a)}
    page = desk.pages.render(
        request,
        template,
        status=status,
        who=account,
        csrf=who.csrf if who else "",
        may=rights,
        settings=desk.services.settings,
        **values,
    )
    page.headers["Content-Security-Policy"] = POLICY
    return page

"""Coming and going: signing in and out, one's own password, the first page of each role."""

import secrets
from hmac import compare_digest
from typing import Annotated, Final

from fastapi import Form, Request
from starlette.responses import Response

from api.console.accounts import Account
from api.console.desk import Desk
from api.console.oidc import COOKIE as OIDC_COOKIE
from api.console.oidc import SECONDS, Oidc
from api.console.rights import Action, allowed
from api.console.sessions import COOKIE
from api.console.web import DeskOf, SeeOther, Someone, page_router, see_other, show
from api.problems import HttpError
from api.services import Client

router = page_router()
FORM_COOKIE: Final = "tanya_masuk"
Field = Annotated[str, Form(max_length=200)]

# Where a role begins: the first of these that it may open.
FIRST_PAGES: Final = (
    (Action.READ, "/console/antrean"),
    (Action.READ_GAPS, "/console/celah"),
    (Action.ACCOUNTS, "/console/akun"),
)


@router.get("")
async def first(who: Someone) -> Response:
    """Where the work of this role is."""
    pages = (page for action, page in FIRST_PAGES if allowed(who.account.role, action))
    return see_other(next(pages))


@router.get("/masuk")
async def form(request: Request, desk: DeskOf, lanjut: str = "") -> Response:
    """The form; a word in it and in a cookie ties the two together."""
    word = secrets.token_urlsafe(16)
    page = show(
        request,
        None,
        "meja-masuk.html",
        word=word,
        next=_inside(lanjut),
        oidc=desk.oidc is not None,
    )
    _set(page, FORM_COOKIE, word, desk, 3_600)
    return page


@router.post("/masuk")
async def sign_in(
    request: Request,
    desk: DeskOf,
    client: Client,
    nama: Field,
    sandi: Field,
    kata: Field = "",
    lanjut: Field = "",
) -> Response:
    """Signed in, or the form again with the reason."""
    desk.services.limit.check(client)
    given, kept = kata.encode(), request.cookies.get(FORM_COOKIE, "").encode()
    if not given or not compare_digest(given, kept):
        raise SeeOther("/console/masuk")
    try:
        account = await desk.accounts.sign_in(nama, sandi)
    except HttpError as refused:
        return show(
            request,
            None,
            "meja-masuk.html",
            status=403,
            word=kata,
            next=_inside(lanjut),
            oidc=desk.oidc is not None,
            refused=str(refused),
            name=nama,
        )
    return await enter(desk, account, _inside(lanjut))


@router.get("/oidc")
async def leave_for_oidc(desk: DeskOf) -> Response:
    """Off to the institution's own sign-in."""
    oidc, callback = _oidc(desk)
    address, kept = await oidc.go(callback)
    response = see_other(address)
    _set(response, OIDC_COOKIE, kept, desk, SECONDS)
    return response


@router.get("/oidc/kembali")
async def back_from_oidc(
    request: Request, desk: DeskOf, state: str = "", code: str = ""
) -> Response:
    """Back from there, signed in if the account is known here."""
    oidc, callback = _oidc(desk)
    cookie = request.cookies.get(OIDC_COOKIE, "")
    account = await desk.accounts.known(await oidc.names(cookie, state, code, callback))
    response = await enter(desk, account, "/console")
    response.delete_cookie(OIDC_COOKIE, path="/console")
    return response


async def enter(desk: Desk, account: Account, address: str) -> Response:
    """A session begins, and its cookie goes along."""
    token = await desk.sessions.begin(account)
    async with desk.ledger.change(account.name) as change:
        change.note("masuk", account.name)
    response = see_other(address)
    _set(response, COOKIE, token, desk, int(desk.sessions.lifetime.total_seconds()))
    return response


@router.post("/keluar")
async def sign_out(request: Request, who: Someone, desk: DeskOf) -> Response:
    """The session ends here and in the browser."""
    await desk.sessions.end(request.cookies.get(COOKIE, ""))
    async with desk.ledger.change(who.account.name) as change:
        change.note("keluar", who.account.name)
    response = see_other("/console/masuk")
    response.delete_cookie(COOKIE, path="/console")
    return response


@router.get("/sandi")
async def password_form(request: Request, who: Someone) -> Response:
    """One's own password."""
    return show(request, who, "meja-sandi.html", refused="")


@router.post("/sandi")
async def change_password(
    request: Request, who: Someone, desk: DeskOf, lama: Field, baru: Field, ulang: Field
) -> Response:
    """Changed, with a fresh session; or the form again with the reason."""
    try:
        if baru != ulang:
            raise HttpError(422, "Kata sandi baru dan ulangannya berbeda.")
        await desk.accounts.change_password(who.account, lama, baru)
    except HttpError as refused:
        return show(request, who, "meja-sandi.html", status=422, refused=str(refused))
    return await enter(desk, who.account, "/console")


def _oidc(desk: Desk) -> tuple[Oidc, str]:
    if desk.oidc is None:
        raise HttpError(404, "Masuk dengan akun instansi tidak dipakai di sini.")
    return desk.oidc, f"{desk.services.settings.public_url}/console/oidc/kembali"


def _inside(address: str) -> str:
    """Only pages of the console are gone back to."""
    return address if address.startswith("/console/") and "//" not in address else "/console"


def _set(response: Response, name: str, value: str, desk: Desk, seconds: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/console",
        httponly=True,
        samesite="lax",
        secure=desk.services.settings.public_url.startswith("https:"),
    )

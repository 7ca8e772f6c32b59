"""Accounts, for an admin."""

from typing import Annotated

from fastapi import Depends, Form, Request
from starlette.responses import Response

from api.console.accounts import NewAccount
from api.console.rights import Action, Role
from api.console.sessions import Signed
from api.console.web import DeskOf, May, page_router, see_other, show

router = page_router()
Admin = Annotated[Signed, Depends(May(Action.ACCOUNTS))]
Field = Annotated[str, Form(max_length=120)]


@router.get("/akun")
async def accounts(request: Request, who: Admin, desk: DeskOf) -> Response:
    """Everybody, and a form for one more."""
    return await _page(request, who, desk)


@router.post("/akun")
async def add(
    request: Request,
    who: Admin,
    desk: DeskOf,
    nama: Field,
    peran: Annotated[Role, Form()],
    orang: Field = "",
    unit: Field = "",
    oidc: Field = "",
) -> Response:
    """One more; the first password is shown this once."""
    new = NewAccount(nama, orang, peran, unit[:60], local=not oidc)
    password = await desk.accounts.add(new, who.account.name)
    return await _page(request, who, desk, fresh=nama, password=password)


@router.post("/akun/{name}/peran")
async def set_role(who: Admin, desk: DeskOf, name: str, peran: Annotated[Role, Form()]) -> Response:
    """Another role."""
    await desk.accounts.set_role(name, peran, who.account.name)
    return see_other("/console/akun")


@router.post("/akun/{name}/status")
async def set_disabled(who: Admin, desk: DeskOf, name: str, tutup: Field = "") -> Response:
    """Closed, or opened again."""
    await desk.accounts.set_disabled(name, bool(tutup), who.account.name)
    return see_other("/console/akun")


@router.post("/akun/{name}/sandi")
async def reset(request: Request, who: Admin, desk: DeskOf, name: str) -> Response:
    """A new first password, shown this once."""
    password = await desk.accounts.reset(name, who.account.name)
    return await _page(request, who, desk, fresh=name, password=password)


async def _page(
    request: Request, who: Signed, desk: DeskOf, fresh: str = "", password: str | None = None
) -> Response:
    found = await desk.accounts.all()
    return show(
        request,
        who,
        "meja-akun.html",
        accounts=found,
        roles=list(Role),
        fresh=fresh,
        password=password,
    )

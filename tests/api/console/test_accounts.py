from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api.console.accounts import LOCKED_FOR, MOST_FAILURES, Accounts, NewAccount
from api.console.rights import Role
from api.problems import HttpError
from tests.api.conftest import NOW
from tests.api.console.helpdesk import PASSWORD, QUICK, desk_of, hidden, hire, sign_in

pytestmark = pytest.mark.database


async def first_visit(visitor: httpx.AsyncClient, name: str, password: str) -> httpx.Response:
    page = await visitor.get("/console/masuk")
    form = {"nama": name, "sandi": password, "kata": hidden(page.text, "kata")}
    return await visitor.post("/console/masuk", data=form, follow_redirects=True)


async def test_the_first_password_must_be_changed(visitor: httpx.AsyncClient, app: FastAPI) -> None:
    password = await desk_of(app).accounts.add(NewAccount("Siti", "Siti A.", Role.ADMIN), "uji")
    assert password
    page = await first_visit(visitor, "siti", password)
    assert page.url.path == "/console/sandi"
    assert (await visitor.get("/console/akun", follow_redirects=True)).url.path == "/console/sandi"
    form = {"csrf": hidden(page.text, "csrf"), "lama": password}
    short = await visitor.post("/console/sandi", data=form | {"baru": "pendek", "ulang": "pendek"})
    assert short.status_code == 422
    other = await visitor.post("/console/sandi", data=form | {"baru": PASSWORD, "ulang": "beda"})
    assert "berbeda" in other.text
    new = form | {"baru": PASSWORD, "ulang": PASSWORD}
    done = await visitor.post("/console/sandi", data=new, follow_redirects=True)
    assert done.url.path == "/console/akun"
    assert "siti" in done.text


async def test_passwords_are_kept_as_argon2(visitor: httpx.AsyncClient, app: FastAPI) -> None:
    password = await desk_of(app).accounts.add(NewAccount("siti", "", Role.OFFICER), "uji")
    async with desk_of(app).ledger.change("uji") as change:
        from sqlalchemy import text

        kept = await change.session.scalar(text("SELECT password FROM account"))
    assert kept.startswith("$argon2id$")
    assert password not in kept


async def test_five_misses_lock_it_for_a_while(visitor: httpx.AsyncClient, app: FastAPI) -> None:
    now = [NOW]
    await hire(app, "budi", Role.OFFICER)
    desk = desk_of(app)
    accounts = Accounts(desk.ledger._session.kw["bind"], desk.ledger, lambda: now[0], QUICK)
    for _ in range(MOST_FAILURES):
        with pytest.raises(HttpError, match="tidak cocok"):
            await accounts.sign_in("budi", "salah")
    with pytest.raises(HttpError, match="dikunci"):
        await accounts.sign_in("budi", PASSWORD)
    now[0] += LOCKED_FOR + timedelta(seconds=1)
    assert (await accounts.sign_in("BUDI ", PASSWORD)).name == "budi"


@pytest.mark.parametrize("name", ["budi", "tidak-ada"])
async def test_a_miss_does_not_tell_whether_the_account_exists(
    visitor: httpx.AsyncClient, app: FastAPI, name: str
) -> None:
    await hire(app, "budi", Role.OFFICER)
    page = await first_visit(visitor, name, "salah")
    assert page.status_code == 403
    assert "Nama akun atau kata sandi tidak cocok." in page.text


async def test_the_form_needs_its_own_cookie(visitor: httpx.AsyncClient, app: FastAPI) -> None:
    await hire(app, "budi", Role.OFFICER)
    form = {"nama": "budi", "sandi": PASSWORD, "kata": "tebakan"}
    refused = await visitor.post("/console/masuk", data=form)
    assert refused.headers["location"] == "/console/masuk"


async def test_without_the_csrf_word_nothing_is_done(
    visitor: httpx.AsyncClient, app: FastAPI
) -> None:
    admin = await sign_in(app, "ani", Role.ADMIN)
    for word in ("", "salah"):
        admin.csrf = word
        refused = await admin.post("/akun", nama="baru", peran="officer")
        assert refused.status_code == 403
    assert [a.name for a in await desk_of(app).accounts.all()] == ["ani"]


async def test_a_closed_account_is_out_at_once(visitor: httpx.AsyncClient, app: FastAPI) -> None:
    admin = await sign_in(app, "ani", Role.ADMIN)
    officer = await sign_in(app, "budi", Role.OFFICER)
    assert (await officer.get("/sandi")).status_code == 200
    await admin.post("/akun/budi/status", tutup="1")
    assert (await officer.get("/sandi")).headers["location"].startswith("/console/masuk")
    with pytest.raises(HttpError):
        await desk_of(app).accounts.sign_in("budi", PASSWORD)


async def test_the_last_admin_stays(visitor: httpx.AsyncClient, app: FastAPI) -> None:
    admin = await sign_in(app, "ani", Role.ADMIN)
    assert (await admin.post("/akun/ani/status", tutup="1")).status_code == 409
    assert (await admin.post("/akun/ani/peran", peran="officer")).status_code == 409
    await admin.post("/akun", nama="ari", orang="Ari", peran="admin")
    assert (await admin.post("/akun/ani/peran", peran="officer")).status_code in (200, 403)
    roles = {a.name: a.role for a in await desk_of(app).accounts.all()}
    assert roles == {"ani": Role.OFFICER, "ari": Role.ADMIN}


async def test_signing_out_ends_the_session(visitor: httpx.AsyncClient, app: FastAPI) -> None:
    officer = await sign_in(app, "budi", Role.OFFICER)
    cookies = dict(officer.http.cookies)
    await officer.post("/keluar")
    officer.http.cookies.update(cookies)
    assert (await officer.get("/sandi")).status_code == 303


async def test_a_session_ends_by_itself(visitor: httpx.AsyncClient, app: FastAPI) -> None:
    from api.console.sessions import Sessions

    desk = desk_of(app)
    await hire(app, "budi", Role.OFFICER)
    now = [datetime(2026, 11, 24, tzinfo=UTC)]
    engine = desk.ledger._session.kw["bind"]
    sessions = Sessions(engine, lambda: now[0], timedelta(hours=9))
    token = await sessions.begin((await desk.accounts.all())[0])
    assert await sessions.find(token)
    now[0] += timedelta(hours=9, seconds=1)
    assert await sessions.find(token) is None


async def test_only_digests_of_tokens_are_on_the_disk(
    visitor: httpx.AsyncClient, app: FastAPI, tmp_path: Path
) -> None:
    officer = await sign_in(app, "budi", Role.OFFICER)
    token = next(iter(dict(officer.http.cookies).values()))
    files = b"".join(path.read_bytes() for path in tmp_path.glob("tanya.db*"))
    assert token.encode() not in files


@pytest.mark.parametrize(
    ("asked", "gone"), [("/console/akun", "/console/akun"), ("//jahat.example/x", "/console")]
)
async def test_one_comes_back_to_the_page_that_was_asked_for(
    visitor: httpx.AsyncClient, app: FastAPI, asked: str, gone: str
) -> None:
    page = await visitor.get("/console/masuk", params={"lanjut": asked})
    assert hidden(page.text, "lanjut") == gone


async def test_everything_is_in_the_audit_log(visitor: httpx.AsyncClient, app: FastAPI) -> None:
    admin = await sign_in(app, "ani", Role.ADMIN)
    await admin.post("/akun", nama="budi", peran="officer")
    await admin.post("/akun/budi/peran", peran="editor")
    await admin.post("/akun/budi/sandi")
    page = (await admin.get("/audit")).text
    for action in ("tambah-akun", "ubah-peran", "atur-ulang-sandi"):
        assert action in page
    assert "rantainya utuh" in page

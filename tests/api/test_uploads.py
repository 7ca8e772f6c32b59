import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from api.console.accounts import NewAccount
from api.console.rights import Role
from knowledge.library import Library, Status
from tests.api.console.helpdesk import PASSWORD, desk_of, hire
from tests.api.running import AppClient
from tests.ingest.makers import LAW

TOKEN = {"Authorization": "Bearer rahasia-sekali"}
NAME = {"name": "kebun.txt"}


@pytest.fixture
def app(make_app: Callable[..., FastAPI]) -> FastAPI:
    return make_app(upload_token=SecretStr("rahasia-sekali"), max_upload_bytes=20_000)


async def send(
    app: FastAPI,
    data: bytes,
    headers: dict[str, str] = TOKEN,
    **parameters: str,
) -> httpx.Response:
    async with AppClient(app) as client:
        return await client.post(
            "/api/v1/documents", content=data, headers=headers, params=NAME | parameters
        )


async def test_an_upload_is_a_draft(app: FastAPI, tmp_path: Path) -> None:
    response = await send(app, LAW.encode(), source_url="https://contoh.go.id/kebun")
    assert response.status_code == 201
    draft = response.json()
    assert (draft["id"], draft["status"], draft["lacks"]) == ("dok-uu-9-2030", "draft", [])
    assert Library(tmp_path).entry("dok-uu-9-2030").status is Status.DRAFT


async def test_sent_again_it_is_a_newer_version(app: FastAPI, tmp_path: Path) -> None:
    await send(app, LAW.encode())
    assert (await send(app, LAW.replace("pagi", "sore").encode())).status_code == 201
    (entry,) = Library(tmp_path).entries()
    assert "setiap sore" in "".join(p.text for p in entry.document.passages)


async def test_what_is_refused_says_why_and_leaves_the_old_one(
    app: FastAPI, tmp_path: Path
) -> None:
    await send(app, LAW.encode())
    response = await send(app, b"403 Forbidden")
    assert response.status_code == 422
    assert "halaman kesalahan" in response.json()["detail"]
    assert (tmp_path / "unggahan" / "kebun.txt").read_text() == LAW
    await send(app, b"403 Forbidden", name="lain.txt")
    assert not (tmp_path / "unggahan" / "lain.txt").exists()


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer salah"}, {"Authorization": "Basic rahasia-sekali"},
     {"Authorization": "Bearer "}, {"Authorization": "Basic /w=="}],
)  # fmt: skip
async def test_only_who_may(app: FastAPI, tmp_path: Path, headers: dict[str, str]) -> None:
    assert (await send(app, LAW.encode(), headers)).status_code == 403
    assert Library(tmp_path).entries() == []


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.EDITOR, 201), (Role.SUPERVISOR, 201), (Role.OFFICER, 403), (Role.ADMIN, 403)],
)
async def test_an_account_with_the_right_may(
    app: FastAPI, tmp_path: Path, role: Role, status: int
) -> None:
    async with AppClient(app) as client:
        await hire(app, "siti", role)
        response = await client.post(
            "/api/v1/documents", content=LAW.encode(), params=NAME, auth=("siti", PASSWORD)
        )
        assert response.status_code == status
        log = await desk_of(app).ledger.entries()
    taken = status == 201
    assert len(Library(tmp_path).entries()) == taken
    assert [(row.action, row.actor) for row in log] == [("unggah-dokumen", "siti")] * taken


async def test_a_wrong_password_or_a_first_one_opens_nothing(app: FastAPI) -> None:
    async with AppClient(app) as client:
        await hire(app, "siti", Role.EDITOR)
        new = NewAccount("baru", "Baru", Role.EDITOR)
        first = await desk_of(app).accounts.add(new, "uji")
        assert first
        for who in (("siti", "salah"), ("tidak-ada", PASSWORD), ("baru", first)):
            response = await client.post(
                "/api/v1/documents", content=LAW.encode(), params=NAME, auth=who
            )
            assert response.status_code == 403


async def test_nothing_is_read_of_what_a_stranger_sends(app: FastAPI) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b"x" * 1_000

    async with AppClient(app) as client:
        response = await client.post("/api/v1/documents", content=endless(), params=NAME)
        assert (response.status_code, read) == (403, 0)
        assert response.headers["connection"] == "close"
        response = await client.post(
            "/api/v1/documents", content=endless(), params=NAME, headers=TOKEN
        )
        assert response.status_code == 413
        assert 20 < read < 25


async def test_an_upload_that_does_not_come_is_408(make_app: Callable[..., FastAPI]) -> None:
    async def slow() -> AsyncIterator[bytes]:
        yield b"x"
        await asyncio.sleep(5)
        yield b"x"

    app = make_app(upload_token=SecretStr("rahasia-sekali"), upload_seconds=0.1)
    async with AppClient(app) as client:
        response = await client.post(
            "/api/v1/documents", content=slow(), params=NAME, headers=TOKEN
        )
    assert response.status_code == 408


async def test_nobody_may_without_a_token_set(make_app: Callable[..., FastAPI]) -> None:
    assert (await send(make_app(), LAW.encode())).status_code == 403
    empty = make_app(upload_token=SecretStr(""))
    assert (await send(empty, LAW.encode(), {"Authorization": "Bearer "})).status_code == 403


async def test_it_may_be_larger_than_a_question_but_not_endless(app: FastAPI) -> None:
    assert (await send(app, LAW.encode() * 20)).status_code == 413


@pytest.mark.parametrize(
    "parameters", [{"name": ""}, {"source_url": "ftp://a"}, {"date": "2031-02-31"}]
)
async def test_what_cannot_be_used(app: FastAPI, parameters: dict[str, str]) -> None:
    assert (await send(app, LAW.encode(), **parameters)).status_code == 422


async def test_a_name_never_leaves_its_folder(app: FastAPI, tmp_path: Path) -> None:
    await send(app, LAW.encode(), name="../../luar.txt")
    assert [p.name for p in (tmp_path / "unggahan").glob("*.txt")] == ["luar.txt"]

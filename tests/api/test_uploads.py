from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from knowledge.library import Library, Status
from tests.api.console.helpdesk import desk_of
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
    async with AppClient(app):
        (row,) = await desk_of(app).ledger.entries()
    assert (row.actor, row.action, row.target) == ("unggahan", "unggah-dokumen", draft["id"])


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
     {"Authorization": "Bearer "}],
)  # fmt: skip
async def test_only_who_may(app: FastAPI, tmp_path: Path, headers: dict[str, str]) -> None:
    assert (await send(app, LAW.encode(), headers)).status_code == 403
    assert Library(tmp_path).entries() == []


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

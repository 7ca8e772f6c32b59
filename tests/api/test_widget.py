import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api.sizes import APPLICATION, LOADER, packed
from api.start import Look
from tests.api.conftest import NOW
from tests.api.running import AppClient

STATIC = Path(__file__).parents[2] / "api" / "static"
FRONTEND = Path(__file__).parents[2] / "api" / "frontend"
LOADER_SOURCE = (FRONTEND / "loader.ts").read_text()
DOCS = (Path(__file__).parents[2] / "docs" / "widget.md").read_text()
HERE = "http://localhost:8100"
OPTIONS = ("lang", "theme", "color", "position", "greeting", "institution", "open")


def test_the_sizes_hold() -> None:
    assert packed(LOADER) <= 3_000
    assert packed(APPLICATION) <= 60_000


def test_the_loader_leaves_nothing_global() -> None:
    loader = (STATIC / "widget.js").read_text()
    assert not re.search(r"\b(window|globalThis|self)\.\w+\s*=", loader)
    for forbidden in ("innerHTML", "eval(", "document.write", "localStorage", "cookie", "fetch("):
        assert forbidden not in loader


@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_is_in_the_loader_and_in_the_manual(option: str) -> None:
    assert f'"{option}"' in (STATIC / "widget.js").read_text()
    assert f"`data-{option}`" in DOCS


@pytest.mark.parametrize("name", ["open()", "close()", "ask(", "opened", "inline", "frame"])
def test_every_method_is_in_the_manual(name: str) -> None:
    assert f"`{name}" in DOCS


def test_every_event_is_in_the_manual() -> None:
    folders = (FRONTEND, FRONTEND / "components")
    sources = "".join(path.read_text() for folder in folders for path in folder.glob("*.ts"))
    told = set(re.findall(r'\btell\("(\w+)"', sources))
    assert told >= {"ready", "open", "close", "answer", "handoff", "officer", "error"}
    assert [name for name in told if f"`tanya-{name}`" not in DOCS] == []


def test_every_option_of_the_loader_is_known() -> None:
    asked = set(re.findall(r'\.option\("(\w+)"\)', LOADER_SOURCE))
    listed = re.search(r"const OPTIONS = \[(.*?)\];", LOADER_SOURCE)
    assert listed
    assert asked | set(re.findall(r'"(\w+)"', listed[1])) == set(OPTIONS)


async def test_the_loader_may_be_loaded_from_anywhere(client: httpx.AsyncClient) -> None:
    response = await client.get("/widget.js")
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    again = await client.get("/widget.js", headers={"if-none-match": response.headers["etag"]})
    assert again.status_code == 304


async def test_the_frame_is_for_one_allowed_origin(client: httpx.AsyncClient) -> None:
    response = await client.get("/embed", params={"origin": HERE})
    assert f"frame-ancestors {HERE};" in response.headers["content-security-policy"]
    assert "x-frame-options" not in response.headers
    assert f'"origin": "{HERE}"' in response.text


@pytest.mark.parametrize("origin", ["", "https://jahat.example", "null", "*", "<script>"])
async def test_elsewhere_it_is_refused(client: httpx.AsyncClient, origin: str) -> None:
    response = await client.get("/embed", params={"origin": origin})
    assert response.status_code == 403
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
    assert response.headers["x-frame-options"] == "DENY"
    assert "<script>" not in response.text


async def test_the_page_itself_cannot_be_framed(client: httpx.AsyncClient) -> None:
    response = await client.get("/tanya")
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]


async def test_options_that_are_not_usable_fall_back() -> None:
    assert Look.of("fr", "pink", "red;", "x" * 200, "y" * 900) == Look(
        institution="x" * 80, greeting="y" * 300
    )
    assert Look.of("en", "dark", "#ABCDEF", "", "").colour == "#abcdef"


async def test_options_are_text(client: httpx.AsyncClient) -> None:
    given = {"origin": HERE, "greeting": "<img src=x>", "institution": '"><script>1</script>'}
    page = (await client.get("/embed", params=given)).text
    assert "<img src=x>" not in page
    assert "<script>1" not in page


def token_in(page: str) -> str:
    found = re.search(r'"token": "([^"]+)"', page)
    assert found
    return found[1]


async def test_the_token_marks_the_conversation(
    make_app: Callable[..., FastAPI],
) -> None:
    app = make_app()
    async with AppClient(app) as client:
        token = token_in((await client.get("/embed", params={"origin": HERE})).text)
        headers = {"Tanya-Widget": token}
        response = await client.post("/api/v1/chat", json={"message": "a"}, headers=headers)
        assert response.status_code == 200
        fresh = await client.post("/api/v1/widget/token", headers=headers)
        assert app.state.services.tokens.origin(fresh.json()["token"], NOW) == HERE
        for bad in ("x", token[:-2]):
            response = await client.post(
                "/api/v1/chat", json={"message": "a"}, headers={"Tanya-Widget": bad}
            )
            assert response.status_code == 401
            assert response.headers["content-type"] == "application/problem+json"


async def test_programs_can_be_kept_out(make_app: Callable[..., FastAPI]) -> None:
    async with AppClient(make_app(api_open=False)) as client:
        refused = await client.post("/api/v1/chat", json={"message": "a"})
        assert refused.status_code == 403
        token = token_in((await client.get("/embed", params={"origin": HERE})).text)
        headers = {"Tanya-Widget": token}
        response = await client.post("/api/v1/chat", json={"message": "a"}, headers=headers)
        assert response.status_code == 200


async def test_a_token_is_not_renewed_for_a_page_that_was_taken_off_the_list(
    make_app: Callable[..., FastAPI],
) -> None:
    async with AppClient(make_app()) as client:
        token = token_in((await client.get("/embed", params={"origin": HERE})).text)
    async with AppClient(make_app(embed_origins=("https://lain.go.id",))) as client:
        response = await client.post("/api/v1/widget/token", headers={"Tanya-Widget": token})
        assert response.status_code == 403


async def test_privacy_is_told(client: httpx.AsyncClient) -> None:
    page = (await client.get("/privasi")).text
    for words in ("UU 27/2022", "30 hari", "Hapus percakapan ini"):
        assert words in page

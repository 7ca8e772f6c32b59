"""Portals on the allow-list may call the API from their own pages; others may not."""

from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI

from tests.api.conftest import NOW
from tests.api.running import AppClient

PORTAL = "https://portal.kementerian.go.id"
STRANGER = "https://jahat.example"
ASKED = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "content-type, idempotency-key, last-event-id, tanya-widget",
}


@pytest.fixture
def app(make_app: Callable[..., FastAPI]) -> FastAPI:
    return make_app(embed_origins=(PORTAL,))


async def test_a_portal_starts_with_words_days_and_its_token(app: FastAPI) -> None:
    async with AppClient(app) as client:
        options = {"lang": "en", "color": "#ABCDEF", "institution": "Biro SDM"}
        response = await client.post(
            "/api/v1/widget/start", json=options, headers={"Origin": PORTAL}
        )
    assert response.headers["access-control-allow-origin"] == PORTAL
    start = response.json()
    assert (start["lang"], start["colour"], start["institution"]) == ("en", "#abcdef", "Biro SDM")
    assert start["text"]["send"] == "Send question"
    assert start["knowledge_date"] == "2026-04-02"
    assert app.state.services.tokens.origin(start["token"], NOW) == PORTAL


@pytest.mark.parametrize("headers", [{}, {"Origin": STRANGER}, {"Origin": "null"}])
async def test_elsewhere_it_does_not_start(app: FastAPI, headers: dict[str, str]) -> None:
    async with AppClient(app) as client:
        response = await client.post("/api/v1/widget/start", json={}, headers=headers)
    assert response.status_code == 403
    assert "access-control-allow-origin" not in response.headers


async def test_a_portal_may_ask_and_see_errors(app: FastAPI) -> None:
    async with AppClient(app) as client:
        before = await client.options("/api/v1/chat", headers={"Origin": PORTAL} | ASKED)
        assert before.status_code == 200
        assert before.headers["access-control-allow-origin"] == PORTAL
        for body, code in (({"message": "a"}, 200), ({"message": ""}, 422)):
            response = await client.post("/api/v1/chat", json=body, headers={"Origin": PORTAL})
            assert response.status_code == code
            assert response.headers["access-control-allow-origin"] == PORTAL
            assert "Retry-After" in response.headers["access-control-expose-headers"]
            assert "access-control-allow-credentials" not in response.headers


async def test_a_token_serves_the_portal_that_it_was_given_to(
    make_app: Callable[..., FastAPI],
) -> None:
    other = "https://lain.go.id"
    async with AppClient(make_app(embed_origins=(PORTAL, other))) as client:
        start = await client.post("/api/v1/widget/start", json={}, headers={"Origin": PORTAL})
        token = start.json()["token"]
        codes = []
        for sender in (PORTAL, "http://tanya.test", other):
            headers = {"Tanya-Widget": token, "Origin": sender}
            response = await client.post("/api/v1/chat", json={"message": "a"}, headers=headers)
            codes.append(response.status_code)
    assert codes == [200, 200, 403]


@pytest.mark.parametrize("path", ["/api/v1/chat", "/api/v1/widget/token"])
async def test_a_stranger_may_not(app: FastAPI, path: str) -> None:
    async with AppClient(app) as client:
        before = await client.options(path, headers={"Origin": STRANGER} | ASKED)
        after = await client.post(path, json={"message": "a"}, headers={"Origin": STRANGER})
    assert before.status_code == 400
    for response in (before, after):
        assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("path", ["/tanya", "/metrics", "/embed", "/healthz"])
async def test_pages_are_for_no_other_page(app: FastAPI, path: str) -> None:
    async with AppClient(app) as client:
        response = await client.get(path, headers={"Origin": PORTAL})
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("path", ["/static/chat/app.js", "/static/tanya.css"])
async def test_the_application_may_be_loaded_from_anywhere(
    client: httpx.AsyncClient, path: str
) -> None:
    response = await client.get(path)
    assert response.headers["access-control-allow-origin"] == "*"

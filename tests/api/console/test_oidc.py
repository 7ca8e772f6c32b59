"""Signing in through a real provider on loopback."""

from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from api.console.rights import Role
from tests.api.console.helpdesk import hire
from tests.api.running import AppClient

# What the provider is made of is not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config", "ignore:authlib.jose")
SECRET = "rahasia-penyedia"


@pytest.fixture
def issuer() -> Iterator[str]:
    # Imported here, where the warnings are ignored that it gives as it is imported.
    import oidc_provider_mock

    with oidc_provider_mock.run_server_in_thread(port=0) as server:
        yield f"http://localhost:{server.server_port}"


async def go(app: FastAPI, client: httpx.AsyncClient, issuer: str, sub: str) -> httpx.Response:
    """There and back, as a browser goes."""
    left = await client.get("/console/oidc")
    address = left.headers["location"]
    assert address.startswith(issuer)
    assert parse_qs(urlsplit(address).query)["code_challenge_method"] == ["S256"]
    async with httpx.AsyncClient() as browser:
        back = await browser.post(address, data={"sub": sub})
    target = urlsplit(back.headers["location"])
    return await client.get(f"{target.path}?{target.query}", follow_redirects=True)


def make(make_app: Callable[..., FastAPI], issuer: str) -> FastAPI:
    return make_app(
        oidc_issuer=issuer,
        oidc_client_id="meja",
        oidc_client_secret=SecretStr(SECRET),
        public_url="http://localhost:8000",
    )


async def test_somebody_with_an_account_comes_in(
    make_app: Callable[..., FastAPI], issuer: str
) -> None:
    app = make(make_app, issuer)
    async with AppClient(app) as client:
        await hire(app, "siti@bkn.go.id", Role.ADMIN)
        page = await go(app, client, issuer, "siti@bkn.go.id")
        assert page.url.path == "/console/akun"
        assert "siti@bkn.go.id" in page.text


async def test_somebody_without_one_does_not(make_app: Callable[..., FastAPI], issuer: str) -> None:
    app = make(make_app, issuer)
    async with AppClient(app) as client:
        page = await go(app, client, issuer, "asing")
        assert page.status_code == 403
        assert "belum punya akun" in page.text


async def test_another_state_is_refused(make_app: Callable[..., FastAPI], issuer: str) -> None:
    app = make(make_app, issuer)
    async with AppClient(app) as client:
        await client.get("/console/oidc")
        for query in ("state=tebakan&code=x", "state=&code=", ""):
            assert (await client.get(f"/console/oidc/kembali?{query}")).status_code == 403
        client.cookies.clear()
        assert (await client.get("/console/oidc/kembali?state=a&code=b")).status_code == 403


async def test_a_provider_that_is_down(make_app: Callable[..., FastAPI]) -> None:
    app = make(make_app, "http://localhost:1")
    async with AppClient(app) as client:
        assert (await client.get("/console/oidc")).status_code == 503

import asyncio
from collections.abc import AsyncIterator, Callable
from ipaddress import ip_network

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request

from api.limits import ClientLimit, client_of
from api.problems import TooManyRequests
from tests.api.running import AppClient

PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


def request_from(peer: str | None, *forwarded: str) -> Request:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    return Request({"type": "http", "headers": headers, "client": peer and (peer, 1)})


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.7", (), "203.0.113.7"),
        ("203.0.113.7", ("198.51.100.1",), "203.0.113.7"),
        ("10.0.0.1", ("198.51.100.1",), "198.51.100.1"),
        ("10.0.0.1", ("1.1.1.1, 198.51.100.1, 10.2.2.2",), "198.51.100.1"),
        ("10.0.0.1", ("1.1.1.1", "198.51.100.1"), "198.51.100.1"),
        ("10.0.0.1", ("bukan alamat",), "10.0.0.1"),
        ("10.0.0.1", (), "10.0.0.1"),
        ("2001:db8::1", (), "2001:db8::/64"),
        ("2001:db8::ffff:1", (), "2001:db8::/64"),
        (None, (), "lokal"),
    ],
)
def test_the_client_is_the_nearest_that_is_not_trusted(
    peer: str | None, forwarded: tuple[str, ...], client: str
) -> None:
    assert client_of(request_from(peer, *forwarded), PROXIES) == client


def test_each_client_has_its_own_count() -> None:
    limit = ClientLimit(1)
    limit.check("a")
    limit.check("b")
    with pytest.raises(TooManyRequests) as caught:
        limit.check("a")
    assert 1 <= caught.value.retry_after <= 61


def test_zero_is_no_limit() -> None:
    limit = ClientLimit(0)
    for _ in range(1_000):
        limit.check("a")


@pytest.mark.parametrize("declared", [True, False])
async def test_a_large_body_is_not_read_to_its_end(
    make_app: Callable[..., FastAPI], declared: bool
) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1_000):
            sent += 10_000
            yield b"x" * 10_000

    headers = {"content-type": "application/json"}
    if declared:
        headers["content-length"] = "10000000"
    async with AppClient(make_app(max_body_bytes=50_000)) as client:
        response = await client.post("/api/v1/chat", content=endless(), headers=headers)
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"
    assert sent <= 70_000


async def test_a_body_that_does_not_come_is_408(make_app: Callable[..., FastAPI]) -> None:
    async def slow() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(5)
        yield b"}"

    async with AppClient(make_app(body_seconds=0.1)) as client:
        response = await client.post(
            "/api/v1/chat", content=slow(), headers={"content-type": "application/json"}
        )
    assert response.status_code == 408


async def test_the_limit_is_for_each_client(make_app: Callable[..., FastAPI]) -> None:
    app = make_app(rate_per_minute=1, trusted_proxies=(ip_network("127.0.0.0/8"),))
    async with AppClient(app) as client:

        async def ask(address: str) -> httpx.Response:
            return await client.post(
                "/api/v1/chat", json={"message": "a"}, headers={"x-forwarded-for": address}
            )

        assert (await ask("198.51.100.1")).status_code == 200
        assert (await ask("198.51.100.2")).status_code == 200
        assert (await ask("198.51.100.1")).status_code == 429

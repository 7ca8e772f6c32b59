import asyncio
import io
from collections.abc import Callable

import httpx
from fastapi import FastAPI

from tests.api.fakes import FakeAssistant
from tests.api.running import AppClient


async def test_alive(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"status": "hidup"}


async def test_ready_follows_the_assistant(
    client: httpx.AsyncClient, assistant: FakeAssistant
) -> None:
    assert (await client.get("/readyz")).status_code == 200
    assistant.is_ready = False
    response = await client.get("/readyz")
    assert response.status_code == 503
    assert response.headers["content-type"] == "application/problem+json"
    assert (await client.get("/healthz")).status_code == 200


async def test_metrics_are_prometheus_text(client: httpx.AsyncClient) -> None:
    await client.post("/api/v1/chat", json={"message": "a"})
    await client.get("/alamat/karangan")
    await client.request("KARANGAN", "/healthz")
    response = await client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain")
    for line in (
        'tanya_http_requests_total{code="200",method="POST",route="/api/v1/chat"} 1.0',
        'tanya_http_requests_total{code="404",method="GET",route="lain"} 1.0',
        'tanya_answers_total{status="answered"} 1.0',
        "tanya_answer_seconds_count 1.0",
        "tanya_streams_open 0.0",
        "tanya_answers_running 0.0",
        "tanya_busy_total 0.0",
    ):
        assert line in response.text
    assert 'method="OTHER"' in response.text
    assert "karangan" not in response.text.lower()


async def test_two_apps_count_apart(make_app: Callable[..., FastAPI]) -> None:
    async with AppClient(make_app()) as one, AppClient(make_app()) as other:
        await one.post("/api/v1/chat", json={"message": "a"})
        assert "tanya_answer_seconds_count 0.0" in (await other.get("/metrics")).text


async def test_the_index_is_refreshed(
    make_app: Callable[..., FastAPI], assistant: FakeAssistant
) -> None:
    async with AppClient(make_app(refresh_seconds=0.01)):
        await refreshed(assistant)


async def test_a_refresh_that_fails_does_not_end_the_service(
    make_app: Callable[..., FastAPI], assistant: FakeAssistant, logged: io.StringIO
) -> None:
    def broken() -> None:
        assistant.refreshed += 1
        raise OSError

    assistant.refresh = broken  # type: ignore[method-assign]
    async with AppClient(make_app(refresh_seconds=0.01)) as client:
        await refreshed(assistant)
        assert (await client.post("/api/v1/chat", json={"message": "a"})).status_code == 200
    assert "OSError" in logged.getvalue()


async def refreshed(assistant: FakeAssistant) -> None:
    async with asyncio.timeout(60):
        while assistant.refreshed < 3:
            await asyncio.sleep(0.01)

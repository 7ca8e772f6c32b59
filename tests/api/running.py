"""The app under a client, and the app in a real server."""

import threading
import time
from dataclasses import dataclass

import httpx
from fastapi import FastAPI

from api.server import DrainingServer


class AppClient:
    """A client that runs the app's lifespan; server errors come back as responses."""

    def __init__(self, app: FastAPI) -> None:
        self._lifespan = app.router.lifespan_context(app)
        self._client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://tanya.test"
        )

    async def __aenter__(self) -> httpx.AsyncClient:
        await self._lifespan.__aenter__()
        return self._client

    async def __aexit__(self, *error: object) -> None:
        await self._client.aclose()
        await self._lifespan.__aexit__(None, None, None)


@dataclass
class Running:
    """A real server in a thread."""

    url: str
    app: FastAPI
    server: DrainingServer
    thread: threading.Thread

    def stop(self) -> None:
        """Stop as a signal would."""
        self.server.should_exit = True
        self.thread.join(60)
        assert not self.thread.is_alive()


def start(app: FastAPI) -> Running:
    server = DrainingServer(app, app.state.services.settings)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 60
    while not server.started:
        assert thread.is_alive()
        assert time.monotonic() < until
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    return Running(f"http://127.0.0.1:{port}", app, server, thread)

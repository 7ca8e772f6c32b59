"""uvicorn, told to end open streams before it waits for connections to close."""

import math
import socket

import uvicorn
from fastapi import FastAPI

from api.services import Services
from api.settings import ApiSettings


class DrainingServer(uvicorn.Server):
    """uvicorn waits for streams before it tells the app that it stops; this one tells first."""

    def __init__(self, app: FastAPI, settings: ApiSettings) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                host=settings.host,
                port=settings.port,
                log_level="warning",
                # The access log would hold the ids of conversations; `api.observe` logs routes.
                access_log=False,
                # X-Forwarded-For is read by `api.limits`, from trusted proxies only.
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=math.ceil(settings.drain_seconds) + 5,
            )
        )
        self._services: Services = app.state.services

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let streams finish or end them, then stop."""
        self._services.streams.drain()
        await super().shutdown(sockets)


def serve(app: FastAPI, settings: ApiSettings) -> None:
    """Serve until a signal says stop."""
    DrainingServer(app, settings).run()

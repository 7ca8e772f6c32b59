"""One log line and one count for each request, by its route and never by its path."""

import time
import uuid
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.logs import Log
from api.metrics import Metrics

# Other methods share one label: whoever invents some must not fill the registry.
METHODS: Final = frozenset({"GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT", "PATCH"})
CLOSED_BY_CLIENT: Final = 499


class Observe:
    """ASGI middleware, the outermost."""

    def __init__(self, app: ASGIApp, metrics: Metrics, log: Log) -> None:
        self._app = app
        self._metrics = metrics
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with a request id, and note how it went."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, request_id = time.perf_counter(), uuid.uuid4().hex
        code = CLOSED_BY_CLIENT

        async def watch(message: Message) -> None:
            nonlocal code
            if message["type"] == "http.response.start":
                code = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            self._note(scope, code, time.perf_counter() - begun, request_id)

    def _note(self, scope: Scope, code: int, seconds: float, request_id: str) -> None:
        method = scope["method"] if scope["method"] in METHODS else "OTHER"
        route = getattr(scope.get("route"), "path", None) or "lain"
        self._metrics.requests.labels(method, route, str(code)).inc()
        self._log.info(
            "permintaan",
            method=method,
            route=route,
            code=code,
            ms=round(seconds * 1000, 1),
            request_id=request_id,
        )

"""Portals on the allow-list may call the API from their own pages; no other page may."""

from typing import Final

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from api.embedding import allowed
from api.services import TOKEN_HEADER

API: Final = "/api/v1/"
HEADERS: Final = ("Content-Type", "Accept", "Idempotency-Key", "Last-Event-ID", TOKEN_HEADER)
REMEMBERED_SECONDS: Final = 600


class Portals(CORSMiddleware):
    """ASGI middleware: answers preflights, and lets allowed origins read what they asked for."""

    def __init__(self, app: ASGIApp, listed: tuple[str, ...]) -> None:
        super().__init__(
            app,
            allow_methods=("GET", "POST", "DELETE"),
            allow_headers=HEADERS,
            expose_headers=("Retry-After",),
            max_age=REMEMBERED_SECONDS,
        )
        self._listed = listed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Only the API is for other pages; what it sets is never a cookie."""
        if scope["type"] == "http" and scope["path"].startswith(API):
            await super().__call__(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def is_allowed_origin(self, origin: str) -> bool:
        """The same list as for frames."""
        return allowed(origin, "", self._listed)

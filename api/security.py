"""Headers that keep a page to itself: no foreign script, no frame, no leaking address."""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

DIRECTIVES: Final[dict[str, str]] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
}


def policy(**changes: str) -> str:
    """The Content-Security-Policy of a page, with directives changed for that page.

    >>> policy(frame_ancestors="https://kementerian.go.id").split("; ")[-2]
    'frame-ancestors https://kementerian.go.id'
    """
    changed = {name.replace("_", "-"): value for name, value in changes.items()}
    return "; ".join(f"{name} {value}" for name, value in (DIRECTIVES | changed).items())


HEADERS: Final[dict[str, str]] = {
    "Content-Security-Policy": policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class SecurityHeaders:
    """ASGI middleware: every response carries them; what is not static is not kept by caches."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on and add the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if "Content-Security-Policy" not in headers:
                    # A page with a policy of its own says there who may frame it.
                    headers.setdefault("X-Frame-Options", "DENY")
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                # Static files are asked for again each time but answered by 304 while unchanged.
                fresh = "no-cache" if scope["path"].startswith("/static/") else "no-store"
                headers.setdefault("Cache-Control", fresh)
            await send(message)

        await self._app(scope, receive, with_headers)

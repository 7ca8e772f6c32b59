"""Who may send how much: questions a minute for each client, bytes and seconds for a body."""

import asyncio
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import HttpError, TooManyRequests
from api.settings import Network


class ClientLimit:
    """So many questions a minute for each client; in memory, so for each process."""

    def __init__(self, per_minute: int) -> None:
        self._rate = RateLimitItemPerMinute(per_minute) if per_minute else None
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def check(self, client: str) -> None:
        """Count one question; raises `TooManyRequests` when it is one too many."""
        if self._rate is None or self._limiter.hit(self._rate, client):
            return
        reset = self._limiter.get_window_stats(self._rate, client).reset_time
        wait = max(1, math.ceil(reset - time.time()))
        raise TooManyRequests(
            f"Anda terlalu sering bertanya. Silakan tunggu {wait} detik, lalu coba lagi.", wait
        )


def client_of(request: Request, trusted: Sequence[Network]) -> str:
    """The client's address: the nearest one that is no trusted proxy.

    IPv6 counts by /64, because one subscriber owns at least that.
    """
    if request.client is None:
        return "lokal"
    forwarded = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    chain = [*(part.strip() for part in forwarded if part.strip()), request.client.host]
    nearest = request.client.host
    for hop in reversed(chain):
        if not _is_address(hop):
            break
        nearest = hop
        if not any(ip_address(hop) in network for network in trusted):
            break
    return _group(nearest)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _group(text: str) -> str:
    if not _is_address(text):
        return text
    address = ip_address(text)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return text


@dataclass(frozen=True, slots=True)
class Allowance:
    """How large a body may be, and how long it may take."""

    most: int
    seconds: float


class BodyLimit:
    """ASGI middleware: reads the body in bounded time and space before the app sees it.

    `asked`: paths whose body is read only once the route asks for it, which it does when it knows
    who sends; and how much it may be there.
    """

    def __init__(
        self, app: ASGIApp, usual: Allowance, asked: Mapping[str, Allowance] | None = None
    ) -> None:
        self._app = app
        self._usual = usual
        self._asked = asked or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on with the body that was read; 413 or 408 are raised as `HttpError`."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        later = self._asked.get(scope["path"])
        _check_declared(scope, (later or self._usual).most)
        if later:
            body = _Asked(receive, send, later)
            await self._app(scope, body.receive, body.send)
        elif (read := await self._read(receive)) is not None:
            await self._app(scope, _replay(read, receive), send)

    async def _read(self, receive: Receive) -> bytes | None:
        body, most = bytearray(), self._usual.most
        with _in_time():
            async with asyncio.timeout(self._usual.seconds):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return None
                    body += message.get("body", b"")
                    if len(body) > most:
                        raise _too_large(most)
                    if not message.get("more_body", False):
                        return bytes(body)


class _Asked:
    """A body that is counted while the app reads it; the time runs from its first word."""

    def __init__(self, receive: Receive, send: Send, allowance: Allowance) -> None:
        self._receive = receive
        self._send = send
        self._allowance = allowance
        self._left = allowance.most
        self._until: float | None = None
        self._whole = False

    async def receive(self) -> Message:
        """The next part; 413 or 408 are raised as `HttpError`."""
        if self._whole:
            return await self._receive()
        self._until = self._until or asyncio.get_running_loop().time() + self._allowance.seconds
        with _in_time():
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        self._left -= len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._left < 0:
            raise _too_large(self._allowance.most)
        return message

    async def send(self, message: Message) -> None:
        """An answer that came before the end of the body ends the connection: no more is read."""
        if message["type"] == "http.response.start" and not self._whole:
            message["headers"] = [*message["headers"], (b"connection", b"close")]
        await self._send(message)


@contextmanager
def _in_time() -> Iterator[None]:
    try:
        yield
    except TimeoutError:
        raise HttpError(408, "Isi permintaan tidak kunjung lengkap.") from None


def _check_declared(scope: Scope, most: int) -> None:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit() and int(value) > most:
            raise _too_large(most)


def _too_large(most: int) -> HttpError:
    return HttpError(413, f"Isi permintaan lebih besar dari {most // 1024} KB.")


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def again() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again

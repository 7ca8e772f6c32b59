"""Which pages may embed the widget, and the short-lived token that is bound to such a page.

The frame is served with `frame-ancestors` naming one allowed origin, so the browser shows it
there and nowhere else; the token in it is signed for that origin and useless after a while.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
import re
import secrets
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from api.problems import HttpError

KEY_BYTES: Final = 32
LIFETIME: Final = timedelta(minutes=15)
# A page that was left open over a night may still ask for a new token.
RENEWABLE: Final = timedelta(hours=24)
WEB_ORIGIN: Final = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d{1,5})?", re.ASCII)
LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
EXPIRED: Final = "Sesi widget sudah berakhir. Muat ulang halaman, lalu coba lagi."


def allowed(origin: str, own_host: str, listed: tuple[str, ...]) -> bool:
    """Whether a page of this origin may embed us: our own, a listed one, or, with no list, ours.

    >>> allowed("http://localhost:8100", "tanya.go.id", ())
    True
    >>> allowed("https://jahat.example", "tanya.go.id", ("https://kementerian.go.id",))
    False
    """
    # Nothing but scheme and host may stand in it: it is put into a header.
    if not WEB_ORIGIN.fullmatch(origin):
        return False
    parts = urlsplit(origin)
    if parts.netloc == own_host:
        return True
    return origin in listed if listed else parts.hostname in LOOPBACK


class Tokens:
    """Signs and reads tokens with a key that is made on first use and kept in `TANYA_HOME`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "widget.key"

    @cached_property
    def _key(self) -> bytes:
        return read_key(self._path)

    def issue(self, origin: str, now: datetime) -> str:
        """A token for pages of one origin."""
        until = int((now + LIFETIME).timestamp())
        body = _text(json.dumps([origin, until]).encode())
        return f"{body}.{self._sign(body)}"

    def origin(self, token: str, now: datetime, grace: timedelta = timedelta()) -> str:
        """The origin that a token is for; 401 if it is forged or too old."""
        body, _, signature = token.partition(".")
        if not hmac.compare_digest(signature.encode(), self._sign(body).encode()):
            raise HttpError(401, EXPIRED)
        try:
            origin, until = json.loads(base64.urlsafe_b64decode(body + "=="))
        except (binascii.Error, ValueError):
            raise HttpError(401, EXPIRED) from None
        if now.timestamp() > until + grace.total_seconds():
            raise HttpError(401, EXPIRED)
        return str(origin)

    def _sign(self, body: str) -> str:
        return _text(hmac.digest(self._key, body.encode(), hashlib.sha256))


def read_key(path: Path) -> bytes:
    """The key; made, readable by us alone, where there is none yet."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make_key(path)
    return path.read_bytes()


def _make_key(path: Path) -> None:
    # Written beside and linked: whoever comes second finds a whole key and leaves it.
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, secrets.token_bytes(KEY_BYTES))
        os.fsync(handle)
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        os.close(handle)
        fresh.unlink()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

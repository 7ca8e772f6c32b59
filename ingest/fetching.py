"""Fetches a document from a public address: nothing on this network, nothing large, nothing slow.

Every address that a name resolves to must be public, after every redirect; the connection goes
to the address that was checked, so that a name cannot change in between.
"""

import hashlib
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from pathlib import Path
from threading import Timer
from time import monotonic
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from ingest.errors import Refused
from ingest.settings import IngestSettings

Resolve = Callable[[str, int], list[str]]
Connect = Callable[[str, int, float], socket.socket]
_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 5
_PORTS = {"http": 80, "https": 443}
_NAT64 = IPv6Network("64:ff9b::/96")
_SUFFIXES = {
    "application/pdf": ".pdf",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def connect(address: str, port: int, seconds: float) -> socket.socket:
    """A connection to an address."""
    return socket.create_connection((address, port), seconds)


@dataclass(frozen=True)
class Fetcher:
    """Fetches documents into a folder, each always to the same file.

    `resolve` and `connect` are the edges to the network, for tests.
    """

    folder: Path
    limits: IngestSettings
    resolve: Resolve = resolve
    connect: Connect = connect

    def fetch(self, url: str) -> Path:
        """The file that now holds what that address gives.

        Raises:
            Refused: with an Indonesian sentence that says why.
        """
        deadline = monotonic() + self.limits.fetch_seconds
        try:
            data, kind = self._follow(url, deadline)
        except TimeoutError:
            raise Refused("Alamat ini terlalu lama mengirim isinya.") from None
        except ssl.SSLError:
            raise Refused("Sertifikat alamat ini tidak dapat dipercaya.") from None
        except (OSError, HTTPException, ValueError):
            raise Refused("Alamat ini tidak dapat dihubungi.") from None
        return self._keep(url, data, kind)

    def _follow(self, url: str, deadline: float) -> tuple[bytes, str]:
        for _ in range(_MOST_REDIRECTS + 1):
            target = _checked(url)
            with closing(self._open(target, deadline)) as connection, _until(deadline, connection):
                answer = _ask(connection, target)
                if answer.status not in _REDIRECTS:
                    return self._body(answer, deadline), _kind(answer)
                url = urljoin(url, answer.getheader("Location") or "")
        raise Refused("Alamat ini terlalu sering mengalihkan.")

    def _open(self, target: SplitResult, deadline: float) -> HTTPConnection:
        host = target.hostname or ""
        port = target.port or _PORTS[target.scheme]
        addresses = self.resolve(host, port)
        if not addresses or not all(map(is_public, addresses)):
            raise Refused("Alamat ini bukan alamat publik di internet; tidak dibuka.")
        left = max(0.1, deadline - monotonic())
        plain = self.connect(addresses[0], port, left)
        plain.settimeout(left)
        if target.scheme == "https":
            context = ssl.create_default_context()
            secure = HTTPSConnection(host, port, context=context)
            secure.sock = context.wrap_socket(plain, server_hostname=host)
            return secure
        connection = HTTPConnection(host, port)
        connection.sock = plain
        return connection

    def _body(self, answer: HTTPResponse, deadline: float) -> bytes:
        if answer.status != 200:
            raise Refused(f"Alamat ini menjawab dengan kesalahan {answer.status}.")
        if (answer.getheader("Content-Encoding") or "identity").lower() != "identity":
            raise Refused("Alamat ini mengirim isi yang dimampatkan; unduh sendiri berkasnya.")
        data = answer.read(self.limits.max_bytes + 1)
        if monotonic() >= deadline:
            raise TimeoutError
        if len(data) > self.limits.max_bytes:
            raise Refused(f"Isinya lebih besar dari batas {self.limits.max_mib} MiB.")
        if not data or answer.length:
            raise Refused("Isi alamat ini kosong atau terpotong.")
        return data

    def _keep(self, url: str, data: bytes, kind: str) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / _name(url, kind)
        part = path.with_name(f".{path.name}.part")
        part.write_bytes(data)
        part.replace(path)
        return path


@contextmanager
def _until(deadline: float, connection: HTTPConnection) -> Iterator[None]:
    """Cut the connection at the deadline, however slowly the other side goes on sending."""

    sock = connection.sock  # http.client forgets it once the answer has begun

    def cut() -> None:
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

    timer = Timer(max(0.0, deadline - monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, HTTPException):
        if monotonic() >= deadline:
            raise TimeoutError from None
        raise
    finally:
        timer.cancel()


def is_public(address: str) -> bool:
    """Whether an address is one that anybody on the internet may reach.

    >>> is_public("103.10.60.1"), is_public("10.0.0.1"), is_public("::ffff:127.0.0.1")
    (True, False, False)
    """
    found = ip_address(address.split("%", maxsplit=1)[0])
    return all(each.is_global and not each.is_multicast for each in _meant(found))


def _meant(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address | IPv6Address]:
    """The address and the ones that it carries inside."""
    if not isinstance(address, IPv6Address):
        yield address
        return
    inner = address.ipv4_mapped or address.sixtofour
    if address in _NAT64:
        inner = IPv4Address(int(address) & 0xFFFFFFFF)
    if address.ipv4_mapped is None and address not in _NAT64:
        yield address
    if inner:
        yield inner
    if address.teredo:
        yield from address.teredo


def _checked(url: str) -> SplitResult:
    target = urlsplit(url)
    if target.scheme not in _PORTS or not target.hostname:
        raise Refused("Hanya alamat http:// atau https:// yang dibuka.")
    if target.username is not None or target.password is not None:
        raise Refused("Alamat yang memuat nama pengguna atau sandi tidak dibuka.")
    return target


def _ask(connection: HTTPConnection, target: SplitResult) -> HTTPResponse:
    path = quote(target.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if target.query:
        path += "?" + quote(target.query, safe="/%:@!$&'()*+,;=~-._?")
    headers = {"User-Agent": "TanyaIKN", "Accept-Encoding": "identity", "Connection": "close"}
    connection.request("GET", path, headers=headers)
    return connection.getresponse()


def _kind(answer: HTTPResponse) -> str:
    return (answer.getheader("Content-Type") or "").split(";")[0].strip().lower()


def _name(url: str, kind: str) -> str:
    """A readable file name, one for each address."""
    last = urlsplit(url).path.rstrip("/").rsplit("/", 1)[-1]
    stem, dot, suffix = last.rpartition(".")
    known = f".{suffix.lower()}" if dot and f".{suffix.lower()}" in _SUFFIXES.values() else ""
    stem = re.sub(r"[^\w]+", "-", stem if known else last).strip("-")[:60] or "halaman"
    mark = hashlib.sha256(url.encode()).hexdigest()[:8]
    return f"{stem}-{mark}{known or _SUFFIXES.get(kind, '')}"

import socket
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ingest.errors import Refused
from ingest.fetching import Fetcher, is_public
from ingest.settings import IngestSettings
from ingest.sync import sync_url
from knowledge.library import Library
from tests.ingest.makers import LAW

PUBLIC = "103.10.60.1"
FEW = IngestSettings(max_mib=1, fetch_seconds=5)


class Site(BaseHTTPRequestHandler):
    """Gives what a path asks for."""

    asked: list[str]

    def __init__(self, asked: list[str], *arguments: object) -> None:
        self.asked = asked
        super().__init__(*arguments)  # type: ignore[arg-type]

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self.asked.append(f"{self.headers['Host']}{self.path}")
        match self.path.split("?")[0].split("/")[1]:
            case "kebun":
                self.give(200, LAW.encode(), {"Content-Type": "text/plain; charset=utf-8"})
            case "putar":
                self.give(302, b"", {"Location": "/putar"})
            case "ke":
                self.give(302, b"", {"Location": self.path.partition("?")[2]})
            case "besar":
                self.give(200, b"x" * (2 << 20), {})
            case "mampat":
                self.give(200, b"x", {"Content-Encoding": "gzip"})
            case "terpotong":
                self.give(200, b"x" * 10, {"Content-Length": "100"})
            case "lambat":
                threading.Event().wait(2)
            case _:
                self.give(404, b"tidak ada", {})

    def give(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


Names = dict[str, list[str]]


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def make(asked: list[str], tmp_path: Path) -> Iterator[Callable[..., Fetcher]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Site, asked))
    server.daemon_threads = True
    serving = threading.Thread(target=server.serve_forever)
    serving.start()

    def connect(address: str, _port: int, seconds: float) -> socket.socket:
        assert is_public(address)
        return socket.create_connection(("127.0.0.1", server.server_port), seconds)

    def make(names: Names | None = None, limits: IngestSettings = FEW) -> Fetcher:
        known = names or {}
        return Fetcher(
            tmp_path / "unduhan", limits, lambda host, _port: known.get(host, [PUBLIC]), connect
        )

    yield make
    server.shutdown()
    serving.join()
    server.server_close()


def test_what_an_address_gives_is_a_file(make: Callable[..., Fetcher]) -> None:
    path = make().fetch("http://contoh.go.id/kebun/uu-9-2030?unduh=1")
    assert path.read_text() == LAW
    assert path.name.startswith("uu-9-2030-")
    assert path.suffix == ".txt"
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_an_address_has_one_file(make: Callable[..., Fetcher]) -> None:
    fetcher = make()
    first, again, other = map(
        fetcher.fetch,
        ["http://a.go.id/kebun/a.txt", "http://a.go.id/kebun/a.txt", "http://b.go.id/kebun/a.txt"],
    )
    assert first == again != other


def test_a_redirect_is_followed(make: Callable[..., Fetcher], asked: list[str]) -> None:
    make().fetch("http://contoh.go.id/ke?http://lain.go.id/kebun/a.txt")
    assert asked[-1] == "lain.go.id/kebun/a.txt"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://contoh.go.id/a", "Hanya alamat http"),
        ("file:///etc/passwd", "Hanya alamat http"),
        ("http://", "Hanya alamat http"),
        ("http://a:b@contoh.go.id/", "nama pengguna"),
        ("http://dalam.go.id/kebun", "bukan alamat publik"),
        ("http://campur.go.id/kebun", "bukan alamat publik"),
        ("http://contoh.go.id/ke?http://dalam.go.id/kebun", "bukan alamat publik"),
        ("http://contoh.go.id/ke?file:///etc/passwd", "Hanya alamat http"),
        ("http://contoh.go.id/putar", "mengalihkan"),
        ("http://contoh.go.id/hilang", "kesalahan 404"),
        ("http://contoh.go.id/besar", "lebih besar dari batas 1 MiB"),
        ("http://contoh.go.id/mampat", "dimampatkan"),
        ("http://contoh.go.id/terpotong", "terpotong"),
        ("http://contoh.go.id:0x/", "tidak dapat dihubungi"),
        ("https://contoh.go.id/kebun", r"Sertifikat|dihubungi"),
    ],
)
def test_what_is_not_fetched(make: Callable[..., Fetcher], url: str, reason: str) -> None:
    names = {"dalam.go.id": ["10.0.0.7"], "campur.go.id": [PUBLIC, "127.0.0.1"]}
    fetcher = make(names)
    with pytest.raises(Refused, match=reason):
        fetcher.fetch(url)
    assert not fetcher.folder.exists()


def test_a_slow_address_is_given_up(make: Callable[..., Fetcher]) -> None:
    fetcher = make(limits=IngestSettings(fetch_seconds=0.3))
    with pytest.raises(Refused, match="terlalu lama"):
        fetcher.fetch("http://contoh.go.id/lambat")


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1",
     "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "ff02::1"],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


def test_the_address_is_the_source(make: Callable[..., Fetcher], tmp_path: Path) -> None:
    library = Library(tmp_path / "home")
    url = "http://contoh.go.id/kebun/uu-9-2030.txt"
    report = sync_url(url, make(), library)
    assert report.taken[0].document.url == url
    assert sync_url(url, make(), library).taken[0].outcome == "unchanged"
    assert library.approve("dok-uu-9-2030").answers


def test_an_address_that_is_refused_is_reported(
    make: Callable[..., Fetcher], tmp_path: Path
) -> None:
    (refusal,) = sync_url("http://contoh.go.id/hilang", make(), Library(tmp_path)).refused
    assert refusal.path == "http://contoh.go.id/hilang"
    assert "404" in refusal.reason

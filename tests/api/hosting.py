"""Pages of institutions on another origin, and a line to the server that can be cut."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from tests.api.running import Running

STRICT = (
    "default-src 'none'; script-src {server}; frame-src {server}; style-src 'none'; "
    "require-trusted-types-for 'script'"
)
# What a portal needs that holds the chat in its own page.
PORTAL = (
    "default-src 'none'; script-src {server}; connect-src {server}; style-src 'none'; "
    "require-trusted-types-for 'script'"
)
TAG = '<script src="{server}/widget.js" {options}></script>'

BODY = "<head>{tag}</head><body><h1>Kementerian</h1><button>Lain</button></body>"


@contextmanager
def host_page(body: str, server: str, csp: str = STRICT) -> Iterator[str]:
    """The address of a page on an origin of its own; `{server}` in the texts is ours."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = f'<!doctype html><html lang="id"><title>Kementerian</title>{body}</html>'
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if csp:
                self.send_header("Content-Security-Policy", csp.format(server=server))
            self.end_headers()
            self.wfile.write(page.replace("{server}", server).encode())

        def log_message(self, *args: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://localhost:{serving.server_port}/"
        serving.shutdown()


@dataclass
class Embedded:
    """A host page with the widget, and everything that went wrong or left for elsewhere."""

    page: Page
    server: Running
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    @property
    def frame(self) -> FrameLocator:
        return self.page.frame_locator("tanya-ikn iframe")

    @property
    def launcher(self) -> str:
        return "tanya-ikn button"

    def open(self) -> None:
        self.page.locator(self.launcher).click()
        expect(self.frame.locator("html[data-ready]")).to_have_count(1)

    def ask(self, text: str = "Kapan saya pindah?") -> None:
        self.frame.locator("#message").fill(text)
        self.frame.locator("#message").press("Enter")

    def elsewhere(self, *ours: str) -> list[str]:
        return [url for url in self.requests if not url.startswith(ours)]


@contextmanager
def embedded(
    context: BrowserContext, running: Running, body: str, csp: str = STRICT
) -> Iterator[Embedded]:
    with host_page(body, running.url, csp) as address:
        seen = Embedded(context.new_page(), running)
        seen.page.on("pageerror", lambda error: seen.errors.append(str(error)))
        seen.page.on("console", lambda m: seen.errors.append(m.text) if m.type == "error" else None)
        seen.page.on("request", lambda request: seen.requests.append(request.url))
        seen.page.goto(address)
        yield seen
        assert seen.elsewhere(running.url, address) == []


@dataclass
class Line:
    """A proxy that cuts answers of the chat after so many bytes, so many times."""

    target: int
    after: int = 2_500
    cuts: int = 0
    done: int = 0
    down: bool = False
    sockets: list[socket.socket] = field(default_factory=list)

    def __enter__(self) -> str:
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __exit__(self, *error: object) -> None:
        self._listener.close()
        for one in self.sockets:
            _close(one)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                if self.down:
                    _close(client)
                    continue
                server = socket.create_connection(("127.0.0.1", self.target))
                self.sockets += [client, server]
                budget: list[int | None] = [None]
                for source, sink, up in ((client, server, True), (server, client, False)):
                    arguments = (source, sink, up, budget)
                    threading.Thread(target=self._pump, args=arguments, daemon=True).start()

    def _pump(
        self, source: socket.socket, sink: socket.socket, up: bool, budget: list[int | None]
    ) -> None:
        with suppress(OSError):
            while data := source.recv(512):
                if up and data.startswith(b"POST /api/v1/chat") and self.done < self.cuts:
                    budget[0] = self.after
                sink.sendall(data)
                if not up and budget[0] is not None:
                    budget[0] -= len(data)
                    if budget[0] < 0:
                        self.done += 1
                        # Browsers drop what they have not handed on when the line breaks.
                        time.sleep(0.05)
                        break
        _close(source)
        _close(sink)


def _close(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()

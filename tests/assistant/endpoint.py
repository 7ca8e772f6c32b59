"""An OpenAI-compatible server of the tests: it says what a script tells it to, well or badly."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATIENCE = 30


class Exchange:
    """One request, and the ways to answer it."""

    def __init__(
        self, handler: BaseHTTPRequestHandler, body: dict[str, Any], over: threading.Event
    ) -> None:
        self._handler = handler
        self.body = body
        self.over = over

    def begin(self, status: int = 200, kind: str = "text/event-stream", **headers: str) -> None:
        """Status and headers; the connection closes at the end."""
        self._handler.send_response(status)
        self._handler.send_header("Content-Type", kind)
        for name, value in headers.items():
            self._handler.send_header(name, value)
        self._handler.end_headers()

    def send(self, text: str) -> None:
        """Bytes as they are."""
        self._handler.wfile.write(text.encode())
        self._handler.wfile.flush()

    def piece(self, text: str) -> None:
        """One event with a piece of the answer."""
        self.event({"delta": {"content": text}, "finish_reason": None})

    def event(self, choice: dict[str, Any]) -> None:
        """One event."""
        self.send(f"data: {json.dumps({'choices': [{'index': 0, **choice}]})}\n\n")

    def end(self, reason: str = "stop") -> None:
        """Say that the answer is over, and why."""
        self.event({"delta": {}, "finish_reason": reason})
        self.send("data: [DONE]\n\n")

    def say(self, text: str, reason: str = "stop") -> None:
        """A whole answer, in pieces that cut words."""
        self.begin()
        for start in range(0, len(text), 7):
            self.piece(text[start : start + 7])
        self.end(reason)


Script = Callable[[Exchange], None]


class Endpoint:
    """Where it listens, what it does, and what it was asked."""

    def __init__(self, url: str, over: threading.Event) -> None:
        self.url = url
        self.script: Script = lambda exchange: exchange.say("")
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.gone = threading.Event()
        self.over = over

    def says(self, text: str) -> None:
        """Answer with this text from now on."""
        self.script = lambda exchange: exchange.say(text)


@contextmanager
def listening() -> Iterator[Endpoint]:
    """An endpoint on a free port of loopback."""
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            endpoint.requests.append({"path": self.path, **body})
            endpoint.headers.append(dict(self.headers))
            try:
                endpoint.script(Exchange(self, body, over))
            except (BrokenPipeError, ConnectionResetError):
                endpoint.gone.set()

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    endpoint = Endpoint(f"http://127.0.0.1:{server.server_port}/v1", over)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield endpoint
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()

"""How long a withdrawn document goes on being cited by a server that runs beside the command."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import Request, urlopen

from knowledge.errors import Busy

ROOT = Path(__file__).parent.parent
# What is waited for may take this long on a machine that is busy with other things.
PATIENCE_SECONDS = 300.0
_PAUSE_SECONDS = 0.2
_TANYA = (sys.executable, "-m", "cli.main")


class Server:
    """`tanya serve` in a process of its own, asked over HTTP."""

    def __init__(self, url: str) -> None:
        self._url = url

    def ready(self) -> bool:
        """Whether it answers."""
        try:
            with urlopen(f"{self._url}/readyz", timeout=20):
                return True
        except (URLError, ConnectionError, TimeoutError):
            return False

    def cites(self, document: str, question: str) -> bool:
        """Whether the answer to a question rests on that document."""
        request = Request(
            f"{self._url}/api/v1/chat",
            json.dumps({"message": question}).encode(),
            {"Content-Type": "application/json", "Accept": "application/json"},
        )
        with urlopen(request, timeout=60) as response:
            answer = json.load(response)
        return any(citation["document_id"] == document for citation in answer["citations"])


@contextmanager
def serving(settings: Mapping[str, str]) -> Iterator[Server]:
    """A server with these settings, ready to answer.

    Raises:
        Busy: it does not get ready.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [*_TANYA, "serve", "--port", str(port)], env=_with(settings), stderr=subprocess.DEVNULL
    )
    try:
        server = Server(f"http://127.0.0.1:{port}")
        _wait(server.ready, "Layanan tidak kunjung siap.")
        yield server
    finally:
        process.terminate()
        process.wait()


def withdrawn_after(
    server: Server, document: str, question: str, settings: Mapping[str, str]
) -> float:
    """Seconds from the command's start to the first answer without the document, asked meanwhile.

    Raises:
        Busy: it goes on being cited, or was not cited before.
    """
    _wait(lambda: server.cites(document, question), f"{document} tidak dikutip.")
    start = monotonic()
    command = [*_TANYA, "knowledge", "withdraw", document]
    with subprocess.Popen(command, env=_with(settings), stderr=subprocess.DEVNULL):
        _wait(lambda: not server.cites(document, question), f"{document} masih dikutip.")
        return monotonic() - start


def _with(settings: Mapping[str, str]) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)} | dict(settings)


def _wait(for_it: Callable[[], bool], otherwise: str) -> None:
    until = monotonic() + PATIENCE_SECONDS
    while not for_it():
        if monotonic() > until:
            raise Busy(otherwise)
        sleep(_PAUSE_SECONDS)

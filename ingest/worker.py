"""Reads files in a child process, so that a hostile one harms nothing but itself."""

import json
import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any, Self

from ingest.errors import IngestError, Refused
from ingest.metadata import Sidecar
from ingest.pdf import OnPage
from ingest.settings import IngestSettings
from knowledge.library import Ingested
from knowledge.schema import Regulation

_START_SECONDS = 60.0
_BYTES_A_PAGE = 20_000
_MOST_PAGES_OF_TEXT = 60
_CHUNK = 1 << 16


class Worker:
    """One child that reads file after file; a new one when it dies or must be killed."""

    def __init__(self, limits: IngestSettings, regulations: Iterable[Regulation] = ()) -> None:
        self._limits = limits
        self._first = {
            "limits": limits.model_dump(mode="json"),
            "regulations": [r.model_dump(mode="json") for r in regulations],
        }
        self._child: subprocess.Popen[bytes] | None = None
        self._pending = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.close()

    def read(self, path: Path, added: Sidecar, digest: str, size: int, on_page: OnPage) -> Ingested:
        """The document in that file.

        Raises:
            Refused: with an Indonesian sentence that says why.
        """
        child = self._running()
        request = {"path": str(path), "added": added.model_dump(mode="json"), "digest": digest}
        self._send(child, request)
        pages = min(_MOST_PAGES_OF_TEXT, 1 + size // _BYTES_A_PAGE)
        patience = self._limits.page_seconds * pages
        while True:
            answer = self._receive(child, patience)
            if "page" in answer:
                on_page(answer["page"], answer["of"], answer["ocr"])
                patience = self._patience(answer, pages)
                continue
            if answer.get("last"):
                self.close()
            if "refused" in answer:
                raise Refused(answer["refused"])
            return Ingested.model_validate(answer["document"])

    def _patience(self, answer: dict[str, Any], pages: int) -> float:
        """How long until the next word: a page, or all pages put together after the last."""
        seconds = self._limits.page_seconds
        if answer["ocr"]:
            seconds += self._limits.ocr_seconds
        if answer["page"] == answer["of"]:
            seconds += self._limits.page_seconds * max(1, answer["of"] // 20, pages // 20)
        return seconds

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child and self._child.poll() is None:
            return self._child
        self.close()
        root = str(Path(__file__).parent.parent)
        paths = filter(None, (root, os.environ.get("PYTHONPATH")))
        self._child = subprocess.Popen(
            [sys.executable, "-m", "ingest.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths), "OMP_NUM_THREADS": "1"},
        )
        self._send(self._child, self._first)
        if not self._receive(self._child, _START_SECONDS).get("ready"):
            raise IngestError("Proses pembaca berkas tidak dapat dijalankan.")
        return self._child

    def _send(self, child: subprocess.Popen[bytes], message: dict[str, Any]) -> None:
        if child.stdin is None:
            raise IngestError("Proses pembaca berkas tidak dapat dijalankan.")
        with suppress(BrokenPipeError):
            child.stdin.write(json.dumps(message).encode() + b"\n")
            child.stdin.flush()

    def _receive(self, child: subprocess.Popen[bytes], seconds: float) -> dict[str, Any]:
        """The next answer; a child that is silent too long or dies is replaced."""
        if child.stdout is None:
            raise IngestError("Proses pembaca berkas tidak dapat dijalankan.")
        deadline = monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            selector.register(child.stdout, selectors.EVENT_READ)
            while b"\n" not in self._pending:
                left = deadline - monotonic()
                if left <= 0 or not selector.select(left):
                    self.close()
                    raise Refused("Berkas ini terlalu lama dibaca; pembacaannya dihentikan.")
                chunk = os.read(child.stdout.fileno(), _CHUNK)
                if not chunk:
                    self.close()
                    raise Refused("Berkas ini merusak pembacanya (terlalu besar atau rusak).")
                self._pending += chunk
        line, self._pending = self._pending.split(b"\n", 1)
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the child and whatever it started."""
        child, self._child, self._pending = self._child, None, b""
        if child is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        for pipe in (child.stdin, child.stdout):
            if pipe:
                with suppress(BrokenPipeError):
                    pipe.close()
        child.wait()

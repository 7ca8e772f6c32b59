"""Server-sent events: frames, the heartbeat, resuming, and an orderly end when the server stops.

The writer of a stream and its reader are apart: the writer fills an `Outbox` at its own speed,
the response empties it at the client's. A stream with a `Ticket` outlives its reader for a while,
so that a lost connection goes on where it stopped. FastAPI's own event streams do not end at
shutdown, so the streams that are open are known here and `drain` ends them.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from fastapi.sse import EventSourceResponse, format_sse_event
from pydantic import BaseModel
from starlette.responses import Response

from api.logs import Log
from api.metrics import Metrics
from api.problems import HttpError, guarded, problem, problem_of

HEARTBEAT: Final = format_sse_event(comment="detak")
MOST_KEPT: Final = 512
STOPPING: Final = (
    "Server sedang dihentikan sebelum jawaban selesai. Silakan kirim ulang pertanyaan Anda."
)
REUSED: Final = "Idempotency-Key ini sudah dipakai untuk pertanyaan lain."

Write = Callable[["Outbox"], Awaitable[None]]


def frame(event: str, body: BaseModel) -> bytes:
    """One event with a JSON body."""
    return format_sse_event(
        event=event, data_str=body.model_dump_json(exclude_none=event == "error")
    )


def event_stream(body: AsyncIterator[bytes]) -> Response:
    """Frames as a response that no proxy holds back."""
    return EventSourceResponse(
        body, headers={"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
    )


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a client names a stream by (`Idempotency-Key`), and what it has read already."""

    key: str
    body: bytes
    after: int = 0


class Outbox:
    """The frames of one stream on their way to whoever reads."""

    def __init__(self) -> None:
        self._frames: list[bytes] = []
        self._news = asyncio.Event()
        self._on_leave: list[Callable[[], None]] = []
        self.closed = False

    def put(self, item: bytes) -> None:
        """Send a frame; after the end it is dropped."""
        if not self.closed:
            self._frames.append(item)
            self._tell()

    def close(self) -> None:
        """Nothing more comes."""
        self.closed = True
        self._tell()

    def on_leave(self, stop: Callable[[], None]) -> None:
        """What to do when nobody reads any more."""
        self._on_leave.append(stop)

    def leave(self) -> None:
        """The reader is gone."""
        self.close()
        for stop in self._on_leave:
            stop()

    async def read(self, beat: float, after: int = 0) -> AsyncIterator[bytes]:
        """The frames behind the first `after`, and a comment after each silence of `beat`."""
        at = after
        while True:
            news = self._news
            for item in self._frames[at:]:
                at += 1
                yield item
            if self.closed and at >= len(self._frames):
                return
            try:
                async with asyncio.timeout(beat):
                    await news.wait()
            except TimeoutError:
                yield HEARTBEAT

    def _tell(self) -> None:
        # A fresh event for each piece of news, so that several may read at once.
        told, self._news = self._news, asyncio.Event()
        told.set()


class _Kept:
    """A stream with a ticket, and how many read it now."""

    def __init__(self, outbox: Outbox, body: bytes) -> None:
        self.outbox = outbox
        self.body = body
        self.readers = 0
        self.end: asyncio.TimerHandle | None = None


class Streams:
    """The streams that are open, and those that may be read again."""

    def __init__(
        self, beat: float, grace: float, metrics: Metrics, log: Log, resume: float = 30.0
    ) -> None:
        self._beat = beat
        self._grace = grace
        self._resume = resume
        self._metrics = metrics
        self._log = log
        self._open: set[Outbox] = set()
        self._kept: dict[str, _Kept] = {}
        self._writers: set[asyncio.Task[None]] = set()

    async def frames(self, write: Write) -> AsyncIterator[bytes]:
        """The body of a stream; `write` goes on beside it, and is told if the client leaves."""
        outbox = self._begin(write)
        self._metrics.streams.inc()
        try:
            async for item in outbox.read(self._beat):
                yield item
        finally:
            self._open.discard(outbox)
            self._metrics.streams.dec()
            outbox.leave()

    def knows(self, ticket: Ticket) -> bool:
        """Whether this stream is there already; 422 if its key was used for something else."""
        kept = self._kept.get(ticket.key)
        if kept is not None and kept.body != ticket.body:
            raise HttpError(422, REUSED)
        return kept is not None

    def keep(self, ticket: Ticket, write: Write) -> None:
        """Begin a stream that outlives its reader."""
        for key in [k for k, kept in self._kept.items() if kept.outbox.closed][:-MOST_KEPT]:
            del self._kept[key]
        kept = self._kept[ticket.key] = _Kept(self._begin(write), ticket.body)
        self._wait(ticket.key, kept)

    async def resume(self, ticket: Ticket) -> AsyncIterator[bytes]:
        """The body of a stream that is kept, behind what the client has read; numbered."""
        kept = self._kept[ticket.key]
        kept.readers += 1
        self._metrics.streams.inc()
        number = ticket.after
        try:
            async for item in kept.outbox.read(self._beat, ticket.after):
                if item is HEARTBEAT:
                    yield item
                    continue
                number += 1
                yield b"id: %d\n%s" % (number, item)
        finally:
            kept.readers -= 1
            self._metrics.streams.dec()
            self._wait(ticket.key, kept)

    def stop(self, key: str) -> None:
        """The person does not want this answer any more."""
        if (kept := self._kept.pop(key, None)) is not None:
            self._leave(kept)

    def drain(self) -> None:
        """End the open streams: those that do not finish in time get an `error` event."""
        loop = asyncio.get_running_loop()
        for outbox in self._open:
            loop.call_later(self._grace, self._cut, outbox)

    async def close(self, seconds: float) -> None:
        """Wait for what is still being written."""
        if self._writers:
            await asyncio.wait(self._writers, timeout=seconds)

    def _begin(self, write: Write) -> Outbox:
        outbox = Outbox()
        self._open.add(outbox)
        task = asyncio.create_task(self._write(write, outbox))
        # The writer is not cancelled with the response: what it has begun to store, it stores.
        self._writers.add(task)
        task.add_done_callback(self._writers.discard)
        return outbox

    def _wait(self, key: str, kept: _Kept) -> None:
        """For a reader; whoever left last has the full time to come back."""
        if kept.end is not None:
            kept.end.cancel()
        loop = asyncio.get_running_loop()
        kept.end = loop.call_later(self._resume, self._forget, key, kept)

    def _forget(self, key: str, kept: _Kept) -> None:
        if kept.readers == 0 and self._kept.get(key) is kept:
            del self._kept[key]
            self._leave(kept)

    def _leave(self, kept: _Kept) -> None:
        self._open.discard(kept.outbox)
        kept.outbox.leave()

    def _cut(self, outbox: Outbox) -> None:
        outbox.put(frame("error", problem(503, STOPPING)))
        outbox.leave()

    async def _write(self, write: Write, outbox: Outbox) -> None:
        error = await guarded(lambda: write(outbox), self._log)
        if error is not None:
            outbox.put(frame("error", problem_of(error)))
        outbox.close()

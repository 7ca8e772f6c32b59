"""Server-sent events: frames, the heartbeat, and an orderly end when the server stops.

The writer of a stream and its reader are apart: the writer fills an `Outbox` at its own speed,
the response empties it at the client's. FastAPI's own event streams do not end at shutdown, so
the streams that are open are known here and `drain` ends them.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

from fastapi.sse import format_sse_event
from pydantic import BaseModel

from api.logs import Log
from api.metrics import Metrics
from api.problems import guarded, problem, problem_of

HEARTBEAT: Final = format_sse_event(comment="detak")
STOPPING: Final = (
    "Server sedang dihentikan sebelum jawaban selesai. Silakan kirim ulang pertanyaan Anda."
)


def frame(event: str, body: BaseModel) -> bytes:
    """One event with a JSON body."""
    return format_sse_event(
        event=event, data_str=body.model_dump_json(exclude_none=event == "error")
    )


class Outbox:
    """The frames of one stream on their way to the client."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._closed = False
        self._on_leave: list[Callable[[], None]] = []

    def put(self, item: bytes) -> None:
        """Send a frame; after the end it is dropped."""
        if not self._closed:
            self._queue.put_nowait(item)

    def close(self) -> None:
        """Nothing more comes."""
        if not self._closed:
            self._closed = True
            self._queue.put_nowait(None)

    def on_leave(self, stop: Callable[[], None]) -> None:
        """What to do when nobody reads any more."""
        self._on_leave.append(stop)

    def leave(self) -> None:
        """The reader is gone."""
        self.close()
        for stop in self._on_leave:
            stop()

    async def read(self, beat: float) -> AsyncIterator[bytes]:
        """The frames, and a comment after each silence of `beat` seconds."""
        while True:
            try:
                async with asyncio.timeout(beat):
                    item = await self._queue.get()
            except TimeoutError:
                yield HEARTBEAT
                continue
            if item is None:
                return
            yield item


class Streams:
    """The streams that are open."""

    def __init__(self, beat: float, grace: float, metrics: Metrics, log: Log) -> None:
        self._beat = beat
        self._grace = grace
        self._metrics = metrics
        self._log = log
        self._open: set[Outbox] = set()
        self._writers: set[asyncio.Task[None]] = set()

    async def frames(self, write: Callable[[Outbox], Awaitable[None]]) -> AsyncIterator[bytes]:
        """The body of a stream; `write` goes on beside it, and is told if the client leaves."""
        outbox = Outbox()
        self._open.add(outbox)
        self._metrics.streams.inc()
        task = asyncio.create_task(self._write(write, outbox))
        # The writer is not cancelled with the response: what it has begun to store, it stores.
        self._writers.add(task)
        task.add_done_callback(self._writers.discard)
        try:
            async for item in outbox.read(self._beat):
                yield item
        finally:
            self._open.discard(outbox)
            self._metrics.streams.dec()
            outbox.leave()

    def drain(self) -> None:
        """End the open streams: those that do not finish in time get an `error` event."""
        loop = asyncio.get_running_loop()
        for outbox in self._open:
            loop.call_later(self._grace, self._cut, outbox)

    async def close(self, seconds: float) -> None:
        """Wait for what is still being written."""
        if self._writers:
            await asyncio.wait(self._writers, timeout=seconds)

    def _cut(self, outbox: Outbox) -> None:
        outbox.put(frame("error", problem(503, STOPPING)))
        outbox.leave()

    async def _write(self, write: Callable[[Outbox], Awaitable[None]], outbox: Outbox) -> None:
        error = await guarded(lambda: write(outbox), self._log)
        if error is not None:
            outbox.put(frame("error", problem_of(error)))
        outbox.close()

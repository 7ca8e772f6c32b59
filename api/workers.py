"""Threads for the assistant's work: a fixed number of places, a short queue, then `Busy`.

A place is held until the thread is done, not until the client has read: a slow or vanished
client holds nothing.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final, Generic, TypeVar

from api.metrics import Metrics
from knowledge.errors import Busy

T = TypeVar("T")

BUSY: Final = "Tanya IKN sedang melayani banyak pertanyaan. Silakan coba lagi beberapa saat lagi."


class _End:
    """Marks the end of a job's events."""


class Job(Generic[T]):
    """Work in a thread that yields events; iterate it once."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        # Unbounded: an answer is small, and a bound would let a slow client hold the thread.
        self._queue: asyncio.Queue[T | _End] = asyncio.Queue()
        self._stop = threading.Event()
        self.done: asyncio.Future[None] = loop.create_future()

    def stop(self) -> None:
        """Ask the thread to end at its next event."""
        self._stop.set()

    @property
    def stopped(self) -> bool:
        """Whether somebody asked it to end early."""
        return self._stop.is_set()

    def pump(self, work: Callable[[], Iterator[T]]) -> None:
        """Run the work; called in the thread."""
        events = work()
        for event in events:
            if self._stop.is_set():
                break
            self._loop.call_soon_threadsafe(self._queue.put_nowait, event)
        if isinstance(events, Generator):
            events.close()

    def end(self, future: asyncio.Future[None]) -> None:
        """The thread is done: pass on how it ended."""
        self.done = future
        self._queue.put_nowait(_End())

    async def events(self) -> AsyncIterator[T]:
        """The events as they come; raises what the work raised."""
        while not isinstance(item := await self._queue.get(), _End):
            yield item
        self.done.result()


class Workers:
    """`limit` threads and at most `waiting` questions that wait `patience` seconds for one."""

    def __init__(self, limit: int, waiting: int, patience: float, metrics: Metrics) -> None:
        self._pool = ThreadPoolExecutor(limit, thread_name_prefix="jawaban")
        self._slots = asyncio.Semaphore(limit)
        self._most_waiting = waiting
        self._patience = patience
        self._metrics = metrics
        self._waiting = 0
        self._running: set[asyncio.Future[Any]] = set()
        self._jobs: set[Job[Any]] = set()

    async def run(self, work: Callable[[], T]) -> T:
        """The result of work in a thread."""
        await self._take()
        return await asyncio.shield(self._submit(work))

    async def start(self, work: Callable[[], Iterator[T]]) -> Job[T]:
        """Begin work that yields events."""
        await self._take()
        job: Job[T] = Job(asyncio.get_running_loop())
        self._jobs.add(job)
        future = self._submit(partial(job.pump, work))
        future.add_done_callback(job.end)
        future.add_done_callback(lambda _: self._jobs.discard(job))
        return job

    async def close(self) -> None:
        """Stop what runs and let go of the threads."""
        for job in self._jobs:
            job.stop()
        if self._running:
            await asyncio.wait(self._running, timeout=self._patience)
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _take(self) -> None:
        if self._slots.locked() and self._waiting >= self._most_waiting:
            self._turn_away()
        self._waiting += 1
        try:
            async with asyncio.timeout(self._patience):
                await self._slots.acquire()
        except TimeoutError:
            self._turn_away()
        finally:
            self._waiting -= 1

    def _turn_away(self) -> None:
        self._metrics.busy.inc()
        raise Busy(BUSY)

    def _submit(self, work: Callable[[], T]) -> asyncio.Future[T]:
        future = asyncio.get_running_loop().run_in_executor(self._pool, work)
        self._metrics.running.inc()
        self._running.add(future)
        future.add_done_callback(self._leave)
        return future

    def _leave(self, future: asyncio.Future[Any]) -> None:
        self._running.discard(future)
        self._slots.release()
        self._metrics.running.dec()
        if not future.cancelled():
            # Looked at here: work that nobody waits for must not warn of a lost exception.
            future.exception()

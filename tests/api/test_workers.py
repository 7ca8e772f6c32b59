import asyncio
import threading
from collections.abc import Iterator

import pytest

from api.metrics import Metrics
from api.workers import Workers
from knowledge.errors import Busy


async def test_no_more_than_the_limit_at_once() -> None:
    workers = Workers(limit=2, waiting=10, patience=5, metrics=Metrics())
    lock, now, most = threading.Lock(), 0, 0

    def work() -> None:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        threading.Event().wait(0.02)
        with lock:
            now -= 1

    await asyncio.gather(*(workers.run(work) for _ in range(10)))
    assert most == 2
    await workers.close()


async def test_a_place_is_free_again_after_a_failure() -> None:
    workers = Workers(limit=1, waiting=0, patience=0.1, metrics=Metrics())

    def broken() -> None:
        raise KeyError

    for _ in range(3):
        with pytest.raises(KeyError):
            await workers.run(broken)
    await workers.close()


async def test_who_waits_too_long_is_turned_away() -> None:
    workers = Workers(limit=1, waiting=5, patience=0.05, metrics=Metrics())
    release = threading.Event()
    running = asyncio.create_task(workers.run(release.wait))
    await asyncio.sleep(0.01)
    with pytest.raises(Busy):
        await workers.run(lambda: None)
    release.set()
    await running
    await workers.close()


async def test_a_caller_that_gives_up_frees_the_place_only_when_the_thread_is_done() -> None:
    metrics = Metrics()
    workers = Workers(limit=1, waiting=0, patience=0.05, metrics=metrics)
    release = threading.Event()
    running = asyncio.create_task(workers.run(release.wait))
    await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.sleep(0.01)
    assert metrics.registry.get_sample_value("tanya_answers_running") == 1
    release.set()
    while metrics.registry.get_sample_value("tanya_answers_running"):
        await asyncio.sleep(0.01)
    await workers.close()


async def test_a_stopped_job_closes_its_events() -> None:
    workers = Workers(limit=1, waiting=0, patience=1, metrics=Metrics())
    closed = threading.Event()

    def work() -> Iterator[int]:
        try:
            for number in range(1_000):
                threading.Event().wait(0.01)
                yield number
        finally:
            closed.set()

    job = await workers.start(work)
    async for _ in job.events():
        job.stop()
    assert closed.wait(60)
    await workers.close()

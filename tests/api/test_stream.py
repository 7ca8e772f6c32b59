import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import httpx
import pytest
from anyio import create_task_group, sleep
from fastapi import FastAPI

from api.metrics import Metrics
from knowledge.errors import IndexMissing
from tests.api.fakes import FakeAssistant, answer_of
from tests.api.running import AppClient, Running

STREAM = {"accept": "text/event-stream"}
Serve = Callable[..., AbstractContextManager[Running]]


def parse(text: str) -> list[tuple[str, dict[str, object]]]:
    """The events of a stream, without its comments."""
    found = []
    for block in text.split("\n\n"):
        lines = [line for line in block.split("\n") if line and not line.startswith(":")]
        if lines:
            fields = dict(line.split(": ", 1) for line in lines)
            found.append((fields["event"], json.loads(fields["data"])))
    return found


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.01)


def open_streams(metrics: Metrics) -> float | None:
    return metrics.registry.get_sample_value("tanya_streams_open")


def lines_of(running: Running, message: str = "Kapan?") -> Iterator[str]:
    with httpx.stream(
        "POST",
        f"{running.url}/api/v1/chat",
        json={"message": message},
        headers=STREAM,
        timeout=60,
    ) as response:
        yield from response.iter_lines()


async def test_events_come_in_order_and_done_is_the_whole_answer(
    client: httpx.AsyncClient,
) -> None:
    response = await client.post("/api/v1/chat", json={"message": "Kapan?"}, headers=STREAM)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-store"
    events = parse(response.text)
    assert [name for name, _ in events] == ["status", "sentence", "sentence", "done"]
    sentence, done = events[1][1], events[-1][1]
    assert sentence["citations"][0]["id"] == "1"  # type: ignore[index]
    kept = (await client.get(f"/api/v1/conversations/{done['conversation_id']}")).json()
    assert kept["messages"][1]["answer"] == done


async def test_a_stream_that_fails_ends_with_a_problem(
    client: httpx.AsyncClient, assistant: FakeAssistant
) -> None:
    assistant.queue.extend([IndexMissing("Indeks belum dibuat."), RuntimeError("rahasia")])
    for status, detail in ((503, "Indeks belum dibuat."), (500, None)):
        response = await client.post("/api/v1/chat", json={"message": "a"}, headers=STREAM)
        name, problem = parse(response.text)[-1]
        assert (name, problem["status"]) == ("error", status)
        assert detail in (None, problem["detail"])
        assert "rahasia" not in response.text


async def test_problems_before_the_first_event_are_plain_responses(
    client: httpx.AsyncClient,
) -> None:
    response = await client.post("/api/v1/chat", json={"message": ""}, headers=STREAM)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"


async def test_busy_is_503_with_retry_after(
    make_app: Callable[..., FastAPI], assistant: FakeAssistant
) -> None:
    assistant.hold()
    app = make_app(max_answers=1, max_waiting=0, wait_seconds=0.05)
    async with AppClient(app) as client:
        async with create_task_group() as group:
            group.start_soon(lambda: client.post("/api/v1/chat", json={"message": "a"}))
            while not assistant.asked:
                await sleep(0.01)
            for headers in (STREAM, {}):
                response = await client.post("/api/v1/chat", json={"message": "b"}, headers=headers)
                assert response.status_code == 503
                assert int(response.headers["retry-after"]) > 0
            assistant.release()
        assert "tanya_busy_total 2.0" in (await client.get("/metrics")).text
        assert (await client.post("/api/v1/chat", json={"message": "c"})).status_code == 200


def test_sentences_arrive_while_the_answer_is_made(serve: Serve, assistant: FakeAssistant) -> None:
    assistant.hold()
    with serve() as running:
        events = (line for line in lines_of(running) if line.startswith("event"))
        assert [next(events), next(events)] == ["event: status", "event: sentence"]
        assistant.release()
        assert list(events) == ["event: sentence", "event: done"]


def test_silence_is_filled_with_comments(serve: Serve, assistant: FakeAssistant) -> None:
    assistant.pause = 0.35
    with serve(heartbeat_seconds=0.1) as running:
        lines = list(lines_of(running))
    assert lines.count(": detak") >= 4
    assert "event: done" in lines


def test_a_client_that_leaves_stops_the_work(serve: Serve, assistant: FakeAssistant) -> None:
    assistant.pause = 0.2
    assistant.queue.append(answer_of(sentences=answer_of().sentences * 20))
    with serve() as running:
        metrics: Metrics = running.app.state.services.metrics
        lines = lines_of(running)
        assert next(lines) == "event: status"
        assert open_streams(metrics) == 1
        lines.close()  # type: ignore[attr-defined]
        wait_until(lambda: open_streams(metrics) == 0)
        wait_until(lambda: metrics.registry.get_sample_value("tanya_answers_running") == 0)
    assert assistant.steps < 10


def test_a_client_that_does_not_read_holds_no_worker(
    serve: Serve, assistant: FakeAssistant
) -> None:
    huge = answer_of(answer="panjang " * 2_000_000)
    assistant.queue.append(huge)
    body = b'{"message": "a"}'
    request = (
        b"POST /api/v1/chat HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n"
        b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    )
    with serve(max_answers=1, max_waiting=0, wait_seconds=0.2) as running:
        host, port = running.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as lazy:
            lazy.sendall(request)
            lazy.recv(100)
            metrics: Metrics = running.app.state.services.metrics
            wait_until(lambda: metrics.registry.get_sample_value("tanya_answers_running") == 0)
            assert open_streams(metrics) == 1
            assert "event: done" in list(lines_of(running))
        wait_until(lambda: open_streams(metrics) == 0)


def test_streams_end_when_the_server_stops(serve: Serve, assistant: FakeAssistant) -> None:
    assistant.pause = 0.2
    assistant.queue.append(answer_of(sentences=answer_of().sentences * 100))
    got: list[str] = []
    with serve() as running:
        reader = threading.Thread(target=lambda: got.extend(lines_of(running)))
        reader.start()
        wait_until(lambda: assistant.steps > 1)
        running.stop()
        reader.join(60)
    events = parse("\n".join(got))
    assert events[-1][0] == "error"
    assert events[-1][1]["status"] == 503


def test_a_stream_that_is_nearly_done_may_finish(serve: Serve, assistant: FakeAssistant) -> None:
    assistant.pause = 0.2
    got: list[str] = []
    with serve(drain_seconds=60) as running:
        reader = threading.Thread(target=lambda: got.extend(lines_of(running)))
        reader.start()
        wait_until(lambda: assistant.steps > 0)
        running.stop()
        reader.join(60)
    assert "event: done" in got


@pytest.mark.parametrize("accept", ["text/event-stream", "text/event-stream, */*;q=0.1"])
async def test_accept_chooses_the_stream(client: httpx.AsyncClient, accept: str) -> None:
    response = await client.post("/api/v1/chat", json={"message": "a"}, headers={"accept": accept})
    assert response.headers["content-type"].startswith("text/event-stream")


KEY = "kunci-acak-sepanjang-22-huruf"


def piece_of(running: Running, after: int, events: int) -> list[str]:
    """Some events of the stream, then the connection is cut."""
    headers = STREAM | {"Idempotency-Key": KEY, "Last-Event-ID": str(after)}
    found: list[str] = []
    with httpx.stream(
        "POST",
        f"{running.url}/api/v1/chat",
        json={"message": "Kapan?"},
        headers=headers,
        timeout=60,
    ) as response:
        block: list[str] = []
        for line in response.iter_lines():
            if line:
                block.append(line)
                continue
            if not block[0].startswith(":"):
                found.append("\n".join(block))
            block = []
            if len(found) == events:
                break
    return found


def test_a_connection_cut_fifty_times_resumes_to_the_same_bytes(
    serve: Serve, assistant: FakeAssistant
) -> None:
    assistant.pause = 0.002
    assistant.queue.append(answer_of(sentences=answer_of().sentences * 30))
    got: list[str] = []
    with serve() as running:
        for cut in range(50):
            assert len(got) == cut
            got += piece_of(running, len(got), 1)
        got += piece_of(running, len(got), 1_000)
        whole = piece_of(running, 0, 1_000)
    assert got == whole
    assert [block.split("\n")[0] for block in got] == [f"id: {n + 1}" for n in range(62)]
    assert "event: done" in got[-1]
    assert len(assistant.asked) == 1


async def test_a_key_is_for_one_question(client: httpx.AsyncClient) -> None:
    headers = STREAM | {"Idempotency-Key": KEY}
    await client.post("/api/v1/chat", json={"message": "a"}, headers=headers)
    other = await client.post("/api/v1/chat", json={"message": "b"}, headers=headers)
    assert other.status_code == 422


@pytest.mark.parametrize(
    ("key", "last"), [("pendek", "0"), ("x" * 65, "0"), (KEY, "x"), (KEY, "-1"), (KEY, "٣")]
)
async def test_headers_that_are_not_usable(client: httpx.AsyncClient, key: str, last: str) -> None:
    headers = {**STREAM, "Idempotency-Key": key, "Last-Event-ID": last}
    raw = {name: value.encode() for name, value in headers.items()}
    response = await client.post("/api/v1/chat", json={"message": "a"}, headers=raw)
    assert response.status_code == 422


def test_a_reader_who_does_not_come_back_stops_the_work(
    serve: Serve, assistant: FakeAssistant
) -> None:
    assistant.pause = 0.1
    assistant.queue.append(answer_of(sentences=answer_of().sentences * 20))
    with serve(resume_seconds=0.3) as running:
        metrics: Metrics = running.app.state.services.metrics
        piece_of(running, 0, 1)
        wait_until(lambda: metrics.registry.get_sample_value("tanya_answers_running") == 0)
    assert assistant.steps < 12


def test_stopping_stops_the_work(serve: Serve, assistant: FakeAssistant) -> None:
    assistant.pause = 0.1
    assistant.queue.append(answer_of(sentences=answer_of().sentences * 20))
    with serve() as running:
        metrics: Metrics = running.app.state.services.metrics
        piece_of(running, 0, 1)
        assert httpx.delete(f"{running.url}/api/v1/chat/{KEY}").status_code == 204
        wait_until(lambda: metrics.registry.get_sample_value("tanya_answers_running") == 0)
    assert assistant.steps < 10

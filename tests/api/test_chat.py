import io
import json
from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI

from api.chat import clean
from assistant.answer import Status
from tests.api.fakes import TEXT, FakeAssistant, answer_of
from tests.api.running import AppClient
from tests.api.test_stream import STREAM, parse

pytestmark = pytest.mark.database

CHAT = "/api/v1/chat"


async def ask(client: httpx.AsyncClient, message: str, **more: object) -> httpx.Response:
    return await client.post(CHAT, json={"message": message, **more})


async def test_an_answer_has_every_field_of_the_contract(client: httpx.AsyncClient) -> None:
    response = await ask(client, "Kapan saya pindah?")
    assert response.status_code == 200
    body = response.json()
    assert set(body) == {
        "conversation_id",
        "message_id",
        "status",
        "answer",
        "sentences",
        "citations",
        "as_of",
        "knowledge_date",
        "suggestions",
        "handoff",
        "generator",
        "timings_ms",
    }
    assert body["status"] == "answered"
    assert body["conversation_id"]
    assert body["message_id"]
    assert body["citations"][0]["quote"] == TEXT
    assert body["knowledge_date"] == "2026-04-02"


async def test_a_conversation_is_remembered(
    client: httpx.AsyncClient, assistant: FakeAssistant
) -> None:
    first = (await ask(client, "Kapan ASN pindah?")).json()
    await ask(client, "Siapa saja?", conversation_id=first["conversation_id"])
    roles = [(m.role, m.content) for m in assistant.asked[1].history]
    assert roles == [("user", "Kapan ASN pindah?"), ("assistant", first["answer"])]


async def test_conversation_ids_are_long_and_differ(client: httpx.AsyncClient) -> None:
    ids = {(await ask(client, "Halo")).json()["conversation_id"] for _ in range(5)}
    assert len(ids) == 5
    assert all(len(name) >= 32 for name in ids)


async def test_the_past_of_a_stateless_caller_is_used_and_kept(
    client: httpx.AsyncClient, assistant: FakeAssistant
) -> None:
    history = [
        {"role": "user", "content": "Saya NIK 6471010101900001"},
        {"role": "assistant", "content": "Baik."},
    ]
    body = (await ask(client, "Kapan?", history=history)).json()
    assert [m.content for m in assistant.asked[0].history] == [
        "Saya NIK 6471010101900001",
        "Baik.",
    ]
    kept = (await client.get(f"/api/v1/conversations/{body['conversation_id']}")).json()
    assert [m["content"] for m in kept["messages"]][:3] == [
        "Saya NIK [NIK disamarkan]",
        "Baik.",
        "Kapan?",
    ]


async def test_the_day_reaches_the_assistant(
    client: httpx.AsyncClient, assistant: FakeAssistant
) -> None:
    assert (await ask(client, "Kapan?", as_of="2024-05-01")).status_code == 200
    assert str(assistant.asked[0].as_of) == "2024-05-01"
    await ask(client, "Kapan?")
    assert assistant.asked[1].as_of is None


@pytest.mark.parametrize("day", ["2019-01-01", "2026-11-24", "2027-11-25"])
async def test_days_that_are_allowed(client: httpx.AsyncClient, day: str) -> None:
    assert (await ask(client, "Kapan?", as_of=day)).status_code == 200


@pytest.mark.parametrize(
    "day",
    [
        *("2018-12-31", "2027-11-26", "9999-12-31", "2025-02-30", "24-01-2025", "2025-1-2"),
        *("kemarin", "", "2025-01-24T00:00:00", "٢٠٢٥-٠١-٢٤", 1737676800, True, ["2025-01-24"]),
    ],
)
async def test_days_that_are_not(client: httpx.AsyncClient, day: object) -> None:
    response = await ask(client, "Kapan?", as_of=day)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("message", ["", "   ", "\n\t", "\x00", "\u200b\u200d", "\x07\x1b"])
async def test_an_empty_question_is_422(
    client: httpx.AsyncClient, assistant: FakeAssistant, message: str
) -> None:
    response = await ask(client, message)
    assert response.status_code == 422
    assert "kosong" in response.json()["detail"]
    assert assistant.asked == []


async def test_length_counts_after_stripping(client: httpx.AsyncClient) -> None:
    assert (await ask(client, f"  {'a' * 2000}\n")).status_code == 200
    too_long = await ask(client, "a" * 2001)
    assert too_long.status_code == 413
    assert "2.000" in too_long.json()["detail"]
    assert (await ask(client, "a" * 10_000)).status_code == 413


async def test_history_beside_a_conversation_is_422(client: httpx.AsyncClient) -> None:
    known = (await ask(client, "Halo")).json()["conversation_id"]
    history = [{"role": "user", "content": "x"}]
    response = await ask(client, "Kapan?", conversation_id=known, history=history)
    assert response.status_code == 422


async def test_an_unknown_conversation_is_404(
    client: httpx.AsyncClient, assistant: FakeAssistant
) -> None:
    response = await ask(client, "Kapan?", conversation_id="tidak-ada")
    assert response.status_code == 404
    assert response.json()["type"].startswith("urn:tanya-ikn:masalah:")
    assert assistant.asked == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"message": None},
        {"message": 7},
        {"message": ["a"]},
        {"message": "a", "lain": 1},
        {"message": "a", "history": "x"},
        {"message": "a", "history": [{"role": "system", "content": "x"}]},
        {"message": "a", "history": [{"role": "user", "content": "x", "y": 1}]},
        {"message": "a", "history": [{"role": "user", "content": "x"}] * 51},
        {"message": "a", "conversation_id": 5},
        {"message": "a", "conversation_id": "x" * 65},
        [],
        "halo",
        3,
    ],
)
async def test_wrong_shapes_are_422(client: httpx.AsyncClient, body: object) -> None:
    response = await client.post(CHAT, json=body)
    assert response.status_code == 422
    assert response.json()["detail"]


RAW = [
    b"",
    b"{",
    b'{"message": "a"',
    b"\x00\xff\xfe\x80",
    b'{"message": "\xff\xfe"}',
    b'{"message": "\\ud800"}',
    b'{"\\ud800": "a", "message": "a"}',
    b'{"message": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    b'{"message": ' + b'{"a":' * 30_000 + b"1" + b"}" * 30_000 + b"}",
    b'{"message": ' + b"9" * 6_000 + b"}",
    b'{"message": NaN}',
    b"null",
    b'{"message": "a", "as_of": 1e400}',
]


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
@pytest.mark.parametrize("raw", RAW, ids=range(len(RAW)))
async def test_bytes_that_are_no_question_are_422(
    client: httpx.AsyncClient, raw: bytes, accept: str
) -> None:
    headers = {"content-type": "application/json", "accept": accept}
    response = await client.post(CHAT, content=raw, headers=headers)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["title"] == "Permintaan tidak dapat diproses"
    assert "Traceback" not in response.text


async def test_nul_bytes_are_dropped(client: httpx.AsyncClient, assistant: FakeAssistant) -> None:
    body = (await ask(client, "Kapan\x00 pindah?")).json()
    assert assistant.asked[0].message == "Kapan pindah?"
    kept = (await client.get(f"/api/v1/conversations/{body['conversation_id']}")).json()
    assert kept["messages"][0]["content"] == "Kapan pindah?"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", None])
async def test_other_content_types_are_415(client: httpx.AsyncClient, kind: str | None) -> None:
    headers = {} if kind is None else {"content-type": kind}
    response = await client.post(CHAT, content=b'{"message": "a"}', headers=headers)
    assert response.status_code == 415
    assert response.headers["content-type"] == "application/problem+json"


async def test_a_charset_is_no_other_type(client: httpx.AsyncClient) -> None:
    headers = {"content-type": "Application/JSON; charset=utf-8"}
    response = await client.post(CHAT, content=b'{"message": "a"}', headers=headers)
    assert response.status_code == 200


async def test_bad_input_loses_nothing_that_was_stored(client: httpx.AsyncClient) -> None:
    first = (await ask(client, "Kapan ASN pindah?")).json()
    headers = {"content-type": "application/json"}
    for raw in RAW:
        await client.post(CHAT, content=raw, headers=headers)
    kept = (await client.get(f"/api/v1/conversations/{first['conversation_id']}")).json()
    assert [m["content"] for m in kept["messages"]] == ["Kapan ASN pindah?", first["answer"]]


@pytest.mark.parametrize("status", list(Status))
async def test_every_status_passes_and_is_counted(
    client: httpx.AsyncClient, assistant: FakeAssistant, status: Status
) -> None:
    assistant.queue.append(answer_of(status))
    assert (await ask(client, "Kapan?")).json()["status"] == status.value
    numbers = (await client.get("/metrics")).text
    assert f'tanya_answers_total{{status="{status.value}"}} 1.0' in numbers


async def test_no_word_of_a_person_is_logged(
    client: httpx.AsyncClient, assistant: FakeAssistant, logged: io.StringIO
) -> None:
    assistant.queue.append(ValueError("rahasiaku di dalam galat"))
    await ask(client, "rahasiaku ini")
    done = (await ask(client, "rahasiaku itu")).json()
    await client.get(f"/api/v1/conversations/{done['conversation_id']}")
    lines = logged.getvalue().splitlines()
    assert [json.loads(line)["event"] for line in lines].count("permintaan") == 3
    assert "rahasiaku" not in "".join(lines)
    assert done["conversation_id"] not in "".join(lines)


async def test_an_unforeseen_error_is_a_500_that_tells_nothing(
    client: httpx.AsyncClient, assistant: FakeAssistant, logged: io.StringIO
) -> None:
    assistant.queue.append(ZeroDivisionError("di /srv/rahasia.py"))
    response = await ask(client, "Kapan?")
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "rahasia" not in response.text
    assert "ZeroDivisionError" in logged.getvalue()
    assert (await ask(client, "Kapan?")).status_code == 200


async def test_a_failed_turn_is_not_stored(
    client: httpx.AsyncClient, assistant: FakeAssistant
) -> None:
    first = (await ask(client, "Kapan?")).json()
    assistant.queue.append(ZeroDivisionError())
    await ask(client, "Gagal?", conversation_id=first["conversation_id"])
    kept = (await client.get(f"/api/v1/conversations/{first['conversation_id']}")).json()
    assert len(kept["messages"]) == 2


async def test_one_client_too_often_is_429(make_app: Callable[..., FastAPI]) -> None:
    async with AppClient(make_app(rate_per_minute=2)) as client:
        codes = [(await ask(client, "Kapan?")).status_code for _ in range(3)]
        assert codes == [200, 200, 429]
        response = await ask(client, "Kapan?")
        assert 1 <= int(response.headers["retry-after"]) <= 60
        assert response.json()["status"] == 429


def test_clean_keeps_words() -> None:
    assert clean(" a\tb\nc\x00\x7f ") == "a\tb\nc"


KEY = "kunci-acak-22-huruf-ini"


@pytest.mark.parametrize("headers", [{}, STREAM], ids=["json", "stream"])
async def test_what_was_kept_is_told_again_by_another_server(
    make_app: Callable[..., FastAPI], assistant: FakeAssistant, headers: dict[str, str]
) -> None:
    """The first one was lost after it had kept the turn, before anybody heard of it."""
    asked, named = {"message": "Kapan?"}, {"Idempotency-Key": KEY} | headers
    answers = []
    for _ in range(2):
        async with AppClient(make_app()) as client:
            response = await client.post(CHAT, json=asked, headers=named)
            answers.append(parse(response.text)[-1][1] if headers else response.json())
            other = {"message": "Berapa?"}
            assert (await client.post(CHAT, json=other, headers=named)).status_code == 422
            kept = f"/api/v1/conversations/{answers[0]['conversation_id']}"
            roles = [m["role"] for m in (await client.get(kept)).json()["messages"]]
            assert roles == ["user", "assistant"]
    assert answers[0] == answers[1]
    assert len(assistant.asked) == 1


async def test_what_was_kept_for_an_officer_is_not_kept_twice(
    make_app: Callable[..., FastAPI],
) -> None:
    async with AppClient(make_app()) as client:
        begun = (await client.post(CHAT, json={"message": "Kapan?"})).json()
        name = begun["conversation_id"]
        await client.post(f"/api/v1/conversations/{name}/handoff")
        asked, named = {"message": "Halo", "conversation_id": name}, {"Idempotency-Key": KEY}
        first, again = [
            (await client.post(CHAT, json=asked, headers=named)).json() for _ in range(2)
        ]
        assert first["status"] == again["status"] == "handed_off"
        assert first["message_id"] == again["message_id"]
        stored = (await client.get(f"/api/v1/conversations/{name}")).json()["messages"]
        assert [m["content"] for m in stored[2:]] == ["Halo"]

from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest
from anyio import create_task_group, sleep
from fastapi import FastAPI

from api.handoff import is_open
from api.settings import ApiSettings
from assistant.answer import Status
from tests.api.console.helpdesk import desk_of
from tests.api.fakes import FakeAssistant, answer_of
from tests.api.running import AppClient
from tests.api.test_stream import STREAM, parse

pytestmark = pytest.mark.database


async def begun(client: httpx.AsyncClient) -> str:
    answer = (await client.post("/api/v1/chat", json={"message": "Kapan?"})).json()
    return str(answer["conversation_id"])


async def test_asked_shown_and_undone(client: httpx.AsyncClient, assistant: FakeAssistant) -> None:
    name = await begun(client)
    asked = await client.post(f"/api/v1/conversations/{name}/handoff")
    assert asked.status_code == 200
    assert asked.json()["state"] == "waiting"
    assert asked.json()["open_now"] is True
    assert "08.00–16.00 WIB" in asked.json()["office_hours"]
    shown = (await client.get(f"/api/v1/conversations/{name}")).json()
    assert shown["handoff"] == asked.json()
    undone = await client.delete(f"/api/v1/conversations/{name}/handoff")
    assert undone.status_code == 204
    assert (await client.get(f"/api/v1/conversations/{name}")).json()["handoff"] is None
    again = {"message": "Lalu?", "conversation_id": name}
    assert (await client.post("/api/v1/chat", json=again)).json()["status"] == "answered"


async def test_the_bot_is_silent_while_a_person_owns_it(
    client: httpx.AsyncClient, assistant: FakeAssistant
) -> None:
    name = await begun(client)
    await client.post(f"/api/v1/conversations/{name}/handoff", json={"reason": "complaint"})
    for number, headers in enumerate(({}, STREAM)):
        asked = {"message": f"Halo {number}", "conversation_id": name}
        response = await client.post("/api/v1/chat", json=asked, headers=headers)
        answer = parse(response.text)[-1][1] if headers else response.json()
        assert answer["status"] == "handed_off"
        assert answer["sentences"] == []
    assert len(assistant.asked) == 1
    stored = (await client.get(f"/api/v1/conversations/{name}")).json()["messages"]
    assert [m["content"] for m in stored[2:]] == ["Halo 0", "Halo 1"]
    assert stored[3]["message_id"] == answer["message_id"]


async def test_an_answer_that_was_on_its_way_is_not_said(
    client: httpx.AsyncClient, assistant: FakeAssistant
) -> None:
    name = await begun(client)
    assistant.hold()
    found = []

    async def ask() -> None:
        asked = {"message": "Lalu?", "conversation_id": name}
        found.append((await client.post("/api/v1/chat", json=asked)).json())

    async with create_task_group() as group:
        group.start_soon(ask)
        while len(assistant.asked) < 2:
            await sleep(0.01)
        await client.post(f"/api/v1/conversations/{name}/handoff")
        assistant.release()
    assert found[0]["status"] == "handed_off"
    stored = (await client.get(f"/api/v1/conversations/{name}")).json()["messages"]
    assert [m["role"] for m in stored] == ["user", "assistant", "user"]


async def test_asking_twice_changes_nothing(client: httpx.AsyncClient) -> None:
    name = await begun(client)
    first = await client.post(f"/api/v1/conversations/{name}/handoff")
    assert (await client.post(f"/api/v1/conversations/{name}/handoff")).json() == first.json()


REASONS = [
    ("Kapan?", Status.ANSWERED, None, "asked"),
    ("Kapan?", Status.ANSWERED, "up", "asked"),
    ("Kapan?", Status.ANSWERED, "down", "complaint"),
    ("Kapan?", Status.PARTIAL, None, "low_confidence"),
    ("Kapan?", Status.NOT_IN_KNOWLEDGE, None, "withheld"),
    ("Surat saya tidak pernah dijawab.", Status.ANSWERED, None, "complaint"),
    ("Anak saya sakit keras, harus ikut?", Status.NOT_IN_KNOWLEDGE, None, "sensitive"),
]


@pytest.mark.parametrize(("message", "status", "rating", "reason"), REASONS)
async def test_why_somebody_asks_is_told_to_the_queue(
    make_app: Callable[..., FastAPI],
    assistant: FakeAssistant,
    message: str,
    status: Status,
    rating: str | None,
    reason: str,
) -> None:
    app = make_app()
    assistant.queue.append(answer_of(status))
    async with AppClient(app) as client:
        answer = (await client.post("/api/v1/chat", json={"message": message})).json()
        names = {name: answer[name] for name in ("conversation_id", "message_id")}
        if rating:
            await client.post("/api/v1/feedback", json=names | {"rating": rating})
        await client.post(f"/api/v1/conversations/{answer['conversation_id']}/handoff")
        (item,) = await desk_of(app).cases.queue()
        assert (item.reason, item.topic, item.language) == (reason, "jadwal", "id")


@pytest.mark.parametrize("method", ["POST", "DELETE"])
async def test_unknown_is_404(client: httpx.AsyncClient, method: str) -> None:
    response = await client.request(method, "/api/v1/conversations/tidak-ada/handoff")
    assert response.status_code == 404


async def test_where_there_is_no_helpdesk(make_app: Callable[..., FastAPI]) -> None:
    async with AppClient(make_app(helpdesk=False)) as client:
        name = await begun(client)
        response = await client.post(f"/api/v1/conversations/{name}/handoff")
        assert response.status_code == 409


@pytest.mark.parametrize(
    ("when", "is_it"),
    [
        (datetime(2026, 11, 24, 3, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 0, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 24, 9, tzinfo=UTC), False),
        (datetime(2026, 11, 28, 3, tzinfo=UTC), False),
    ],
)
def test_office_hours(when: datetime, is_it: bool) -> None:
    assert is_open(when, ApiSettings()) is is_it

import sqlite3
from pathlib import Path

import httpx
import pytest

from tests.api.test_conversations import everything_in


async def answered(client: httpx.AsyncClient) -> dict[str, str]:
    answer = (await client.post("/api/v1/chat", json={"message": "Kapan?"})).json()
    return {k: answer[k] for k in ("conversation_id", "message_id")}


def rows(folder: Path) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "tanya.db") as database:
        found = database.execute("SELECT rating, reason, comment, statements FROM feedback")
        rows = found.fetchall()
    database.close()
    return rows


async def test_it_is_traced_to_the_statements(client: httpx.AsyncClient, tmp_path: Path) -> None:
    given = await answered(client) | {"rating": "down", "reason": "usang", "comment": " lama "}
    response = await client.post("/api/v1/feedback", json=given)
    assert response.status_code == 204
    assert rows(tmp_path) == [("down", "usang", "lama", '["F9", "F14"]')]
    stored = await client.get(f"/api/v1/conversations/{given['conversation_id']}")
    assert stored.json()["messages"][1]["feedback"] == "down"


async def test_the_last_one_counts(client: httpx.AsyncClient, tmp_path: Path) -> None:
    name = await answered(client)
    for given in ({"rating": "down", "reason": "salah"}, {"rating": "up"}):
        await client.post("/api/v1/feedback", json=name | given)
    assert [row[:3] for row in rows(tmp_path)] == [("up", None, None)]


async def test_personal_numbers_in_it_are_masked(client: httpx.AsyncClient, tmp_path: Path) -> None:
    given = {"rating": "down", "comment": "NIK 6471010101900001"}
    await client.post("/api/v1/feedback", json=await answered(client) | given)
    assert b"6471010101900001" not in everything_in(tmp_path)


async def test_it_goes_with_the_conversation(client: httpx.AsyncClient, tmp_path: Path) -> None:
    name = await answered(client)
    await client.post("/api/v1/feedback", json=name | {"rating": "up"})
    await client.delete(f"/api/v1/conversations/{name['conversation_id']}")
    assert rows(tmp_path) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"rating": "sedang"},
        {"reason": "bosan"},
        {"rating": "up", "reason": "salah"},
        {"comment": "x" * 501},
        {"tambahan": 1},
        {"message_id": "x" * 65},
    ],
)
async def test_what_it_may_not_be(client: httpx.AsyncClient, changes: dict[str, object]) -> None:
    given: dict[str, object] = {"conversation_id": "a", "message_id": "b", "rating": "down"}
    response = await client.post("/api/v1/feedback", json=given | changes)
    assert response.status_code == 422


async def test_only_answers_of_that_conversation(client: httpx.AsyncClient) -> None:
    one, other = await answered(client), await answered(client)
    mixed = one | {"message_id": other["message_id"], "rating": "up"}
    assert (await client.post("/api/v1/feedback", json=mixed)).status_code == 404
    stored = (await client.get(f"/api/v1/conversations/{one['conversation_id']}")).json()
    mine = one | {"message_id": stored["messages"][0]["message_id"], "rating": "up"}
    assert (await client.post("/api/v1/feedback", json=mine)).status_code == 404

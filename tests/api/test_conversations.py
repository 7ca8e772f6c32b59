import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from api.conversations import Note, SqlConversations, new_conversation_id
from knowledge.errors import StorageError, UnknownConversation
from tests.api.conftest import NOW
from tests.api.fakes import FakeAssistant, answer_of

ROOT = Path(__file__).parents[2]
MARKER = "penanda-unik-7f3a"


async def test_messages_come_back_for_a_reload(client: httpx.AsyncClient) -> None:
    asked = {"message": "NIK saya 6471010101900001, kapan pindah?"}
    answer = (await client.post("/api/v1/chat", json=asked)).json()
    response = await client.get(f"/api/v1/conversations/{answer['conversation_id']}")
    assert response.status_code == 200
    body = response.json()
    assert body["conversation_id"] == answer["conversation_id"]
    user, assistant = body["messages"]
    assert user["content"] == "NIK saya [NIK disamarkan], kapan pindah?"
    assert user["answer"] is None
    assert assistant["message_id"] == answer["message_id"]
    assert assistant["answer"] == answer
    assert assistant["created_at"].startswith("2026-11-24T03:00:00")


async def test_only_masked_text_is_on_the_disk(client: httpx.AsyncClient, tmp_path: Path) -> None:
    asked = {"message": "NIK saya 6471010101900001, kapan pindah?"}
    await client.post("/api/v1/chat", json=asked)
    assert b"6471010101900001" not in everything_in(tmp_path)


@pytest.mark.parametrize("name", ["tidak-ada", "x" * 64, "..%2F..", "%00", "' OR 1=1 --"])
async def test_unknown_ones_are_404(client: httpx.AsyncClient, name: str) -> None:
    for method in ("GET", "DELETE"):
        response = await client.request(method, f"/api/v1/conversations/{name}")
        assert response.status_code == 404
        assert response.headers["content-type"] == "application/problem+json"


async def test_a_name_that_is_too_long_is_422(client: httpx.AsyncClient) -> None:
    assert (await client.get(f"/api/v1/conversations/{'x' * 65}")).status_code == 422


async def test_deleted_is_gone_from_the_disk(client: httpx.AsyncClient, tmp_path: Path) -> None:
    ids = []
    for number in range(30):
        asked = {"message": f"{MARKER} {number} " + "kata " * (number * 13)}
        ids.append((await client.post("/api/v1/chat", json=asked)).json()["conversation_id"])
    assert MARKER.encode() in everything_in(tmp_path)
    for name in ids:
        assert (await client.delete(f"/api/v1/conversations/{name}")).status_code == 204
        assert (await client.get(f"/api/v1/conversations/{name}")).status_code == 404
    assert MARKER.encode() not in everything_in(tmp_path)


async def test_an_answer_does_not_bring_a_deleted_conversation_back(tmp_path: Path) -> None:
    store = SqlConversations(f"sqlite+aiosqlite:///{tmp_path / 'a.db'}")
    await store.open()
    name = new_conversation_id()
    await store.begin(name, [Note("user", "a")], NOW)
    await store.delete(name)
    with pytest.raises(UnknownConversation):
        await store.append(name, [Note("user", "b")], NOW)
    await store.close()


async def test_the_last_messages_are_the_newest(tmp_path: Path) -> None:
    store = SqlConversations(f"sqlite+aiosqlite:///{tmp_path / 'a.db'}")
    await store.open()
    name = new_conversation_id()
    await store.begin(name, [Note("user", str(n)) for n in range(5)], NOW)
    assert [m.content for m in await store.messages(name, 2)] == ["3", "4"]
    await store.close()


async def test_old_conversations_are_purged(tmp_path: Path) -> None:
    store = SqlConversations(f"sqlite+aiosqlite:///{tmp_path / 'a.db'}")
    await store.open()
    old, used = new_conversation_id(), new_conversation_id()
    await store.begin(old, [Note("user", MARKER)], NOW - timedelta(days=40))
    await store.begin(used, [Note("user", "a")], NOW - timedelta(days=40))
    await store.append(used, [Note("user", "b")], NOW)
    assert await store.purge(NOW - timedelta(days=30)) == 1
    assert len(await store.messages(used)) == 2
    with pytest.raises(UnknownConversation):
        await store.messages(old)
    assert MARKER.encode() not in everything_in(tmp_path)
    await store.close()


async def test_a_store_that_cannot_be_written_is_503(
    client: httpx.AsyncClient, tmp_path: Path, assistant: FakeAssistant
) -> None:
    first = (await client.post("/api/v1/chat", json={"message": "a"})).json()
    with sqlite3.connect(tmp_path / "tanya.db") as other:
        other.execute(
            "CREATE TRIGGER penuh BEFORE INSERT ON message BEGIN "
            "SELECT RAISE(ABORT, 'disk penuh'); END"
        )
    other.close()
    response = await client.post("/api/v1/chat", json={"message": "rahasiaku"})
    assert response.status_code == 503
    assert "retry-after" in response.headers
    assert "disk penuh" not in response.text
    kept = await client.get(f"/api/v1/conversations/{first['conversation_id']}")
    assert len(kept.json()["messages"]) == 2


async def test_a_folder_that_cannot_be_used_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "a.db").mkdir()
    store = SqlConversations(f"sqlite+aiosqlite:///{tmp_path / 'a.db'}")
    with pytest.raises(StorageError):
        await store.open()
    await store.close()
    # The driver's thread still reports to this loop after a connection that failed.
    await asyncio.sleep(0.1)


def test_what_was_acknowledged_survives_kill_9(tmp_path: Path) -> None:
    """A process that is killed in the middle of writing loses nothing that it answered for."""
    server = textwrap.dedent(
        f"""
        from api.app import create_app
        from api.server import DrainingServer
        from api.settings import ApiSettings
        from tests.api.fakes import FakeAssistant, fake_mask
        settings = ApiSettings(home={str(tmp_path)!r}, port=0, rate_per_minute=0)
        server = DrainingServer(create_app(FakeAssistant(), settings, mask=fake_mask), settings)
        async def main():
            import asyncio
            task = asyncio.create_task(server.serve())
            while not server.started:
                await asyncio.sleep(0.01)
            print(server.servers[0].sockets[0].getsockname()[1], flush=True)
            await task
        import asyncio
        asyncio.run(main())
        """
    )
    acknowledged: dict[str, str] = {}
    for kill in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", server],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert process.stdout is not None
        url = f"http://127.0.0.1:{int(process.stdout.readline())}/api/v1"
        with httpx.Client(timeout=60) as http:
            for name, message in acknowledged.items():
                stored = http.get(f"{url}/conversations/{name}").json()["messages"]
                assert stored[0]["content"] == message
            for _ in range(10):
                message = f"putaran {kill} nomor {len(acknowledged)}"
                answer = http.post(f"{url}/chat", json={"message": message}).json()
                acknowledged[answer["conversation_id"]] = message
            os.kill(process.pid, signal.SIGKILL)
        process.wait(60)
        process.stdout.close()
    assert len(acknowledged) == 30
    with sqlite3.connect(tmp_path / "tanya.db") as database:
        stored = {name for (name,) in database.execute("SELECT id FROM conversation")}
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()
    assert set(acknowledged) <= stored


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("tanya.db*")) + b"".join(
        path.read_bytes() for path in folder.glob("a.db*")
    )


def test_stored_times_are_aware() -> None:
    assert NOW.tzinfo is UTC
    assert isinstance(answer_of().as_of, type(datetime.now(UTC).date()))

"""From what was not answered to a statement that answers it."""

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from api.app import create_app
from api.console.publishing import Publisher, as_yaml, next_name
from api.console.rights import Role
from api.logs import make_log
from api.settings import ApiSettings
from assistant.answer import Status
from knowledge.curated import read
from knowledge.schema import Statement
from knowledge.settings import KnowledgeSettings
from tests.api.conftest import NOW
from tests.api.console.helpdesk import Person, desk_of, sign_in
from tests.api.fakes import FakeAssistant, answer_of, fake_mask
from tests.api.running import AppClient
from tests.support import REPOSITORY, statement

pytestmark = pytest.mark.database

QUESTIONS = [f"Berapa biaya sekolah anak di sana, versi {n}?" for n in range(8)]
FORM = {
    "topic": "kehidupan",
    "title": "Biaya sekolah",
    "text": "Biaya sekolah negeri di IKN ditanggung pemerintah daerah, menurut surat 1/2026.",
    "as_of": "2026-11-01",
    "validity": "statement",
    "authority": "surat",
    "source_title": "Surat 1/2026",
    "publisher": "Otorita IKN",
    "url": "https://contoh.example/surat",
    "published": "2026-11-01",
    "grade": "P",
    "questions": "\n".join(QUESTIONS),
}


class FakePublisher:
    """Remembers what was published; finds nothing wrong."""

    def __init__(self) -> None:
        self.published: list[list[str]] = []
        self.wrong: list[str] = []

    def problems(self, _statement: Statement, /) -> list[str]:
        return self.wrong

    def names(self) -> set[str]:
        return {"F9", "H3"}

    def publish(self, statements: Sequence[Statement], /) -> None:
        self.published.append([s.id for s in statements])

    def patch(self, statements: Sequence[Statement], /) -> str:
        return "".join(s.id for s in statements)


@pytest.fixture
def publisher() -> FakePublisher:
    return FakePublisher()


@pytest.fixture
def app(assistant: FakeAssistant, settings: ApiSettings, publisher: FakePublisher) -> FastAPI:
    return create_app(
        assistant,
        settings,
        clock=lambda: NOW,
        mask=fake_mask,
        log=make_log("error"),
        publisher=publisher,
    )


async def ask(
    visitor: httpx.AsyncClient, assistant: FakeAssistant, message: str, status: Status
) -> dict[str, str]:
    assistant.queue.append(answer_of(status))
    answer: dict[str, str] = (await visitor.post("/api/v1/chat", json={"message": message})).json()
    return answer


async def test_questions_of_one_meaning_are_one_gap(
    visitor: httpx.AsyncClient, app: FastAPI, assistant: FakeAssistant
) -> None:
    for n in range(3):
        message = f"Berapa biaya sekolah anak di IKN ya {'kak' * n}?"
        await ask(visitor, assistant, message, Status.NOT_IN_KNOWLEDGE)
    await ask(visitor, assistant, "Kapan pindah?", Status.ANSWERED)
    rated = await ask(
        visitor, assistant, "Siapa yang dapat rumah dinas dua lantai?", Status.PARTIAL
    )
    down = {"conversation_id": rated["conversation_id"], "message_id": rated["message_id"]}
    await visitor.post("/api/v1/feedback", json=down | {"rating": "down", "reason": "salah"})
    desk = desk_of(app)
    assert await desk.gaps.collect() == 4
    assert await desk.gaps.collect() == 0
    first, second = await desk.gaps.all()
    assert (first.count, first.causes) == (3, {"unanswered": 3})
    assert (second.count, second.causes) == (1, {"disliked": 1})
    editor = await sign_in(app, "edi", Role.EDITOR)
    page = (await editor.get("/celah")).text
    assert page.index("biaya sekolah") < page.index("rumah dinas")


async def test_they_go_with_their_conversation(
    visitor: httpx.AsyncClient, app: FastAPI, assistant: FakeAssistant
) -> None:
    answer = await ask(visitor, assistant, "Berapa biayanya?", Status.NOT_IN_KNOWLEDGE)
    await desk_of(app).gaps.collect()
    await visitor.delete(f"/api/v1/conversations/{answer['conversation_id']}")
    assert await desk_of(app).gaps.all() == []


async def test_a_question_from_a_call_counts_too(visitor: httpx.AsyncClient, app: FastAPI) -> None:
    officer = await sign_in(app, "ani", Role.OFFICER)
    await officer.post("/tanya", pertanyaan="Hal yang belum diketahui?", saluran="telepon")
    await officer.post("/tanya", pertanyaan="Kapan?", saluran="telepon")
    assert await desk_of(app).gaps.collect() == 1


async def opened(
    visitor: httpx.AsyncClient, app: FastAPI, assistant: FakeAssistant
) -> tuple[Person, Person, int]:
    """An editor, a supervisor, and a gap."""
    await ask(visitor, assistant, "Berapa biaya sekolah anak?", Status.NOT_IN_KNOWLEDGE)
    desk = desk_of(app)
    await desk.gaps.collect()
    editor = await sign_in(app, "edi", Role.EDITOR)
    boss = await sign_in(app, "sari", Role.SUPERVISOR)
    return editor, boss, (await desk.gaps.all())[0].id


async def test_drafted_published_exported_and_withdrawn(
    visitor: httpx.AsyncClient,
    app: FastAPI,
    assistant: FakeAssistant,
    publisher: FakePublisher,
) -> None:
    editor, boss, gap = await opened(visitor, app, assistant)
    page = await editor.post(f"/celah/{gap}/pernyataan", **FORM)
    assert page.url.path == "/console/pernyataan/H4"
    assert (await editor.post("/pernyataan/H4/terbitkan")).status_code == 403
    publisher.published.clear()
    assert "Terbit" in (await boss.post("/pernyataan/H4/terbitkan")).text
    assert publisher.published == [["H4"]]
    assert await desk_of(app).gaps.all() == []
    assert [g.id for g in await desk_of(app).gaps.all("closed")] == [gap]
    assert (await editor.get("/celah/patch")).text == "H4"
    assert (await editor.post("/pernyataan/H4/simpan", **FORM)).status_code == 409
    await boss.post("/pernyataan/H4/tarik")
    assert publisher.published[-1] == []
    actions = [row.action for row in await desk_of(app).ledger.entries()]
    assert actions[:3] == ["tarik-pernyataan", "terbitkan-pernyataan", "susun-pernyataan"]


async def test_nobody_publishes_their_own(
    visitor: httpx.AsyncClient, app: FastAPI, assistant: FakeAssistant
) -> None:
    _, boss, gap = await opened(visitor, app, assistant)
    await boss.post(f"/celah/{gap}/pernyataan", **FORM)
    assert (await boss.post("/pernyataan/H4/terbitkan")).status_code == 409


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"questions": "Satu saja?"}, "delapan cara"),
        ({"text": ""}, "Bunyi pernyataan"),
        ({"url": "ftp://x"}, "Sumber:"),
        ({"as_of": "kemarin"}, "Tanggal keadaan"),
    ],
)
async def test_what_is_no_statement_is_told(
    visitor: httpx.AsyncClient,
    app: FastAPI,
    assistant: FakeAssistant,
    changes: dict[str, str],
    said: str,
) -> None:
    editor, _, gap = await opened(visitor, app, assistant)
    page = await editor.post(f"/celah/{gap}/pernyataan", **(FORM | changes))
    assert page.status_code == 422
    assert said in page.text
    assert "Surat 1/2026" in page.text


async def test_a_closed_gap_opens_again_when_people_still_ask(
    visitor: httpx.AsyncClient, app: FastAPI, assistant: FakeAssistant
) -> None:
    editor, boss, gap = await opened(visitor, app, assistant)
    await editor.post(f"/celah/{gap}/pernyataan", **FORM)
    await boss.post("/pernyataan/H4/terbitkan")
    async with desk_of(app).ledger.change("uji") as change:
        await change.session.execute(text("UPDATE gap SET at = '2020-01-01 00:00:00'"))
    await ask(visitor, assistant, "Berapa biaya sekolah anak?", Status.NOT_IN_KNOWLEDGE)
    await desk_of(app).gaps.collect()
    assert [g.count for g in await desk_of(app).gaps.all()] == [2]


async def test_gaps_are_merged_and_dismissed(
    visitor: httpx.AsyncClient, app: FastAPI, assistant: FakeAssistant
) -> None:
    editor, _, gap = await opened(visitor, app, assistant)
    await ask(visitor, assistant, "Rumah dinas dua lantai?", Status.NOT_IN_KNOWLEDGE)
    await desk_of(app).gaps.collect()
    other = next(g.id for g in await desk_of(app).gaps.all() if g.id != gap)
    page = await editor.post(f"/celah/{other}/gabung", ke=str(gap))
    assert "2 kali" in page.text
    assert (await editor.post(f"/celah/{gap}/gabung", ke=str(gap))).status_code == 422
    await editor.post(f"/celah/{gap}/abaikan")
    assert await desk_of(app).gaps.all() == []


def curated(folder: Path) -> Path:
    """A copy of a part of the curated knowledge."""
    place = folder / "knowledge"
    (place / "statements").mkdir(parents=True)
    (place / "regulations").mkdir()
    (place / "statements" / "jadwal.yaml").write_text(as_yaml([statement("F9", "Ditunda.")]))
    return place


def publisher_of(folder: Path, calls: list[str]) -> Publisher:
    settings = KnowledgeSettings(home=folder / "home", curated=curated(folder))
    return Publisher(settings, lambda: calls.append("build"), lambda: calls.append("refresh"))


def test_what_is_published_stands_beside_the_curated(tmp_path: Path) -> None:
    calls: list[str] = []
    publisher = publisher_of(tmp_path, calls)
    new = statement("H1", "Sekolah dibuka pada 2027.", topic="kehidupan")
    assert publisher.problems(new) == []
    publisher.publish([new])
    assert calls == ["build", "refresh"]
    known = read(tmp_path / "knowledge", tmp_path / "home" / "published")
    assert [s.id for s in known.statements] == ["F9", "H1"]
    assert known.problems == ()
    assert known.statements[1] == new
    assert publisher.names() == {"F9", "H1"}


def test_the_checks_of_the_curated_knowledge_hold(tmp_path: Path) -> None:
    publisher = publisher_of(tmp_path, [])
    twice = statement("H1", "Lain.", questions=[*statement("F9", "Ditunda.").questions])
    assert any("dipakai 2 kali" in problem for problem in publisher.problems(twice))
    astray = statement("H1", "Lain.", disputed_with=["Z9"])
    assert publisher.problems(astray) == ["H1: menunjuk Z9 yang tidak ada"]
    long = statement("H1", " ".join(["kata"] * 81) + ".")
    assert any("terlalu panjang" in problem for problem in publisher.problems(long))


def test_the_patch_applies_and_takes_over(tmp_path: Path) -> None:
    publisher = publisher_of(tmp_path, [])
    new = [
        statement("H1", "Sekolah dibuka pada 2027."),
        statement("H2", "Pasar dibuka pada 2028.", topic="kehidupan"),
    ]
    publisher.publish(new)
    patch = tmp_path / "a.patch"
    patch.write_text(publisher.patch(new), "utf-8")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "apply", str(patch)], cwd=tmp_path, check=True)
    known = read(tmp_path / "knowledge", tmp_path / "home" / "published")
    assert known.problems == ()
    assert [s.id for s in known.statements] == ["F9", "H1", "H2"]


def test_the_shipped_knowledge_leaves_the_letter_free() -> None:
    names = {s.id for s in read(REPOSITORY / "knowledge").statements}
    assert next_name(names) == "H1"


async def test_without_a_publisher_nothing_is_published(
    make_app: Callable[..., FastAPI], assistant: FakeAssistant
) -> None:
    app = make_app()
    async with AppClient(app) as visitor:
        editor, _, gap = await opened(visitor, app, assistant)
        page = await editor.post(f"/celah/{gap}/pernyataan", **FORM)
        assert "tanpa akses tulis" in page.text

"""The dashboard's numbers, from what really happened."""

import csv
import io
from datetime import date

import httpx
import pytest
from fastapi import FastAPI

from api.console import charts
from api.console.rights import Role
from api.console.summary import Period
from assistant.answer import Status
from tests.api.console.helpdesk import Person, desk_of, sign_in
from tests.api.console.test_drafts import draft_of, handed_over
from tests.api.fakes import TEXT, FakeAssistant, answer_of

pytestmark = pytest.mark.database

MONTH = Period(date(2026, 11, 1), date(2026, 11, 24))


async def a_day(visitor: httpx.AsyncClient, app: FastAPI, assistant: FakeAssistant) -> Person:
    """Three answers, one of them judged, rated, handed over, answered by an officer, resolved."""
    boss = await sign_in(app, "sari", Role.SUPERVISOR)
    conversation, case = await handed_over(visitor)
    assistant.queue.extend([answer_of(Status.NOT_IN_KNOWLEDGE), answer_of(Status.SMALLTALK)])
    for message in ("Berapa?", "Halo"):
        await visitor.post("/api/v1/chat", json={"message": message})
    await boss.post(f"/percakapan/{case}/ambil")
    number = draft_of(await boss.post(f"/percakapan/{case}/konsep"))
    await boss.post(f"/konsep/{number}/kirim", isi=TEXT)
    stored = (await visitor.get(f"/api/v1/conversations/{conversation}")).json()["messages"]
    for message, rating in ((stored[1], "down"), (stored[2], "up")):
        given = {"conversation_id": conversation, "message_id": message["message_id"]}
        await visitor.post("/api/v1/feedback", json=given | {"rating": rating})
    judged = {"pesan": stored[1]["message_id"], "hasil": "answered_wrong"}
    await boss.post(f"/percakapan/{case}/nilai", **judged)
    await boss.post(f"/percakapan/{case}/selesai")
    return boss


async def test_what_happened_is_counted(
    visitor: httpx.AsyncClient, app: FastAPI, assistant: FakeAssistant
) -> None:
    await a_day(visitor, app, assistant)
    numbers = await desk_of(app).summary.numbers(MONTH)
    assert numbers.statuses == {"answered": 1, "not_in_knowledge": 1, "smalltalk": 1}
    assert (numbers.answered, numbers.withheld, numbers.handed_over) == (0.5, 0.5, 0.5)
    assert numbers.reasons == {"asked": 1}
    assert numbers.outcomes == {"answered_wrong": 1}
    assert numbers.satisfied == 0.5
    assert (numbers.first_reply, numbers.handling) == (0.0, 0.0)
    assert (numbers.sent, numbers.rejected, numbers.resolved) == (1, 0, 1)
    assert numbers.edit_distance is not None
    assert 0.2 < numbers.edit_distance < 0.8
    assert dict(numbers.cited) == {"F9": 1, "F14": 1}
    assert dict(numbers.disputed) == {"F9": 1, "F14": 1}
    assert numbers.topics["jadwal"] == {date(2026, 11, 24): 2}
    assert sum(map(sum, (c.values() for c in numbers.by_day.values()))) == 3


async def test_they_outlive_the_conversation_without_its_words(
    visitor: httpx.AsyncClient, app: FastAPI, assistant: FakeAssistant
) -> None:
    conversation, _ = await handed_over(visitor)
    await visitor.delete(f"/api/v1/conversations/{conversation}")
    numbers = await desk_of(app).summary.numbers(MONTH)
    assert (numbers.volume, numbers.reasons) == (1, {"asked": 1})


async def test_a_unit_and_a_day(
    visitor: httpx.AsyncClient, app: FastAPI, assistant: FakeAssistant
) -> None:
    await a_day(visitor, app, assistant)
    summary = desk_of(app).summary
    assert await summary.units() == ["BKN"]
    assert (await summary.numbers(Period(MONTH.first, MONTH.last, "BKN"))).sent == 1
    assert (await summary.numbers(Period(MONTH.first, MONTH.last, "LAN"))).sent == 0
    assert (await summary.numbers(Period(MONTH.first, date(2026, 11, 23)))).volume == 0


async def test_the_page_and_the_table(
    visitor: httpx.AsyncClient, app: FastAPI, assistant: FakeAssistant
) -> None:
    boss = await a_day(visitor, app, assistant)
    page = await boss.get("/ringkasan")
    assert page.status_code == 200
    assert page.text.count('class="chart"') >= 5
    table = await boss.get("/ringkasan.csv", params={"dari": "2026-11-24", "sampai": "2026-11-24"})
    rows = list(csv.reader(io.StringIO(table.text)))
    assert ["2026-11-24", "2026-11-24", "", "jawaban", "Terjawab", "1"] in rows
    assert ["2026-11-24", "2026-11-24", "", "paling dikutip", "F9", "1"] in rows
    formula = await boss.get("/ringkasan.csv", params={"unit": "=1+1"})
    assert "'=1+1" in formula.text


@pytest.mark.parametrize(
    "query", [{"dari": "2026-11-24", "sampai": "2026-11-01"}, {"dari": "2019-01-01"}, {"dari": "x"}]
)
async def test_a_period_that_is_none(
    visitor: httpx.AsyncClient, app: FastAPI, query: dict[str, str]
) -> None:
    boss = await sign_in(app, "sari", Role.SUPERVISOR)
    assert (await boss.get("/ringkasan", params=query)).status_code == 422


async def test_feedback_is_shown_by_statement(
    visitor: httpx.AsyncClient, app: FastAPI, assistant: FakeAssistant
) -> None:
    boss = await a_day(visitor, app, assistant)
    voices = await desk_of(app).summary.voices()
    assert {v.statement: (v.up, v.down) for v in voices} == {"F14": (0, 1), "F9": (1, 1)}
    assert "F14" in (await boss.get("/umpan-balik")).text


def test_charts_escape_what_they_show() -> None:
    drawn = charts.bars([("<b>x", 3), ("nol", 0)], "Judul <i>")
    assert "<b>" not in drawn
    assert "<i>" not in drawn
    assert 'width="270.0"' in drawn
    days = [date(2026, 11, 23), date(2026, 11, 24)]
    drawn = charts.strips({"<b>x": {days[0]: 2, days[1]: 4}}, days, "Judul <i>")
    assert "<b>" not in drawn
    assert 'height="11.0"' in drawn
    assert 'height="22.0"' in drawn
    assert ">6</text>" in drawn
    assert "NaN" not in charts.days({date(2026, 11, 24): {}})

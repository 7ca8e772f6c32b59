import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from api.console.audit import Ledger
from tests.api.console.helpdesk import desk_of

pytestmark = pytest.mark.database

Broken = tuple[int, str] | None


async def filled(app: FastAPI, rows: int = 5) -> Ledger:
    ledger = desk_of(app).ledger
    for number in range(rows):
        async with ledger.change("siti") as change:
            change.note("coba", f"hal-{number}", nilai=number)
    return ledger


async def test_a_whole_chain_holds(visitor: httpx.AsyncClient, app: FastAPI) -> None:
    ledger = await filled(app)
    assert await ledger.verify() == (5, None)
    newest = (await ledger.entries())[0]
    assert (newest.number, newest.actor, newest.target) == (5, "siti", "hal-4")


@pytest.mark.parametrize(
    ("sql", "number"),
    [
        ("UPDATE audit SET actor = 'budi' WHERE number = 3", 3),
        ("UPDATE audit SET details = '{}' WHERE number = 2", 2),
        ("UPDATE audit SET at = '2020-01-01 00:00:00.000000' WHERE number = 1", 1),
        ("DELETE FROM audit WHERE number = 3", 3),
        ("DELETE FROM audit WHERE number = 1", 1),
        ("DELETE FROM audit WHERE number = 5", 5),
        ("DELETE FROM audit", 1),
        ("DELETE FROM audit_head", 6),
    ],
)
async def test_what_was_changed_or_is_missing_is_found(
    visitor: httpx.AsyncClient, app: FastAPI, sql: str, number: int
) -> None:
    ledger = await filled(app)
    async with ledger.change("peretas") as change:
        await change.session.execute(
            text(sql.replace("'2020-01-01 00:00:00.000000'", "'2020-01-01 00:00:00'"))
        )
    _, broken = await ledger.verify()
    assert broken is not None
    assert broken.number == number


async def test_a_decision_that_fails_leaves_no_row(
    visitor: httpx.AsyncClient, app: FastAPI
) -> None:
    ledger = await filled(app, 1)

    async def fail() -> None:
        async with ledger.change("siti") as change:
            change.note("coba", "x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await ledger.verify() == (1, None)

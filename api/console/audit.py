"""The audit log: append-only, each row chained to the one before it by its hash.

Whatever the console changes goes through `Ledger.change`, which takes the end of the chain first:
changes stand in line, and a decision and its row in the log are kept together or not at all.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from api.console.tables import AuditHead, AuditRow
from api.database import storing

BEGINNING: Final = "0" * 64
PAGE: Final = 200


@dataclass(frozen=True, slots=True)
class Broken:
    """The first row at which the chain does not hold, and why (Indonesian)."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """A transaction that writes what it does into the log."""

    session: AsyncSession
    actor: str
    now: datetime
    _head: AuditHead

    def note(self, action: str, target: str, **details: object) -> None:
        """One row of the log; no words of a person belong in it."""
        row = AuditRow(
            number=self._head.number + 1,
            at=self.now,
            actor=self.actor,
            action=action,
            target=target,
            details=json.dumps(details, ensure_ascii=False, sort_keys=True),
        )
        row.hash = digest(row, self._head.hash)
        self._head.number, self._head.hash = row.number, row.hash
        self.session.add(row)


class Ledger:
    """The log, and the one way to change anything."""

    def __init__(
        self,
        engine: AsyncEngine,
        clock: Callable[[], datetime],
        tell: Callable[[], None] = lambda: None,
    ) -> None:
        self._session = async_sessionmaker(engine, expire_on_commit=False)
        self._clock = clock
        self._tell = tell

    @asynccontextmanager
    async def change(self, actor: str) -> AsyncIterator[Change]:
        """A transaction in the name of somebody."""
        async with storing(), self._session.begin() as session:
            # An update first: it waits for its turn also where reads do not lock (SQLite).
            await session.execute(update(AuditHead).values(id=1))
            head = (await session.scalars(select(AuditHead))).one()
            yield Change(session, actor, self._clock(), head)
        self._tell()

    async def entries(self, before: int | None = None) -> Sequence[AuditRow]:
        """A page of rows, newest first."""
        rows = select(AuditRow).order_by(AuditRow.number.desc()).limit(PAGE)
        if before is not None:
            rows = rows.where(AuditRow.number < before)
        async with storing(), self._session() as session:
            return (await session.scalars(rows)).all()

    async def verify(self) -> tuple[int, Broken | None]:
        """How many rows hold, and the first that does not."""
        number, previous = 0, BEGINNING
        async with storing(), self._session() as session:
            rows = await session.stream_scalars(select(AuditRow).order_by(AuditRow.number))
            async for row in rows:
                if row.number != number + 1:
                    return number, Broken(number + 1, "baris hilang")
                if row.hash != digest(row, previous):
                    return number, Broken(row.number, "isi atau sidiknya berubah")
                number, previous = row.number, row.hash
            head = (await session.scalars(select(AuditHead))).one_or_none()
        if head is None or (head.number, head.hash) != (number, previous):
            return number, Broken(number + 1, "ujung catatan hilang")
        return number, None


def digest(row: AuditRow, previous: str) -> str:
    """The hash of a row behind another."""
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = [previous, row.number, at, row.actor, row.action, row.target, row.details]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()

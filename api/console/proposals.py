"""Statements written at the helpdesk: an editor drafts one, a supervisor publishes it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from anyio import to_thread
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from api.console.accounts import Account
from api.console.audit import Ledger
from api.console.publishing import Publishing, next_name
from api.console.tables import GapRow, ProposalRow
from api.database import storing
from api.problems import HttpError
from knowledge.errors import TanyaError
from knowledge.schema import Statement

# What a person is told instead of Pydantic's English.
FIELDS: Final[dict[str, str]] = {
    "questions": "Tuliskan sedikitnya delapan cara orang menanyakannya, satu tiap baris.",
    "title": "Judul wajib diisi.",
    "text": "Bunyi pernyataan wajib diisi.",
    "as_of": "Tanggal keadaan wajib diisi.",
    "sources": "Sumber: isi judul, penerbit, alamat http(s), dan tanggal (2025, 2025-04, "
    "atau 2025-04-22).",
}


class Unfit(TanyaError):
    """What was written is no statement yet; `problems` says why."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = list(problems)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A statement on its way; `state`: draft, published or withdrawn."""

    id: str
    gap_id: int | None
    state: str
    statement: Statement
    author: str
    publisher: str | None
    at: datetime


class Proposals:
    """Where they are kept."""

    def __init__(self, engine: AsyncEngine, ledger: Ledger, publisher: Publishing) -> None:
        self._session = async_sessionmaker(engine, expire_on_commit=False)
        self._ledger = ledger
        self._publisher = publisher
        self._turn = asyncio.Lock()
        self._behind = True
        self._owed = False

    async def all(self, state: str | None = None) -> list[Proposal]:
        """All, or those in a state; newest first."""
        rows = select(ProposalRow).order_by(ProposalRow.at.desc())
        if state:
            rows = rows.where(ProposalRow.state == state)
        async with storing(), self._session() as session:
            return [_proposal(row) for row in await session.scalars(rows)]

    async def find(self, name: str) -> Proposal:
        """One; 404 where there is none."""
        async with storing(), self._session() as session:
            return _proposal(await _row(session, name))

    async def keep(
        self, fields: dict[str, Any], by: Account, gap: int | None, name: str | None = None
    ) -> str:
        """A new draft, or another text for one; raises `Unfit`."""
        taken = await to_thread.run_sync(self._publisher.names)
        taken |= {proposal.id for proposal in await self.all()}
        statement = _statement({"id": name or next_name(taken)} | fields)
        problems = await to_thread.run_sync(self._publisher.problems, statement)
        if problems:
            raise Unfit(problems)
        async with self._ledger.change(by.name) as change:
            if name:
                row = await _row(change.session, name)
                if row.state == "published":
                    raise HttpError(409, "Pernyataan ini sudah terbit. Tarik lebih dahulu.")
            else:
                row = ProposalRow(id=statement.id, gap_id=gap)
                change.session.add(row)
            row.state, row.author, row.publisher = "draft", by.name, None
            row.body, row.at = statement.model_dump(mode="json"), change.now
            change.note("susun-pernyataan", statement.id)
        return statement.id

    async def publish(self, name: str, by: Account) -> None:
        """Let it answer; not by whoever wrote it."""
        statement = (await self.find(name)).statement
        problems = await to_thread.run_sync(self._publisher.problems, statement)
        if problems:
            raise HttpError(409, "; ".join(problems))
        async with self._ledger.change(by.name) as change:
            row = await _row(change.session, name)
            if row.state != "draft":
                raise HttpError(409, "Hanya konsep pernyataan yang dapat diterbitkan.")
            if row.author == by.name:
                raise HttpError(409, "Pernyataan diterbitkan oleh orang lain, bukan penulisnya.")
            row.state, row.publisher, row.at = "published", by.name, change.now
            gap = await change.session.get(GapRow, row.gap_id) if row.gap_id else None
            if gap:
                gap.state, gap.at = "closed", change.now
            change.note("terbitkan-pernyataan", name)
        await self.sync(force=True)

    async def withdraw(self, name: str, by: Account) -> None:
        """It answers no more."""
        async with self._ledger.change(by.name) as change:
            row = await _row(change.session, name)
            row.state, row.at = "withdrawn", change.now
            change.note("tarik-pernyataan", name)
        await self.sync(force=True)

    async def sync(self, force: bool = False) -> None:
        """Bring the index up to date with what is known, unless it is already.

        What fails is owed until it is done: the server tries again every `refresh_seconds`.
        """
        async with self._turn:
            self._owed |= force
            if not (self._owed or self._behind):
                return
            published = [proposal.statement for proposal in await self.all("published")]
            if published or self._owed:
                await to_thread.run_sync(self._publisher.publish, published)
            self._owed = self._behind = False

    async def patch(self) -> str:
        """What is published, as a patch to the curated files."""
        published = [proposal.statement for proposal in await self.all("published")]
        published.sort(key=lambda statement: int(statement.id[1:]))
        return await to_thread.run_sync(self._publisher.patch, published)


def _statement(fields: dict[str, Any]) -> Statement:
    try:
        return Statement.model_validate(fields)
    except ValidationError as error:
        names = dict.fromkeys(str(one["loc"][0]) for one in error.errors() if one["loc"])
        said = [FIELDS.get(name, f"Isian {name} tidak dapat dipakai.") for name in names]
        raise Unfit(said or ["Isian tidak dapat dipakai."]) from None


async def _row(session: AsyncSession, name: str) -> ProposalRow:
    row = await session.get(ProposalRow, name)
    if row is None:
        raise HttpError(404, "Pernyataan ini tidak ada.")
    return row


def _proposal(row: ProposalRow) -> Proposal:
    statement = Statement.model_validate(row.body)
    return Proposal(row.id, row.gap_id, row.state, statement, row.author, row.publisher, row.at)

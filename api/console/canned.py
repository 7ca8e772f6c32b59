"""Canned answers: kept from replies that were sent, versioned, expiring with their sources."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from anyio import to_thread
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from api.assistant import Answering
from api.console.accounts import Account
from api.console.audit import Ledger
from api.console.replies import Reply
from api.console.tables import CannedRow
from api.database import storing
from api.problems import HttpError
from knowledge.errors import UnknownDocument
from knowledge.timeline import PAST

UNKNOWN: Final = "Jawaban siap ini tidak ada lagi."


@dataclass(frozen=True, slots=True)
class Canned:
    """A version; `expired`: the sources that no longer hold, with why."""

    name: str
    version: int
    title: str
    reply: Reply
    author: str
    at: datetime
    withdrawn: bool
    expired: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether it may be put into a reply."""
        return not (self.withdrawn or self.expired)


class CannedAnswers:
    """Where they are kept."""

    def __init__(self, engine: AsyncEngine, ledger: Ledger, assistant: Answering) -> None:
        self._session = async_sessionmaker(engine, expire_on_commit=False)
        self._ledger = ledger
        self._assistant = assistant

    async def all(self) -> list[Canned]:
        """The newest version of each, by title."""
        rows = select(CannedRow).order_by(CannedRow.title, CannedRow.version)
        async with storing(), self._session() as session:
            newest = {row.name: row for row in await session.scalars(rows)}
        return [await self._shown(row) for row in newest.values()]

    async def versions(self, name: str) -> list[Canned]:
        """All versions, newest first; 404 where there is none."""
        async with storing(), self._session() as session:
            rows = await _rows(session, name)
        return [await self._shown(row) for row in rows]

    async def usable(self, name: str) -> Canned:
        """The newest version, unless it has expired."""
        found = (await self.versions(name))[0]
        if not found.usable:
            raise HttpError(409, "Jawaban siap ini tidak berlaku lagi; sumbernya sudah berubah.")
        return found

    async def keep(self, title: str, reply: Reply, by: Account, name: str | None = None) -> str:
        """A new answer, or a new version of one that is there; it needs sources that hold."""
        if not reply.used:
            raise HttpError(422, "Jawaban siap harus mengutip sedikitnya satu sumber.")
        expired = await to_thread.run_sync(self._expired, reply)
        if expired:
            raise HttpError(409, f"Sumbernya tidak berlaku lagi: {'; '.join(expired)}.")
        async with self._ledger.change(by.name) as change:
            version = (await _rows(change.session, name))[0].version + 1 if name else 1
            name = name or secrets.token_hex(4)
            row = CannedRow(
                name=name,
                version=version,
                title=title.strip()[:200] or reply.text[:80],
                reply=reply.dump(),
                author=by.name,
                at=change.now,
                withdrawn=False,
            )
            change.session.add(row)
            change.note("simpan-jawaban-siap", name, versi=version)
        return name

    async def withdraw(self, name: str, by: Account) -> None:
        """Not to be used any more."""
        async with self._ledger.change(by.name) as change:
            (await _rows(change.session, name))[0].withdrawn = True
            change.note("tarik-jawaban-siap", name)

    async def _shown(self, row: CannedRow) -> Canned:
        reply = Reply.stored(row.reply)
        expired = await to_thread.run_sync(self._expired, reply)
        return Canned(
            row.name, row.version, row.title, reply, row.author, row.at, row.withdrawn, expired
        )

    def _expired(self, reply: Reply) -> tuple[str, ...]:
        return tuple(self._reasons({citation.document_id for citation in reply.used}))

    def _reasons(self, names: Iterable[str]) -> Iterable[str]:
        for name in sorted(names):
            try:
                found = self._assistant.document(name)
            except UnknownDocument:
                yield f"{name} ditarik"
                continue
            if found.validity in PAST:
                yield f"{name} sudah digantikan atau dicabut"


async def _rows(session: AsyncSession, name: str) -> list[CannedRow]:
    rows = select(CannedRow).where(CannedRow.name == name).order_by(CannedRow.version.desc())
    found = list(await session.scalars(rows))
    if not found:
        raise HttpError(404, UNKNOWN)
    return found

"""Documents at the helpdesk: taken in as drafts, let into the answers by somebody else."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from anyio import to_thread
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker

from api.console.accounts import Account
from api.console.audit import Ledger
from api.console.rights import Action
from api.console.tables import AuditRow
from api.database import storing
from api.problems import HttpError
from ingest.errors import Refused
from ingest.uploading import Upload, take
from knowledge.curated import read
from knowledge.errors import KnowledgeError
from knowledge.library import Entry, Ingested, Library, Proposal
from knowledge.settings import KnowledgeSettings

WITHDRAW: Final = "tarik-dokumen"
CONFIRM: Final = "konfirmasi-perubahan"


class Documents:
    """The library of `home` as accounts see it; `publish` brings the answers up to date."""

    def __init__(
        self,
        engine: AsyncEngine,
        ledger: Ledger,
        home: Path,
        publish: Callable[[], Awaitable[None]],
    ) -> None:
        self._session = async_sessionmaker(engine)
        self._ledger = ledger
        self._home = home
        self._library = Library(home)
        self._publish = publish

    async def all(self) -> list[Entry]:
        """Every document, in the order of ids."""
        return await to_thread.run_sync(self._library.entries)

    async def find(self, name: str) -> Entry:
        """One; raises `UnknownDocument` where there is none."""
        return await to_thread.run_sync(self._library.entry, name)

    async def changes(self, name: str) -> list[Proposal]:
        """What a document says that it does to others."""
        proposals = await to_thread.run_sync(self._library.proposals)
        return [proposal for proposal in proposals if proposal.document_id == name]

    async def uploader(self, name: str) -> str | None:
        """Who sent it last; None for what came by the command line."""
        rows = select(AuditRow.actor).order_by(AuditRow.number.desc()).limit(1)
        sent = rows.where(AuditRow.action == Action.UPLOAD.value, AuditRow.target == name)
        async with storing(), self._session() as session:
            return await session.scalar(sent)

    async def take(self, upload: Upload, actor: str) -> Ingested:
        """A draft of what was sent; 422 says why it was refused."""
        try:
            document = await to_thread.run_sync(self._taken, upload)
        except Refused as refused:
            raise HttpError(422, str(refused)) from None
        await self._note(Action.UPLOAD, document.id, actor)
        return document

    async def admit(self, name: str, by: Account, despite: bool = False) -> None:
        """Let it answer; not by whoever sent it, and what is held back only `despite` that."""
        if await self.uploader(name) == by.name:
            raise HttpError(409, "Dokumen disetujui oleh orang lain, bukan pengunggahnya.")
        try:
            await to_thread.run_sync(self._library.approve, name, by.name, despite)
        except KnowledgeError as unfit:
            raise HttpError(409, str(unfit)) from None
        await self._note(Action.ADMIT, name, by.name)
        await self._publish()

    async def withdraw(self, name: str, by: Account) -> None:
        """It answers no more."""
        await to_thread.run_sync(self._library.withdraw, name)
        await self._note(WITHDRAW, name, by.name)
        await self._publish()

    async def confirm(self, number: int, by: Account) -> Proposal:
        """A change to another regulation counts from now on."""
        confirmed = await to_thread.run_sync(self._library.confirm, number, by.name)
        await self._note(CONFIRM, confirmed.change.target, by.name)
        await self._publish()
        return confirmed

    def _taken(self, upload: Upload) -> Ingested:
        return take(upload, self._home, read(KnowledgeSettings().curated).regulations)

    async def _note(self, action: str, target: str, actor: str) -> None:
        async with self._ledger.change(actor) as change:
            change.note(action, target)

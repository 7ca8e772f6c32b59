"""Drafts: the assistant proposes, an officer decides, everything is kept.

open ─ ajukan ▶ submitted ─ setujui ▶ approved ─ kirim ▶ sent
 │ ▲               │ kembalikan           │
 │ └───────────────┴──────────────────────┘ (any edit opens it again)
 └── kirim, where no approval is needed ▶ sent;  tolak ▶ rejected
"""

import secrets
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal, cast

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from api.console.accounts import Account
from api.console.audit import Change, Ledger
from api.console.cases import CaseView, advance
from api.console.queue import NotPossible, Step
from api.console.replies import Reply, distance
from api.console.tables import DraftEventRow, DraftRow
from api.database import HandoffRow, MessageRow, storing, touch
from api.facts import Kind, record
from api.problems import HttpError

State = Literal["open", "submitted", "approved", "sent", "rejected"]
Channel = Literal["chat", "telepon", "surel"]
MOST_LISTED: Final = 30


class Deed(StrEnum):
    """What is done to a draft."""

    MAKE = "susun"
    EDIT = "sunting"
    SHORTEN = "ringkas"
    FORMAL = "formal"
    INSERT = "sisip"
    SUBMIT = "ajukan"
    RETURN = "kembalikan"
    APPROVE = "setujui"
    SEND = "kirim"
    REJECT = "tolak"


_ALIVE: Final = frozenset({"open", "submitted", "approved"})
# From which states, and to which.
DEEDS: Final[dict[Deed, tuple[Set[str], State]]] = {
    Deed.EDIT: (_ALIVE, "open"),
    Deed.SHORTEN: (_ALIVE, "open"),
    Deed.FORMAL: (_ALIVE, "open"),
    Deed.INSERT: (_ALIVE, "open"),
    Deed.SUBMIT: ({"open"}, "submitted"),
    Deed.RETURN: ({"submitted", "approved"}, "open"),
    Deed.APPROVE: ({"submitted"}, "approved"),
    Deed.SEND: ({"open", "approved"}, "sent"),
    Deed.REJECT: (_ALIVE, "rejected"),
}
REVIEW: Final = frozenset({Deed.APPROVE, Deed.RETURN})
CHANGED: Final = "Konsep ini berubah sejak Anda membukanya. Baca dahulu bunyinya yang baru."
STALE: Final = "Ada pesan yang lebih baru daripada konsep ini. Buat konsep baru lebih dahulu."


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it is shown."""

    id: int
    conversation_id: str | None
    author: str
    channel: Channel
    question: str
    basis: int
    state: State
    reply: Reply
    original: Reply
    missing: tuple[str, ...]
    reason: str | None
    approved_by: str | None
    created_at: datetime

    @property
    def alive(self) -> bool:
        """Whether something can still be done to it."""
        return self.state in _ALIVE


@dataclass(frozen=True, slots=True)
class NewDraft:
    """What a draft begins with."""

    question: str
    reply: Reply
    missing: tuple[str, ...]
    channel: Channel = "chat"
    case: CaseView | None = None


class Drafts:
    """Where they are kept; `approval`: whether a supervisor must approve before sending."""

    def __init__(
        self, engine: AsyncEngine, ledger: Ledger, mask: Callable[[str], str], approval: bool
    ) -> None:
        self._session = async_sessionmaker(engine, expire_on_commit=False)
        self._ledger = ledger
        self._mask = mask
        self._approval = approval

    async def make(self, new: NewDraft, by: Account) -> int:
        """Keep a new draft; returns its number."""
        async with self._ledger.change(by.name) as change:
            row = DraftRow(
                conversation_id=new.case.conversation_id if new.case else None,
                author=by.name,
                channel=new.channel,
                question=self._mask(new.question),
                basis=new.case.newest if new.case else 0,
                state="open",
                reply=new.reply.dump(),
                original=new.reply.dump(),
                missing=list(map(self._mask, new.missing)),
                created_at=change.now,
            )
            change.session.add(row)
            await change.session.flush()
            _note(change, row, Deed.MAKE)
            return row.id

    async def find(self, number: int) -> Draft:
        """One draft; 404 where there is none."""
        async with storing(), self._session() as session:
            return _draft(await _row(session, number))

    async def newest(self, conversation_id: str) -> Draft | None:
        """The draft that is being worked on in a conversation: the last, until it is decided."""
        last = select(DraftRow).where(DraftRow.conversation_id == conversation_id)
        async with storing(), self._session() as session:
            row = await session.scalar(last.order_by(DraftRow.id.desc()).limit(1))
        return _draft(row) if row and row.state in _ALIVE else None

    async def listed(self, *, author: str | None = None, state: State | None = None) -> list[Draft]:
        """Drafts of an author beside conversations, or all in a state; newest first."""
        rows = select(DraftRow).order_by(DraftRow.id.desc()).limit(MOST_LISTED)
        if author is not None:
            rows = rows.where(DraftRow.author == author, DraftRow.conversation_id.is_(None))
        if state is not None:
            rows = rows.where(DraftRow.state == state)
        async with storing(), self._session() as session:
            return [_draft(row) for row in await session.scalars(rows)]

    async def others(self, conversation_id: str, shown: Draft | None) -> list[Draft]:
        """The drafts of a conversation beside the one that is worked on; newest first."""
        rows = select(DraftRow).where(DraftRow.conversation_id == conversation_id)
        async with storing(), self._session() as session:
            found = [
                _draft(row) for row in await session.scalars(rows.order_by(DraftRow.id.desc()))
            ]
        return [draft for draft in found if shown is None or draft.id != shown.id]

    async def stale(self, draft: Draft) -> bool:
        """Whether a message came after the draft was made."""
        async with storing(), self._session() as session:
            return not await _is_fresh(session, draft.conversation_id, draft.basis)

    async def events(self, number: int) -> Sequence[DraftEventRow]:
        """What was done to a draft, oldest first."""
        rows = select(DraftEventRow).where(DraftEventRow.draft_id == number)
        async with storing(), self._session() as session:
            return (await session.scalars(rows.order_by(DraftEventRow.number))).all()

    async def rework(self, number: int, deed: Deed, reply: Reply, by: Account) -> None:
        """Another text for a draft; where nothing changed nothing is kept."""
        async with self._ledger.change(by.name) as change:
            row = await _row(change.session, number)
            if row.reply == reply.dump():
                return
            self._advance(row, deed, by)
            row.reply, row.approved_by = reply.dump(), None
            _note(change, row, deed)

    async def decide(
        self, number: int, deed: Deed, by: Account, reason: str = "", seen: int | None = None
    ) -> None:
        """Submit, approve, return or reject; `seen`: the last event that whoever decides saw."""
        async with self._ledger.change(by.name) as change:
            row = await _row(change.session, number)
            if seen is not None and seen != await _newest_event(change.session, number):
                raise NotPossible(CHANGED)
            self._advance(row, deed, by)
            if deed is Deed.APPROVE:
                await _check_fresh(change.session, row)
                row.approved_by = by.name
            if reason:
                row.reason = self._mask(reason)
            row.decided_at = change.now
            if deed is Deed.REJECT:
                await record(change.session, Kind.REJECTED, str(row.id), change.now, unit=by.unit)
            _note(change, row, deed, row.reason if reason else None)

    async def send(self, number: int, by: Account) -> None:
        """Send it: into the conversation, once, and only if nobody wrote meanwhile."""
        async with self._ledger.change(by.name) as change:
            row = await _row(change.session, number)
            reply = Reply.stored(row.reply)
            if not reply.lines:
                raise HttpError(422, "Konsep ini masih kosong.")
            self._advance(row, Deed.SEND, by)
            reply = replace(reply, citations=reply.used)
            row.reply, row.decided_at = reply.dump(), change.now
            if row.conversation_id:
                await self._say(change, row, reply, by)
            await record(
                change.session,
                Kind.SENT,
                str(row.id),
                change.now,
                label=row.channel,
                unit=by.unit,
                value=distance(Reply.stored(row.original).text, reply.text),
            )
            _note(change, row, Deed.SEND)

    async def _say(self, change: Change, row: DraftRow, reply: Reply, by: Account) -> None:
        session, conversation = change.session, row.conversation_id or ""
        await touch(session, conversation, change.now)
        await _check_fresh(session, row)
        handoff = await session.get(HandoffRow, conversation, populate_existing=True)
        if handoff is None:
            raise NotPossible("Penanya sudah membatalkan permintaannya; asisten menjawab lagi.")
        await advance(change, handoff, Step.REPLY, by)
        row.message_id = secrets.token_hex(12)
        session.add(
            MessageRow(
                id=row.message_id,
                conversation_id=conversation,
                role="officer",
                content=self._mask(reply.letter),
                author=by.title,
                created_at=change.now,
            )
        )

    def _advance(self, row: DraftRow, deed: Deed, by: Account) -> None:
        possible, leads = DEEDS[deed]
        if deed is Deed.SEND and self._approval:
            possible = frozenset({"approved"})
        if row.state not in possible:
            raise NotPossible(
                "Konsep ini perlu disetujui penyelia lebih dahulu."
                if deed is Deed.SEND and row.state in _ALIVE
                else "Konsep ini sudah diputuskan atau belum sampai pada tahap itu."
            )
        if (deed in REVIEW) == (row.author == by.name):
            raise NotPossible(
                "Konsep diperiksa oleh orang lain, bukan penyusunnya."
                if deed in REVIEW
                else "Konsep ini milik petugas lain."
            )
        row.state = leads


async def _row(session: AsyncSession, number: int) -> DraftRow:
    row = await session.get(DraftRow, number)
    if row is None:
        raise HttpError(404, "Konsep ini tidak ada lagi.")
    return row


async def _check_fresh(session: AsyncSession, row: DraftRow) -> None:
    if not await _is_fresh(session, row.conversation_id, row.basis):
        raise NotPossible(STALE)


async def _is_fresh(session: AsyncSession, conversation_id: str | None, basis: int) -> bool:
    """Whether no message came after a draft was made; beside conversations none can."""
    newest = select(func.max(MessageRow.seq)).where(MessageRow.conversation_id == conversation_id)
    return conversation_id is None or await session.scalar(newest) == basis


async def _newest_event(session: AsyncSession, number: int) -> int | None:
    newest = select(func.max(DraftEventRow.number)).where(DraftEventRow.draft_id == number)
    return await session.scalar(newest)


def _note(change: Change, row: DraftRow, deed: Deed, text: str | None = None) -> None:
    change.session.add(
        DraftEventRow(
            draft_id=row.id,
            at=change.now,
            actor=change.actor,
            deed=deed.value,
            reply=row.reply,
            text=text,
        )
    )
    change.note(f"konsep-{deed}", str(row.id))


def _draft(row: DraftRow) -> Draft:
    return Draft(
        id=row.id,
        conversation_id=row.conversation_id,
        author=row.author,
        channel=cast(Channel, row.channel),
        question=row.question,
        basis=row.basis,
        state=cast(State, row.state),
        reply=Reply.stored(row.reply),
        original=Reply.stored(row.original),
        missing=tuple(row.missing),
        reason=row.reason,
        approved_by=row.approved_by,
        created_at=row.created_at,
    )

"""Handed-over conversations as the console sees them, and the steps that are taken in them."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from api.console.accounts import Account
from api.console.audit import Change, Ledger
from api.console.queue import Case, Step, Who, move
from api.console.rights import Role
from api.console.tables import AccountRow
from api.conversations import StoredMessage, stored
from api.database import CaseEventRow, FeedbackRow, HandoffRow, MessageRow, storing, touch
from api.facts import Kind, record
from api.handoff import Reason, case_of, happened
from api.problems import HttpError
from assistant.answer import Status

UNKNOWN: Final = "Percakapan ini tidak ada lagi; mungkin penanya menghapus atau membatalkannya."


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A line of the queue; `last` is what the person wrote last."""

    name: str
    case: Case
    reason: Reason
    since: datetime
    topic: str | None
    language: str | None
    last: str
    unanswered: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """A conversation with everything that happened to it, in order of time."""

    item: QueueItem
    conversation_id: str
    messages: Sequence[StoredMessage]
    events: Sequence[CaseEventRow]
    newest: int

    @property
    def timeline(self) -> list[StoredMessage | CaseEventRow]:
        """Messages and events, oldest first; of one moment the message first."""
        both: list[StoredMessage | CaseEventRow] = [*self.messages, *self.events]
        return sorted(both, key=_when)

    @property
    def question(self) -> str:
        """What the person asked since somebody last answered it, or the last thing they wrote."""
        asked: list[str] = []
        for message in reversed(self.messages):
            if message.role == "user":
                asked.append(message.content)
            elif asked and _answers(message):
                break
        return "\n".join(reversed(asked[:3]))


class Cases:
    """Where they are kept."""

    def __init__(self, engine: AsyncEngine, ledger: Ledger, mask: Callable[[str], str]) -> None:
        self._session = async_sessionmaker(engine, expire_on_commit=False)
        self._ledger = ledger
        self._mask = mask

    async def queue(self) -> list[QueueItem]:
        """Those that wait (longest first), those in work, and what ended lately."""
        newest, asked = _last(), _last(MessageRow.role == "user")
        rows = select(HandoffRow, newest, asked).order_by(HandoffRow.since)
        async with storing(), self._session() as session:
            found = (await session.execute(rows)).all()
            wanted = select(MessageRow.seq, MessageRow.content).where(
                MessageRow.seq.in_([seq for _, _, seq in found])
            )
            words = {row.seq: row.content for row in await session.execute(wanted)}
        return [
            _item(row, words.get(asked or 0, ""), newest is not None and newest == asked)
            for row, newest, asked in found
            if row.name
        ]

    async def find(self, name: str) -> CaseView:
        """One conversation; 404 where it is gone."""
        async with storing(), self._session() as session:
            row = await _named(session, name)
            mine = row.conversation_id
            messages = (
                select(MessageRow, FeedbackRow.rating)
                .outerjoin(FeedbackRow, FeedbackRow.message_id == MessageRow.id)
                .where(MessageRow.conversation_id == mine)
                .order_by(MessageRow.seq)
            )
            found = (await session.execute(messages)).all()
            events = select(CaseEventRow).where(CaseEventRow.conversation_id == mine)
            happened = (await session.scalars(events.order_by(CaseEventRow.number))).all()
        last = found[-1][0] if found else None
        unanswered = last is not None and last.role == "user"
        return CaseView(
            item=_item(row, last.content if last else "", unanswered),
            conversation_id=mine,
            messages=[stored(message, rating) for message, rating in found],
            events=happened,
            newest=last.seq if last else 0,
        )

    async def step(
        self, name: str, step: Step, by: Account, to: str | None = None, text: str = ""
    ) -> None:
        """Take a step in a conversation; raises `NotPossible`."""
        async with self.taken(name, by) as (change, row):
            await advance(change, row, step, by, to)
            note = self._mask(text.strip()) or to
            change.session.add(happened(row.conversation_id, step, by.name, change.now, note))

    @asynccontextmanager
    async def taken(self, name: str, by: Account) -> AsyncIterator[tuple[Change, HandoffRow]]:
        """A change in which nobody else can touch this conversation."""
        async with self._ledger.change(by.name) as change:
            row = await _named(change.session, name)
            if not await touch(change.session, row.conversation_id):
                raise HttpError(404, UNKNOWN)
            await change.session.refresh(row)
            yield change, row

    async def name_of(self, conversation_id: str) -> str | None:
        """What the console calls a conversation, while it is handed over."""
        async with storing(), self._session() as session:
            row = await session.get(HandoffRow, conversation_id)
        return row.name if row else None

    async def people(self) -> list[str]:
        """The accounts that a conversation can be passed on to."""
        desk = (Role.OFFICER, Role.SUPERVISOR)
        names = select(AccountRow.name).where(AccountRow.role.in_(desk), ~AccountRow.disabled)
        async with storing(), self._session() as session:
            return list((await session.scalars(names.order_by(AccountRow.name))).all())


def _answers(message: StoredMessage) -> bool:
    """Whether somebody said something to it: the assistant may have withheld."""
    return message.answer is None or message.answer.status is not Status.NOT_IN_KNOWLEDGE


async def advance(
    change: Change, row: HandoffRow, step: Step, by: Account, to: str | None = None
) -> None:
    """Move a conversation on, in a change that has taken it."""
    receiver = await _receiver(change.session, to) if step is Step.TRANSFER else None
    who = Who(by.name, by.role is Role.SUPERVISOR)
    case = move(case_of(row), step, who, receiver.name if receiver else None)
    row.state, row.owner = cast(str, case.state), case.owner
    match step:
        case Step.CLAIM | Step.REOPEN:
            row.officer, row.claimed_at, row.ended_at = by.title, change.now, None
        case Step.TRANSFER if receiver:
            row.officer = f"Petugas {receiver.unit}".strip()
        case Step.RELEASE:
            row.officer = None
        case Step.RESOLVE:
            row.ended_at = change.now
            await _count(change, row, Kind.RESOLVED, by, row.claimed_at or row.since)
        case Step.REPLY if row.replied_at is None:
            row.replied_at = change.now
            await _count(change, row, Kind.REPLIED, by, row.since)
    change.note(step.value, row.name or "", **({"kepada": to} if to else {}))


async def _count(change: Change, row: HandoffRow, kind: Kind, by: Account, since: datetime) -> None:
    seconds = (change.now - since).total_seconds()
    ref = f"{row.name}:{row.since.isoformat()}"
    await record(
        change.session, kind, ref, change.now, topic=row.topic, unit=by.unit, value=seconds
    )


async def _receiver(session: AsyncSession, name: str | None) -> AccountRow:
    rows = select(AccountRow).where(AccountRow.name == name, ~AccountRow.disabled)
    found = (await session.scalars(rows)).one_or_none()
    if found is None or found.role not in (Role.OFFICER, Role.SUPERVISOR):
        raise HttpError(422, "Pilih petugas yang masih aktif.")
    return found


async def _named(session: AsyncSession, name: str) -> HandoffRow:
    row = (await session.scalars(select(HandoffRow).where(HandoffRow.name == name))).one_or_none()
    if row is None:
        raise HttpError(404, UNKNOWN)
    return row


def _last(*which: ColumnElement[bool]) -> ScalarSelect[int | None]:
    mine = MessageRow.conversation_id == HandoffRow.conversation_id
    return select(func.max(MessageRow.seq)).where(mine, *which).scalar_subquery()


def _item(row: HandoffRow, last: str, unanswered: bool) -> QueueItem:
    return QueueItem(
        name=row.name or "",
        case=case_of(row),
        reason=cast(Reason, row.reason),
        since=row.since,
        topic=row.topic,
        language=row.language,
        last=last,
        unanswered=unanswered,
    )


def _when(one: StoredMessage | CaseEventRow) -> tuple[datetime, bool]:
    event = isinstance(one, CaseEventRow)
    return (one.at if isinstance(one, CaseEventRow) else one.created_at, event)

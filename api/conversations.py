"""Conversations: kept so that a person can reload the page, deleted for real when asked."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal, Protocol

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel
from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm import aliased

from api.database import (
    Conversation,
    FeedbackRow,
    HandoffRow,
    MessageRow,
    checkpoint,
    migrate,
    open_engine,
    storing,
    touch,
)
from api.facts import Kind, record
from api.handoff import HandoffView, Owned, handoff_view
from api.services import Client, ServicesOf
from api.stream import event_stream
from assistant.answer import Answer, Status
from knowledge.errors import UnknownConversation

Role = Literal["user", "assistant", "officer"]
UNKNOWN = "Percakapan ini tidak ada atau sudah dihapus. Silakan mulai percakapan baru."


@dataclass(frozen=True, slots=True)
class Note:
    """A message to be kept; `content` is masked already.

    `id`: known beforehand where an answer has told it already; `topic`: what it is about.
    """

    role: Role
    content: str
    answer: Answer | None = None
    id: str | None = None
    topic: str | None = None


class StoredMessage(BaseModel):
    """A message as it was kept."""

    message_id: str
    role: Role
    content: str
    answer: Answer | None
    author: str | None = None
    feedback: Literal["up", "down"] | None = None
    created_at: datetime


class StoredConversation(BaseModel):
    """A conversation as it was kept, oldest message first."""

    conversation_id: str
    messages: list[StoredMessage]
    handoff: HandoffView | None = None


class Conversations(Protocol):
    """Where conversations are kept."""

    async def open(self) -> None:
        """Make it ready for use."""
        ...

    async def close(self) -> None:
        """Let go of it."""
        ...

    async def ping(self) -> None:
        """Raises `StorageError` unless it works."""
        ...

    async def messages(self, conversation_id: str, last: int | None = None) -> list[StoredMessage]:
        """Its messages, or the `last` ones; raises `UnknownConversation`."""
        ...

    async def turn(self, message_id: str) -> list[StoredMessage]:
        """A message and what was said after it; empty where there is none of that id."""
        ...

    async def begin(
        self,
        conversation_id: str,
        notes: Sequence[Note],
        now: datetime,
        origin: str | None = None,
    ) -> None:
        """Keep a new conversation; when this returns it is on the disk."""
        ...

    async def append(self, conversation_id: str, notes: Sequence[Note], now: datetime) -> None:
        """Keep more messages of it; raises `UnknownConversation` if it was deleted meanwhile.

        Raises `Owned` instead of keeping an answer of the assistant where a person owns it.
        """
        ...

    async def delete(self, conversation_id: str) -> None:
        """Delete it so that its words are gone from the disk; raises `UnknownConversation`."""
        ...

    async def purge(self, before: datetime) -> int:
        """Delete all that were last used before then; how many."""
        ...


class SqlConversations:
    """`Conversations` in SQLite (or whatever SQLAlchemy's address names)."""

    def __init__(self, database: str | AsyncEngine) -> None:
        self._engine = open_engine(database) if isinstance(database, str) else database
        self._session = async_sessionmaker(self._engine, expire_on_commit=False)

    async def open(self) -> None:
        """Create or migrate the tables."""
        await migrate(self._engine)

    async def close(self) -> None:
        """Close the connections."""
        await self._engine.dispose()

    async def ping(self) -> None:
        """Ask the database for something."""
        async with storing(), self._engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def messages(self, conversation_id: str, last: int | None = None) -> list[StoredMessage]:
        """The newest are read first, so that a limit keeps those."""
        rows = (
            select(MessageRow, FeedbackRow.rating)
            .outerjoin(FeedbackRow, FeedbackRow.message_id == MessageRow.id)
            .where(MessageRow.conversation_id == conversation_id)
            .order_by(MessageRow.seq.desc())
            .limit(last)
        )
        async with storing(), self._session() as session:
            if await session.get(Conversation, conversation_id) is None:
                raise UnknownConversation(UNKNOWN)
            found = (await session.execute(rows)).all()
        return [stored(row, rating) for row, rating in reversed(found)]

    async def turn(self, message_id: str) -> list[StoredMessage]:
        """By the order in which they were kept."""
        asked = aliased(MessageRow)
        rows = (
            select(MessageRow)
            .join(asked, asked.conversation_id == MessageRow.conversation_id)
            .where(asked.id == message_id, MessageRow.seq >= asked.seq)
            .order_by(MessageRow.seq)
            .limit(2)
        )
        async with storing(), self._session() as session:
            return [stored(row, None) for row in await session.scalars(rows)]

    async def begin(
        self,
        conversation_id: str,
        notes: Sequence[Note],
        now: datetime,
        origin: str | None = None,
    ) -> None:
        """The conversation and its first messages in one transaction."""
        async with storing(), self._session.begin() as session:
            session.add(
                Conversation(id=conversation_id, created_at=now, updated_at=now, origin=origin)
            )
            await session.flush()
            await _add(session, conversation_id, notes, now)

    async def append(self, conversation_id: str, notes: Sequence[Note], now: datetime) -> None:
        """The update comes first: it takes the write lock, and shows whether the row is there."""
        async with storing(), self._session.begin() as session:
            if not await touch(session, conversation_id, now):
                raise UnknownConversation(UNKNOWN)
            handoff = await session.get(HandoffRow, conversation_id)
            if handoff is not None and handoff.state != "ended" and _speaks(notes):
                raise Owned
            await _add(session, conversation_id, notes, now)

    async def delete(self, conversation_id: str) -> None:
        """Its messages go with it, overwritten in the file and in the log."""
        gone = (
            delete(Conversation)
            .where(Conversation.id == conversation_id)
            .returning(Conversation.id)
        )
        async with storing(), self._session.begin() as session:
            if (await session.execute(gone)).scalar_one_or_none() is None:
                raise UnknownConversation(UNKNOWN)
        await self._wipe()

    async def purge(self, before: datetime) -> int:
        """What nobody used for so long."""
        old = (
            delete(Conversation).where(Conversation.updated_at < before).returning(Conversation.id)
        )
        async with storing(), self._session.begin() as session:
            gone = len((await session.scalars(old)).all())
        if gone:
            await self._wipe()
        return gone

    async def _wipe(self) -> None:
        async with storing(), self._engine.connect() as connection:
            await checkpoint(connection)


def new_conversation_id() -> str:
    """A token that cannot be guessed (192 bits): who has it may read the conversation."""
    return secrets.token_urlsafe(24)


router = APIRouter(prefix="/api/v1/conversations", tags=["percakapan"])
ConversationId = Annotated[str, Path(max_length=64)]


@router.get(
    "/{conversation_id}",
    summary="Isi satu percakapan",
    description="Semua pesan, yang terlama lebih dahulu, dan apakah petugas dimintai jawaban.",
)
async def read(conversation_id: ConversationId, services: ServicesOf) -> StoredConversation:
    """The messages, oldest first, so that a page can show them again."""
    messages = await services.conversations.messages(conversation_id)
    handoff = await services.handoffs.find(conversation_id)
    return StoredConversation(
        conversation_id=conversation_id,
        messages=messages,
        handoff=handoff_view(handoff, services) if handoff else None,
    )


@router.get(
    "/{conversation_id}/events",
    summary="Kabar satu percakapan",
    description="Peristiwa `berubah` setiap kali ada pesan baru atau keadaan petugas berubah; "
    "isinya dibaca dari alamat percakapan.",
    response_class=Response,
)
async def listen(conversation_id: ConversationId, services: ServicesOf) -> Response:
    """That something changed, so that a page need not keep asking."""
    await services.conversations.messages(conversation_id, 1)
    write = partial(services.bell.conversation, conversation_id=conversation_id)
    return event_stream(services.streams.frames(write))


@router.delete(
    "/{conversation_id}",
    status_code=204,
    summary="Hapus satu percakapan",
    description="Sudah hilang dari disk ketika dijawab.",
)
async def remove(conversation_id: ConversationId, services: ServicesOf, client: Client) -> Response:
    """Gone from the disk when this answers."""
    services.limit.check(client)
    await services.conversations.delete(conversation_id)
    return Response(status_code=204)


def _speaks(notes: Sequence[Note]) -> bool:
    """Whether the assistant answers in them."""
    return any(n.answer is not None and n.answer.status is not Status.HANDED_OFF for n in notes)


async def _add(
    session: AsyncSession, conversation_id: str, notes: Sequence[Note], now: datetime
) -> None:
    session.add_all(_row(conversation_id, note, now) for note in notes)
    for note in notes:
        if note.answer is not None:
            await _count(session, note.answer, note.topic, now)


async def _count(session: AsyncSession, answer: Answer, topic: str | None, now: datetime) -> None:
    ref = answer.message_id or ""
    await record(session, Kind.ANSWER, ref, now, label=answer.status.value, topic=topic)
    for name in {citation.document_id for citation in answer.citations}:
        await record(session, Kind.CITED, f"{ref}:{name}", now, label=name, topic=topic)


def _row(conversation_id: str, note: Note, now: datetime) -> MessageRow:
    answer: dict[str, Any] | None = note.answer.model_dump(mode="json") if note.answer else None
    return MessageRow(
        id=note.id or (note.answer and note.answer.message_id) or secrets.token_hex(12),
        conversation_id=conversation_id,
        role=note.role,
        content=note.content,
        answer=answer,
        status=note.answer.status.value if note.answer else None,
        created_at=now,
    )


def stored(row: MessageRow, rating: str | None) -> StoredMessage:
    """A message as it was kept."""
    return StoredMessage.model_validate(
        {
            "message_id": row.id,
            "role": row.role,
            "content": row.content,
            "answer": row.answer,
            "author": row.author,
            "feedback": rating,
            "created_at": row.created_at,
        }
    )

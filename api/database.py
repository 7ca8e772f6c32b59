"""The database of the API: its engine, its tables, and how they come to be."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    ForeignKey,
    String,
    Text,
    event,
    make_url,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from knowledge.errors import StorageError

MIGRATIONS: Final = Path(__file__).parent / "migrations"

# FULL: a commit that was acknowledged is on the disk even if the power goes.
# secure_delete: what is deleted is overwritten, not only unlinked.
SQLITE_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA busy_timeout=5000",
)


class Utc(TypeDecorator[datetime]):
    """An aware UTC time, also where the database keeps no zone (SQLite)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give back the zone that SQLite dropped."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class Base(DeclarativeBase):
    """The tables; `api/migrations` must say the same (there is a test)."""


class Conversation(Base):
    """A conversation; its id is a secret that opens it."""

    __tablename__ = "conversation"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Utc)
    updated_at: Mapped[datetime] = mapped_column(Utc, index=True)
    origin: Mapped[str | None] = mapped_column(String(255))


class MessageRow(Base):
    """One message. `content` is masked when it is a person's; `answer` is the answer object.

    `author`: the role of the officer who wrote it, as the person reads it.
    """

    __tablename__ = "message"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(64), unique=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[str] = mapped_column(String(16))
    content: Mapped[str] = mapped_column(Text)
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    status: Mapped[str | None] = mapped_column(String(32))
    author: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(Utc)


class FeedbackRow(Base):
    """What a person thinks of an answer; `statements` are the documents that it cited."""

    __tablename__ = "feedback"

    message_id: Mapped[str] = mapped_column(
        ForeignKey("message.id", ondelete="CASCADE"), primary_key=True
    )
    rating: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str | None] = mapped_column(String(32))
    comment: Mapped[str | None] = mapped_column(Text)
    statements: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Utc, index=True)


class HandoffRow(Base):
    """A conversation that a person was asked for; while it is not `ended` the bot is silent.

    `name`: what the console calls it, since the id is a secret; `owner`: an account's name;
    `officer`: that account's role as the person reads it.
    """

    __tablename__ = "handoff"

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True
    )
    state: Mapped[str] = mapped_column(String(16), index=True)
    reason: Mapped[str] = mapped_column(String(32))
    officer: Mapped[str | None] = mapped_column(String(80))
    since: Mapped[datetime] = mapped_column(Utc)
    name: Mapped[str | None] = mapped_column(String(16), unique=True, index=True)
    owner: Mapped[str | None] = mapped_column(String(64))
    topic: Mapped[str | None] = mapped_column(String(32))
    language: Mapped[str | None] = mapped_column(String(8))
    claimed_at: Mapped[datetime | None] = mapped_column(Utc)
    replied_at: Mapped[datetime | None] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)


class CaseEventRow(Base):
    """What happened to a handed-over conversation: steps, and notes that only the console shows."""

    __tablename__ = "case_event"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime] = mapped_column(Utc)
    step: Mapped[str] = mapped_column(String(16))
    actor: Mapped[str] = mapped_column(String(64))
    text: Mapped[str | None] = mapped_column(Text)


def open_engine(url: str) -> AsyncEngine:
    """An engine that keeps what it acknowledges; errors never quote what a person wrote."""
    engine = create_async_engine(url, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        _make_folder(url)
        event.listen(engine.sync_engine, "connect", _on_connect)
        event.listen(engine.sync_engine, "begin", _on_begin)
    return engine


async def migrate(engine: AsyncEngine) -> None:
    """Bring the tables up to date."""
    async with storing(), engine.begin() as connection:
        await connection.run_sync(_upgrade)


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's settings, without an ini file; `env.py` uses the connection that it is given."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


@asynccontextmanager
async def storing() -> AsyncIterator[None]:
    """Errors of the database as `StorageError`."""
    try:
        yield
    except DBAPIError as error:
        raise StorageError(
            "Percakapan tidak dapat disimpan saat ini. Silakan coba lagi beberapa saat lagi."
        ) from error


async def touch(session: AsyncSession, conversation_id: str, now: datetime | None = None) -> bool:
    """Take a conversation for writing, until the transaction ends; whether it is there.

    An update takes the lock also where reads do not (SQLite).
    """
    used = Conversation.updated_at if now is None else now
    taken = (
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(updated_at=used)
        .returning(Conversation.id)
    )
    return (await session.execute(taken)).scalar_one_or_none() is not None


async def checkpoint(connection: AsyncConnection) -> None:
    """Empty SQLite's write-ahead log, which otherwise still holds what was deleted."""
    if connection.dialect.name != "sqlite":
        return
    # Through the driver: SQLAlchemy would begin a transaction, in which this is not possible.
    raw = await connection.get_raw_connection()
    if raw.driver_connection is not None:
        cursor = await raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        await cursor.close()


def _upgrade(connection: Connection) -> None:
    command.upgrade(alembic_config(connection), "head")


def _make_folder(url: str) -> None:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)


def _on_connect(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions by itself: it leaves DDL and reads outside of them.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _on_begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")

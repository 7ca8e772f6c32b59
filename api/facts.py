"""What happened, as numbers without words or names: what the dashboard counts.

A fact outlives the conversation that it comes from, because nothing of it is left in there.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Float, String, delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, Utc


class Kind(StrEnum):
    """What a fact counts; `label` and `value` mean something else for each."""

    ANSWER = "jawaban"  # label: status
    CITED = "dikutip"  # label: statement
    HANDED_OVER = "diserahkan"  # label: reason
    REPLIED = "balasan-pertama"  # value: seconds since it was asked for
    RESOLVED = "selesai"  # value: seconds since it was claimed
    SENT = "konsep-dikirim"  # value: distance between draft and sent, 0 to 1
    REJECTED = "konsep-ditolak"
    RATED = "penilaian"  # label: up or down
    DISPUTED = "dikeluhkan"  # label: statement
    JUDGED = "pemeriksaan"  # label: one of the four outcomes


class FactRow(Base):
    """One fact; the same `kind` and `ref` again replaces it."""

    __tablename__ = "fact"

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    ref: Mapped[str] = mapped_column(String(180), primary_key=True)
    at: Mapped[datetime] = mapped_column(Utc, index=True)
    label: Mapped[str | None] = mapped_column(String(100))
    topic: Mapped[str | None] = mapped_column(String(32))
    unit: Mapped[str | None] = mapped_column(String(60))
    value: Mapped[float | None] = mapped_column(Float)


async def record(
    session: AsyncSession,
    kind: Kind,
    ref: str,
    at: datetime,
    *,
    label: str | None = None,
    topic: str | None = None,
    unit: str | None = None,
    value: float | None = None,
) -> None:
    """Keep a fact in a transaction that is open."""
    row = FactRow(kind=kind.value, ref=ref, at=at, label=label, topic=topic, unit=unit, value=value)
    await session.merge(row)


async def forget(session: AsyncSession, kind: Kind, refs: str) -> None:
    """Take back what was recorded with refs that begin so."""
    mine = FactRow.ref.startswith(refs, autoescape=True)
    await session.execute(delete(FactRow).where(FactRow.kind == kind.value, mine))

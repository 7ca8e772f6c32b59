"""Gaps: questions that were not answered well, grouped by what they mean."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from anyio import to_thread
from sqlalchemy import String, cast, delete, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm import aliased

from api.assistant import Answering
from api.console.accounts import Account
from api.console.audit import Ledger
from api.console.tables import DraftRow, GapQuestionRow, GapRow
from api.database import FeedbackRow, MessageRow, storing
from api.problems import HttpError
from assistant.answer import Status
from knowledge.corpus import Vectors

# Cosine of centred vectors: on the curated questions, 1 in 1,000 pairs of different statements
# is nearer than that, and 1 in 10 pairs of the same.
SAME_MEANING: Final = 0.5
UNANSWERED: Final = (Status.NOT_IN_KNOWLEDGE.value, Status.PARTIAL.value)
MOST_AT_ONCE: Final = 200
CAUSES: Final = {"unanswered": "tidak terjawab", "disliked": "dinilai kurang"}


@dataclass(frozen=True, slots=True)
class Gap:
    """A group of questions; `state`: open, closed by a statement, or dismissed."""

    id: int
    state: str
    questions: tuple[str, ...]
    causes: dict[str, int]
    newest: datetime

    @property
    def count(self) -> int:
        """How often it was asked."""
        return sum(self.causes.values())

    @property
    def title(self) -> str:
        """The shortest of its questions."""
        return min(self.questions, key=len)


@dataclass(frozen=True, slots=True)
class _Missed:
    """A question that belongs into a gap."""

    ref: str
    conversation_id: str | None
    question: str
    cause: str
    at: datetime


class Gaps:
    """Where they are kept."""

    def __init__(self, engine: AsyncEngine, ledger: Ledger, assistant: Answering) -> None:
        self._session = async_sessionmaker(engine, expire_on_commit=False)
        self._ledger = ledger
        self._assistant = assistant

    async def collect(self) -> int:
        """Put new questions into gaps: the nearest of the same meaning, or one of their own."""
        async with storing(), self._session() as session:
            missed = [*await _from_answers(session), *await _from_drafts(session)]
        if not missed:
            return 0
        asked = [one.question for one in missed]
        vectors = await to_thread.run_sync(self._assistant.copilot.vectors, asked)
        async with self._ledger.change("sistem") as change:
            centres = await _centres(change.session)
            for one, vector in zip(missed, vectors, strict=True):
                if await change.session.get(GapQuestionRow, one.ref):
                    continue
                number = _nearest(vector, centres)
                if number is None:
                    row = GapRow(state="open", at=one.at)
                    change.session.add(row)
                    await change.session.flush()
                    number = row.id
                centres[number].append(vector)
                await _reopen(change.session, number, one.at)
                change.session.add(
                    GapQuestionRow(
                        ref=one.ref,
                        conversation_id=one.conversation_id,
                        gap_id=number,
                        question=one.question,
                        vector=vector.astype(np.float32).tobytes(),
                        cause=one.cause,
                        at=one.at,
                    )
                )
        return len(missed)

    async def all(self, state: str = "open") -> list[Gap]:
        """Those in a state, most asked first."""
        rows = select(GapRow).where(GapRow.state == state)
        async with storing(), self._session() as session:
            gaps = [gap for row in await session.scalars(rows) if (gap := await _gap(session, row))]
        return sorted(gaps, key=lambda gap: (-gap.count, -gap.id))

    async def find(self, number: int) -> Gap:
        """One; 404 where there is none, or its conversations are gone."""
        async with storing(), self._session() as session:
            row = await session.get(GapRow, number)
            gap = await _gap(session, row) if row else None
        if gap is None:
            raise HttpError(404, "Celah ini tidak ada lagi.")
        return gap

    async def dismiss(self, number: int, by: Account) -> None:
        """Not something that the knowledge should answer."""
        await self._set(number, "dismissed", by)

    async def merge(self, number: int, into: int, by: Account) -> None:
        """Two groups mean the same after all."""
        async with self._ledger.change(by.name) as change:
            gone = await change.session.get(GapRow, number)
            kept = await change.session.get(GapRow, into)
            if gone is None or kept is None or number == into:
                raise HttpError(422, "Pilih celah lain yang ada.")
            mine = select(GapQuestionRow).where(GapQuestionRow.gap_id == number)
            for row in await change.session.scalars(mine):
                row.gap_id = into
            await change.session.flush()
            await change.session.execute(delete(GapRow).where(GapRow.id == number))
            change.note("gabung-celah", str(number), ke=into)

    async def _set(self, number: int, state: str, by: Account) -> None:
        async with self._ledger.change(by.name) as change:
            row = await change.session.get(GapRow, number)
            if row is None:
                raise HttpError(404, "Celah ini tidak ada lagi.")
            row.state, row.at = state, change.now
            change.note(f"celah-{state}", str(number))


async def _from_answers(session: AsyncSession) -> list[_Missed]:
    """Answers that withheld something or were rated badly, with the question before each."""
    asked = aliased(MessageRow)
    before = (
        select(func.max(asked.seq))
        .where(
            asked.conversation_id == MessageRow.conversation_id,
            asked.seq < MessageRow.seq,
            asked.role == "user",
        )
        .scalar_subquery()
    )
    question = aliased(MessageRow)
    rows = (
        select(MessageRow, question.content, FeedbackRow.rating)
        .select_from(MessageRow)
        .join(question, question.seq == before)
        .outerjoin(FeedbackRow, FeedbackRow.message_id == MessageRow.id)
        .outerjoin(GapQuestionRow, GapQuestionRow.ref == MessageRow.id)
        .where(
            GapQuestionRow.ref.is_(None),
            or_(MessageRow.status.in_(UNANSWERED), FeedbackRow.rating == "down"),
        )
        .order_by(MessageRow.seq)
        .limit(MOST_AT_ONCE)
    )
    found = (await session.execute(rows)).all()
    return [
        _Missed(
            ref=row.id,
            conversation_id=row.conversation_id,
            question=content,
            cause="disliked" if rating == "down" else "unanswered",
            at=row.created_at,
        )
        for row, content, rating in found
    ]


async def _from_drafts(session: AsyncSession) -> list[_Missed]:
    """Questions of calls and mails that the assistant could not answer in full."""
    ref = literal("konsep:") + cast(DraftRow.id, String)
    rows = (
        select(DraftRow)
        .outerjoin(GapQuestionRow, GapQuestionRow.ref == ref)
        .where(DraftRow.channel != "chat", GapQuestionRow.ref.is_(None))
        .order_by(DraftRow.id)
        .limit(MOST_AT_ONCE)
    )
    return [
        _Missed(f"konsep:{row.id}", None, row.question, "unanswered", row.created_at)
        for row in await session.scalars(rows)
        if row.missing
    ]


async def _centres(session: AsyncSession) -> dict[int, list[Vectors]]:
    centres: dict[int, list[Vectors]] = defaultdict(list)
    rows = select(GapQuestionRow.gap_id, GapQuestionRow.vector)
    for number, blob in await session.execute(rows):
        centres[number].append(np.frombuffer(blob, dtype=np.float32))
    return centres


def _nearest(vector: Vectors, centres: dict[int, list[Vectors]]) -> int | None:
    """The gap whose centre is nearest, if near enough."""
    best, found = SAME_MEANING, None
    for number, vectors in centres.items():
        centre = np.mean(vectors, axis=0)
        if len(centre) != len(vector):
            continue  # of another encoder
        likeness = float(centre @ vector / max(float(np.linalg.norm(centre)), 1e-9))
        if likeness >= best:
            best, found = likeness, number
    return found


async def _reopen(session: AsyncSession, number: int, at: datetime) -> None:
    """A closed gap into which people still fall is open again."""
    row = await session.get(GapRow, number)
    if row is not None and row.state == "closed" and at > row.at:
        row.state, row.at = "open", at


async def _gap(session: AsyncSession, row: GapRow) -> Gap | None:
    mine = select(GapQuestionRow).where(GapQuestionRow.gap_id == row.id)
    found: Sequence[GapQuestionRow] = (
        await session.scalars(mine.order_by(GapQuestionRow.at.desc()))
    ).all()
    if not found:
        return None
    return Gap(
        id=row.id,
        state=row.state,
        questions=tuple(dict.fromkeys(one.question for one in found)),
        causes=dict(Counter(one.cause for one in found)),
        newest=found[0].at,
    )

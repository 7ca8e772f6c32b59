"""The numbers of a period: computed from facts, for the dashboard and as CSV."""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import mean, median
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker

from api.console.judgements import OUTCOMES
from api.console.tables import GapRow
from api.database import FeedbackRow, storing
from api.facts import FactRow, Kind
from api.wording import JAKARTA, REASONS, STATUSES
from assistant.answer import Status

MOST_SHOWN: Final = 10
WITHHELD: Final = (Status.NOT_IN_KNOWLEDGE, Status.OUT_OF_SCOPE, Status.REFUSED)
Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in Jakarta, and whose numbers; facts that belong to no unit always count."""

    first: date
    last: date
    unit: str = ""

    @property
    def days(self) -> list[date]:
        """Every day of it."""
        return [self.first + timedelta(n) for n in range((self.last - self.first).days + 1)]


@dataclass(frozen=True, slots=True)
class Numbers:
    """What happened in a period; None where nothing was measured."""

    period: Period
    statuses: Counts
    answered: float | None
    withheld: float | None
    handed_over: float | None
    reasons: Counts
    outcomes: Counts
    satisfied: float | None
    ratings: Counts
    first_reply: float | None
    handling: float | None
    resolved: int
    sent: int
    rejected: int
    edit_distance: float | None
    open_gaps: int
    by_day: dict[date, Counts]
    topics: dict[str, dict[date, int]]
    cited: list[tuple[str, int]]
    disputed: list[tuple[str, int]]

    @property
    def volume(self) -> int:
        """Answers of the assistant."""
        return sum(self.statuses.values())

    def rows(self) -> Iterable[tuple[str, str, str]]:
        """As lines of a table: subject, what, number."""
        yield from (("jawaban", STATUSES[k], str(n)) for k, n in self.statuses.items())
        yield from (("diserahkan", REASONS.get(k, k), str(n)) for k, n in self.reasons.items())
        yield from (
            ("hasil diperiksa", OUTCOMES.get(k, k), str(n)) for k, n in self.outcomes.items()
        )
        shares = {
            "bagian terjawab": self.answered,
            "bagian ditahan": self.withheld,
            "bagian diserahkan": self.handed_over,
            "kepuasan": self.satisfied,
            "jarak sunting rata-rata": self.edit_distance,
            "balasan pertama, median detik": self.first_reply,
            "penanganan, median detik": self.handling,
        }
        yield from (("ukuran", k, "" if n is None else f"{n:.3f}") for k, n in shares.items())
        yield from (
            ("konsep", "dikirim", str(self.sent)),
            ("konsep", "ditolak", str(self.rejected)),
        )
        yield ("celah", "terbuka", str(self.open_gaps))
        for day, counts in self.by_day.items():
            yield from (("per hari", f"{day} {STATUSES[k]}", str(n)) for k, n in counts.items())
        for topic, days in self.topics.items():
            yield from (("topik per hari", f"{day} {topic}", str(n)) for day, n in days.items())
        yield from (("paling dikutip", name, str(n)) for name, n in self.cited)
        yield from (("paling dikeluhkan", name, str(n)) for name, n in self.disputed)


@dataclass(frozen=True, slots=True)
class Voice:
    """What people say of one statement."""

    statement: str
    up: int
    down: int
    reasons: Counts
    comments: tuple[str, ...]


class Summary:
    """Reads facts."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._session = async_sessionmaker(engine)

    async def units(self) -> list[str]:
        """Those that have done something."""
        rows = select(FactRow.unit).where(FactRow.unit.is_not(None)).distinct()
        async with storing(), self._session() as session:
            return sorted(unit for unit in await session.scalars(rows) if unit)

    async def numbers(self, period: Period) -> Numbers:
        """Everything about a period."""
        begin = datetime.combine(period.first, time(), JAKARTA)
        end = datetime.combine(period.last + timedelta(1), time(), JAKARTA)
        rows = select(FactRow).where(FactRow.at >= begin, FactRow.at < end)
        gaps = select(func.count()).where(GapRow.state == "open")
        async with storing(), self._session() as session:
            facts = (await session.scalars(rows)).all()
            open_gaps = await session.scalar(gaps) or 0
        mine = [fact for fact in facts if not period.unit or fact.unit in (None, period.unit)]
        return _numbers(period, mine, open_gaps)

    async def voices(self) -> list[Voice]:
        """Feedback by statement, most disliked first."""
        async with storing(), self._session() as session:
            rows = (
                await session.scalars(select(FeedbackRow).order_by(FeedbackRow.created_at))
            ).all()
        by_name: dict[str, list[FeedbackRow]] = defaultdict(list)
        for row in rows:
            for name in row.statements:
                by_name[name].append(row)
        voices = [_voice(name, said) for name, said in by_name.items()]
        return sorted(voices, key=lambda voice: (-voice.down, -voice.up, voice.statement))


def as_csv(numbers: Numbers) -> str:
    """For a spreadsheet; what could be a formula there is kept a text."""
    out = io.StringIO()
    writer = csv.writer(out)
    period = numbers.period
    writer.writerow(["dari", "sampai", "unit", "perihal", "rincian", "nilai"])
    for row in numbers.rows():
        writer.writerow([period.first, period.last, _plain(period.unit), *map(_plain, row)])
    return out.getvalue()


def _plain(text: str) -> str:
    return f"'{text}" if text[:1] in "=+-@" and text[:1] else text


def _numbers(period: Period, facts: Sequence[FactRow], open_gaps: int) -> Numbers:
    kinds: dict[str, list[FactRow]] = defaultdict(list)
    for fact in facts:
        kinds[fact.kind].append(fact)
    answers, handed = kinds[Kind.ANSWER], kinds[Kind.HANDED_OVER]
    statuses = _counts(answers)
    asked = len(answers) - statuses.get(Status.SMALLTALK, 0)
    ratings = _counts(kinds[Kind.RATED])
    factual = sum(statuses.get(s, 0) for s in (Status.ANSWERED, Status.PARTIAL))
    return Numbers(
        period=period,
        statuses=statuses,
        answered=_share(factual, asked),
        withheld=_share(sum(statuses.get(s, 0) for s in WITHHELD), asked),
        handed_over=_share(len(handed), asked),
        reasons=_counts(handed),
        outcomes=_counts(kinds[Kind.JUDGED]),
        satisfied=_share(ratings.get("up", 0), sum(ratings.values())),
        ratings=ratings,
        first_reply=_middle(kinds[Kind.REPLIED]),
        handling=_middle(kinds[Kind.RESOLVED]),
        resolved=len(kinds[Kind.RESOLVED]),
        sent=len(kinds[Kind.SENT]),
        rejected=len(kinds[Kind.REJECTED]),
        edit_distance=_average(kinds[Kind.SENT]),
        open_gaps=open_gaps,
        by_day={day: _counts(a for a in answers if _day(a) == day) for day in period.days},
        topics=_topics(answers),
        cited=_most(kinds[Kind.CITED]),
        disputed=_most(kinds[Kind.DISPUTED]),
    )


def _counts(facts: Iterable[FactRow]) -> Counts:
    return dict(Counter(fact.label or "" for fact in facts).most_common())


def _most(facts: Iterable[FactRow]) -> list[tuple[str, int]]:
    return Counter(fact.label or "" for fact in facts).most_common(MOST_SHOWN)


def _topics(answers: Sequence[FactRow]) -> dict[str, dict[date, int]]:
    frequent = Counter(fact.topic for fact in answers if fact.topic).most_common(MOST_SHOWN)
    return {
        topic: dict(sorted(Counter(_day(a) for a in answers if a.topic == topic).items()))
        for topic, _ in frequent
        if topic
    }


def _voice(name: str, said: Sequence[FeedbackRow]) -> Voice:
    down = [row for row in said if row.rating == "down"]
    return Voice(
        statement=name,
        up=len(said) - len(down),
        down=len(down),
        reasons=dict(Counter(row.reason for row in down if row.reason)),
        comments=tuple(row.comment for row in down if row.comment)[-5:],
    )


def _day(fact: FactRow) -> date:
    return fact.at.astimezone(JAKARTA).date()


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _values(facts: Iterable[FactRow]) -> list[float]:
    return [fact.value for fact in facts if fact.value is not None]


def _middle(facts: Iterable[FactRow]) -> float | None:
    values = _values(facts)
    return median(values) if values else None


def _average(facts: Iterable[FactRow]) -> float | None:
    values = _values(facts)
    return mean(values) if values else None

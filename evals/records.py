"""What a run keeps of each question: one JSON line, the same bytes for the same answers."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from assistant.answer import Answer
from evals.answers import Score, measure
from evals.dataset import Item
from evals.errors import RunError
from evals.outcomes import Outcome, outcome
from evals.subject import Reply
from knowledge.corpus import Corpus

Measures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Marked:
    """An answer and what it is worth."""

    answer: dict[str, Any]
    outcome: str
    scores: dict[str, Score]


@dataclass(frozen=True, slots=True)
class Record:
    """One question, the answer, its scores, and what was found.

    `found`: the ten best passage ids of each leg; `retrieval` and `strict`: leg, measure, value;
    `bare`: the product's measures had the history been left out (follow-ups only);
    `forced`: the outcome had nothing been withheld for want of confidence;
    `without`: the outcome with a part taken out, by the part.
    """

    id: str
    category: str
    style: str
    question: str
    history: list[dict[str, str]]
    answerable: bool
    expected: list[str]
    gold_facts: list[str]
    must_not: list[str]
    fact_refs: list[str]
    day: str
    marked: Marked
    confidence: float | None = None
    forced: str | None = None
    found: dict[str, list[str]] = field(default_factory=dict)
    retrieval: dict[str, Measures] = field(default_factory=dict)
    strict: dict[str, Measures] = field(default_factory=dict)
    bare: Measures = field(default_factory=dict)
    baselines: dict[str, Marked] = field(default_factory=dict)
    without: dict[str, str] = field(default_factory=dict)

    @property
    def outcome(self) -> Outcome:
        """How the question ended."""
        return Outcome(self.marked.outcome)

    @property
    def scores(self) -> dict[str, Score]:
        """What was measured of the answer."""
        return self.marked.scores


def mark(item: Item, answer: Answer, corpus: Corpus | None, day: date) -> Marked:
    """Measure one answer."""
    scores = measure(item, answer, corpus, day)
    data = answer.model_dump(mode="json", exclude={"timings_ms", "conversation_id", "message_id"})
    rounded = {k: None if v is None else round(v, 6) for k, v in scores.items()}
    return Marked(data, outcome(item, answer, scores).value, rounded)


def record(item: Item, reply: Reply, corpus: Corpus | None, day: date) -> Record:
    """What is kept of one reply; retrieval and baselines are added by whoever measures them."""
    forced = mark(item, reply.forced, corpus, day).outcome if reply.forced else None
    return Record(
        id=item.id,
        category=item.category,
        style=item.style,
        question=item.question,
        history=[{"role": m.role, "content": m.content} for m in item.history],
        answerable=item.answerable,
        expected=list(item.expected),
        gold_facts=list(item.gold_facts),
        must_not=list(item.must_not),
        fact_refs=list(item.fact_refs),
        day=day.isoformat(),
        marked=mark(item, reply.answer, corpus, day),
        confidence=None if reply.confidence is None else round(reply.confidence, 6),
        forced=forced,
    )


def dumps(records: Iterable[Record]) -> str:
    """JSON Lines."""
    lines = (json.dumps(asdict(r), ensure_ascii=False, sort_keys=True) for r in records)
    return "".join(f"{line}\n" for line in lines)


def loads(text: str) -> list[Record]:
    """What `dumps` wrote."""
    return [_record(json.loads(line)) for line in text.split("\n") if line]


def _record(data: dict[str, Any]) -> Record:
    marked = Marked(**data.pop("marked"))
    baselines = {name: Marked(**one) for name, one in data.pop("baselines").items()}
    return Record(marked=marked, baselines=baselines, **data)


def read(folder: Path) -> list[Record]:
    """The records of a run.

    Raises:
        RunError: the folder holds no readable run.
    """
    try:
        return loads((folder / "results.jsonl").read_text("utf-8"))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise RunError(f"{folder} tidak berisi hasil `tanya eval run` yang utuh.") from error


def of(records: Sequence[Record], name: str) -> list[Score]:
    """One score of every record."""
    return [record.scores[name] for record in records]

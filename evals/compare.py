"""Two runs side by side: paired differences with their intervals, and what changed sides."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evals import words
from evals.answers import SCORES, Score
from evals.errors import RunError
from evals.intervals import Interval, difference
from evals.outcomes import Outcome
from evals.records import Record
from evals.retrieval import MEASURES

Value = Callable[[Record], Score]


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of both runs over the same questions, and `after - before`."""

    name: str
    before: float
    after: float
    change: Interval


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is the same, what changed, and whether more than chance would change it."""

    questions: int
    left_out: int
    rows: tuple[Row, ...]
    better: tuple[str, ...]
    worse: tuple[str, ...]


def compare(before: Sequence[Record], after: Sequence[Record]) -> Comparison:
    """Compare two runs on the questions that both have.

    Raises:
        RunError: they have no question in common.
    """
    old = {record.id: record for record in before}
    pairs = [(old[r.id], r) for r in after if r.id in old and r.question == old[r.id].question]
    if not pairs:
        raise RunError("Kedua hasil tidak punya satu pun pertanyaan yang sama.")
    rows = (_row(name, value, pairs) for name, value in _values())
    return Comparison(
        questions=len(pairs),
        left_out=len(before) + len(after) - 2 * len(pairs),
        rows=tuple(row for row in rows if row),
        better=tuple(b.id for a, b in pairs if b.outcome.right and not a.outcome.right),
        worse=tuple(b.id for a, b in pairs if a.outcome.right and not b.outcome.right),
    )


def _values() -> list[tuple[str, Value]]:
    values: list[tuple[str, Value]] = [("Dilayani sebagaimana mestinya", _right)]
    values += [(name, _is(Outcome(key))) for key, name in words.OUTCOMES.items()]
    values += [(words.SCORES[name], _score(name)) for name in SCORES]
    values += [(f"{measure} produk", _measure(measure)) for measure in MEASURES]
    return values


def _right(record: Record) -> Score:
    return float(record.outcome.right)


def _is(kind: Outcome) -> Value:
    return lambda record: float(record.outcome is kind)


def _score(name: str) -> Value:
    return lambda record: record.scores[name]


def _measure(name: str) -> Value:
    return lambda record: record.retrieval.get("product", {}).get(name)


def _row(name: str, value: Value, pairs: Sequence[tuple[Record, Record]]) -> Row | None:
    """The figure over the questions for which both runs have it."""
    both = [(value(a), value(b)) for a, b in pairs]
    known = [(a, b) for a, b in both if a is not None and b is not None]
    if not known:
        return None
    before, after = [a for a, _ in known], [b for _, b in known]
    change = difference(after, before)
    return Row(name, sum(before) / len(known), sum(after) / len(known), change)


def table(comparison: Comparison) -> str:
    """The comparison as Markdown."""
    lines = [
        "| Ukuran | A | B | B − A | Selang 95 % | n |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [_line(row) for row in comparison.rows]
    lines += [
        "",
        f"{comparison.questions} pertanyaan yang sama; membaik {len(comparison.better)}, "
        f"memburuk {len(comparison.worse)}. `*`: selang tidak memuat nol.",
        f"Membaik: {', '.join(comparison.better) or '–'}",
        f"Memburuk: {', '.join(comparison.worse) or '–'}",
    ]
    if comparison.left_out:
        lines.append(f"Tidak dibandingkan: {comparison.left_out} pertanyaan yang tidak sama.")
    return "\n".join(lines) + "\n"


def _line(row: Row) -> str:
    star = " *" if row.change.decided else ""
    before, after = words.number(row.before, 3), words.number(row.after, 3)
    change = f"{row.change.mean:+.3f}".replace(".", ",")
    low, high = (f"{v:+.3f}".replace(".", ",") for v in (row.change.low, row.change.high))
    return f"| {row.name} | {before} | {after} | {change}{star} | {low} – {high} | {row.change.n} |"

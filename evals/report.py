"""The report: one HTML file that needs nothing else, for people who decide."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Self

from jinja2 import Environment, StrictUndefined

from evals import charts, words
from evals.compare import Comparison, compare
from evals.matching import holds_fact, holds_forbidden
from evals.outcomes import Outcome
from evals.records import Record
from evals.retrieval import LEGS, MEASURES
from evals.summary import Json
from knowledge.corpus import Corpus
from knowledge.dates import format_date

TEMPLATE = Path(__file__).with_name("report.html")
SHOWN = 5
WORST_FIRST = (Outcome.ANSWERED_WRONG, Outcome.WITHHELD_WRONGLY)


@dataclass(frozen=True, slots=True)
class Passages:
    """What the report may show of a passage: its title, day and words."""

    by_id: Mapping[str, tuple[str, str, str]]

    @classmethod
    def of(cls, corpus: Corpus | None) -> Self:
        """Every passage of a corpus; none without one."""
        if corpus is None:
            return cls({})
        return cls(
            {
                name: (document.title, document.as_of.isoformat(), passage.text)
                for name, (document, passage) in corpus.passages.items()
            }
        )


def render(
    summary: Json,
    config: Json,
    records: Sequence[Record],
    passages: Passages,
    against: Sequence[Record] = (),
) -> str:
    """The whole page; `against`: an earlier run, to show what changed."""
    page: str = _template().render(
        all=summary["all"],
        summary=summary,
        config=config,
        groups=_groups(summary),
        systems=_systems(summary),
        parts=_parts(summary),
        cases=list(_cases(records, passages)),
        categories=_used(records, "category", words.CATEGORIES),
        styles=_used(records, "style", words.STYLES),
        change=_change(records, against),
        legs=LEGS,
        measures=list(MEASURES),
        words=words,
        charts=charts,
        day=_day,
    )
    return page


def _day(text: str) -> str:
    return format_date(date.fromisoformat(text)) if text else ""


@cache
def _template() -> Any:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True,
                              lstrip_blocks=True)  # fmt: skip
    return environment.from_string(TEMPLATE.read_text("utf-8"))


def _groups(summary: Json) -> list[tuple[str, list[tuple[str, Json]]]]:
    """Groups by name, the weakest first."""
    pairs = (
        ("Kategori", words.CATEGORIES, summary["by_category"]),
        ("Gaya", words.STYLES, summary["by_style"]),
    )
    return [
        (
            title,
            sorted(
                ((words.named(names, key), figures) for key, figures in groups.items()),
                key=lambda pair: (pair[1]["right"]["mean"], pair[0]),
            ),
        )
        for title, names, groups in pairs
    ]


def _systems(summary: Json) -> list[tuple[str, Json]]:
    others = [(words.named(words.BASELINES, k), v) for k, v in summary["baselines"].items()]
    return [(words.BASELINES["product"], summary["all"]), *others] if others else []


def _parts(summary: Json) -> list[tuple[str, Json]]:
    parts = [(words.named(words.ABLATIONS, k), v) for k, v in summary["ablation"].items()]
    return [("(semua ada)", summary["all"]), *parts] if parts else []


def _used(records: Sequence[Record], field: str, names: dict[str, str]) -> list[tuple[str, str]]:
    keys = {getattr(record, field) for record in records}
    return sorted(((key, words.named(names, key)) for key in keys), key=lambda pair: pair[1])


def _change(records: Sequence[Record], against: Sequence[Record]) -> Comparison | None:
    return compare(against, records) if against else None


def _cases(records: Sequence[Record], passages: Passages) -> Iterator[dict[str, Any]]:
    """Every question that went wrong, wrong answers first."""
    for kind in WORST_FIRST:
        for record in records:
            if record.outcome is kind:
                yield _case(record, passages)


def _case(record: Record, passages: Passages) -> dict[str, Any]:
    answer = record.marked.answer
    text = str(answer["answer"])
    withheld = record.outcome is Outcome.WITHHELD_WRONGLY
    return {
        "record": record,
        "answer": text,
        "category": words.named(words.CATEGORIES, record.category),
        "style": words.named(words.STYLES, record.style),
        "facts": [(fact, not withheld and holds_fact(text, fact)) for fact in record.gold_facts],
        "broken": [entry for entry in record.must_not if holds_forbidden(text, entry)],
        "citations": answer["citations"],
        "found": list(_found(record, passages)),
    }


def _found(record: Record, passages: Passages) -> Iterator[tuple[str, str, str, str, bool]]:
    """The best passages of the product, and whether each is one of those that hold the answer."""
    for name in record.found.get("product", [])[:SHOWN]:
        title, day, text = passages.by_id.get(name, ("", "", ""))
        yield name, title, day, text, name in record.fact_refs

"""All figures of a run, each with its interval: the whole, by category and by style."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from evals.answers import SCORES, Score
from evals.calibration import Judged, calibration
from evals.dataset import FACTUAL
from evals.intervals import difference, interval
from evals.outcomes import Outcome
from evals.records import Marked, Record
from evals.retrieval import LEGS, MEASURES

Figure = dict[str, Any] | None
Json = dict[str, Any]


def summarise(records: Sequence[Record]) -> Json:
    """Everything that `summary.json` holds."""
    return {
        "questions": len(records),
        "all": figures([r.marked for r in records]),
        "by_category": _grouped(records, lambda record: record.category),
        "by_style": _grouped(records, lambda record: record.style),
        "retrieval": _retrieval(records),
        "calibration": _calibration(records),
        "baselines": _baselines(records),
        "ablation": _ablation(records),
    }


def figures(marked: Sequence[Marked]) -> Json:
    """Outcomes and scores of some answers.

    `right`: answered right or withheld rightly. `risk`: of what was answered, the share wrong.
    """
    outcomes = {o.value: _figure([m.outcome == o for m in marked]) for o in Outcome}
    answered = [m for m in marked if m.outcome.startswith("answered")]
    return {
        "n": len(marked),
        "right": _figure([Outcome(m.outcome).right for m in marked]),
        "outcomes": outcomes,
        "risk": _figure([m.outcome == Outcome.ANSWERED_WRONG for m in answered]),
        "scores": {name: _figure([m.scores[name] for m in marked]) for name in SCORES},
    }


def _figure(values: Iterable[Score | bool]) -> Figure:
    known = [float(value) for value in values if value is not None]
    return asdict(interval(known)) if known else None


def _grouped(records: Sequence[Record], key: Callable[[Record], str]) -> Json:
    names = sorted({key(record) for record in records})
    return {name: figures([r.marked for r in records if key(r) == name]) for name in names}


def _retrieval(records: Sequence[Record]) -> Json:
    judged = [record for record in records if record.retrieval]
    followups = [record for record in judged if record.bare]
    return {
        "n": len(judged),
        "legs": _legs([record.retrieval for record in judged]),
        "strict": _legs([record.strict for record in judged]),
        "gain": _gains(judged),
        "by_category": {
            name: _measures([r.retrieval["product"] for r in judged if r.category == name])
            for name in sorted({record.category for record in judged})
        },
        "history": {
            "n": len(followups),
            "written_out": _measures([record.retrieval["product"] for record in followups]),
            "left_out": _measures([record.bare for record in followups]),
        },
    }


def _legs(values: Sequence[Mapping[str, Mapping[str, float]]]) -> Json:
    return {leg: _measures([one[leg] for one in values]) for leg in LEGS}


def _measures(values: Sequence[Mapping[str, float]]) -> Json:
    return {name: _figure([one[name] for one in values]) for name in MEASURES}


def _gains(judged: Sequence[Record]) -> Json:
    """How much nDCG@10 the product adds to each leg, question by question."""
    if not judged:
        return {}
    ours = [record.retrieval["product"]["nDCG@10"] for record in judged]
    theirs = {leg: [r.retrieval[leg]["nDCG@10"] for r in judged] for leg in LEGS[:-1]}
    return {leg: asdict(difference(ours, values)) for leg, values in theirs.items()}


def _calibration(records: Sequence[Record]) -> Json | None:
    judged = [
        Judged(record.confidence, record.forced == Outcome.ANSWERED_RIGHT)
        for record in records
        if record.confidence is not None and record.forced
    ]
    found = calibration(judged)
    if found is None:
        return None
    searched = [record for record in records if record.confidence is not None]
    answered = sum(record.marked.answer["status"] in FACTUAL for record in searched)
    return asdict(found) | {"answered": round(answered / len(searched), 6)}


def _baselines(records: Sequence[Record]) -> Json:
    names = sorted({name for record in records for name in record.baselines})
    ours = [float(record.outcome.right) for record in records]
    table = {}
    for name in names:
        marked = [record.baselines[name] for record in records]
        theirs = [float(Outcome(one.outcome).right) for one in marked]
        table[name] = figures(marked) | {"gain": asdict(difference(ours, theirs))}
    return table


def _ablation(records: Sequence[Record]) -> Json:
    """Of each part taken out: the outcomes, and the points that are lost with it."""
    names = list(dict.fromkeys(name for record in records for name in record.without))
    ours = [float(record.outcome.right) for record in records]
    table: Json = {}
    for name in names:
        ended = [Outcome(record.without[name]) for record in records]
        answered = [one for one in ended if one.value.startswith("answered")]
        table[name] = {
            "right": _figure([one.right for one in ended]),
            "outcomes": {o.value: _figure([one is o for one in ended]) for o in Outcome},
            "risk": _figure([one is Outcome.ANSWERED_WRONG for one in answered]),
            "gain": asdict(difference(ours, [float(one.right) for one in ended])),
        }
    return table

"""Does the confidence that decides to withhold tell right answers from wrong ones?

Each question that was searched for is taken with the answer it would have got had nothing been
withheld, so the curve can say what a stricter or a laxer threshold would have cost.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import roc_auc_score

from evals.intervals import Interval, interval

BINS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """How sure a turn was, and whether its answer, given or held back, was right."""

    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Point:
    """At this threshold: share of questions answered, and share of those that are wrong."""

    threshold: float
    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of like confidence: what was promised, and what was kept."""

    confidence: float
    right: Interval


@dataclass(frozen=True, slots=True)
class Calibration:
    """`error`: mean gap between confidence and share right (ECE). `separation`: AUROC, None if all
    answers are alike. `area`: mean risk over all coverages, lower is better."""

    curve: tuple[Point, ...]
    bins: tuple[Bin, ...]
    error: float
    separation: float | None
    area: float
    n: int


def calibration(judged: Sequence[Judged]) -> Calibration | None:
    """The calibration of some turns; None if nothing was searched for."""
    if not judged:
        return None
    curve = risk_coverage(judged)
    bins = reliability(judged)
    gaps = [abs(b.confidence - b.right.mean) * b.right.n for b in bins]
    return Calibration(
        curve=curve,
        bins=bins,
        error=round(sum(gaps) / len(judged), 6),
        separation=_separation(judged),
        area=round(float(np.mean([point.risk for point in curve])), 6),
        n=len(judged),
    )


def risk_coverage(judged: Sequence[Judged]) -> tuple[Point, ...]:
    """One point for each confidence, the surest first; equal confidences go together.

    >>> [p.risk for p in risk_coverage([Judged(0.9, True), Judged(0.2, False)])]
    [0.0, 0.5]
    """
    ordered = sorted(judged, key=lambda one: -one.confidence)
    points: list[Point] = []
    wrong = 0
    for count, one in enumerate(ordered, start=1):
        wrong += not one.right
        if count < len(ordered) and ordered[count].confidence == one.confidence:
            continue
        coverage, risk = round(count / len(ordered), 6), round(wrong / count, 6)
        points.append(Point(round(one.confidence, 6), coverage, risk))
    return tuple(points)


def reliability(judged: Sequence[Judged]) -> tuple[Bin, ...]:
    """Ten bins of equal width; empty ones are left out."""
    bins = []
    for number in range(BINS):
        inside = [one for one in judged if min(int(one.confidence * BINS), BINS - 1) == number]
        if inside:
            mean = round(float(np.mean([one.confidence for one in inside])), 6)
            bins.append(Bin(mean, interval([float(one.right) for one in inside])))
    return tuple(bins)


def _separation(judged: Sequence[Judged]) -> float | None:
    labels = [one.right for one in judged]
    if len(set(labels)) < 2:
        return None
    return round(float(roc_auc_score(labels, [one.confidence for one in judged])), 6)

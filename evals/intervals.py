"""Means with seeded bootstrap 95 % intervals, and paired differences of two systems."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2000
SEED = 20260402
LEVEL = (2.5, 97.5)
DIGITS = 6
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over `n` questions and where 95 of 100 resampled means lie."""

    mean: float
    low: float
    high: float
    n: int

    @property
    def decided(self) -> bool:
        """For a difference: whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0


def interval(values: Sequence[float], seed: int = SEED) -> Interval:
    """The mean of some values with its interval; the same numbers for the same input.

    Raises:
        ValueError: there is no value, or one is not a number. NaN never passes as a result.

    >>> interval([1.0, 0.0, 1.0, 1.0]).mean
    0.75
    """
    array = _checked(values)
    means = _resampled(array, seed)
    low, high = np.percentile(means, LEVEL)
    mean = float(array.mean())
    return Interval(_round(mean), _round(min(low, mean)), _round(max(high, mean)), len(array))


def difference(ours: Sequence[float], theirs: Sequence[float], seed: int = SEED) -> Interval:
    """The mean of `ours - theirs`, question by question (paired bootstrap).

    >>> difference([1.0, 1.0], [0.0, 0.0]).decided
    True
    """
    if len(ours) != len(theirs):
        raise ValueError("both systems must have answered the same questions")
    return interval([a - b for a, b in zip(ours, theirs, strict=True)], seed)


def _checked(values: Sequence[float]) -> Floats:
    array: Floats = np.asarray(values, dtype=np.float64)
    if array.size == 0:
        raise ValueError("no value to take the mean of")
    if not np.isfinite(array).all():
        raise ValueError("a value is not a number")
    return array


def _resampled(array: Floats, seed: int) -> Floats:
    picks = np.random.default_rng(seed).integers(0, len(array), (RESAMPLES, len(array)))
    means: Floats = array[picks].mean(axis=1)
    return means


def _round(value: float) -> float:
    return round(float(value), DIGITS)

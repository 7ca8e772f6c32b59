"""Intervals are honest: they hold the mean, repeat themselves, and never hide a NaN."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.intervals import difference, interval

SHARES = st.lists(st.floats(0, 1, allow_subnormal=False), min_size=1, max_size=60)


@given(SHARES)
@settings(max_examples=40, deadline=None)
def test_the_interval_holds_the_mean_and_lies_within_the_values(values: list[float]) -> None:
    found = interval(values)
    assert min(values) - 1e-6 <= found.low <= found.mean <= found.high <= max(values) + 1e-6
    assert found.n == len(values)


@given(SHARES)
@settings(max_examples=20, deadline=None)
def test_the_same_values_give_the_same_interval(values: list[float]) -> None:
    assert interval(values) == interval(list(values))


@given(SHARES)
@settings(max_examples=20, deadline=None)
def test_a_system_does_not_differ_from_itself(values: list[float]) -> None:
    found = difference(values, values)
    assert (found.mean, found.low, found.high) == (0, 0, 0)
    assert not found.decided


@given(SHARES, SHARES)
@settings(max_examples=20, deadline=None)
def test_swapping_sides_swaps_the_sign(ones: list[float], others: list[float]) -> None:
    count = min(len(ones), len(others))
    there = difference(ones[:count], others[:count])
    back = difference(others[:count], ones[:count])
    assert there.mean == pytest.approx(-back.mean, abs=1e-6)
    assert there.low == pytest.approx(-back.high, abs=1e-6)


@given(st.integers(2, 40), st.integers(2, 8))
@settings(max_examples=15, deadline=None)
def test_more_of_the_same_is_surer(count: int, times: int) -> None:
    values = [1.0] * count + [0.0] * count
    few, many = interval(values), interval(values * times)
    assert many.high - many.low <= few.high - few.low + 0.05


def test_about_19_of_20_intervals_hold_the_truth() -> None:
    import numpy as np

    draw = np.random.default_rng(7)
    held = 0
    for _ in range(200):
        found = interval([float(v) for v in draw.random(80) < 0.7])
        held += found.low <= 0.7 <= found.high
    assert 0.88 <= held / 200 <= 0.99


@pytest.mark.parametrize("values", [[], [0.5, math.nan], [math.inf]])
def test_what_is_no_number_is_an_error(values: list[float]) -> None:
    with pytest.raises(ValueError, match="value"):
        interval(values)


def test_pairs_must_be_pairs() -> None:
    with pytest.raises(ValueError, match="same questions"):
        difference([1.0], [1.0, 0.0])

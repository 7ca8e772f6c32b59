"""Risk against coverage and reliability."""

import pytest

from evals.calibration import Judged, calibration, risk_coverage


def test_a_perfect_order_has_no_risk_until_the_wrong_ones_come() -> None:
    judged = [Judged(0.9, True), Judged(0.8, True), Judged(0.3, False), Judged(0.1, False)]
    assert [p.risk for p in risk_coverage(judged)] == [0, 0, pytest.approx(1 / 3, abs=1e-5), 0.5]
    found = calibration(judged)
    assert found is not None
    assert found.separation == 1.0


def test_equal_confidences_go_together() -> None:
    points = risk_coverage([Judged(0.5, True), Judged(0.5, False)])
    assert [(p.coverage, p.risk) for p in points] == [(1.0, 0.5)]


def test_promises_that_are_kept_have_no_error() -> None:
    judged = [Judged(0.75, n < 75) for n in range(100)]
    found = calibration(judged)
    assert found is not None
    assert found.error == pytest.approx(0, abs=1e-6)


def test_without_a_turn_or_a_difference_nothing_is_claimed() -> None:
    assert calibration([]) is None
    found = calibration([Judged(1.0, True)])
    assert found is not None
    assert found.separation is None

"""Assistants broken on purpose: each is caught by the figure that should catch it."""

from collections.abc import Callable
from datetime import date

import pytest

from assistant.answer import Answer
from evals.dataset import Item
from evals.summary import Json, figures
from tests.evals import fakes

Answerer = Callable[[Item, date], Answer]


def measured(answerer: Answerer) -> Json:
    return figures([record.marked for record in fakes.records(answerer)])


def score(found: Json, name: str) -> float:
    return float(found["scores"][name]["mean"])


def outcome(found: Json, name: str) -> float:
    return float(found["outcomes"][name]["mean"])


def test_the_honest_one_is_right_everywhere() -> None:
    found = measured(fakes.honest)
    assert found["right"]["mean"] == 1.0
    assert found["risk"]["mean"] == 0.0
    for name, figure in found["scores"].items():
        assert name == "words" or figure is None or figure["mean"] == 1.0, name


def test_dropping_tidak_shows_in_the_support_of_citations_and_in_the_facts() -> None:
    found = measured(fakes.without_not)
    assert score(found, "precision") < 1.0
    assert score(found, "facts") < 1.0
    assert score(found, "quotes") == 1.0


def test_serving_what_was_superseded_shows_in_present() -> None:
    found = measured(fakes.superseded)
    assert score(found, "present") == 0.75
    assert score(found, "quotes") == 1.0
    assert score(found, "precision") == 1.0


def test_citing_the_wrong_passage_shows_in_precision() -> None:
    found = measured(fakes.wrong_passage)
    assert score(found, "precision") == 0.0
    assert score(found, "facts") == 1.0


def test_always_answering_shows_as_answered_wrong() -> None:
    found = measured(fakes.always_answers)
    assert outcome(found, "answered_wrong") == pytest.approx(2 / 6)
    assert outcome(found, "withheld_rightly") == 0.0
    assert score(found, "status") == pytest.approx(4 / 6)


def test_always_withholding_shows_as_withheld_wrongly_and_never_as_faithful() -> None:
    found = measured(fakes.always_withholds)
    assert outcome(found, "withheld_wrongly") == pytest.approx(4 / 6)
    assert outcome(found, "withheld_rightly") == pytest.approx(2 / 6)
    assert score(found, "facts") == 0.0
    assert found["scores"]["precision"] is None
    assert found["risk"] is None

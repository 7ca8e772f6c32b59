import json
import math
from dataclasses import replace
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.confidence import SIGNALS, Confidence, signals_of
from assistant.scope import Place
from assistant.turn import Leaning
from knowledge.index import Index
from knowledge.ranking import FEATURES, Ranker
from knowledge.retriever import Hit, PolicyRetriever

NUMBERS = st.floats(-1e6, 1e6)


@pytest.fixture(scope="module")
def hits(index: Index) -> tuple[Hit, ...]:
    return PolicyRetriever(index=index, ranker=Ranker.load()).search("Kapan ASN pindah ke IKN?")


def test_the_weights_file_weighs_exactly_the_signals() -> None:
    text = resources.files("assistant").joinpath("confidence.json").read_text("utf-8")
    data = json.loads(text)
    assert set(data["weights"]) == set(SIGNALS)
    assert 0 < data["answer"] < 1


def test_what_a_question_leans_on_is_a_signal(hits: tuple[Hit, ...]) -> None:
    told = [signals_of(hits, leaning=leaning) for leaning in (None, *Leaning)]
    assert [(each["follows"], each["told"]) for each in told] == [(0, 0), (1, 0), (0, 1)]


def test_every_signal_is_told(hits: tuple[Hit, ...]) -> None:
    assert set(SIGNALS) <= set(signals_of(hits))
    assert set(SIGNALS) <= {*FEATURES, "margin", "scope", "known", "english", *Leaning}


def test_nothing_found_is_no_answer() -> None:
    assert Confidence.load().of(()) == 0


@given(weight=NUMBERS, bias=NUMBERS)
def test_it_is_a_probability(hits: tuple[Hit, ...], weight: float, bias: float) -> None:
    confidence = Confidence(dict.fromkeys(SIGNALS, weight), bias, 0.5)
    assert 0 <= confidence.of(hits) <= 1


@pytest.mark.parametrize("signal", sorted(set(SIGNALS) & set(FEATURES)))
def test_it_grows_with_what_speaks_for_the_answer(hits: tuple[Hit, ...], signal: str) -> None:
    confidence = Confidence(dict.fromkeys(SIGNALS, 0.0) | {signal: 2.0}, -1.0, 0.5)

    def of(value: float) -> float:
        features = {**hits[0].features, signal: value}
        return confidence.of((replace(hits[0], features=features), *hits[1:]))

    values = [of(step / 10) for step in range(11)]
    assert values == sorted(values)
    assert values[0] == pytest.approx(1 / (1 + math.e))
    assert values[-1] == pytest.approx(math.e / (1 + math.e))


@pytest.mark.parametrize("signal", ["scope", "known"])
def test_it_grows_with_the_place_within_limits(hits: tuple[Hit, ...], signal: str) -> None:
    confidence = Confidence(dict.fromkeys(SIGNALS, 0.0) | {signal: 1.0}, 0.0, 0.5)
    steps = (-9.0, -2.0, -1.0, 0.0, 1.0, 2.0, 9.0)
    values = [confidence.of(hits, Place(step, step)) for step in steps]
    assert values == sorted(values)
    assert values[0] == values[1] < values[3] == 0.5 < values[-2] == values[-1]


def test_english_is_a_signal_of_its_own(hits: tuple[Hit, ...]) -> None:
    confidence = Confidence(dict.fromkeys(SIGNALS, 0.0) | {"english": 1.0}, 0.0, 0.5)
    assert confidence.of(hits, english=True) > confidence.of(hits) == 0.5


def test_the_lead_over_the_second_is_capped(hits: tuple[Hit, ...]) -> None:
    far = replace(hits[0], score=1e9)
    assert signals_of((far, hits[1]))["margin"] == 3
    assert signals_of((replace(hits[1], score=1.5), replace(hits[0], score=1.0)))["margin"] == 0.5
    assert signals_of(hits[:1])["margin"] == 1


def test_a_passage_that_nobody_asked_for_is_judged_by_its_text(hits: tuple[Hit, ...]) -> None:
    best = hits[0]
    document = best.document.model_copy(update={"kind": "document"})
    bare = best.passage.model_copy(update={"questions": ()})
    unasked = {"coverage": 10.0, "bias": -5.0}
    confidence = replace(Confidence.load(), unasked=unasked)

    def of(coverage: float) -> float:
        features = {**best.features, "coverage": coverage}
        return confidence.of((replace(best, document=document, passage=bare, features=features),))

    assert of(0.2) < 0.1 < 0.9 < of(0.9)


def test_the_weights_for_documents_weigh_known_signals() -> None:
    assert set(Confidence.load().unasked) <= {*SIGNALS, "bias"}

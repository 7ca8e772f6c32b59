import json
from datetime import date, timedelta
from importlib import resources

import numpy as np
import pytest

from knowledge.corpus import Corpus
from knowledge.documents import Document
from knowledge.index import Index
from knowledge.ranking import FEATURES, OLD, RELATIONS, Intent, Query, Ranker, Scorer
from tests.support import open_small


@pytest.fixture(scope="module")
def index() -> Index:
    return open_small()


@pytest.fixture(scope="module")
def scorer(index: Index) -> Scorer:
    return Scorer(index.corpus, index.lexical)


def query(index: Index, question: str) -> Query:
    terms = index.language.tokens(question)
    return Query(tuple(terms), index.encoder.encode_queries([question])[0])


def features(
    index: Index,
    scorer: Scorer,
    question: str,
    passages: tuple[str, ...],
    intent: Intent | None = None,
    without: int = -1,
    told: str | None = None,
) -> dict[str, list[float]]:
    asked = query(index, question)
    lexical = scorer.lexical_scores(asked)
    table = scorer.features(asked, passages, lexical, intent or Intent(), without, told)
    assert table.shape == (len(passages), len(FEATURES))
    return {name: [float(v) for v in table[:, n]] for n, name in enumerate(FEATURES)}


def test_the_weights_file_weighs_exactly_the_features() -> None:
    text = resources.files("knowledge").joinpath("ranking.json").read_text("utf-8")
    assert set(json.loads(text)["weights"]) == set(FEATURES)
    assert set(Ranker.load().weights) == set(FEATURES)


def test_a_score_is_the_weighted_sum() -> None:
    weights = dict.fromkeys(FEATURES, 0.0) | {"exact": 2.0, "past": -1.0}
    table = np.zeros((2, len(FEATURES)), np.float32)
    table[0, FEATURES.index("exact")] = 0.5
    table[1, FEATURES.index("past")] = 1
    assert Ranker(weights).scores(table).tolist() == [1, -1]


def test_a_feature_without_weight_is_an_error() -> None:
    with pytest.raises(KeyError):
        Ranker({"exact": 1.0})


def test_known_wording_is_found_exactly(index: Index, scorer: Scorer) -> None:
    found = features(index, scorer, "Kapan ASN pindah ke IKN?", ("F9", "C1"))
    assert found["dense_question"][0] == pytest.approx(1, abs=1e-5)
    assert found["lexical_question"] == [1, pytest.approx(0, abs=0.5)]
    assert found["coverage_question"][0] == pytest.approx(1)
    assert found["dense_first"] == found["lexical_first"] == [1, 0.5]


def test_the_features_are_shares(index: Index, scorer: Scorer) -> None:
    found = features(index, scorer, "jam kerja asn 2024", ("F3", "F9", "C1", "D10"))
    for name in set(FEATURES) - {"dense_text", "dense_question", "dense_questions"}:
        assert all(0 <= value <= 1.0001 for value in found[name]), name


def test_leaving_a_row_out_hides_that_wording(index: Index, scorer: Scorer) -> None:
    question = "Kapan ASN pindah ke IKN?"
    (row,) = (n for n, r in enumerate(index.corpus.rows) if r.text == question)
    found = features(index, scorer, question, ("F9",), without=row)
    assert found["dense_question"][0] < 0.95
    assert found["lexical_question"][0] < 1
    assert found["coverage_question"][0] < 1


@pytest.mark.parametrize(
    ("intent", "past"),
    [
        (Intent(day=date(2026, 1, 1)), [1, 0]),
        (Intent(day=date(2026, 1, 1), history=True), [0, 0]),
        (Intent(day=date(2024, 5, 1)), [0, 0]),
    ],
)
def test_what_is_past_depends_on_the_day_and_on_what_is_asked(
    index: Index, scorer: Scorer, intent: Intent, past: list[float]
) -> None:
    assert features(index, scorer, "pindah", ("F3", "F9"), intent)["past"] == past


@pytest.mark.parametrize(
    ("name", "days", "history", "age"),
    [
        ("F9", 0, False, 0.0),
        ("F9", 300, False, 300 / OLD),
        ("F9", 300, True, 0.0),
        ("C1", 300, False, 0.0),  # a rule
    ],
)
def test_what_is_no_rule_grows_old(
    index: Index, scorer: Scorer, name: str, days: int, history: bool, age: float
) -> None:
    day = index.corpus.by_name[name].as_of + timedelta(days=days)
    found = features(index, scorer, "pindah", (name,), Intent(day=day, history=history))
    assert found["age"] == pytest.approx([age])


def test_nothing_is_older_than_the_newest_that_is_known(index: Index, scorer: Scorer) -> None:
    ages = [
        features(index, scorer, "pindah", ("F9",), Intent(day=day))["age"]
        for day in (index.corpus.newest, date.max)
    ]
    assert ages[0] == ages[1]


def test_exact_terms_are_those_with_digits(index: Index, scorer: Scorer) -> None:
    passages = ("pp-94-2021/pasal-3-huruf-h", "C1")
    found = features(index, scorer, "isi PP 94/2021 apa", passages)
    assert found["exact"] == [1, 0]
    assert features(index, scorer, "isi peraturannya apa", passages)["exact"] == [0, 0]


def test_authority_goes_from_law_to_note(index: Index, scorer: Scorer) -> None:
    passages = ("pp-94-2021/pasal-3-huruf-h", "C1", "F9", "F3")
    authority = features(index, scorer, "pindah", passages)["authority"]
    assert authority == sorted(authority)
    assert authority[0] == pytest.approx(1 / 7)


def test_an_article_is_no_statement(index: Index, scorer: Scorer) -> None:
    found = features(index, scorer, "pindah", ("pp-94-2021/pasal-3-huruf-h", "C1"))
    assert found["statement"] == [0, 1]


@pytest.mark.parametrize("question", ["", "?", "xyzzy qwerty", "😀"])
def test_words_never_seen_make_no_nonsense(index: Index, scorer: Scorer, question: str) -> None:
    empty = Query(tuple(index.language.tokens(question)), np.zeros(256, np.float32))
    lexical = scorer.lexical_scores(empty)
    table = scorer.features(empty, ("F9", "C1"), lexical, Intent())
    assert np.isfinite(table).all()
    assert table[:, FEATURES.index("coverage")].tolist() == [0, 0]


def test_features_do_not_depend_on_the_company(index: Index, scorer: Scorer) -> None:
    alone = features(index, scorer, "jam kerja", ("C1",))
    beside = features(index, scorer, "jam kerja", ("F9", "C1"))
    for name in set(FEATURES) - {"dense_first", "lexical_first"}:
        assert alone[name][0] == pytest.approx(beside[name][1], abs=1e-6), name


def test_a_scorer_of_one_passage(index: Index) -> None:
    corpus = index.corpus
    numbers = corpus.rows_of["C1"]
    one = Corpus(
        (corpus.document("C1"),), tuple(corpus.rows[n] for n in numbers), corpus.vectors[numbers]
    )
    lexical = np.zeros(len(numbers), np.float32)
    asked = query(index, "jam kerja")
    assert Scorer(one, index.lexical).features(asked, ("C1",), lexical, Intent()).shape[0] == 1


def test_nothing_told_before_is_related_to_nothing(index: Index, scorer: Scorer) -> None:
    found = features(index, scorer, "pindah", ("F3", "F9", "C1"))
    assert {name: found[name] for name in RELATIONS} == {name: [0, 0, 0] for name in RELATIONS}


@pytest.mark.parametrize("relation", RELATIONS)
def test_how_it_is_related_to_what_was_told(index: Index, scorer: Scorer, relation: str) -> None:
    corpus = index.corpus
    told = {name: corpus.passages[name][0] for name in corpus.rows_of}
    expected = {
        "repeats": lambda one, before: one.id == before.id,
        "next": lambda one, before: one.id in before.follow_up,
        "previous": lambda one, before: before.id in one.follow_up,
        "series": same_series,
        "topic": lambda one, before: one.topic is not None and one.topic == before.topic,
    }[relation]
    names = tuple(told)
    held = []
    for before in names:
        found = features(index, scorer, "pindah", names, told=before)[relation]
        assert found == [float(expected(told[name], told[before])) for name in names]
        held += found
    assert 0 < sum(held) < len(held)


def same_series(one: Document, other: Document) -> bool:
    return (one.part_of or one.id) == (other.part_of or other.id)

"""References, parts and ranks."""

import pytest

from evals.retrieval import Judgements, by_rows, scores
from tests.evals import fakes


def test_an_alias_and_a_family_count_unless_strict() -> None:
    known = fakes.corpus()
    loose, strict = Judgements(known), Judgements(known, strict=True)
    assert loose.labelled(["F3", "C1"], ["jadwal-pindah"]) == ["jadwal-pindah", "-C1"]
    assert strict.labelled(["F3", "C1"], ["jadwal-pindah"]) == ["-F3", "-C1"]


def test_a_second_part_of_the_same_reference_is_a_miss_in_its_place() -> None:
    loose = Judgements(fakes.corpus())
    assert loose.labelled(["F3", "F9"], ["jadwal-pindah"]) == ["jadwal-pindah", "-F9"]


def test_a_family_is_not_asked_for_beside_its_part() -> None:
    assert Judgements(fakes.corpus()).relevant(["F9", "jadwal-pindah"]) == ["F9"]


def test_measures() -> None:
    refs = {"a": ["F9"], "b": ["C1", "D10"], "c": ["B1"]}
    found = {"a": ["F9"], "b": ["F3", "C1"], "c": []}
    values = scores(refs, found, Judgements(fakes.corpus()))
    assert values["a"]["R@1"] == values["a"]["nDCG@10"] == 1.0
    assert values["b"] == {
        "Success@1": 0.0, "Success@5": 1.0, "R@1": 0.0, "R@5": 0.5, "R@10": 0.5, "RR@10": 0.5,
        "nDCG@10": pytest.approx(0.386853, abs=1e-5),
    }  # fmt: skip
    assert set(values["c"].values()) == {0.0}


def test_rows_become_passages_best_first() -> None:
    import numpy as np

    from knowledge.corpus import Corpus, Row

    rows = tuple(Row(name, "text", name, ()) for name in ("a", "b", "a", "c"))
    known = Corpus((), rows, np.zeros((4, 1), dtype=np.float32))
    assert by_rows(known, np.array([0.1, 0.5, 0.9, 0], dtype=np.float32)) == ["a", "b"]

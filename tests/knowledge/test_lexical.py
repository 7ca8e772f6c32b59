from pathlib import Path

import numpy as np
import pytest

from knowledge.lexical import LexicalIndex

ROWS = [["jam", "kerja", "asn"], ["tunjangan", "pionir"], [], ["jam", "jam", "istirahat"]]


@pytest.fixture
def index() -> LexicalIndex:
    return LexicalIndex.build(ROWS)


def test_every_row_has_a_score(index: LexicalIndex) -> None:
    scores = index.scores(["jam"])
    assert scores.shape == (4,)
    assert (scores > 0).tolist() == [True, False, False, True]


def test_more_of_the_question_is_better(index: LexicalIndex) -> None:
    assert index.scores(["jam", "kerja"]).argmax() == 0
    assert index.scores(["jam", "istirahat"]).argmax() == 3


def test_a_rare_word_weighs_more(index: LexicalIndex) -> None:
    scores = index.scores(["jam", "pionir"])
    assert scores[1] > scores[0]


@pytest.mark.parametrize("terms", [[], ["rembulan"], ["Jam", "jamkerja"]])
def test_nothing_known_scores_nothing(index: LexicalIndex, terms: list[str]) -> None:
    assert index.scores(terms).tolist() == [0, 0, 0, 0]


def test_unknown_words_do_not_disturb(index: LexicalIndex) -> None:
    assert np.array_equal(index.scores(["pionir", "rembulan"]), index.scores(["pionir"]))


def test_what_is_saved_scores_the_same(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "bm25")
    loaded = LexicalIndex.load(tmp_path / "bm25", len(ROWS))
    for terms in (["jam"], ["pionir", "asn"], ["rembulan"]):
        assert np.array_equal(loaded.scores(terms), index.scores(terms))


def test_nothing_is_pickled(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path)
    assert {path.suffix for path in tmp_path.iterdir()} <= {".json", ".npy", ".jsonl"}
    for path in tmp_path.glob("*.npy"):
        np.load(path, allow_pickle=False)

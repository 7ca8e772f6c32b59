"""The confidence in passages without questions: what is asked, what counts, what is learned."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from evals.train_unasked import SIGNALS, Asked, Judged, asked_of, judge, learn, told
from knowledge.curated import Curated
from knowledge.encoder import HashingEncoder
from knowledge.index import IndexFolder
from knowledge.language import Language
from knowledge.ranking import Ranker
from knowledge.retriever import PolicyRetriever
from tests.knowledge.test_naming import KEBUN
from tests.support import regulation, statement

ARTICLE = {
    "locator": "Pasal 2 ayat (1)",
    "text": "Menurut PP 9/2030, penjaga menyiram setiap pagi.",
    "questions": ["Kapan penjaga menyiram?", "Siapa yang menyiram setiap pagi?"],
}


def test_what_is_asked_of_documents() -> None:
    ours = regulation(id="pp-9-2030", number="9", year=2030, articles=[ARTICLE])
    theirs = regulation()
    resting = statement("A1", "Penjaga menyiram setiap pagi menurut PP 9/2030.")
    other = statement("A2", "Kantor dibuka pukul delapan.")
    curated = Curated((resting, other), (ours, theirs), ())
    asked = list(asked_of(curated, frozenset({"pp-9-2030"})))
    placed = [one for one in asked if one.place]
    assert placed == [Asked(q, "dok-pp-9-2030/pasal-2") for q in ARTICLE["questions"]]
    without = {one.question for one in asked if not one.place}
    assert not without & {*resting.questions, *ARTICLE["questions"]}
    assert without & set(other.questions)


def test_what_comes_first_is_judged(tmp_path: Path) -> None:
    passages = tuple(
        p.model_copy(update={"id": f"dok-pp-9-2030/pasal-{n}"})
        for n, p in zip(("2-ayat-1", "2-ayat-2", "3", "20"), KEBUN.passages, strict=True)
    )
    folder = IndexFolder(tmp_path, Language.load())
    document = KEBUN.model_copy(update={"passages": passages, "as_of": date(2020, 1, 1)})
    folder.build([document], HashingEncoder())
    retriever = PolicyRetriever(folder.open(HashingEncoder()), Ranker.load())
    asked = Asked("penjaga dilarang memetik bunga", "dok-pp-9-2030/pasal-3")
    right = judge(retriever, asked)
    assert right is not None
    assert (right.right, right.answerable, len(right.signals)) == (True, True, len(SIGNALS))
    neighbour = judge(retriever, replace(asked, place="dok-pp-9-2030/pasal-2"))
    assert neighbour == replace(right, right=False)
    assert judge(retriever, replace(asked, place=None)) == replace(
        right, right=False, answerable=False
    )
    assert judge(retriever, Asked("Apa isi Pasal 3 PP 9/2030?")) is None
    retriever.index.close()


RIGHT = [Judged((0.9 + n / 100, 0.9), right=True, answerable=True) for n in range(5)]
NEAR = [Judged((0.6, 0.8), right=False, answerable=True)]
NONE = [Judged((0.1 + n / 100, 0.7), right=False, answerable=False) for n in range(5)]


@pytest.mark.parametrize("answer", [0.3, 0.5, 0.8])
def test_the_best_threshold_is_the_one_in_use(answer: float) -> None:
    weights = learn([*RIGHT, *NEAR, *NONE], answer)
    assert set(weights) == {*SIGNALS, "bias"}
    assert told([*RIGHT, *NEAR, *NONE], weights, answer) == (
        "5 of 5 right ones said, 0 of 1 neighbours, 0 of 5 without an answer\n"
    )
    eager = weights | {"bias": weights["bias"] + 100}
    assert told([*RIGHT, *NEAR, *NONE], eager, answer).startswith("5 of 5 right ones said, 1 of 1")

from datetime import date

import pytest
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever

from knowledge.index import Index
from knowledge.ranking import FEATURES, Intent, Ranker
from knowledge.retriever import PolicyRetriever
from knowledge.schema import Validity
from tests.support import open_small

# Wording near the known wording, so that the order does not hang on the learned weights.
EVEN = Ranker(
    dict.fromkeys(FEATURES, 0.0) | {"dense_question": 1, "lexical_question": 1, "coverage": 1}
)


@pytest.fixture(scope="module")
def index() -> Index:
    return open_small()


@pytest.fixture(scope="module")
def retriever(index: Index) -> PolicyRetriever:
    return PolicyRetriever(index=index, ranker=EVEN)


@pytest.mark.parametrize("ranker", [EVEN, Ranker.load()])
@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("kapan asn pindah ke ikn", "F9"),
        ("jam kerja asn brp seminggu", "C1"),
        ("tunjangan pionir itu berapa", "D10"),
        ("apa benar asn pindah september 2024", "F3"),
        ("pns wajib mau ditempatkan di mana", "pp-94-2021/pasal-3-huruf-h"),
    ],
)
def test_the_answer_comes_first(index: Index, ranker: Ranker, question: str, first: str) -> None:
    retriever = PolicyRetriever(index=index, ranker=ranker)
    hits = retriever.search(question)
    assert hits[0].passage.id == first
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)


def test_a_passage_is_found_once(retriever: PolicyRetriever) -> None:
    names = [hit.passage.id for hit in retriever.search("pindah")]
    assert len(names) == len(set(names)) == 5


def test_no_more_than_wanted(index: Index) -> None:
    assert len(PolicyRetriever(index=index, ranker=EVEN, count=2).search("pindah")) == 2


@pytest.mark.parametrize(
    ("day", "known"),
    [
        (date(2021, 1, 1), set()),
        (date(2021, 8, 31), {"pp-94-2021"}),
        (date(2024, 4, 17), {"pp-94-2021", "C1", "F3"}),
        (date(2025, 1, 23), {"pp-94-2021", "C1", "F3"}),
        (date(2025, 1, 24), {"pp-94-2021", "C1", "F3", "F9"}),
    ],
)
def test_what_was_said_later_is_not_found(
    retriever: PolicyRetriever, day: date, known: set[str]
) -> None:
    hits = retriever.search("kapan asn pindah ke ikn", Intent(day=day))
    assert {hit.document.id for hit in hits} == known


def test_validity_is_that_of_the_day(retriever: PolicyRetriever) -> None:
    def validity(day: date) -> Validity:
        hits = retriever.search("pindah september 2024", Intent(day=day))
        return next(hit.validity for hit in hits if hit.document.id == "F3")

    assert validity(date(2024, 5, 1)) is Validity.PLANNED
    assert validity(date(2025, 2, 1)) is Validity.SUPERSEDED


def test_leave_one_out(retriever: PolicyRetriever, index: Index) -> None:
    question = "Kapan ASN pindah ke IKN?"
    (row,) = (n for n, r in enumerate(index.corpus.rows) if r.text == question)
    whole, without = retriever.search(question)[0], retriever.search(question, without=row)[0]
    assert whole.features["dense_question"] == pytest.approx(1, abs=1e-5)
    assert without.features["dense_question"] < 0.95
    assert whole.document.id == without.document.id == "F9"


def test_every_feature_is_told(retriever: PolicyRetriever) -> None:
    assert tuple(retriever.search("pindah")[0].features) == FEATURES


@pytest.mark.parametrize("question", ["", " ", "?", "😀", "x" * 5000, "DROP TABLE rows; --"])
def test_odd_questions_are_no_error(retriever: PolicyRetriever, question: str) -> None:
    assert isinstance(retriever.search(question), tuple)


def test_it_is_a_langchain_retriever(retriever: PolicyRetriever) -> None:
    assert isinstance(retriever, BaseRetriever)
    found = retriever.invoke("tunjangan pionir berapa")
    assert all(isinstance(document, LangChainDocument) for document in found)
    assert found[0].id == "D10"
    assert found[0].page_content.startswith("Besaran tunjangan pionir belum pernah ditetapkan")
    assert found[0].metadata["document_id"] == "D10"
    assert found[0].metadata["as_of"] == "2026-04-02"
    assert found[0].metadata["validity"] == "statement"


async def test_it_can_be_awaited(retriever: PolicyRetriever) -> None:
    assert (await retriever.ainvoke("jam kerja seminggu"))[0].id == "C1"


def test_a_question_that_leans_on_another_fits_both(retriever: PolicyRetriever) -> None:
    prepare = retriever.prepare
    topic = "kapan ASN pindah ke IKN"
    hits = retriever.lean(
        prepare("jam kerjanya"), prepare(f"{topic} jam kerjanya"), Intent(), said=prepare(topic)
    )
    assert hits[0].passage.id == "C1"


def test_what_was_said_already_is_asked_less_surely(index: Index) -> None:
    assert Ranker.load().weights["repeats"] < 0
    retriever = PolicyRetriever(index=index, ranker=Ranker(EVEN.weights | {"repeats": -1.0}))
    topic = retriever.prepare("kapan ASN pindah ke IKN")
    (said, *_) = retriever.rank(topic, Intent())
    told = {h.passage.id: h.score for h in retriever.lean(topic, topic, Intent())}
    after = {h.passage.id: h.score for h in retriever.lean(topic, topic, Intent(), said=topic)}
    assert {name for name in told if told[name] != after[name]} == {said.passage.id}
    assert after[said.passage.id] < told[said.passage.id]


def test_leaning_on_itself_changes_nothing(retriever: PolicyRetriever) -> None:
    question = retriever.prepare("jam kerja ASN seminggu")
    alone, leaning = (
        retriever.rank(question, Intent()),
        retriever.lean(question, question, Intent()),
    )
    assert [h.passage.id for h in leaning] == [h.passage.id for h in alone]
    assert leaning[0].score == pytest.approx(alone[0].score)


def test_another_passage_adds_what_the_first_lacks(retriever: PolicyRetriever) -> None:
    question = "kapan ASN pindah dan jam kerja berapa"
    hits = {hit.passage.id: hit for hit in retriever.search(question)}
    terms = retriever.terms(question)
    assert retriever.adds(terms, hits["F9"], hits["C1"]) > 0.2
    assert retriever.adds(terms, hits["F9"], hits["F9"]) == 0

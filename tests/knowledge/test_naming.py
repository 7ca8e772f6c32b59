from datetime import date
from pathlib import Path

import pytest

from knowledge.documents import Document, Passage
from knowledge.encoder import HashingEncoder
from knowledge.index import IndexFolder
from knowledge.language import Language
from knowledge.naming import Naming
from knowledge.ranking import Intent, Ranker
from knowledge.retriever import PolicyRetriever
from knowledge.schema import Authority, Grade, Source, Validity
from tests.support import documents

TODAY = Intent(day=date(2031, 1, 1))


def law(name: str, places: dict[str, str], **changes: object) -> Document:
    source = Source(
        title=name, publisher="JDIH", url="https://contoh.go.id", published="2021", grade=Grade.P
    )
    passages = tuple(
        Passage(id=f"{name}/{n}", locator=locator, text=text)
        for n, (locator, text) in enumerate(places.items())
    )
    fields: dict[str, object] = {
        "id": name, "kind": "document", "title": f"{name.upper()} tentang Kebun",
        "as_of": date(2021, 8, 31), "validity": Validity.IN_FORCE, "authority": Authority.PP,
        "sources": (source,), "passages": passages,
    }  # fmt: skip
    return Document.model_validate(fields | changes)


KEBUN = law(
    "dok-pp-9-2030",
    {
        "Pasal 2 ayat (1)": "(1) Penjaga menyiram setiap pagi.",
        "Pasal 2 ayat (2)": "(2) Hujan menggantikan penyiraman.",
        "Pasal 3": "Penjaga dilarang memetik bunga sebagaimana dimaksud dalam Pasal 2.",
        "Penjelasan Pasal 2 ayat (1)": "Pagi adalah sebelum pukul 09.00.",
    },
)
LAMA = law(
    "dok-pp-7-2020",
    {"Pasal 2": "Penjaga lama menyiram setiap pagi dan setiap sore."},
    revoked_on=date(2030, 1, 1),
    superseded_by=("PP 9/2030",),
)


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> PolicyRetriever:
    folder: Path = tmp_path_factory.mktemp("bernama")
    encoder = HashingEncoder()
    index = IndexFolder(folder, Language.load())
    index.build([*documents(), KEBUN, LAMA], encoder)
    return PolicyRetriever(index.open(encoder), Ranker.load())


def found(retriever: PolicyRetriever, question: str, intent: Intent = TODAY) -> list[str]:
    return [hit.passage.id for hit in retriever.search(question, intent)]


def test_a_pasal_that_is_named_comes_first(retriever: PolicyRetriever) -> None:
    hits = retriever.search("Apa isi Pasal 2 PP 9/2030?", TODAY)
    assert {hit.passage.id for hit in hits[:2]} == {"dok-pp-9-2030/0", "dok-pp-9-2030/1"}
    assert all(hit.named for hit in hits[:2])
    assert not any(hit.named for hit in hits[2:])


def test_an_ayat_that_is_named_comes_alone(retriever: PolicyRetriever) -> None:
    question = "Isi Pasal 2 ayat (2) PP Nomor 9 Tahun 2030"
    hits = retriever.search(question, TODAY)
    assert hits[0].passage.id == "dok-pp-9-2030/1"
    assert [hit.passage.id for hit in hits if hit.document.id == "dok-pp-9-2030"] == [
        "dok-pp-9-2030/1"
    ]


def test_a_pasal_that_the_law_lacks_is_not_answered_by_another(
    retriever: PolicyRetriever,
) -> None:
    ids = found(retriever, "Apa isi Pasal 8 PP 9/2030 tentang penjaga yang menyiram?")
    assert not any(name.startswith("dok-pp-9-2030") for name in ids)


def test_a_law_that_is_named_gains(retriever: PolicyRetriever) -> None:
    named = Naming(retriever.index.corpus).of(["pp-9-2030", "jaga"])
    assert named.documents == {"dok-pp-9-2030"}
    assert not named.precise
    assert named.gains == {}


def test_a_repealed_law_answers_only_who_asks_for_it_or_for_the_past(
    retriever: PolicyRetriever,
) -> None:
    question = "penjaga lama menyiram setiap pagi dan setiap sore"
    assert "dok-pp-7-2020/0" not in found(retriever, question)
    past = Intent(day=TODAY.day, history=True)
    assert "dok-pp-7-2020/0" in found(retriever, question, past)
    before = Intent(day=date(2029, 1, 1))
    assert "dok-pp-7-2020/0" in found(retriever, question, before)
    (hit, *_) = retriever.search("Apa isi Pasal 2 PP 7/2020?", TODAY)
    assert (hit.passage.id, hit.validity) == ("dok-pp-7-2020/0", Validity.REVOKED)

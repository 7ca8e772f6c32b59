import numpy as np
import pytest

from assistant.scope import Place, Scope
from knowledge.corpus import Corpus, Examples
from knowledge.encoder import HashingEncoder
from knowledge.index import Index
from knowledge.language import Language

ENCODER = HashingEncoder()
NOTHING = np.zeros(256, np.float32)


def with_examples(index: Index) -> Corpus:
    def kind(*texts: str) -> Examples:
        return Examples(texts, ENCODER.encode_queries(texts))

    corpus = index.corpus
    examples = {
        "outside": kind("cuaca besok hujan tidak", "resep nasi goreng", "skor bola tadi malam"),
        "unknown": kind("warna cat rusun asn apa", "merek pendingin ruangan hunian"),
    }
    return Corpus(corpus.documents, corpus.rows, corpus.vectors, corpus.meta, examples)


@pytest.mark.parametrize(
    "question",
    ["Kapan ASN pindah?", "pegawai negeri di nusantara", "PPPK ikut?", "fase berapa sekarang"],
)
def test_words_of_the_subject_place_it_within(index: Index, question: str) -> None:
    scope = Scope.of(Language.load(), index.corpus)
    assert scope.subject is None
    assert scope.place(question, NOTHING).subject > 0


@pytest.mark.parametrize("question", ["siapa presiden Prancis?", "resep nasi goreng", ""])
def test_without_such_words_it_is_outside(index: Index, question: str) -> None:
    assert Scope.of(Language.load(), index.corpus).place(question, NOTHING).subject < 0


def test_the_probe_learns_from_the_examples(index: Index) -> None:
    scope = Scope.of(Language.load(), with_examples(index))
    inside, outside = "warna cat hunian apa", "cuaca nanti malam hujan tidak"
    vectors = ENCODER.encode_queries([inside, outside])
    within, without = (
        scope.place(question, vector).subject
        for question, vector in zip((inside, outside), vectors, strict=True)
    )
    assert within > 0 > without


def test_what_nothing_answers_is_told_from_what_is_known(index: Index) -> None:
    scope = Scope.of(Language.load(), with_examples(index))
    known = index.corpus.documents[0].passages[0].questions[0]
    vectors = ENCODER.encode_queries([known, "merek pendingin hunian asn"])
    assert scope.place(known, vectors[0]).known > 0 > scope.place("merek", vectors[1]).known


def test_a_place_is_mixed() -> None:
    mixed = Place(1.0, -1.0).mixed(Place(0.0, 1.0), 0.25)
    assert mixed == Place(0.25, 0.5)

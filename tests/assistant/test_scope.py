import numpy as np
import pytest

from assistant.scope import Scope
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
    assert scope.probe is None
    assert scope.score(question, NOTHING) > 0


@pytest.mark.parametrize("question", ["siapa presiden Prancis?", "resep nasi goreng", ""])
def test_without_such_words_it_is_outside(index: Index, question: str) -> None:
    assert Scope.of(Language.load(), index.corpus).score(question, NOTHING) < 0


def test_the_probe_learns_from_the_examples(index: Index) -> None:
    scope = Scope.of(Language.load(), with_examples(index))
    inside, outside = "warna cat hunian apa", "cuaca nanti malam hujan tidak"
    vectors = ENCODER.encode_queries([inside, outside])
    assert scope.score(inside, vectors[0]) > 0 > scope.score(outside, vectors[1])

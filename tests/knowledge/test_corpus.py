import sqlite3
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from knowledge import corpus as corpora
from knowledge.corpus import Corpus, Examples, Row
from knowledge.documents import of_statement
from knowledge.errors import UnknownDocument
from tests.support import SOURCE, documents, open_small, statement


def small(aliases: tuple[str, ...] = ()) -> Corpus:
    document = of_statement(statement("A1", "ASN pindah.", aliases=aliases))
    rows = (
        Row("A1", "text", "Perihal A1. ASN pindah.", ("asn", "pindah")),
        Row("A1", "question", "kapan pindah? ü", ()),
    )
    vectors = np.array([[1, 0], [0.6, 0.8]], dtype=np.float32)
    seen = Examples(("cuaca besok",), np.array([[0, 1]], dtype=np.float32))
    return Corpus((document,), rows, vectors, {"encoder": "palsu"}, {"outside": seen})


def test_what_is_written_is_read(tmp_path: Path) -> None:
    corpora.write(small(), tmp_path / "corpus.sqlite")
    read = corpora.read(tmp_path / "corpus.sqlite")
    assert (read.documents, read.rows, read.meta) == (small().documents, small().rows, small().meta)
    assert np.array_equal(read.vectors, small().vectors)
    assert read.examples["outside"].texts == ("cuaca besok",)
    assert np.array_equal(read.examples["outside"].vectors, small().examples["outside"].vectors)


def test_order_is_kept(tmp_path: Path) -> None:
    rows = tuple(Row("A1", "question", f"pertanyaan {n}", ()) for n in range(30))
    corpora.write(Corpus((), rows, np.zeros((30, 2), np.float32)), tmp_path / "c.sqlite")
    assert corpora.read(tmp_path / "c.sqlite").rows == rows


def test_writing_never_goes_over_what_is_there(tmp_path: Path) -> None:
    corpora.write(small(), tmp_path / "corpus.sqlite")
    with pytest.raises(sqlite3.OperationalError, match="exists"):
        corpora.write(small(), tmp_path / "corpus.sqlite")


def test_reading_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        corpora.read(tmp_path / "corpus.sqlite")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["A1", "Z1", "Z2"])
def test_a_document_is_found_by_id_and_alias(name: str) -> None:
    assert small(aliases=("Z1", "Z2")).document(name).id == "A1"


def test_a_document_that_is_not_there() -> None:
    with pytest.raises(UnknownDocument, match="Tidak ada dokumen dengan id a1"):
        small().document("a1")


def test_an_id_outweighs_an_alias() -> None:
    both = tuple(
        of_statement(statement(name, "ASN pindah.", aliases=aliases))
        for name, aliases in (("A1", ()), ("A2", ("A1",)))
    )
    assert Corpus(both, (), np.zeros((0, 2))).document("A1").id == "A1"


def test_the_newest_is_the_newest_of_sources_and_statements() -> None:
    def newest(published: str, as_of: date) -> date:
        written = statement("A1", "Isi.", as_of=as_of, sources=[SOURCE | {"published": published}])
        return Corpus((of_statement(written),), (), np.zeros((0, 2))).newest

    assert newest("2026-04-02", date(2025, 1, 1)) == date(2026, 4, 2)
    assert newest("2024-04-17", date(2025, 1, 1)) == date(2025, 1, 1)
    assert newest("2027", date(2025, 1, 1)) == date(2025, 1, 1)


def test_a_passage_is_embedded_under_its_title_and_by_its_questions() -> None:
    rows = list(corpora.rows_to_embed(documents()))
    assert rows[0][:2] == ("F3", "text")
    assert rows[0][2].startswith("Perihal F3. Pada 17 April 2024")
    assert rows[1] == ("F3", "question", "Apa benar ASN pindah September 2024?")
    assert ("C1", "short", "jam kerjanya?") in rows
    assert len(rows) == 5 + 4 * 8 + 1 + 1


def test_short_ways_to_ask_are_ways_to_ask() -> None:
    corpus = open_small().corpus
    (short,) = (row for row in corpus.rows if row.kind == "short")
    assert (short.text, short.asks) == ("jam kerjanya?", True)
    assert len(corpus.questions) == 4 * 8 + 1 + 1


def test_a_title_is_not_said_twice() -> None:
    document = of_statement(statement("A1", "ASN pindah ke IKN.", title="asn pindah"))
    assert next(corpora.rows_to_embed([document]))[2] == "ASN pindah ke IKN."


def test_the_rows_of_a_passage() -> None:
    assert small().rows_of == {"A1": [0, 1]}

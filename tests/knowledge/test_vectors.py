import shutil
from pathlib import Path

import numpy as np
import pytest
from langchain_core.vectorstores import VectorStore

from knowledge import vectors as vector_store
from knowledge.corpus import Corpus, Row
from knowledge.encoder import HashingEncoder
from knowledge.errors import StorageError
from knowledge.vectors import ChromaVectors, ExactVectors

DIMENSIONS = 32


def corpus(rows: int = 400) -> Corpus:
    random = np.random.default_rng(7)
    vectors = random.normal(size=(rows, DIMENSIONS)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    named = tuple(Row(f"A{n // 9}", "question", f"pertanyaan {n}", ()) for n in range(rows))
    return Corpus((), named, vectors)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vectors") / "chroma"
    vector_store.write(corpus(), folder)
    return folder


def test_chroma_finds_what_a_scan_finds(folder: Path) -> None:
    exact = ExactVectors(corpus().vectors)
    chroma = ChromaVectors(folder, HashingEncoder(DIMENSIONS))
    found = [
        len({*chroma.nearest(v, 10)} & {*exact.nearest(v, 10)}) for v in corpus(60).vectors + 0.02
    ]
    chroma.close()
    assert np.mean(found) > 9.9


def test_the_nearest_comes_first(folder: Path) -> None:
    chroma = ChromaVectors(folder, HashingEncoder(DIMENSIONS))
    assert [chroma.nearest(v, 3)[0] for v in corpus().vectors[:20]] == list(range(20))
    chroma.close()


@pytest.mark.parametrize("count", [1, 400, 900])
def test_no_more_than_there_is(folder: Path, count: int) -> None:
    chroma = ChromaVectors(folder, HashingEncoder(DIMENSIONS))
    found = chroma.nearest(corpus().vectors[0], count)
    chroma.close()
    assert len(found) == len(set(found)) == min(count, 400)


def test_it_is_a_langchain_vector_store(folder: Path) -> None:
    chroma = ChromaVectors(folder, HashingEncoder(DIMENSIONS))
    assert isinstance(chroma.store, VectorStore)
    (document,) = chroma.store.similarity_search("pertanyaan", k=1)
    chroma.close()
    assert document.page_content.startswith("pertanyaan ")
    assert document.metadata["passage"].startswith("A")


def test_it_can_be_opened_again_and_beside_itself(folder: Path) -> None:
    one, two = (ChromaVectors(folder, HashingEncoder(DIMENSIONS)) for _ in range(2))
    one.close()
    assert two.nearest(corpus().vectors[3], 1) == [3]
    two.close()


def test_more_rows_than_chroma_takes_at_once(tmp_path: Path) -> None:
    vector_store.write(corpus(5600), tmp_path)
    chroma = ChromaVectors(tmp_path, HashingEncoder(DIMENSIONS))
    assert chroma.nearest(corpus(5600).vectors[5599], 1) == [5599]
    chroma.close()


def test_a_collection_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="Indeks vektor tidak bisa dibuka"):
        ChromaVectors(tmp_path, HashingEncoder(DIMENSIONS))


def test_a_place_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="disk penuh atau hanya bisa dibaca"):
        vector_store.write(corpus(3), tmp_path / "file" / "chroma")


def test_a_write_that_failed_can_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = Corpus((), corpus(3).rows, np.zeros((3, 0), np.float32))
    with pytest.raises((StorageError, ValueError)):
        vector_store.write(wrong, tmp_path / "chroma")
    shutil.rmtree(tmp_path / "chroma")
    vector_store.write(corpus(3), tmp_path / "chroma")
    chroma = ChromaVectors(tmp_path / "chroma", HashingEncoder(DIMENSIONS))
    assert chroma.nearest(corpus(3).vectors[2], 1) == [2]
    chroma.close()


def test_a_scan_orders_by_similarity() -> None:
    exact = ExactVectors(np.eye(3, dtype=np.float32))
    assert exact.nearest(np.array([0.1, 0.9, 0.5], np.float32), 2) == [1, 2]

"""The vector leg: a Chroma collection, made once a generation and read through LangChain."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, cast

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.config import Settings
from chromadb.errors import ChromaError
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings

from knowledge.corpus import Corpus, Vectors
from knowledge.encoder import Encoder
from knowledge.errors import StorageError

COLLECTION = "passages"
# Exact enough that the index never decides an order: the ranker scores candidates anew.
CONFIGURATION = CreateCollectionConfiguration(
    hnsw={"space": "cosine", "ef_construction": 200, "ef_search": 200}
)
UNUSABLE = "Indeks vektor tidak bisa dibuka: disk penuh atau hanya bisa dibaca."


class VectorIndex(Protocol):
    """Finds the rows nearest to a vector."""

    def nearest(self, vector: Vectors, count: int) -> list[int]:
        """Numbers of the `count` nearest rows, nearest first."""

    def close(self) -> None:
        """Let go of files."""


class ExactVectors:
    """Scans all rows: the fake for tests, and the reference for the real one."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def nearest(self, vector: Vectors, count: int) -> list[int]:
        """Numbers of the `count` nearest rows, nearest first."""
        order = np.argsort(-(self._vectors @ vector), kind="stable")
        return [int(number) for number in order[:count]]

    def close(self) -> None:
        """Nothing is held."""


class ChromaVectors:
    """Rows in a Chroma collection; `store` is the LangChain `VectorStore` over it.

    Raises `StorageError` where Chroma cannot work: it writes even to be read.
    """

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self._client = _client(folder)
        try:
            self.store = Chroma(
                client=self._client,
                collection_name=COLLECTION,
                embedding_function=cast(Embeddings, encoder),  # it has the same two methods
                create_collection_if_not_exists=False,
            )
            self.store.get(limit=1, include=[])
        except (ChromaError, ValueError) as error:
            self._client.close()
            raise StorageError(UNUSABLE) from error

    def nearest(self, vector: Vectors, count: int) -> list[int]:
        """Numbers of the `count` nearest rows, nearest first."""
        found = self.store.similarity_search_by_vector(vector.tolist(), k=count)
        return [int(document.metadata["row"]) for document in found]

    def close(self) -> None:
        """Let go of the files of the collection."""
        self._client.close()


def write(corpus: Corpus, folder: Path) -> None:
    """Make the collection of a new generation in an empty folder.

    Raises:
        StorageError: Chroma cannot write there.
    """
    with _closing(_client(folder)) as client:
        collection = client.create_collection(
            COLLECTION, embedding_function=None, configuration=CONFIGURATION
        )
        batch = client.get_max_batch_size()
        for start in range(0, len(corpus.rows), batch):
            rows = corpus.rows[start : start + batch]
            collection.add(
                ids=[str(start + n) for n in range(len(rows))],
                embeddings=corpus.vectors[start : start + batch],
                documents=[row.text for row in rows],
                metadatas=[{"row": start + n, "passage": r.passage_id} for n, r in enumerate(rows)],
            )


@contextmanager
def _closing(client: Client) -> Iterator[Client]:
    """Close it in any case: Chroma keeps one that is open for whoever asks for that folder next."""
    try:
        yield client
    except ChromaError as error:
        raise StorageError(UNUSABLE) from error
    finally:
        client.close()


def _client(folder: Path) -> Client:
    settings = Settings(anonymized_telemetry=False)
    try:
        return cast(Client, chromadb.PersistentClient(str(folder), settings=settings))
    except (ChromaError, AttributeError, ValueError) as error:  # as clumsy as it is on a full disk
        raise StorageError(UNUSABLE) from error

"""What others would build from the same passages and the same encoder, asked the same questions.

bm25      the passage that BM25 puts first
encoder   the passage that the encoder puts first
tutorial  what a LangChain tutorial builds: everything in one text, recursive splitter, Chroma,
          the best four chunks put together

All three always answer. None is told the history or the day, none knows what was superseded.
"""

import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Protocol, cast

import chromadb
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.config import Settings
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings

from assistant.answer import Answer, Citation, Sentence, Status
from evals.dataset import Item
from evals.retrieval import by_rows
from evals.splitter import split
from evals.subject import Reply
from knowledge.corpus import Corpus
from knowledge.index import Index
from knowledge.retriever import PolicyRetriever

TOP = 4
BATCH = 64
# One thread and an exhaustive search: the same chunks on every run.
CONFIGURATION = CreateCollectionConfiguration(
    hnsw={"space": "cosine", "ef_construction": 400, "ef_search": 400, "num_threads": 1}
)


class Baseline(Protocol):
    """Something that always answers."""

    def reply(self, item: Item, day: date) -> Reply:
        """Answer one question."""


class FirstPassage:
    """Says the best passage of one leg and cites it."""

    def __init__(self, retriever: PolicyRetriever, leg: str) -> None:
        self._retriever = retriever
        self._leg = leg

    def reply(self, item: Item, day: date) -> Reply:
        """The first passage, word for word."""
        started = time.perf_counter()
        index = self._retriever.index
        query = self._retriever.prepare(item.question)
        scores = (
            index.lexical.scores(query.terms)
            if self._leg == "bm25"
            else index.corpus.vectors @ query.vector
        )
        found = by_rows(index.corpus, scores)[:1]
        return Reply(quoting(found, index.corpus, day), _ms(started))


def quoting(passages: list[str], corpus: Corpus, day: date) -> Answer:
    """An answer that says these passages word for word and cites each."""
    sentences, citations = [], []
    for number, name in enumerate(passages, start=1):
        document, passage = corpus.passages[name]
        source = document.sources[0]
        sentences.append(Sentence(text=passage.text, citations=(str(number),)))
        citations.append(
            Citation(
                id=str(number),
                document_id=document.id,
                title=source.title,
                publisher=source.publisher,
                url=source.url,
                published=source.published,
                locator=passage.locator,
                validity=document.validity,
                superseded_by=None,
                quote=passage.text,
            )
        )
    return Answer(
        status=Status.ANSWERED,
        answer="\n\n".join(s.text for s in sentences),
        sentences=tuple(sentences),
        citations=tuple(citations),
        as_of=day,
        knowledge_date=corpus.newest,
        generator="baseline",
    )


class Tutorial:
    """Recursive splitter, Chroma, top four, concatenated; no citation, as in the tutorial."""

    def __init__(self, store: Chroma, newest: date) -> None:
        self._store = store
        self._newest = newest

    def reply(self, item: Item, day: date) -> Reply:
        """Four chunks, put together."""
        started = time.perf_counter()
        found = self._store.similarity_search(item.question, k=TOP)
        text = "\n\n".join(document.page_content for document in found)
        answer = Answer(
            status=Status.ANSWERED,
            answer=text,
            as_of=day,
            knowledge_date=self._newest,
            generator="baseline",
        )
        return Reply(answer, _ms(started))


@contextmanager
def tutorial(index: Index) -> Iterator[Tutorial]:
    """The tutorial's pipeline over the texts of this index, in a folder that goes with it."""
    text = "\n\n".join(passage.text for _, passage in index.corpus.passages.values())
    chunks = split(text)
    settings = Settings(anonymized_telemetry=False)
    with tempfile.TemporaryDirectory() as folder:
        client = cast(Client, chromadb.PersistentClient(folder, settings=settings))
        store = Chroma(
            client=client,
            collection_name="tutorial",
            embedding_function=cast(Embeddings, index.encoder),
            collection_configuration=CONFIGURATION,
        )
        for start in range(0, len(chunks), BATCH):
            store.add_texts(
                chunks[start : start + BATCH],
                ids=[str(start + n) for n in range(len(chunks[start : start + BATCH]))],
            )
        try:
            yield Tutorial(store, index.corpus.newest)
        finally:
            client.close()


@contextmanager
def baselines(retriever: PolicyRetriever) -> Iterator[Mapping[str, Baseline]]:
    """All three."""
    with tutorial(retriever.index) as pipeline:
        yield {
            "bm25": FirstPassage(retriever, "bm25"),
            "encoder": FirstPassage(retriever, "encoder"),
            "tutorial": pipeline,
        }


def _ms(since: float) -> float:
    return round((time.perf_counter() - since) * 1000, 2)

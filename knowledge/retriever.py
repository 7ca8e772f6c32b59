"""Finds the passages that answer a question: vector leg and BM25 leg, fused by learned weights."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import PrivateAttr

from knowledge.corpus import Corpus
from knowledge.documents import Document, Passage
from knowledge.index import Index
from knowledge.naming import DOCUMENT, Named, Naming
from knowledge.provisions import Provisions
from knowledge.ranking import FEATURES, Array, Intent, Query, Ranker, Scorer
from knowledge.schema import Validity
from knowledge.timeline import PAST

ROWS_PER_LEG = 80
FREQUENT = 4
# The share of a question itself beside the question with what it leans on; chosen on
# `evals/training/`.
OWN = 0.4
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, what it is on the asked day, and why it stands where it stands.

    `named`: the question names this very provision.
    """

    document: Document
    passage: Passage
    validity: Validity
    score: float
    features: Mapping[str, float]
    named: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with what is worked out from it once: BM25 of every row, and what it names."""

    query: Query
    lexical: Array
    named: Named


class PolicyRetriever(BaseRetriever):
    """Hybrid retrieval over one index generation; a LangChain retriever.

    `search` is the real interface; `invoke` gives LangChain documents for whoever composes
    chains of their own.
    """

    _count: int = PrivateAttr()
    _index: Index = PrivateAttr()
    _naming: Naming = PrivateAttr()
    _provisions: Provisions = PrivateAttr()
    _ranker: Ranker = PrivateAttr()
    _scorer: Scorer = PrivateAttr()
    _vocabulary: frozenset[str] = PrivateAttr()

    def __init__(self, index: Index, ranker: Ranker, count: int = 10) -> None:
        super().__init__()
        self._count = count
        self._index = index
        self._naming = Naming(index.corpus)
        self._provisions = Provisions(index.corpus)
        self._ranker = ranker
        self._scorer = Scorer(index.corpus, index.lexical)
        self._vocabulary = _frequent_words(index.corpus)

    @property
    def index(self) -> Index:
        """The generation that is searched."""
        return self._index

    def search(
        self, question: str, intent: Intent | None = None, *, without: int = -1
    ) -> tuple[Hit, ...]:
        """The best passages for a question, best first.

        `without` leaves one row of the index out, for leave-one-out evaluation.
        """
        intent = intent or Intent()
        query = self.prepare(question)
        return self.rank(query, intent, without=without)[: self._count]

    def prepare(self, question: str) -> Query:
        """Terms and vector of a question."""
        language = self.index.language
        normal = self._corrected(question)
        vector = self.index.encoder.encode_queries([language.expand(normal)])[0]
        return Query(tuple(language.tokens(normal)), vector)

    def terms(self, question: str) -> tuple[str, ...]:
        """The terms of a question, without its vector."""
        return tuple(self.index.language.tokens(self._corrected(question)))

    def adds(self, terms: Sequence[str], hit: Hit, other: Hit) -> float:
        """Share of the terms, by rarity, that the other hit holds and the first lacks.

        0 to 1: above zero, the two together hold more of what is asked than the first alone.
        """
        return self._scorer.adds(terms, hit.passage.id, other.passage.id)

    def _corrected(self, question: str) -> str:
        language = self.index.language
        return language.correct(language.normalise(question), self._vocabulary)

    def rank(self, query: Query, intent: Intent, *, without: int = -1) -> tuple[Hit, ...]:
        """All candidates of both legs, best first."""
        asked = self._asked(query)
        candidates = self._candidates(asked, without)
        if not candidates:
            return ()
        features, scores = self._scores(asked, candidates, intent, without)
        return self._ordered(candidates, scores, features, asked.named, intent)

    def lean(
        self, query: Query, whole: Query, intent: Intent, *, said: Query | None = None
    ) -> tuple[Hit, ...]:
        """What answers a question that leans on something, best first.

        `whole`: the question with what it leans on. It fits both, and is related to what answered
        `said`, the question before it. The features told are mixed likewise.
        """
        own, both = self._asked(query), self._asked(whole)
        candidates = list(dict.fromkeys((*self._candidates(own), *self._candidates(both))))
        if not candidates:
            return ()
        told = self._best(said, candidates, intent) if said is not None else None
        alone, scores = self._scores(own, candidates, intent, told=told)
        within, others = self._scores(both, candidates, intent, told=told)
        scores = OWN * scores + (1 - OWN) * others
        features = OWN * alone + (1 - OWN) * within
        named = both.named if said is None else own.named
        return self._ordered(candidates, scores, features, named, intent)

    def _asked(self, query: Query) -> Asked:
        return Asked(query, self._scorer.lexical_scores(query), self._naming.of(query.terms))

    def _best(self, query: Query, candidates: list[str], intent: Intent) -> str:
        """The candidate that answers best."""
        _, scores = self._scores(self._asked(query), candidates, intent)
        return candidates[int(np.argmax(scores))]

    def _scores(
        self,
        asked: Asked,
        candidates: list[str],
        intent: Intent,
        without: int = -1,
        told: str | None = None,
    ) -> tuple[Array, Array]:
        """Features (candidates x features) and scores."""
        features = self._scorer.features(
            asked.query, candidates, asked.lexical, intent, without, told
        )
        return features, self._ranker.scores(features) + self._gains(candidates, asked)

    def _ordered(
        self, candidates: list[str], scores: Array, features: Array, named: Named, intent: Intent
    ) -> tuple[Hit, ...]:
        order = np.argsort(-scores, kind="stable")
        best: dict[str, Hit] = {}
        withheld = self.index.withheld()
        for n in order:
            hit = self._hit(candidates[n], scores[n], features[n], intent)
            if hit and hit.document.id not in withheld and _may_answer(hit, named, intent):
                meant = replace(hit, named=hit.passage.id in named.gains)
                best.setdefault(hit.passage.id, meant)
        return tuple(best.values())

    def _gains(self, candidates: list[str], asked: Asked) -> Array:
        """What each gains because the question names its document or its very pasal, and loses
        because it is no norm."""
        named = asked.named
        documents = (self._index.corpus.passages[name][0].id for name in candidates)
        return np.array(
            [
                named.gains.get(name, 0.0)
                + DOCUMENT * (document in named.documents)
                - self._provisions.loss(name, asked.query.terms)
                for name, document in zip(candidates, documents, strict=True)
            ],
            dtype=np.float32,
        )

    def _candidates(self, asked: Asked, without: int = -1) -> list[str]:
        by_words = [int(n) for n in np.argsort(-asked.lexical, kind="stable")[:ROWS_PER_LEG]]
        rows = self.index.vectors.nearest(asked.query.vector, ROWS_PER_LEG)
        rows += [n for n in by_words if asked.lexical[n] > 0]
        found = (self.index.corpus.rows[n].passage_id for n in rows if n != without)
        return list(dict.fromkeys([*found, *asked.named.gains]))

    def _hit(self, passage: str, score: float, features: Array, intent: Intent) -> Hit | None:
        """The passage, or the one that stood in its place on the asked day."""
        corpus = self.index.corpus
        asked, found = corpus.passages[passage]
        document = corpus.timeline.at(asked, intent.day)
        if document is None:
            return None
        if document is not asked:
            found = document.passages[0]
        validity = corpus.timeline.validity(document, intent.day)
        named = dict(zip(FEATURES, map(float, features), strict=True))
        return Hit(document, found, validity, float(score), named)

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 LangChain's signature
    ) -> list[LangChainDocument]:
        return list(map(_as_langchain, self.search(query)))


def _may_answer(hit: Hit, named: Named, intent: Intent) -> bool:
    """An ingested law that is past answers only who asks for it or for the past."""
    if hit.document.kind != "document":
        return True
    over = hit.validity in PAST and not intent.history and hit.document.id not in named.documents
    return not over and named.fits(hit.document.id, hit.passage.id)


def _frequent_words(corpus: Corpus) -> frozenset[str]:
    """Words that a typo may be corrected to: rare ones are too often typos themselves."""
    whole = (row for row in corpus.rows if row.kind != "short")
    counts = Counter(word for row in whole for word in _WORD.findall(row.text.lower()))
    return frozenset(word for word, count in counts.items() if count >= FREQUENT)


def _as_langchain(hit: Hit) -> LangChainDocument:
    metadata = {
        "document_id": hit.document.id,
        "passage_id": hit.passage.id,
        "title": hit.document.title,
        "as_of": hit.document.as_of.isoformat(),
        "validity": hit.validity.value,
        "score": hit.score,
    }
    return LangChainDocument(page_content=hit.passage.text, metadata=metadata, id=hit.passage.id)

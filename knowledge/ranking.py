"""How candidates are ordered: a few readable features and one weight for each (`ranking.json`)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.corpus import Corpus, Vectors
from knowledge.documents import Document
from knowledge.lexical import LexicalIndex
from knowledge.timeline import PAST

Array = NDArray[np.float32]
OLD = 4 * 365  # days
# Of a follow-up, whose earlier question was answered by a passage; else 0.
RELATIONS = (
    "repeats",  # 1 for that passage itself
    "next",  # 1 if an editor noted that people ask for it after that one
    "previous",  # 1 if for that one after it
    "series",  # 1 if both tell of one matter, in parts or at different times
    "topic",  # 1 if both are of one topic
)
FEATURES = (
    "dense_text",  # cosine of the question and the passage
    "dense_question",  # cosine of the question and the nearest known way to ask (or the text)
    "dense_questions",  # mean of the three nearest
    "dense_first",  # 1 / rank by dense_question
    "lexical_text",  # BM25 of the passage, over the best BM25 of any row
    "lexical_question",  # BM25 of the best way to ask, likewise
    "lexical_first",  # 1 / rank by BM25
    "coverage",  # idf-weighted share of the question's terms in the passage and ways to ask
    "coverage_question",  # the same in the single best way to ask
    "exact",  # share of the question's exact terms (regulations, pasal, numbers) in the passage
    "past",  # 1 if superseded, revoked or expired on the day, unless the past is asked for
    "age",  # of what is no rule: 0 when it was said, 1 from `OLD` on; 0 if the past is asked for
    "authority",  # 0 for a law ... 1 for an editor's note
    "statement",  # 1 for a curated statement, 0 for an article or another document
    *RELATIONS,
)


@dataclass(frozen=True, slots=True)
class Intent:
    """What the question says about time: the day it asks for, and whether the past is meant."""

    day: date = date.max
    history: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready: its terms for BM25 and its vector (unit length)."""

    terms: tuple[str, ...]
    vector: Vectors


class Ranker:
    """A linear model over `FEATURES`; the weights are data that a person can read."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.weights = dict(weights)
        self._vector = np.array([weights[name] for name in FEATURES], dtype=np.float32)

    @classmethod
    def load(cls) -> Self:
        """The weights in `ranking.json`, learned by `python -m evals.train`."""
        text = resources.files("knowledge").joinpath("ranking.json").read_text("utf-8")
        return cls(json.loads(text)["weights"])

    def scores(self, features: Array) -> Array:
        """One score a candidate; `features` is candidates x `len(FEATURES)`."""
        scores: Array = features @ self._vector
        return scores


class Scorer:
    """Computes the features of candidate passages for one query, exactly, from the stored rows."""

    def __init__(self, corpus: Corpus, lexical: LexicalIndex) -> None:
        self._corpus = corpus
        self._lexical = lexical
        self._line = {passage: n for n, passage in enumerate(corpus.rows_of)}
        rows = corpus.rows
        self._text = np.array(
            [next(n for n in ns if rows[n].kind == "text") for ns in corpus.rows_of.values()]
        )
        self._asked = _padded([[n for n in ns if rows[n].asks] for ns in corpus.rows_of.values()])
        self._postings, self._idf = _postings(corpus)

    def lexical_scores(self, query: Query) -> Array:
        """BM25 of every row."""
        return self._lexical.scores(query.terms)

    def features(
        self,
        query: Query,
        passages: Sequence[str],
        lexical: Array,
        intent: Intent,
        without: int = -1,
        told: str | None = None,
    ) -> Array:
        """Candidates x features. `without` leaves one row out (leave-one-out evaluation); `told` is
        the passage that answered the question before."""
        lines = np.array([self._line[passage] for passage in passages])
        text, asked = self._text[lines], self._asked[lines]
        absent = (asked < 0) | (asked == without)
        dense_text = self._cosines(query, text)
        # A passage with few known ways to ask is judged by its text in their place.
        dense = np.where(absent, dense_text[:, None], self._cosines(query, asked))
        dense = np.sort(dense, axis=1)[:, ::-1]
        lexical = lexical / max(float(lexical.max(initial=0.0)), 1e-6)
        by_question = np.where(absent, 0, lexical[asked])
        shares = self._shares(query.terms)
        asked_shares = np.where(absent, 0, shares[:, asked])
        known = np.maximum(asked_shares.max(axis=2, initial=0), shares[:, text])
        weights = self._weights(query.terms)
        table = np.zeros((len(passages), len(FEATURES)), dtype=np.float32)
        columns = {
            "dense_text": dense_text,
            "dense_question": dense[:, 0],
            "dense_questions": dense[:, :3].mean(axis=1),
            "dense_first": _reciprocal_rank(dense[:, 0]),
            "lexical_text": lexical[text],
            "lexical_question": by_question.max(axis=1, initial=0),
            "lexical_first": _reciprocal_rank(by_question.max(axis=1, initial=0)),
            "coverage": weights @ known,
            "coverage_question": np.tensordot(weights, asked_shares, 1).max(axis=1, initial=0),
            "exact": _exact(query.terms, known),
            **self._standing(passages, intent),
            **self._relations(passages, told),
        }
        for number, name in enumerate(FEATURES):
            table[:, number] = columns[name]
        return table

    def adds(self, terms: Sequence[str], passage: str, other: str) -> float:
        """Share of the terms, by idf, that the other passage holds and the first does not."""
        shares = self._shares(terms)
        held, new = (shares[:, self._corpus.rows_of[name]].any(axis=1) for name in (passage, other))
        return float(self._weights(terms) @ (new & ~held))

    def _cosines(self, query: Query, rows: NDArray[np.int64]) -> Array:
        cosines: Array = self._corpus.vectors[rows] @ query.vector
        return cosines

    def _shares(self, terms: Sequence[str]) -> NDArray[np.bool_]:
        """Terms x rows: whether the row holds the term."""
        held = np.zeros((len(terms), len(self._corpus.rows)), dtype=bool)
        for number, term in enumerate(terms):
            held[number, self._postings.get(term, [])] = True
        return held

    def _weights(self, terms: Sequence[str]) -> Array:
        """The idf of each term, summing to one; a term never seen weighs as much as the rarest."""
        rarest = max(self._idf.values(), default=1.0)
        weights = np.array([self._idf.get(term, rarest) for term in terms], dtype=np.float32)
        total = max(float(weights.sum()), 1e-6)
        return (weights / total).astype(np.float32)

    def _standing(self, passages: Sequence[str], intent: Intent) -> dict[str, list[float]]:
        documents = [self._corpus.passages[passage][0] for passage in passages]
        timeline = self._corpus.timeline
        past = [timeline.validity(d, intent.day) in PAST and not intent.history for d in documents]
        day = min(intent.day, self._corpus.newest)
        return {
            "past": list(map(float, past)),
            "age": [0.0 if intent.history else _age(document, day) for document in documents],
            "authority": [document.authority.rank / 7 for document in documents],
            "statement": [float(document.kind == "statement") for document in documents],
        }

    def _relations(self, passages: Sequence[str], told: str | None) -> dict[str, list[float]]:
        if told is None:
            return {name: [0.0] * len(passages) for name in RELATIONS}
        before = self._corpus.passages[told][0]
        documents = [self._corpus.passages[passage][0] for passage in passages]
        relations = {
            "repeats": [passage == told for passage in passages],
            "next": [d.id in before.follow_up for d in documents],
            "previous": [before.id in d.follow_up for d in documents],
            "series": [(d.part_of or d.id) == (before.part_of or before.id) for d in documents],
            "topic": [d.topic is not None and d.topic == before.topic for d in documents],
        }
        return {name: list(map(float, holds)) for name, holds in relations.items()}


def _age(document: Document, day: date) -> float:
    return (
        0.0 if document.authority.is_rule else min(max((day - document.as_of).days / OLD, 0.0), 1.0)
    )


def _padded(lists: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """Lists of row numbers as one table, -1 where a list is shorter; at least three wide."""
    width = max(3, *map(len, lists), 3)
    return np.array([[*numbers, *[-1] * (width - len(numbers))] for numbers in lists])


def _postings(corpus: Corpus) -> tuple[dict[str, list[int]], dict[str, float]]:
    """The rows that hold each term, and the idf of each term over passages."""
    postings: dict[str, list[int]] = {}
    passages: dict[str, set[str]] = {}
    for number, row in enumerate(corpus.rows):
        for term in set(row.tokens):
            postings.setdefault(term, []).append(number)
            passages.setdefault(term, set()).add(row.passage_id)
    total = len(corpus.rows_of)
    return postings, {t: float(np.log(1 + total / len(p))) for t, p in passages.items()}


def _exact(terms: Sequence[str], known: NDArray[np.bool_]) -> Array:
    """Share of the question's terms with a digit in them that each candidate holds."""
    exact = [n for n, term in enumerate(terms) if any(map(str.isdigit, term))]
    share = known[exact].mean(axis=0) if exact else np.zeros(known.shape[1])
    return share.astype(np.float32)


def _reciprocal_rank(values: Array) -> Array:
    ranks = np.empty(len(values), dtype=np.float32)
    ranks[np.argsort(-values, kind="stable")] = np.arange(1, len(values) + 1)
    return (1 / ranks).astype(np.float32)

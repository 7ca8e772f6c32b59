"""How candidates are ordered: a few readable features and one weight for each (`ranking.json`)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib import resources
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.corpus import Corpus, Vectors
from knowledge.lexical import LexicalIndex
from knowledge.timeline import PAST

Array = NDArray[np.float32]
FEATURES = (
    "dense_text",  # cosine of the question and the passage
    "dense_question",  # cosine of the question and the nearest known way to ask
    "dense_questions",  # mean of the three nearest
    "dense_first",  # 1 / rank by dense_question
    "lexical_text",  # BM25 of the passage, over the best BM25 of any row
    "lexical_question",  # BM25 of the best way to ask, likewise
    "lexical_first",  # 1 / rank by BM25
    "coverage",  # idf-weighted share of the question's terms in the passage and its questions
    "coverage_question",  # the same in the single best way to ask
    "exact",  # share of the question's exact terms (regulations, pasal, numbers) in the passage
    "past",  # 1 if superseded, revoked or expired on the day, unless the past is asked for
    "authority",  # 0 for a law ... 1 for an editor's note
    "statement",  # 1 for a curated statement, 0 for an article or another document
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

    @cached_property
    def _idf(self) -> dict[str, float]:
        sets = [self._passage_terms(passage) for passage in self._corpus.rows_of]
        counts: dict[str, int] = {}
        for terms in sets:
            for term in terms:
                counts[term] = counts.get(term, 0) + 1
        return {t: float(np.log(1 + len(sets) / c)) for t, c in counts.items()}

    def _passage_terms(self, passage: str, without: int = -1) -> set[str]:
        rows = self._corpus.rows_of[passage]
        return {t for n in rows if n != without for t in self._corpus.rows[n].tokens}

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
    ) -> Array:
        """Candidates x features. `without` leaves one row out (leave-one-out evaluation)."""
        table = np.zeros((len(passages), len(FEATURES)), dtype=np.float32)
        best = max(float(lexical.max(initial=0.0)), 1e-6)
        for line, passage in enumerate(passages):
            rows = [n for n in self._corpus.rows_of[passage] if n != without]
            table[line] = self._one(query, passage, rows, lexical / best, intent)
        _fill_rank(table, "dense_question", "dense_first")
        _fill_rank(table, "lexical_question", "lexical_first")
        return table

    def _one(
        self, query: Query, passage: str, rows: list[int], lexical: Array, intent: Intent
    ) -> list[float]:
        corpus = self._corpus
        document, _ = corpus.passages[passage]
        text = next((n for n in rows if corpus.rows[n].kind == "text"), None)
        asked = [n for n in rows if corpus.rows[n].kind == "question"]
        cosines = np.sort(corpus.vectors[asked] @ query.vector)[::-1] if asked else np.zeros(1)
        dense_text = 0.0 if text is None else float(corpus.vectors[text] @ query.vector)
        terms = {t for n in rows for t in corpus.rows[n].tokens}
        past = corpus.timeline.validity(document, intent.day) in PAST and not intent.history
        return [
            dense_text,
            float(cosines[0]),
            float(cosines[:3].mean()),
            0.0,
            0.0 if text is None else float(lexical[text]),
            float(lexical[asked].max(initial=0.0)),
            0.0,
            self._coverage(query.terms, terms),
            max((self._coverage(query.terms, corpus.rows[n].tokens) for n in asked), default=0.0),
            _exact(query.terms, terms),
            float(past),
            document.authority.rank / 7,
            float(document.kind == "statement"),
        ]

    def _coverage(self, asked: Sequence[str], held: Sequence[str] | set[str]) -> float:
        rare = max(self._idf.values(), default=1.0)
        weights = {term: self._idf.get(term, rare) for term in asked}
        total = sum(weights.values())
        return sum(w for t, w in weights.items() if t in held) / total if total else 0.0


def _exact(asked: Sequence[str], held: set[str]) -> float:
    exact = {term for term in asked if any(c.isdigit() for c in term)}
    return len(exact & held) / len(exact) if exact else 0.0


def _fill_rank(table: Array, by: str, into: str) -> None:
    order = np.argsort(-table[:, FEATURES.index(by)], kind="stable")
    table[order, FEATURES.index(into)] = 1 / np.arange(1, len(table) + 1)

"""How well each leg finds the passages that hold the answer (`ir-measures`).

A reference counts as found when a retrieved passage or its document has that id or alias, or when
the document is a part of what the reference names; the strict figures leave parts out. A passage
that brings nothing new stays in its place in the ranking and counts as a miss.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, zip_longest

import ir_measures
import numpy as np
from ir_measures import RR, Qrel, R, ScoredDoc, Success, nDCG

from knowledge.corpus import Corpus
from knowledge.ranking import Intent, Query
from knowledge.retriever import PolicyRetriever

LEGS = ("bm25", "encoder", "fused", "product")
MEASURES = {str(m): m for m in (Success @ 1, Success @ 5, R @ 1, R @ 5, R @ 10, RR @ 10, nDCG @ 10)}
DEPTH = 50
RRF = 60
Ranking = list[str]


def rankings(
    retriever: PolicyRetriever, questions: Sequence[str], intent: Intent
) -> dict[str, Ranking]:
    """The passage ids that each leg finds, best first; several questions take turns."""
    legs = [_legs(retriever, retriever.prepare(question), intent) for question in questions]
    return {leg: interleaved([found[leg] for found in legs])[:DEPTH] for leg in LEGS}


def _legs(retriever: PolicyRetriever, query: Query, intent: Intent) -> dict[str, Ranking]:
    index = retriever.index
    bm25 = by_rows(index.corpus, index.lexical.scores(query.terms))
    encoder = by_rows(index.corpus, index.corpus.vectors @ query.vector)
    product = [hit.passage.id for hit in retriever.rank(query, intent)]
    return {"bm25": bm25, "encoder": encoder, "fused": fused(bm25, encoder), "product": product}


def by_rows(corpus: Corpus, scores: np.ndarray[tuple[int], np.dtype[np.float32]]) -> Ranking:
    """Passages by their best row; rows that score nothing are not found."""
    order = np.argsort(-scores, kind="stable")
    found = (corpus.rows[n].passage_id for n in order if scores[n] > 0)
    return _first(found, 2 * DEPTH)


def fused(one: Ranking, other: Ranking) -> Ranking:
    """Equal reciprocal rank fusion.

    >>> fused(["a", "b"], ["b", "c"])
    ['b', 'a', 'c']
    """
    scores: dict[str, float] = {}
    for ranking in (one, other):
        for rank, name in enumerate(ranking, start=1):
            scores[name] = scores.get(name, 0.0) + 1 / (RRF + rank)
    return sorted(scores, key=lambda name: -scores[name])


def interleaved(found: Sequence[Ranking]) -> Ranking:
    """The first of each, then the second of each, every passage once.

    >>> interleaved([["a", "b"], ["c", "a"]])
    ['a', 'c', 'b']
    """
    rows = zip_longest(*found)
    return list(dict.fromkeys(name for name in chain.from_iterable(rows) if name is not None))


def _first(names: Iterable[str], count: int) -> Ranking:
    seen: dict[str, None] = {}
    for name in names:
        seen.setdefault(name)
        if len(seen) == count:
            break
    return list(seen)


class Judgements:
    """Which references a passage satisfies, over one corpus."""

    def __init__(self, corpus: Corpus, strict: bool = False) -> None:
        self._corpus = corpus
        self._strict = strict

    def relevant(self, refs: Sequence[str]) -> list[str]:
        """The references to find; one whose own part is asked for too is not asked twice."""
        named = list(dict.fromkeys(map(self._canonical, refs)))
        if self._strict:
            return named
        families = {self._family(name) for name in named} - {None}
        return [name for name in named if name not in families]

    def labelled(self, ranking: Ranking, refs: Sequence[str]) -> Ranking:
        """The ranking with each passage renamed to the reference that it is the first to satisfy.

        Others get names that no reference has.
        """
        pending = self.relevant(refs)
        labels = []
        for passage in ranking:
            label = next((ref for ref in pending if self._satisfies(passage, ref)), None)
            if label:
                pending.remove(label)
            labels.append(label or f"-{passage}")
        return labels

    def _satisfies(self, passage: str, ref: str) -> bool:
        if passage == ref:
            return True
        document = self._corpus.passages[passage][0]
        same = document.id == ref
        return same or (not self._strict and document.part_of == ref)

    def _canonical(self, ref: str) -> str:
        document = self._corpus.by_name.get(ref)
        return document.id if document else ref

    def _family(self, name: str) -> str | None:
        document = self._corpus.by_name.get(name)
        return document.part_of if document else None


def scores(
    refs: Mapping[str, Sequence[str]], found: Mapping[str, Ranking], judgements: Judgements
) -> dict[str, dict[str, float]]:
    """Every measure of every question: question id, measure, value from 0 to 1."""
    qrels = [Qrel(q, ref, 1) for q, names in refs.items() for ref in judgements.relevant(names)]
    run = [
        ScoredDoc(question, name, float(-place))
        for question, names in refs.items()
        for place, name in enumerate(judgements.labelled(found[question], names) or ["-"])
    ]
    values: dict[str, dict[str, float]] = {q: dict.fromkeys(MEASURES, 0.0) for q in refs}
    for metric in ir_measures.iter_calc(list(MEASURES.values()), qrels, run):
        values[metric.query_id][str(metric.measure)] = round(float(metric.value), 6)
    return values

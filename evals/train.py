"""Learns the ranking and the confidence from the curated questions, and writes their weights.

    python -m evals.train

Ranking: each held-out question (see `evals.split`) is asked with its own row left out; the weights
make its passage win against the other candidates (softmax over candidates, L2). Confidence: the
same questions, right where the best passage is the right one or says the same, against questions
that no passage answers (`assistant/examples/`). Nothing here looks at `evals/datasets/`.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from assistant.confidence import SIGNALS, signals_of
from assistant.examples import examples
from evals.split import held_out
from knowledge.documents import Document
from knowledge.opening import open_index
from knowledge.ranking import FEATURES, Intent, Ranker
from knowledge.retriever import Hit, PolicyRetriever
from knowledge.settings import KnowledgeSettings

CANDIDATES = 40
PENALTY = 1e-3
RANKING = Path("knowledge/ranking.json")
CONFIDENCE = Path("assistant/confidence.json")
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """One held-out question: its passage and all candidates found without its own row."""

    passage_id: str
    hits: tuple[Hit, ...]

    @property
    def gold(self) -> int:
        """The place of the right passage among the hits, or -1."""
        return next((n for n, h in enumerate(self.hits) if h.passage.id == self.passage_id), -1)


def ask_held_out(retriever: PolicyRetriever) -> Iterator[Example]:
    """Ask every held-out question without its own row."""
    for number, row in enumerate(retriever.index.corpus.rows):
        if row.kind == "question" and held_out(row.text):
            query = retriever.prepare(row.text)
            yield Example(row.passage_id, retriever.rank(query, Intent(), without=number))


def learn_ranking(found: Sequence[Example]) -> dict[str, float]:
    """The weights under which the right passages win most surely."""
    tables = [_table(example) for example in found if example.gold >= 0]

    def loss(weights: Array) -> tuple[float, Array]:
        total, slope = PENALTY * float(weights @ weights), 2 * PENALTY * weights
        for table in tables:
            scores = table @ weights
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            total -= float(np.log(max(chances[0], 1e-12))) / len(tables)
            slope = slope + (chances @ table - table[0]) / len(tables)
        return total, slope

    best = minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B")
    return dict(zip(FEATURES, (round(float(w), 4) for w in best.x), strict=True))


def _table(example: Example) -> Array:
    """Features of the right passage first, then of its strongest rivals."""
    rivals = [h for n, h in enumerate(example.hits) if n != example.gold][: CANDIDATES - 1]
    hits = [example.hits[example.gold], *rivals]
    return np.array([[hit.features[name] for name in FEATURES] for hit in hits])


def same_matter(one: Document, other: Document) -> bool:
    """Whether an answer from the other document is as right: parts, versions, both sides."""
    links = {*one.completed_by, *one.disputed_with, *one.superseded_by, one.part_of, one.id}
    back = {*other.completed_by, *other.disputed_with, *other.superseded_by, other.part_of}
    return other.id in links or one.id in back


def learn_confidence(
    right: Sequence[tuple[Hit, ...]], wrong: Sequence[tuple[Hit, ...]]
) -> dict[str, object]:
    """A logistic model of whether the best hit answers; both classes weigh the same."""
    hits = [*right, *wrong]
    table = np.array([[signals_of(h)[name] for name in SIGNALS] for h in hits])
    labels = np.array([1] * len(right) + [0] * len(wrong))
    model = LogisticRegression(C=10.0, class_weight="balanced", max_iter=5000)
    model.fit(table, labels)
    chances = model.predict_proba(table)[:, 1]
    weights = dict(zip(SIGNALS, (round(float(w), 4) for w in model.coef_[0]), strict=True))
    return {
        "weights": weights,
        "bias": round(float(model.intercept_[0]), 4),
        "answer": _threshold(chances, labels),
    }


def _threshold(chances: Array, labels: NDArray[np.int64], invented: float = 0.1) -> float:
    """The lowest confidence at which at most `invented` of the unanswerable pass."""
    wrong = np.sort(chances[labels == 0])
    return round(float(wrong[int((1 - invented) * len(wrong))]), 4)


def unanswerable(retriever: PolicyRetriever) -> list[tuple[Hit, ...]]:
    """What is found for questions that nothing answers."""
    kinds = examples()
    asked = [*kinds["unknown"], *kinds["outside"]]
    return [retriever.rank(retriever.prepare(question), Intent()) for question in asked]


def main() -> None:
    """Learn both and write them."""
    index = open_index(KnowledgeSettings())
    found = list(ask_held_out(PolicyRetriever(index, Ranker.load())))
    weights = learn_ranking(found)
    RANKING.write_text(json.dumps({"weights": weights}, indent=2) + "\n")
    retriever = PolicyRetriever(index, Ranker(weights))
    found = list(ask_held_out(retriever))
    documents = index.corpus.passages
    right = [e.hits for e in found if same_matter(documents[e.passage_id][0], e.hits[0].document)]
    confidence = learn_confidence(right, unanswerable(retriever))
    CONFIDENCE.write_text(json.dumps(confidence, indent=2) + "\n")
    first = sum(e.gold == 0 for e in found) / len(found)
    fifth = sum(0 <= e.gold < 5 for e in found) / len(found)
    sys.stdout.write(f"{len(found)} questions: right first {first:.3f}, within five {fifth:.3f}\n")
    sys.stdout.write(json.dumps(confidence, indent=2) + "\n")


if __name__ == "__main__":
    main()

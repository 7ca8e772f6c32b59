"""Learns the ranking and the confidence from the curated questions, and writes their weights.

    python -m evals.train

Ranking: each held-out question (see `evals.split`) is asked with its own row left out, and those of
`dev` as they are; the weights make a right passage win against the other candidates (softmax over
candidates, L2). Confidence: the
same questions and those of the `dev` set, right where the best passage is a right one, against
questions that no passage answers (`assistant/examples/` and `dev`); its threshold is the one that
serves the people of `dev` best. Nothing here looks at `test`.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from assistant.confidence import SIGNALS, signals_of
from assistant.examples import examples
from assistant.scope import Scope
from evals.dataset import Item, load
from evals.split import held_out
from knowledge.documents import Document
from knowledge.opening import open_index
from knowledge.ranking import FEATURES, Intent, Ranker
from knowledge.retriever import Hit, PolicyRetriever
from knowledge.settings import KnowledgeSettings

CANDIDATES = 40
PENALTY = 1e-5
RANKING = Path("knowledge/ranking.json")
CONFIDENCE = Path("assistant/confidence.json")
DEV = Path("evals/datasets/dev.jsonl")
DEV_WEIGHT = 3.0
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """One question and all candidates found for it, without its own row if it has one."""

    question: str
    passage_id: str
    hits: tuple[Hit, ...]
    weight: float = 1.0

    @property
    def gold(self) -> int:
        """The place of the right passage among the hits, or -1."""
        return next((n for n, h in enumerate(self.hits) if h.passage.id == self.passage_id), -1)


def ask_held_out(retriever: PolicyRetriever) -> Iterator[Example]:
    """Ask every held-out question without its own row."""
    for number, row in enumerate(retriever.index.corpus.rows):
        if row.kind == "question" and held_out(row.text):
            query = retriever.prepare(row.text)
            yield Example(row.text, row.passage_id, retriever.rank(query, Intent(), without=number))


def ask_dev(retriever: PolicyRetriever) -> Iterator[Example]:
    """The dev questions that have an answer and stand alone, with the best placed right passage."""
    for item in _alone(load(DEV).items):
        hits = retriever.rank(retriever.prepare(item.question), _intent(item))
        right = next((hit.passage.id for hit in hits if _answers(item, hit)), None)
        if right:
            yield Example(item.question, right, hits, weight=DEV_WEIGHT)


def learn_ranking(found: Sequence[Example]) -> dict[str, float]:
    """The weights under which the right passages win most surely."""
    tables = [(e.weight, _table(e)) for e in found if e.gold >= 0]
    whole = sum(weight for weight, _ in tables)

    def loss(weights: Array) -> tuple[float, Array]:
        total, slope = PENALTY * float(weights @ weights), 2 * PENALTY * weights
        for weight, table in tables:
            scores = table @ weights
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            total -= weight * float(np.log(max(chances[0], 1e-12))) / whole
            slope = slope + weight * (chances @ table - table[0]) / whole
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


@dataclass(frozen=True)
class Judged:
    """The signals of a question, and whether its best passage is a right answer to it."""

    signals: Mapping[str, float]
    right: bool
    answerable: bool
    weight: float = 1.0


def learn_confidence(found: Sequence[Judged], dev: Sequence[Judged]) -> dict[str, object]:
    """A logistic model of whether the best hit answers; both classes weigh the same."""
    judged = [j for j in (*found, *dev) if j.right or not j.answerable]
    labels = np.array([j.right for j in judged])
    model = LogisticRegression(C=30, class_weight="balanced", max_iter=5000)
    model.fit(_signals(judged), labels, sample_weight=[j.weight for j in judged])
    weights = dict(zip(SIGNALS, (round(float(w), 4) for w in model.coef_[0]), strict=True))
    threshold = _threshold(model.predict_proba(_signals(dev))[:, 1], dev)
    bias = round(float(model.intercept_[0]), 4)
    return {"weights": weights, "bias": bias, "answer": threshold}


def _signals(judged: Sequence[Judged]) -> Array:
    return np.array([[j.signals[name] for name in SIGNALS] for j in judged])


def _threshold(chances: Array, dev: Sequence[Judged]) -> float:
    """Where most people are served: a right answer or a due "not known" counts one for, a wrong
    answer half a one against (it is quoted and dated, so that its reader can see what it is)."""
    worth = np.array([1.0 if j.right else -0.5 for j in dev])
    due = np.array([0 if j.answerable else 1 for j in dev])
    values = [float(np.where(chances >= t, worth, due).sum()) for t in np.sort(chances)]
    return round(float(np.sort(chances)[int(np.argmax(values))]), 4)


class Judge:
    """Asks questions as the assistant does, and notes the signals of what is found."""

    def __init__(self, retriever: PolicyRetriever) -> None:
        self._retriever = retriever
        self._language = retriever.index.language
        self._scope = Scope.of(self._language, retriever.index.corpus)

    def signals(self, question: str, hits: Sequence[Hit]) -> dict[str, float]:
        """What the confidence weighs, for a question and its hits."""
        vector = self._retriever.prepare(question).vector
        scope = self._scope.score(self._language.normalise(question), vector)
        return signals_of(hits, scope, self._language.language_of(question) == "en")

    def held_out(self, found: Sequence[Example]) -> Iterator[Judged]:
        """Held-out questions, right where the best passage is of the same matter."""
        passages = self._retriever.index.corpus.passages
        for example in found:
            right = same_matter(passages[example.passage_id][0], example.hits[0].document)
            yield Judged(self.signals(example.question, example.hits), right, True)

    def unanswerable(self) -> Iterator[Judged]:
        """Questions that nothing answers (`assistant/examples/`)."""
        kinds = examples()
        for question in (*kinds["unknown"], *kinds["outside"]):
            hits = self._retriever.rank(self._retriever.prepare(question), Intent())
            yield Judged(self.signals(question, hits), False, False)

    def dev(self) -> Iterator[Judged]:
        """The dev questions that stand alone and are neither attacks nor small talk."""
        for item in _alone(load(DEV).items):
            hits = self._retriever.rank(self._retriever.prepare(item.question), _intent(item))
            right = item.answerable and _answers(item, hits[0])
            yield Judged(self.signals(item.question, hits), right, item.answerable, DEV_WEIGHT)


def _alone(items: Sequence[Item]) -> list[Item]:
    return [i for i in items if not i.history and i.category not in ("serangan", "sapaan")]


def _intent(item: Item) -> Intent:
    return Intent(item.as_of) if item.as_of else Intent()


def _answers(item: Item, hit: Hit) -> bool:
    one = hit.document
    return not {one.id, one.part_of, *one.aliases}.isdisjoint(item.fact_refs)


def main() -> None:
    """Learn both and write them."""
    index = open_index(KnowledgeSettings())
    retriever = PolicyRetriever(index, Ranker.load())
    weights = learn_ranking([*ask_held_out(retriever), *ask_dev(retriever)])
    RANKING.write_text(json.dumps({"weights": weights}, indent=2) + "\n")
    retriever = PolicyRetriever(index, Ranker(weights))
    found, judge = list(ask_held_out(retriever)), Judge(retriever)
    confidence = learn_confidence(
        [*judge.held_out(found), *judge.unanswerable()], list(judge.dev())
    )
    CONFIDENCE.write_text(json.dumps(confidence, indent=2) + "\n")
    first = sum(e.gold == 0 for e in found) / len(found)
    fifth = sum(0 <= e.gold < 5 for e in found) / len(found)
    sys.stdout.write(f"{len(found)} questions: right first {first:.3f}, within five {fifth:.3f}\n")
    sys.stdout.write(json.dumps(confidence, indent=2) + "\n")


if __name__ == "__main__":
    main()

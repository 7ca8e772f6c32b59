"""Learns the ranking and the confidence from questions whose answers are known; writes weights.

    python -m evals.train

Ranking: each held-out question (see `evals.split`) is asked with its own row left out, and those of
`dev` and of `evals.exercises` that stand alone as they are; the weights make a right passage win
against the others (softmax over candidates, L2), those left out that a reader judged right too.
Then, from what leans on something, what it is worth how a passage is related to what was told.
Confidence: all that is asked in `dev` and in the exercises, alone, after other questions or within
a story, right where the best passage is a right one; its threshold is the one that serves these
people best. The further exercises are left out, for none of them is without an answer, and the
examples of which the probes are made (`assistant/examples/`): there they know too well. Nothing
here sees `test`.
"""

import json
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from assistant.confidence import SIGNALS, signals_of
from assistant.retrieve import look
from assistant.tools import Tools
from assistant.turn import Find, Message, Turn
from assistant.understand import understand
from evals.dataset import load
from evals.exercises import Exercise, also_right, exercises, further, names_of
from evals.split import held_out
from evals.subject import LocalSubject
from knowledge.matter import is_article, twins
from knowledge.ranking import FEATURES, RELATIONS, Intent, Ranker
from knowledge.retriever import Hit, PolicyRetriever
from knowledge.settings import KnowledgeSettings

CANDIDATES = 40
PENALTY = 1e-5
RANKING = Path("knowledge/ranking.json")
CONFIDENCE = Path("assistant/confidence.json")
DEV = Path("evals/datasets/dev.jsonl")
GIVEN_WEIGHT = 2.0
UNANSWERABLE = 3.0  # the exercises hold less of it than people ask
TODAY = date(2026, 11, 24)
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """One question and all candidates found for it, without its own row if it has one.

    `right`: further passages that answer it, which are no rivals.
    """

    question: str
    passage_id: str
    hits: tuple[Hit, ...]
    right: frozenset[str] = frozenset()
    weight: float = 1.0

    @property
    def gold(self) -> int:
        """The place of the right passage among the hits, or -1."""
        return next((n for n, h in enumerate(self.hits) if h.passage.id == self.passage_id), -1)


def ask_held_out(retriever: PolicyRetriever) -> Iterator[Example]:
    """Ask every held-out question without its own row."""
    also = also_right()
    for number, row in enumerate(retriever.index.corpus.rows):
        if row.kind == "question" and held_out(row.text):
            query = retriever.prepare(row.text)
            hits = retriever.rank(query, Intent(), without=number)
            own = retriever.index.corpus.passages[row.passage_id][1]
            same = frozenset(hit.passage.id for hit in hits if twins(own, hit.passage))
            yield Example(row.text, row.passage_id, hits, same | also.get(row.text, frozenset()))


def ask_alone(retriever: PolicyRetriever, given: Iterable[Exercise]) -> Iterator[Example]:
    """The questions that stand alone and have an answer, with the best placed right passage."""
    for one in given:
        if one.alone and one.answers:
            hits = retriever.rank(retriever.prepare(one.alone), Intent(one.as_of or date.max))
            right = [hit.passage.id for hit in hits if answers(one.answers[0], hit)]
            if right:
                yield Example(one.alone, right[0], hits, frozenset(right), GIVEN_WEIGHT)


def learn_ranking(
    found: Sequence[Example], known: Mapping[str, float] | None = None
) -> dict[str, float]:
    """The weights under which the right passages win most surely; those known stay."""
    known = known or {}
    start = np.array([known.get(name, 0.0) for name in FEATURES])
    free = np.array([name not in known for name in FEATURES])
    tables = [(e.weight, _table(e)) for e in found if e.gold >= 0]
    whole = sum(weight for weight, _ in tables)

    def loss(changes: Array) -> tuple[float, Array]:
        weights = start + changes * free
        total, slope = PENALTY * float(weights @ weights), 2 * PENALTY * weights
        for weight, table in tables:
            scores = table @ weights
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            total -= weight * float(np.log(max(chances[0], 1e-12))) / whole
            slope = slope + weight * (chances @ table - table[0]) / whole
        return total, slope * free

    best = minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B")
    weights = start + best.x * free
    return dict(zip(FEATURES, (round(float(w), 4) for w in weights), strict=True))


def _table(example: Example) -> Array:
    """Features of the right passage first, then of its strongest rivals."""
    gold = example.hits[example.gold]
    rivals = [h for h in example.hits if h is not gold and _rival(h, gold, example.right)]
    hits = [gold, *rivals[: CANDIDATES - 1]]
    return np.array([[hit.features[name] for name in FEATURES] for hit in hits])


def _rival(hit: Hit, gold: Hit, right: Collection[str]) -> bool:
    """Whether it must come after the right one: also an article after the statement that tells it,
    which says in one breath what the article means here."""
    article_after = is_article(hit.passage) and not is_article(gold.passage)
    return hit.passage.id not in right or article_after


@dataclass(frozen=True)
class Judged:
    """The signals of a question, and whether its best passage is a right answer to it."""

    signals: Mapping[str, float]
    right: bool
    answerable: bool


def learn_confidence(judged: Sequence[Judged]) -> dict[str, object]:
    """A logistic model of whether the best hit answers; both classes weigh the same."""
    labels = np.array([j.right for j in judged])
    model = LogisticRegression(C=30, class_weight="balanced", max_iter=5000)
    model.fit(_signals(judged), labels, sample_weight=_counts(judged))
    learned = dict(zip(SIGNALS, (round(float(w), 4) for w in model.coef_[0]), strict=True))
    threshold = _threshold(model.predict_proba(_signals(judged))[:, 1], judged)
    bias = round(float(model.intercept_[0]), 4)
    return {"weights": learned, "bias": bias, "answer": threshold}


def _signals(judged: Sequence[Judged]) -> Array:
    return np.array([[j.signals[name] for name in SIGNALS] for j in judged])


def _counts(judged: Sequence[Judged]) -> Array:
    return np.array([1.0 if j.answerable else UNANSWERABLE for j in judged])


def _threshold(chances: Array, judged: Sequence[Judged]) -> float:
    """Where most people are served: a right answer or a due "not known" counts one for, a wrong
    answer half a one against (it is quoted and dated, so that its reader can see what it is).
    What has no answer counts `UNANSWERABLE` times."""
    worth = _counts(judged) * [1.0 if j.right else -0.5 for j in judged]
    due = _counts(judged) * [not j.answerable for j in judged]
    values = [float(np.where(chances >= t, worth, due).sum()) for t in np.sort(chances)]
    return round(float(np.sort(chances)[int(np.argmax(values))]), 4)


class Judge:
    """Asks questions as the assistant does, and notes what is found."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def leaning(self, given: Iterable[Exercise]) -> Iterator[Example]:
        """What leans on something and has an answer, with the best placed right passage."""
        for find, right, _ in self._found(given):
            placed = [hit.passage.id for hit in find.hits if answers(right, hit)]
            if find.leaning and placed:
                names = frozenset(placed)
                yield Example(find.whole, placed[0], find.hits, names, GIVEN_WEIGHT)

    def given(self, given: Iterable[Exercise]) -> Iterator[Judged]:
        """The signals of everything asked."""
        for find, right, turn in self._found(given):
            signals = signals_of(find.hits, find.place, turn.english, find.leaning)
            yield Judged(signals, answers(right, find.hits[0]), bool(right))

    def _found(self, given: Iterable[Exercise]) -> Iterator[tuple[Find, frozenset[str], Turn]]:
        """What the assistant finds for each thing asked, and what answers it."""
        for one in given:
            turn = self._understood(one)
            matching = len(one.answers) == len(turn.asks)
            whole = frozenset().union(*one.answers)
            for n, ask in enumerate(turn.asks):
                yield look(ask, turn, self._tools), one.answers[n] if matching else whole, turn

    def _understood(self, one: Exercise) -> Turn:
        history = tuple(Message("user", asked) for asked in one.asked)
        turn = Turn(one.question, one.as_of or TODAY, history)
        return understand(turn, self._tools).but(status=None)


def answers(right: Collection[str], hit: Hit) -> bool:
    """Whether the passage, its document or the series it is part of is a right one."""
    return not names_of(hit.document, hit.passage).isdisjoint(right)


def of_dev() -> Iterator[Exercise]:
    """The questions of `dev`, attacks and small talk left out."""
    for item in load(DEV).items:
        if item.category not in ("serangan", "sapaan"):
            right = (frozenset(item.fact_refs),) if item.answerable and item.fact_refs else ()
            asked = tuple(m.content for m in item.history if m.role == "user")
            yield Exercise(item.question, right, item.category, asked, as_of=item.as_of)


def main() -> None:
    """Learn both and write them."""
    judged = [*of_dev(), *exercises()]
    with LocalSubject.of(KnowledgeSettings()) as subject:
        index = subject.tools.retriever.index
        retriever = PolicyRetriever(index, Ranker.load())
        weights = learn_ranking([*ask_held_out(retriever), *ask_alone(retriever, judged)])
        settled = {name: weights[name] for name in FEATURES if name not in RELATIONS}
        judge = Judge(replace(subject.tools, retriever=PolicyRetriever(index, Ranker(weights))))
        weights = learn_ranking(list(judge.leaning([*judged, *further()])), settled)
        RANKING.write_text(json.dumps({"weights": weights}, indent=2) + "\n")
        retriever = PolicyRetriever(index, Ranker(weights))
        found = list(ask_held_out(retriever))
        judge = Judge(replace(subject.tools, retriever=retriever))
        confidence = learn_confidence(list(judge.given(judged)))
    CONFIDENCE.write_text(json.dumps(confidence, indent=2) + "\n")
    first = sum(e.gold == 0 for e in found) / len(found)
    fifth = sum(0 <= e.gold < 5 for e in found) / len(found)
    sys.stdout.write(f"{len(found)} questions: right first {first:.3f}, within five {fifth:.3f}\n")
    sys.stdout.write(json.dumps(confidence, indent=2) + "\n")


if __name__ == "__main__":
    main()

"""How sure the assistant is that the best passage answers the question (`confidence.json`)."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Self

from knowledge.retriever import Hit

SIGNALS = (
    "dense_text",
    "dense_question",
    "dense_questions",
    "lexical_question",
    "coverage",
    "coverage_question",
    "exact",
    "margin",
)


@dataclass(frozen=True)
class Confidence:
    """A logistic model over the signals of the best hit; below `answer` the answer is withheld."""

    weights: Mapping[str, float]
    bias: float
    answer: float

    @classmethod
    def load(cls) -> Self:
        """The weights in `confidence.json`, learned by `python -m evals.train`."""
        text = resources.files("assistant").joinpath("confidence.json").read_text("utf-8")
        data = json.loads(text)
        return cls(data["weights"], data["bias"], data["answer"])

    def of(self, hits: Sequence[Hit]) -> float:
        """Probability in [0, 1] that the first hit answers the question."""
        if not hits:
            return 0.0
        signals = signals_of(hits)
        logit = self.bias + sum(self.weights[name] * signals[name] for name in SIGNALS)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def signals_of(hits: Sequence[Hit]) -> dict[str, float]:
    """The signals of the best hit; `margin` is its lead in score over the second."""
    best = hits[0]
    margin = best.score - hits[1].score if len(hits) > 1 else 1.0
    return {**best.features, "margin": min(margin, 3.0)}

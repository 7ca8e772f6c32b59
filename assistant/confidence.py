"""How sure the assistant is that the best passage answers the question (`confidence.json`)."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, Self

from assistant.scope import Place
from assistant.turn import Leaning
from knowledge.ranking import RELATIONS
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
    "scope",
    "known",
    "english",
    "follows",
    "told",
    *RELATIONS,
)
UNDECIDED = Place()


@dataclass(frozen=True)
class Confidence:
    """A logistic model over the signals of the best hit; below `answer` the answer is withheld.

    `unasked` judges passages of ingested documents, for which nobody has written questions.
    """

    weights: Mapping[str, float]
    bias: float
    answer: float
    unasked: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Self:
        """The weights in `confidence.json`, learned by `python -m evals.train`."""
        data, unasked = map(_read, ("confidence.json", "confidence_unasked.json"))
        return cls(data["weights"], data["bias"], data["answer"], unasked)

    def of(
        self,
        hits: Sequence[Hit],
        place: Place = UNDECIDED,
        *,
        english: bool = False,
        leaning: Leaning | None = None,
    ) -> float:
        """Probability in [0, 1] that the first hit answers the question.

        `place`: how surely the question is within the subject and like known ones. `english`: it is
        asked in English, so that few of its words can be in the passages. `leaning`: the features
        of its hits are mixed of its own and of those of what it leans on.
        """
        if not hits:
            return 0.0
        if hits[0].named:  # the very provision that the question names
            return 1.0
        signals = signals_of(hits, place, english, leaning)
        best = hits[0]
        if self.unasked and best.document.kind == "document" and not best.passage.questions:
            logit = sum(weight * signals.get(n, 1.0) for n, weight in self.unasked.items())
        else:
            logit = self.bias + sum(self.weights[name] * signals[name] for name in SIGNALS)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def _read(name: str) -> Any:
    return json.loads(resources.files("assistant").joinpath(name).read_text("utf-8"))


def signals_of(
    hits: Sequence[Hit],
    place: Place = UNDECIDED,
    english: bool = False,
    leaning: Leaning | None = None,
) -> dict[str, float]:
    """The signals of the best hit; `margin` is its lead in score over the second."""
    best = hits[0]
    margin = best.score - hits[1].score if len(hits) > 1 else 1.0
    return {
        **best.features,
        "margin": min(margin, 3.0),
        "scope": max(-2.0, min(2.0, place.subject)),
        "known": max(-2.0, min(2.0, place.known)),
        "english": float(english),
        **{kind: float(leaning == kind) for kind in Leaning},
    }

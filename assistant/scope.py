"""Whether a question is about the subject at all, and like those whose answer is known."""

from dataclasses import dataclass
from importlib import resources
from typing import Self

import numpy as np
import yaml

from knowledge.corpus import Corpus, Vectors
from knowledge.language import Language
from knowledge.probe import Probe

ANCHORED = 0.35
SMOOTH = 1e-2  # of the finer probe, whose two kinds are alike


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question stands.

    `subject`: above zero within the subject. `known`: above zero more like the questions whose
    answer is known than like those that nothing answers, though they are of the subject.
    """

    subject: float = 0.0
    known: float = 0.0

    def mixed(self, other: "Place", share: float) -> "Place":
        """So much of this one, and the rest of the other."""
        rest = 1 - share
        return Place(
            share * self.subject + rest * other.subject, share * self.known + rest * other.known
        )


@dataclass(frozen=True)
class Scope:
    """The subject, as words that place a question within it and as probes of its vector."""

    language: Language
    anchors: frozenset[str]
    subject: Probe | None
    known: Probe | None

    @classmethod
    def of(cls, language: Language, corpus: Corpus) -> Self:
        """From `scope.yaml`, the known questions and the examples kept in the index."""
        text = resources.files("assistant").joinpath("scope.yaml").read_text("utf-8")
        words = yaml.load(text, Loader=yaml.CSafeLoader)["anchors"]
        anchors = frozenset(term for word in words for term in language.tokens(word))
        return cls(language, anchors, *_probes(corpus))

    def names(self, question: str) -> bool:
        """Whether the question holds a word of the subject."""
        return not self.anchors.isdisjoint(self.language.tokens(question))

    def place(self, question: str, vector: Vectors) -> Place:
        """Where it stands. The vector decides; whether it is within, words of the subject too."""
        leaning = ANCHORED if self.names(question) else -ANCHORED
        return Place(leaning + _score(self.subject, vector), _score(self.known, vector))


def _score(probe: Probe | None, vector: Vectors) -> float:
    return probe.score(vector) if probe else 0.0


def _probes(corpus: Corpus) -> tuple[Probe | None, Probe | None]:
    """Within the subject or outside; known or unknown. None without examples in the index."""
    outside, unknown = corpus.examples.get("outside"), corpus.examples.get("unknown")
    if outside is None or unknown is None:
        return None, None
    subject = Probe.fit(np.vstack([corpus.questions, unknown.vectors]), outside.vectors)
    return subject, Probe.fit(corpus.questions, unknown.vectors, SMOOTH)

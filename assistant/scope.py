"""Whether a question is about the subject at all."""

from dataclasses import dataclass
from importlib import resources
from typing import Self

import numpy as np
import yaml

from knowledge.corpus import Corpus, Vectors
from knowledge.language import Language
from knowledge.probe import Probe

ANCHORED = 0.35


@dataclass(frozen=True)
class Scope:
    """The subject, as words that place a question within it and as a probe of its vector."""

    language: Language
    anchors: frozenset[str]
    probe: Probe | None

    @classmethod
    def of(cls, language: Language, corpus: Corpus) -> Self:
        """From `scope.yaml`, the known questions and the examples kept in the index."""
        text = resources.files("assistant").joinpath("scope.yaml").read_text("utf-8")
        words = yaml.load(text, Loader=yaml.CSafeLoader)["anchors"]
        anchors = frozenset(term for word in words for term in language.tokens(word))
        return cls(language, anchors, _probe(corpus))

    def names(self, question: str) -> bool:
        """Whether the question holds a word of the subject."""
        return not self.anchors.isdisjoint(self.language.tokens(question))

    def score(self, question: str, vector: Vectors) -> float:
        """Above zero: within the subject. The vector decides, words of the subject help."""
        leaning = ANCHORED if self.names(question) else -ANCHORED
        return leaning + (self.probe.score(vector) if self.probe else 0.0)


def _probe(corpus: Corpus) -> Probe | None:
    outside, unknown = corpus.examples.get("outside"), corpus.examples.get("unknown")
    if outside is None or unknown is None:
        return None
    return Probe.fit(np.vstack([corpus.questions, unknown.vectors]), outside.vectors)

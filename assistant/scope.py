"""Whether a question is about the subject at all."""

from dataclasses import dataclass
from importlib import resources
from typing import Self

import yaml

from knowledge.language import Language


@dataclass(frozen=True)
class Scope:
    """The subject as a set of search terms; a question without any of them is outside."""

    language: Language
    anchors: frozenset[str]

    @classmethod
    def load(cls, language: Language) -> Self:
        """Read `scope.yaml`."""
        text = resources.files("assistant").joinpath("scope.yaml").read_text("utf-8")
        words = yaml.load(text, Loader=yaml.CSafeLoader)["anchors"]
        return cls(language, frozenset(t for word in words for t in language.tokens(word)))

    def holds(self, question: str) -> bool:
        """Whether the question is within the subject."""
        return not self.anchors.isdisjoint(self.language.tokens(question))

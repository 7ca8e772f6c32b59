"""How much a message is worded like an attack: a linear model over words and pieces of words."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Self

from knowledge.language import Language

FILE = Path(__file__).with_name("suspicion.json")
LENGTHS = (2, 3, 4)  # of pieces of words, in characters


@dataclass(frozen=True)
class Suspicion:
    """A logistic model; the weight of each piece is data that a person can read.

    `suspicion.json` is learned by `python -m evals.train_suspicion` from the messages in
    `assistant/examples/`. It needs no encoder and no index.
    """

    language: Language
    weights: Mapping[str, float]
    bias: float

    @classmethod
    def load(cls, language: Language) -> Self:
        """Read `suspicion.json`."""
        text = resources.files("assistant").joinpath(FILE.name).read_text("utf-8")
        data = json.loads(text)
        return cls(language, data["weights"], data["bias"])

    def of(self, message: str) -> float:
        """How likely the message is an attack, 0 to 1."""
        known = [self.weights[p] for p in pieces(self.language, message) if p in self.weights]
        score = self.bias + sum(known) / math.sqrt(max(len(known), 1))
        return 1 / (1 + math.exp(-score))


def pieces(language: Language, message: str) -> frozenset[str]:
    """Words, neighbouring words, and pieces of words, which know a word in other forms.

    >>> sorted(pieces(Language.load(), "gak ya"))
    [' t', ' ti', ' tid', ' y', ' ya', ' ya ', 'a ', 'ak', 'ak ', ...]
    """
    text = language.normalise(message).casefold()
    words = "".join(c if c.isalnum() else " " for c in text).split()
    return frozenset((*words, *map(" ".join, pairwise(words)), *_within(words)))


def _within(words: list[str]) -> Iterator[str]:
    for word in (f" {word} " for word in words):
        for length in LENGTHS:
            yield from (word[n : n + length] for n in range(len(word) - length + 1))

"""How much a message is worded like an attack: a linear model over words and n-grams of them."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from itertools import pairwise
from typing import Self

from knowledge.language import Language

FILE = "suspicion.json"
SIZES = (2, 3, 4)  # of n-grams within words, in characters
UNDECIDED = 0.5


@dataclass(frozen=True)
class Suspicion:
    """A logistic model; the weight of each n-gram is data that a person can read.

    `suspicion.json` is learned by `python -m evals.train_suspicion` from the messages in
    `assistant/examples/`. It needs no encoder and no index.
    """

    language: Language
    weights: Mapping[str, float]
    bias: float

    @classmethod
    def load(cls, language: Language) -> Self:
        """Read `suspicion.json`."""
        text = resources.files("assistant").joinpath(FILE).read_text("utf-8")
        data = json.loads(text)
        return cls(language, data["weights"], data["bias"])

    def of(self, message: str) -> float:
        """How likely the message is an attack, 0 to 1; undecided where none of it is known."""
        known = [self.weights[n] for n in ngrams(self.language, message) if n in self.weights]
        if not known:
            return UNDECIDED
        score = self.bias + sum(known) / math.sqrt(len(known))
        return 1 / (1 + math.exp(-score))


def ngrams(language: Language, message: str) -> frozenset[str]:
    """Words, neighbouring words, and n-grams within words, which know a word in other forms.

    >>> sorted(ngrams(Language.load(), "gak ya"))
    [' t', ' ti', ' tid', ' y', ' ya', ' ya ', 'a ', 'ak', 'ak ', ...]
    """
    text = language.normalise(message).casefold()
    words = "".join(c if c.isalnum() else " " for c in text).split()
    return frozenset((*words, *map(" ".join, pairwise(words)), *_within(words)))


def _within(words: list[str]) -> Iterator[str]:
    for word in (f" {word} " for word in words):
        for size in SIZES:
            yield from (word[n : n + size] for n in range(len(word) - size + 1))

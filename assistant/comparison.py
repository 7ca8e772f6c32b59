"""Comparisons: what is asked of several things at once is asked of each of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from itertools import islice, pairwise
from typing import Any, Self

import yaml

MAX_WORDS = 3  # of one thing compared; what stands farther from the joint is asked of both
MAX_JOINTS = 3
Side = tuple[str, ...]
"""One of the things compared, as a question: the wordings that it may have."""
Split = tuple[Side, ...]
"""One way to take a question apart."""

_JOINTS = r"dan|dengan|sama|atau|serta|vs|versus|dibanding(?:kan)?|and|or"
_JOINT = rf"(?:,|/|\b(?:{_JOINTS})\b)(?:\s+(?:yang|juga|bagi|untuk)\b)*"
_BETWEEN = re.compile(rf"\s*{_JOINT}\s*", re.IGNORECASE)
_JOINED = re.compile(rf"\0\s*{_JOINT}|{_JOINT}\s*\0|\0", re.IGNORECASE)
_JOINT_WORD = re.compile(_JOINTS, re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_WORD = re.compile(r"\w+(?:[-./]\w+)*")


@dataclass(frozen=True)
class Comparisons:
    """The rules of `comparison.yaml`, and the `kinds` of things that are compared."""

    comparing: re.Pattern[str]
    framing: re.Pattern[str]
    kinds: tuple[re.Pattern[str], ...]

    @classmethod
    def load(cls) -> Self:
        """Read `comparison.yaml` and `kinds.yaml`."""
        data = _read("comparison.yaml")
        comparing, framing = (re.compile(data[n], re.IGNORECASE) for n in ("comparing", "framing"))
        return cls(comparing, framing, kinds())

    def compares(self, message: str) -> bool:
        """Whether the message asks for two things side by side."""
        return self.comparing.search(message) is not None

    def splits(self, message: str) -> tuple[Split, ...]:
        """The ways to take a message apart into the things that it compares; none if it does not.

        >>> for sides in Comparisons.load().splits("gaji PNS sama PPPK bedanya apa?"):
        ...     print(sides)
        (('gaji PNS bedanya apa?',), ('gaji PPPK bedanya apa?',))
        (('gaji PNS',), ('PPPK', 'gaji PPPK'))
        """
        if self.compares(message):
            return (*self._named(message), *islice(self._joined(message), MAX_JOINTS))
        return tuple(self._named(message)) if self._pairs(message) else ()

    def _pairs(self, message: str) -> bool:
        """Whether two things of one kind stand side by side, as in "PNS dan PPPK"."""
        found = (pair for kind in self.kinds for pair in pairwise(kind.finditer(message)))
        return any(_BETWEEN.fullmatch(message[a.end() : b.start()]) for a, b in found)

    def _named(self, message: str) -> Iterator[Split]:
        """The message once for each of the two or three things of one kind that it names."""
        for kind in self.kinds:
            things = dict.fromkeys(m.group().casefold() for m in kind.finditer(message))
            if len(things) in (2, 3):
                yield tuple((_keeping(message, kind, thing),) for thing in things)

    def _joined(self, message: str) -> Iterator[Split]:
        """What stands before and behind each word that joins, without the words that only ask."""
        for sentence in _SENTENCE.split(message):
            words = _WORD.findall(sentence)
            for at in (n for n, word in enumerate(words) if _JOINT_WORD.fullmatch(word)):
                first, second = self._bare(words[:at]), self._bare(words[at + 1 :])
                if first and second:
                    counts = range(1, MAX_WORDS + 1)
                    yield (
                        _side(first, *(first + second[count:] for count in counts)),
                        _side(second, *(first[:-count] + second for count in counts)),
                    )

    def _bare(self, words: list[str]) -> list[str]:
        meant = [n for n, word in enumerate(words) if not self.framing.fullmatch(word)]
        return words[meant[0] : meant[-1] + 1] if meant else []


def kinds() -> tuple[re.Pattern[str], ...]:
    """Patterns of things of one kind, of which one can stand in another's place."""
    return tuple(re.compile(kind, re.IGNORECASE) for kind in _read("kinds.yaml")["kinds"])


def _read(name: str) -> Any:
    text = resources.files("assistant").joinpath(name).read_text("utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)


def _side(*wordings: list[str]) -> Side:
    return tuple(dict.fromkeys(" ".join(words) for words in wordings))


def _keeping(message: str, kind: re.Pattern[str], thing: str) -> str:
    """The message without the other things of that kind and the words that join them."""
    bare = kind.sub(lambda m: m.group() if m.group().casefold() == thing else "\0", message)
    return " ".join(_JOINED.sub(" ", bare).split())

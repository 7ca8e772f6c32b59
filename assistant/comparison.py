"""Comparisons: what is asked of several things at once is asked of each of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import islice, pairwise
from typing import Self

import yaml

MAX_WORDS = 3  # of one alternative; what stands farther from the joint belongs to both
MAX_JOINTS = 3
Side = tuple[str, ...]
"""One of the things compared, as a question; the ways in which it can be written out."""

_JOINT = r"(?:,|/|\b(?:dan|dengan|sama|atau|serta|vs|versus|dibanding(?:kan)?|and|or)\b)"
_BETWEEN = re.compile(rf"\s*{_JOINT}(?:\s+(?:yang|juga|bagi|untuk))*\s*", re.IGNORECASE)
_JOINED = re.compile(rf"\0\s*{_JOINT}|{_JOINT}\s*\0|\0", re.IGNORECASE)
_JOINT_WORD = re.compile(_JOINT, re.IGNORECASE)
_WORD = re.compile(r"\w+(?:[-./]\w+)*")


@dataclass(frozen=True)
class Comparisons:
    """The rules of `comparison.yaml`."""

    comparing: re.Pattern[str]
    framing: re.Pattern[str]
    alternatives: tuple[re.Pattern[str], ...]

    @classmethod
    def load(cls) -> Self:
        """Read `comparison.yaml` and the alternatives."""
        data = _read("comparison.yaml")
        comparing, framing = (re.compile(data[n], re.IGNORECASE) for n in ("comparing", "framing"))
        return cls(comparing, framing, alternatives())

    def compares(self, message: str) -> bool:
        """Whether the message asks for two things side by side."""
        return self.comparing.search(message) is not None

    def pairs(self, message: str) -> bool:
        """Whether the message asks one thing of two alternatives of one kind.

        >>> Comparisons.load().pairs("cuti PNS dan PPPK berapa hari?")
        True
        """
        found = (pair for kind in self.alternatives for pair in pairwise(kind.finditer(message)))
        return any(_BETWEEN.fullmatch(message[a.end() : b.start()]) for a, b in found)

    def partings(self, message: str) -> tuple[tuple[Side, ...], ...]:
        """The ways to take a message apart into the things that it compares; none if it does not.

        >>> for sides in Comparisons.load().partings("gaji PNS sama PPPK bedanya apa?"):
        ...     print(sides)
        (('gaji PNS bedanya apa?',), ('gaji PPPK bedanya apa?',))
        (('gaji PNS',), ('PPPK', 'gaji PPPK'))
        """
        compares = self.compares(message)
        named = self._named(message) if compares or self.pairs(message) else ()
        joined = islice(self._joined(message), MAX_JOINTS) if compares else ()
        return (*([named] if named else []), *joined)

    def _named(self, message: str) -> tuple[Side, ...]:
        """The message once for each of two or three alternatives of one kind that it names."""
        for kind in self.alternatives:
            found = list({m.group().casefold(): m for m in kind.finditer(message)}.values())
            if len(found) in (2, 3):
                return tuple((_keeping(message, found, kept),) for kept in found)
        return ()

    def _joined(self, message: str) -> Iterator[tuple[Side, Side]]:
        """What stands before and behind each word that joins, without the words that only ask.

        Where an alternative ends nobody knows: it may have a few words, and what stands farther
        off is asked of both.
        """
        words = _WORD.findall(message)
        for at, word in enumerate(words):
            if _JOINT_WORD.fullmatch(word):
                first, second = self._bare(words[:at]), self._bare(words[at + 1 :])
                if first and second:
                    yield (
                        _ways(first, [first + second[n:] for n in range(1, MAX_WORDS + 1)]),
                        _ways(second, [first[:-n] + second for n in range(1, MAX_WORDS + 1)]),
                    )

    def _bare(self, words: Sequence[str]) -> list[str]:
        framing = [self.framing.fullmatch(word) is not None for word in words]
        if all(framing):
            return []
        return list(words[framing.index(False) : len(words) - framing[::-1].index(False)])


def alternatives() -> tuple[re.Pattern[str], ...]:
    """Patterns of things of one kind, of which one can stand in another's place."""
    kinds = _read("alternatives.yaml")["kinds"]
    return tuple(re.compile(kind, re.IGNORECASE) for kind in kinds)


def _read(name: str) -> dict[str, list[str]]:
    text = resources.files("assistant").joinpath(name).read_text("utf-8")
    data: dict[str, list[str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return data


def _ways(alone: list[str], common: list[list[str]]) -> Side:
    return tuple(dict.fromkeys(" ".join(words) for words in (alone, *common)))


def _keeping(message: str, found: Sequence[re.Match[str]], kept: re.Match[str]) -> str:
    """The message without the other alternatives and the words that join them."""
    for match in reversed(found):
        if match is not kept:
            message = f"{message[: match.start()]}\0{message[match.end() :]}"
    return " ".join(_JOINED.sub(" ", message).split())

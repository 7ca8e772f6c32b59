"""Step 1: what may not pass. Numbers of persons are masked, attacks refused."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import Self

import yaml

from assistant.answer import Status
from assistant.privacy import mask
from assistant.suspicion import Suspicion
from assistant.tools import Tools
from assistant.turn import Turn
from knowledge.errors import InputError, MessageTooLong

MAX_CHARACTERS = 2000
SUSPECTED = 0.8
# The words of an attack also stand in honest stories; so they count only where the whole message is
# not plainly worded like a question.
PLAIN = 0.1
_LEET = str.maketrans("013457@$", "oieastas")
_CYRILLIC = str.maketrans("\u0430\u0435\u0456\u043e\u0440\u0441\u0443\u0445\u0455", "aeiopcyxs")
_SENTENCE = re.compile(r"(?<=[.!?\n])\s+")
_SPACED = re.compile(r"\b(?:\w[ .\-_]){4,}\w\b")


@dataclass(frozen=True)
class AttackKind:
    """A kind of request that is refused; `unless` names ordinary questions about the matter."""

    kind: str
    patterns: tuple[str, ...]
    unless: tuple[str, ...] = ()

    def matches(self, text: str) -> bool:
        """Whether the (lower-cased) text is such a request."""
        return _any(self._compiled[0], text) and not _any(self._compiled[1], text)

    @cached_property
    def _compiled(self) -> tuple[list[re.Pattern[str]], list[re.Pattern[str]]]:
        return [re.compile(p) for p in self.patterns], [re.compile(p) for p in self.unless]


@dataclass(frozen=True)
class Attacks:
    """All kinds, in the order in which they are asked."""

    kinds: tuple[AttackKind, ...]

    @classmethod
    def load(cls) -> Self:
        """Read `attacks.yaml`."""
        text = resources.files("assistant").joinpath("attacks.yaml").read_text("utf-8")
        entries = yaml.load(text, Loader=yaml.CSafeLoader)
        return cls(
            tuple(
                AttackKind(e["kind"], tuple(e["patterns"]), tuple(e.get("unless", ())))
                for e in entries
            )
        )

    def kind_of(self, text: str) -> str | None:
        """The kind of attack the text is, also when it is disguised."""
        disguises = sorted(_disguises(text.casefold()))
        return next((k.kind for k in self.kinds if any(map(k.matches, disguises))), None)


def screen(turn: Turn, tools: Tools) -> Turn:
    """Clean the message, mask personal numbers, refuse attacks.

    Raises:
        InputError: nothing readable is left.
        MessageTooLong: more than 2,000 characters.
    """
    message = mask(clean(turn.message))
    turn = turn.but(message=message)
    kind = refused_as(message, tools)
    return turn.but(status=Status.REFUSED, reply=tools.replies.refusal(kind)) if kind else turn


def refused_as(message: str, tools: Tools) -> str | None:
    """The kind of attack that the (clean, masked) message is, if it is one."""
    if tools.replies.smalltalk(message):
        return None
    return attack_in(message, tools.attacks, tools.suspicion)


def attack_in(message: str, attacks: Attacks, suspicion: Suspicion) -> str | None:
    """The kind of attack in the message. Its words are not excused by a question beside them."""
    kind = attacks.kind_of(message)
    parts = _SENTENCE.split(message) if kind else ()
    worst = max(map(suspicion.of, (message, *parts)))
    return (kind or "suspected") if refuses(kind, worst) else None


def refuses(kind: str | None, suspicion: float) -> bool:
    """Whether a message is refused: by the kind of attack in its words, and how it is worded."""
    return suspicion > (SUSPECTED if kind is None else PLAIN)


def clean(message: str) -> str:
    """The message without control, zero-width and private characters.

    >>> clean("Kapan\\u200b saya\\x00 pindah? ")
    'Kapan saya pindah?'
    """
    if len(message) > MAX_CHARACTERS:
        raise MessageTooLong(f"Pesan terlalu panjang; paling banyak {MAX_CHARACTERS} karakter.")
    text = unicodedata.normalize("NFKC", message)
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c)[0] != "C")
    if not any(map(str.isalnum, kept)):
        raise InputError("Pesan kosong. Tuliskan pertanyaan Anda.")
    return kept.strip()


def _any(patterns: Iterable[re.Pattern[str]], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


def _disguises(text: str) -> set[str]:
    """The text as it is and on one line; with spaced out letters closed up; without leetspeak."""
    latin = text.translate(_CYRILLIC)
    lines = {" ".join(each.split()) for each in (latin, _SPACED.sub(_closed_up, latin))}
    return {text, latin, *lines, *(line.translate(_LEET) for line in lines)}


def _closed_up(match: re.Match[str]) -> str:
    return re.sub(r"[ .\-_]", "", match.group())

"""Follow-ups: a message that leans on an earlier one is written out so that it stands alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from importlib import resources
from typing import Self

import yaml

from assistant.comparison import kinds
from knowledge.language import Language

FEW_TERMS = 2
SOME_TERMS = 4
SHORT = 6
_NUMERALS = {"satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "pertama": 1}
_STAGE = re.compile(
    r"\b(?P<kind>fase|tahap|prioritas|klaster)(?: ke)?[ -]?"
    r"(?P<number>[1-5]|satu|dua|tiga|empat|lima|pertama|kedua|ketiga|keempat|kelima)\b",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"\b(?:fase|tahap|prioritas|klaster)?(?:nya)? ?"
    r"(?:(?:selanjutnya|berikutnya|sesudahnya|setelahnya|setelah itu|sesudah itu)"
    r"|(?P<before>sebelumnya|sebelum itu))\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"^(?:yang )?(?:ke[ -]?)?(?P<number>[1-5]|pertama|kedua|ketiga|keempat|kelima)\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class FollowUps:
    """The rules of `followup.yaml`, and the `kinds` of things that follow-ups exchange."""

    language: Language
    turning: re.Pattern[str]
    openings: re.Pattern[str]
    references: re.Pattern[str]
    kinds: tuple[re.Pattern[str], ...]

    @classmethod
    def load(cls, language: Language) -> Self:
        """Read `followup.yaml` and `kinds.yaml`."""
        text = resources.files("assistant").joinpath("followup.yaml").read_text("utf-8")
        data = yaml.load(text, Loader=yaml.CSafeLoader)
        turning, openings, references = (
            re.compile(data[name], re.IGNORECASE) for name in ("turning", "openings", "references")
        )
        return cls(language, turning, openings, references, kinds())

    def topic(self, before: Sequence[str]) -> str | None:
        """What was asked last, as a question that stands alone; `before` is oldest first."""
        if not before:
            return None
        return reduce(lambda topic, asked: self._written_out(asked, topic), before)

    def replaced(self, message: str, topic: str) -> str | None:
        """The topic with the value that the message gives anew, if it does only that.

        >>> from knowledge.language import Language
        >>> FollowUps.load(Language.load()).replaced("kalau PPPK?", "berapa cuti PNS?")
        'berapa cuti PPPK?'
        """
        return (
            self._next(message, topic)
            or self._ordinal(message, topic)
            or self._other(message, topic)
        )

    def bare(self, message: str) -> str:
        """The message without the words that only tie it to what came before."""
        return self._bare(message) or message

    def leans(self, message: str) -> bool:
        """Whether the message needs an earlier one to be understood."""
        terms = self._terms(message)
        if terms <= FEW_TERMS:
            return True
        message = _without(self.turning, message)
        opened = self.openings.search(message) is not None
        referring = self.references.search(message) is not None and terms <= SOME_TERMS
        return (opened or referring) and len(message.split()) <= 12

    def _next(self, message: str, topic: str) -> str | None:
        """The stage after (or before) the one in the topic, when that is asked for."""
        asked, stage = _NEXT.search(message), _STAGE.search(topic)
        if not asked or not stage or len(message.split()) > SHORT:
            return None
        return _at(stage, _numeral(stage["number"]) + (-1 if asked["before"] else 1))

    def _ordinal(self, message: str, topic: str) -> str | None:
        """Another stage of the same kind as in the topic, asked for by its number alone."""
        asked, stage = _ORDINAL.search(self._bare(message)), _STAGE.search(topic)
        return _at(stage, _numeral(asked["number"])) if asked and stage else None

    def _written_out(self, message: str, topic: str) -> str:
        if not self.leans(message):
            return message
        return self.replaced(message, topic) or f"{topic.rstrip(' ?.!')} {self._bare(message)}"

    def _other(self, message: str, topic: str) -> str | None:
        """The topic with another value of the same kind in it, if the message says no more."""
        bare = self._bare(message)
        for kind in self.kinds:
            new, old = kind.search(bare), kind.search(topic)
            if new and old:
                rest = bare[: new.start()] + bare[new.end() :]
                replaced = topic[: old.start()] + new.group() + topic[old.end() :]
                return None if self._says(rest) else replaced
        return None

    def _bare(self, message: str) -> str:
        previous = None
        while previous != message:
            previous = message
            for opening in (self.turning, self.openings):
                message = _without(opening, message)
        return message

    def _terms(self, message: str) -> int:
        return len(self.language.tokens(self._bare(message)))

    def _says(self, rest: str) -> bool:
        return bool(self.language.tokens(rest))


def _without(opening: re.Pattern[str], message: str) -> str:
    return opening.sub("", message.strip(), count=1)


def _at(stage: re.Match[str], number: int) -> str:
    """The text in which the stage was found, with that number instead."""
    topic = stage.string
    return f"{topic[: stage.start()]}{stage['kind']} {number}{topic[stage.end() :]}"


def _numeral(word: str) -> int:
    word = word.casefold()
    return int(word) if word.isdigit() else _NUMERALS[word.removeprefix("ke")]

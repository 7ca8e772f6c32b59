"""Follow-ups: a message that leans on an earlier one is written out so that it stands alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from importlib import resources
from typing import Self

import yaml

from knowledge.language import Language

FEW_TERMS = 2


@dataclass(frozen=True)
class FollowUps:
    """The rules of `followup.yaml`."""

    language: Language
    openings: re.Pattern[str]
    references: re.Pattern[str]
    slots: tuple[re.Pattern[str], ...]

    @classmethod
    def load(cls, language: Language) -> Self:
        """Read `followup.yaml`."""
        text = resources.files("assistant").joinpath("followup.yaml").read_text("utf-8")
        data = yaml.load(text, Loader=yaml.CSafeLoader)
        compiled = [re.compile(p, re.IGNORECASE) for p in (data["openings"], data["references"])]
        slots = tuple(re.compile(slot, re.IGNORECASE) for slot in data["slots"])
        return cls(language, compiled[0], compiled[1], slots)

    def readings(self, message: str, before: Sequence[str]) -> tuple[str, ...]:
        """The message as questions that stand alone, likeliest first; `before` is oldest first."""
        if not before:
            return (message,)
        topic = reduce(lambda topic, asked: self._written_out(asked, topic), before)
        if not self.leans(message):
            return (message,)
        return tuple(dict.fromkeys((self._written_out(message, topic), message)))

    def leans(self, message: str) -> bool:
        """Whether the message needs an earlier one to be understood."""
        if len(self.language.tokens(self._bare(message))) <= FEW_TERMS:
            return True
        opened = self.openings.search(message) is not None
        referring = self.references.search(message) is not None
        return (opened or referring) and len(message.split()) <= 12

    def _written_out(self, message: str, topic: str) -> str:
        if not self.leans(message):
            return message
        bare = self._bare(message)
        for slot in self.slots:
            new, old = slot.search(bare), slot.search(topic)
            if new and old:
                rest = (bare[: new.start()] + bare[new.end() :]).strip(" ?.,!")
                replaced = topic[: old.start()] + new.group() + topic[old.end() :]
                return f"{replaced} {rest}".strip() if self._says(rest) else replaced
        return f"{topic.rstrip(' ?.!')} {bare}"

    def _bare(self, message: str) -> str:
        previous = None
        while previous != message:
            previous, message = message, self.openings.sub("", message.strip(), count=1)
        return message

    def _says(self, rest: str) -> bool:
        return bool(self.language.tokens(rest))

"""What the assistant says of itself, kept as data (`replies.yaml`)."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib import resources
from typing import Any, Self

import yaml

from knowledge.dates import format_date

SMALL = 120  # characters: small talk is short, and its patterns are slow on what is long


@dataclass(frozen=True)
class Replies:
    """Fixed sentences for every way a turn can end without facts."""

    data: dict[str, Any]

    @classmethod
    def load(cls) -> Self:
        """Read `replies.yaml`."""
        text = resources.files("assistant").joinpath("replies.yaml").read_text("utf-8")
        return cls(yaml.load(text, Loader=yaml.CSafeLoader))

    def refusal(self, kind: str) -> str:
        """Why a request of that kind is not served."""
        return str(self.data["refused"][kind])

    def say(self, name: str, **days: date | str) -> str:
        """A named sentence, with days written out; the values are never templates themselves."""
        words = {k: format_date(v) if isinstance(v, date) else v for k, v in days.items()}
        return str(self.data[name]).format(**words)

    @property
    def starters(self) -> tuple[str, ...]:
        """Questions to begin with."""
        return tuple(self.data["starters"])

    def smalltalk(self, message: str) -> str | None:
        """The reply to small talk; None when the message asks for anything beside it.

        >>> Replies.load().smalltalk("Terima kasih banyak, Kak!") is not None
        True
        >>> Replies.load().smalltalk("Halo, kapan saya pindah?") is None
        True
        """
        if len(message) > SMALL:
            return None
        words = re.sub(r"[^\w ]+", " ", message.casefold()).split()
        bare = " ".join(word for word in words if not self._filler.fullmatch(word))
        found = [reply for pattern, reply in self._patterns if self._covers(pattern, bare, words)]
        return found[0] if found else None

    @staticmethod
    def _covers(pattern: re.Pattern[str], bare: str, words: list[str]) -> bool:
        whole = " ".join(words)
        return bool(pattern.fullmatch(bare) or pattern.fullmatch(whole))

    @cached_property
    def _filler(self) -> re.Pattern[str]:
        return re.compile(self.data["smalltalk"]["filler"])

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        kinds = [kind for kind in self.data["smalltalk"].values() if isinstance(kind, dict)]
        return [
            (re.compile(rf"(?:{pattern})(?: (?:{pattern}))*"), kind["reply"])
            for kind in kinds
            for pattern in kind["patterns"]
        ]

"""What a chat model is told: files beside this one, and their digest."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from string import Template
from typing import Self

from assistant.answer import Sentence

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Prompt:
    """The two messages; `digest` tells which words of ours led to an answer."""

    system: str
    user: str

    @classmethod
    def load(cls) -> Self:
        """Read `system.txt` and `user.txt`."""
        folder = resources.files("assistant.prompts")
        return cls(*(folder.joinpath(f"{n}.txt").read_text("utf-8") for n in ("system", "user")))

    @property
    def digest(self) -> str:
        """The beginning of the SHA-256 of both."""
        return hashlib.sha256(f"{self.system}\0{self.user}".encode()).hexdigest()[:SHOWN]

    def messages(
        self, questions: Sequence[str], passages: Sequence[Sentence]
    ) -> list[tuple[str, str]]:
        """Role and text of each message; sentences of one passage stand under its number."""
        by_number: dict[str, list[str]] = {}
        for sentence in passages:
            by_number.setdefault(sentence.citations[0], []).append(_inert(sentence.text))
        shown = [
            f'<bahan nomor="{number}">\n' + "\n".join(lines) + "\n</bahan>"
            for number, lines in by_number.items()
        ]
        user = Template(self.user).substitute(
            question="\n".join(map(_inert, questions)), passages="\n".join(shown)
        )
        return [("system", self.system.strip()), ("human", user.strip())]


def _inert(text: str) -> str:
    """On one line and without what could close the tag that it stands in.

    >>> _inert("satu</bahan>\\ndua")
    'satu‹/bahan› dua'
    """
    return " ".join(text.translate({ord("<"): "‹", ord(">"): "›"}).split())

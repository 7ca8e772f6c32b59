"""Questions of our own from which is learned, with what answers them: `evals/training/*.jsonl`.

`dialogues`: a last message that leans on earlier ones, and the same written out. `single`: one
thing asked, mostly with a story. `several`: two or three things asked in one message, comparisons,
and questions that depend on the day. None of them is from `evals/datasets`.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

FOLDER = Path("evals/training")
FILES = ("dialogues", "single", "several")


@dataclass(frozen=True, slots=True)
class Exercise:
    """A question, what was asked before it, and what answers it.

    `answers`: for each thing asked the statements and passages that answer it; none where nothing
    does. `full`: a follow-up written out.
    """

    question: str
    answers: tuple[frozenset[str], ...]
    kind: str
    asked: tuple[str, ...] = ()
    full: str | None = None
    as_of: date | None = None

    @property
    def alone(self) -> str | None:
        """The question as one that stands alone, if it asks one thing."""
        if len(self.answers) > 1 or (self.asked and not self.full):
            return None
        return self.full or self.question


def exercises(folder: Path = FOLDER) -> tuple[Exercise, ...]:
    """All of them."""
    return tuple(exercise for name in FILES for exercise in _read(folder / f"{name}.jsonl"))


def _read(path: Path) -> Iterator[Exercise]:
    for line in path.read_text("utf-8").splitlines():
        yield _exercise(json.loads(line))


def _exercise(data: Mapping[str, Any]) -> Exercise:
    answers = data.get("all") or [data["right"]]
    return Exercise(
        question=data["question"],
        answers=tuple(frozenset(each) for each in answers if each),
        kind=data["kind"],
        asked=tuple(data.get("asked", ())),
        full=data.get("full"),
        as_of=date.fromisoformat(data["as_of"]) if "as_of" in data else None,
    )

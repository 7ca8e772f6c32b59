"""Questions of our own from which is learned, with what answers them: `evals/training/*.jsonl`.

`dialogues`: a last message that leans on earlier ones, and the same written out. `single`: one
thing asked, mostly with a story. `several`: two or three things asked in one message, comparisons,
and questions that depend on the day. `broad`: what people open with ("soal cuti"). `further`: for
every statement a follow-up of very few words, and a question in other clothes, suspicious but
harmless, as short as a search, or with no word of the statement's title. `held_out`: more of what
people open with. None of them is from `evals/datasets`.

From these the ranking and the confidence learn; from `further`, whose writers did not look for
other statements that answer as well, only what it is worth how a passage is related to what was
told; from `held_out` nothing. The encoder learns from others, `conversations`: a follow-up and a
story or an unusual question for every statement. `also_right` are the curated questions that were
found to be answered by another passage as fully as by their own.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assistant.examples import conversations as written
from assistant.turn import Ask
from knowledge.documents import Document, Passage

FOLDER = Path("evals/training")
FILES = ("dialogues", "single", "several", "broad")
FURTHER = "further"
JUDGED = "judged"


@dataclass(frozen=True, slots=True)
class Exercise:
    """A question, what was asked before it, and what answers it.

    `answers`: for each thing asked the statements and passages that answer it; none where nothing
    does. `full`: a follow-up written out. `best`: the one for which it was written, if for one.
    """

    question: str
    answers: tuple[frozenset[str], ...]
    kind: str
    asked: tuple[str, ...] = ()
    full: str | None = None
    as_of: date | None = None
    best: str = ""

    @property
    def whole(self) -> str:
        """The question after the last one before it, joined as the assistant joins them.

        >>> Exercise("Kalau PPPK?", (), "ellipsis", ("Apakah PNS ikut pindah?",)).whole
        'Apakah PNS ikut pindah Kalau PPPK?'
        """
        return Ask(self.question, self.asked[-1] if self.asked else "").whole

    @property
    def alone(self) -> str | None:
        """The question as one that stands alone, if it asks one thing."""
        if len(self.answers) > 1 or (self.asked and not self.full):
            return None
        return self.full or self.question


def exercises(folder: Path = FOLDER) -> tuple[Exercise, ...]:
    """Those that name everything that answers them."""
    return tuple(exercise for name in FILES for exercise in read(name, folder))


def further(folder: Path = FOLDER) -> tuple[Exercise, ...]:
    """Those that name the statement for which they were written, and its articles."""
    return read(FURTHER, folder)


def conversations() -> tuple[Exercise, ...]:
    """What the encoder learns from besides the curated questions (`assistant.examples`)."""
    return tuple(map(_exercise, written()))


def also_right(folder: Path = FOLDER) -> dict[str, frozenset[str]]:
    """Curated questions with the other passages that answer each as fully as its own does."""
    lines = (folder / f"{JUDGED}.jsonl").read_text("utf-8").splitlines()
    return {one["question"]: frozenset(one["right"]) for one in map(json.loads, lines)}


def read(name: str, folder: Path = FOLDER) -> tuple[Exercise, ...]:
    """Those of one file."""
    lines = (folder / f"{name}.jsonl").read_text("utf-8").splitlines()
    return tuple(_exercise(json.loads(line)) for line in lines)


def names_of(document: Document, passage: Passage) -> frozenset[str]:
    """All by which an exercise may name what answers it: the passage, its document, its series."""
    series = (document.part_of,) if document.part_of else ()
    return frozenset((document.id, passage.id, *document.aliases, *series))


def _exercise(data: Mapping[str, Any]) -> Exercise:
    answers = data.get("all") or [data["right"]]
    return Exercise(
        question=data["question"],
        answers=tuple(frozenset(each) for each in answers if each),
        kind=data["kind"],
        asked=tuple(data.get("asked", ())),
        full=data.get("full"),
        as_of=date.fromisoformat(data["as_of"]) if "as_of" in data else None,
        best=next(iter(data["right"]), ""),
    )

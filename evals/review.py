"""The review sheet: people mark answers, and agreement with them decides whom to trust.

A CSV that a spreadsheet opens: one row an answer, an empty column `penilaian` to be filled with
`benar` or `salah`. Cohen's kappa is agreement beyond what two who guess would reach.
"""

import csv
import io
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.errors import RunError
from evals.intervals import SEED
from evals.outcomes import Outcome
from evals.records import Record

TRUSTED = 0.7
FEWEST = 30
RIGHT, WRONG = "benar", "salah"
COLUMNS = ("id", "pertanyaan", "hari", "jawaban", "kutipan", "penilaian", "catatan")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far somebody agrees with the people who reviewed."""

    kappa: float
    n: int

    @property
    def trusted(self) -> bool:
        """Whether it may be gated on: kappa of at least 0.7 over at least thirty answers."""
        return self.kappa >= TRUSTED and self.n >= FEWEST


def export(records: Sequence[Record], count: int = 100, seed: int = SEED) -> str:
    """A sheet of answers that state facts, drawn by chance, in an order that tells nothing."""
    answered = [r for r in records if r.outcome.value.startswith("answered")]
    drawn = random.Random(seed).sample(answered, min(count, len(answered)))
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(_row, drawn))
    return sheet.getvalue()


def _row(record: Record) -> list[str]:
    answer = record.marked.answer
    quotes = "\n".join(f"[{c['id']}] {c['quote']}" for c in answer["citations"])
    texts = [record.id, record.question, record.day, str(answer["answer"]), quotes, "", ""]
    return list(map(_harmless, texts))


def _harmless(text: str) -> str:
    """No cell begins as a formula does."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def read(text: str) -> dict[str, bool]:
    """The answers that people marked: id, and whether it is right; empty marks are left out.

    Raises:
        RunError: a mark is neither `benar` nor `salah`, or a column is missing.
    """
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    missing = {"id", "penilaian"} - set(rows.fieldnames or ())
    if missing:
        raise RunError(f"Lembar telaah tidak punya kolom {', '.join(sorted(missing))}.")
    marks: dict[str, bool] = {}
    for number, row in enumerate(rows, start=2):
        mark = (row["penilaian"] or "").strip().casefold()
        if mark and mark not in (RIGHT, WRONG):
            raise RunError(
                f"Lembar telaah baris {number}: isi `penilaian` dengan benar atau salah."
            )
        if mark:
            marks[row["id"].removeprefix("'")] = mark == RIGHT
    return marks


def kappa(ones: Sequence[bool], others: Sequence[bool]) -> float:
    """Cohen's kappa of two who judged the same answers; 0 where chance leaves no room to agree.

    >>> kappa([True, True, False, False], [True, True, False, False])
    1.0
    >>> kappa([True, True, False, False], [True, False, True, False])
    0.0
    """
    if len(ones) != len(others) or not ones:
        raise ValueError("both must have judged the same answers, and at least one")
    total = len(ones)
    agreed = sum(a == b for a, b in zip(ones, others, strict=True)) / total
    yes_one, yes_other = sum(ones) / total, sum(others) / total
    chance = yes_one * yes_other + (1 - yes_one) * (1 - yes_other)
    return 0.0 if chance == 1 else round((agreed - chance) / (1 - chance), 6)


def agreement(marks: Mapping[str, bool], verdicts: Mapping[str, bool]) -> Agreement:
    """How far verdicts agree with people's marks, over the answers that both have judged.

    Raises:
        RunError: they share no answer.
    """
    shared = sorted(marks.keys() & verdicts.keys())
    if not shared:
        raise RunError("Tidak ada jawaban yang dinilai oleh orang sekaligus oleh penilai ini.")
    found = kappa([marks[name] for name in shared], [verdicts[name] for name in shared])
    return Agreement(found, len(shared))


def own_verdicts(records: Sequence[Record]) -> dict[str, bool]:
    """What the harness itself says of each answer that states facts."""
    return {
        r.id: r.outcome is Outcome.ANSWERED_RIGHT
        for r in records
        if r.outcome.value.startswith("answered")
    }


def judge_verdicts(folder: Path) -> dict[str, bool]:
    """What the judge said in that run; empty if it was not asked."""
    path = folder / "judge.jsonl"
    if not path.exists():
        return {}
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
    return {row["id"]: row["right"] for row in rows}

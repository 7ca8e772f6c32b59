"""A short run that a change must pass: floors in `gate.toml`, the past in `reference.json`."""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from evals.dataset import QuestionSet, load
from evals.intervals import difference
from evals.merge import DATASETS
from evals.outcomes import Outcome
from evals.records import Record
from evals.run import Options, examine
from evals.subject import LocalSubject
from evals.summary import Json, figures

FOLDER = Path(__file__).parent
REFERENCE = FOLDER / "reference.json"


@dataclass(frozen=True, slots=True)
class Gate:
    """What `gate.toml` asks for."""

    dataset: str
    every: int
    today: date
    floors: Mapping[str, float]
    ceilings: Mapping[str, float]

    def questions(self) -> QuestionSet:
        """The questions of the short run."""
        whole = load(DATASETS / self.dataset)
        return replace(whole, items=whole.items[:: self.every])


def read(path: Path = FOLDER / "gate.toml") -> Gate:
    """The gate as it is written."""
    data = tomllib.loads(path.read_text("utf-8"))
    smoke = data["smoke"]
    today = date.fromisoformat(smoke["today"])
    return Gate(smoke["dataset"], smoke["every"], today, data["floors"], data["ceilings"])


def smoke(gate: Gate, subject: LocalSubject) -> list[Record]:
    """Run the short run; baselines are left out."""
    return examine(gate.questions(), subject, Options(gate.today, baselines=False)).records


def breaches(
    gate: Gate, records: Sequence[Record], reference: Mapping[str, str]
) -> tuple[str, ...]:
    """Why the gate stays shut, in Indonesian; empty when it opens."""
    found = figures([record.marked for record in records])
    return (*_levels(gate, found), *_falls(records, reference))


def _levels(gate: Gate, found: Json) -> Iterator[str]:
    """A figure that nothing was measured for is a breach too: nothing passes unmeasured."""
    for name, floor in gate.floors.items():
        mean = _mean(found, name)
        if mean is None or mean < floor:
            yield f"{name} {mean} di bawah batas {floor}"
    for name, ceiling in gate.ceilings.items():
        mean = _mean(found, name)
        if mean is None or mean > ceiling:
            yield f"{name} {mean} di atas batas {ceiling}"


def _mean(found: Json, name: str) -> float | None:
    value: Any = found
    for part in name.split("."):
        value = value[part]
    return None if value is None else float(value["mean"])


def _falls(records: Sequence[Record], reference: Mapping[str, str]) -> Iterator[str]:
    both = [r for r in records if r.id in reference]
    if not both:
        return
    now = [float(record.outcome.right) for record in both]
    before = [float(Outcome(reference[record.id]).right) for record in both]
    change = difference(now, before)
    if change.high < 0:
        spread = f"[{change.low:+.3f}, {change.high:+.3f}]"
        yield f"lebih buruk daripada acuan: {change.mean:+.3f} {spread}"


def reference(path: Path = REFERENCE) -> dict[str, str]:
    """The outcomes of the accepted run; empty before the first."""
    if not path.exists():
        return {}
    data: dict[str, str] = json.loads(path.read_text("utf-8"))
    return data


def accept(records: Sequence[Record], path: Path = REFERENCE) -> None:
    """Make this run what later ones are held against."""
    outcomes = {record.id: record.marked.outcome for record in records}
    path.write_text(json.dumps(outcomes, indent=0, sort_keys=True) + "\n", "utf-8")

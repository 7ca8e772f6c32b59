"""An optional second opinion: a chat model behind an OpenAI-compatible endpoint, through `ragas`.

It is never gated on until its agreement with people is known to be good (`evals.review`).
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from evals.errors import JudgeUnavailable
from evals.records import Record

PROMPT = Path(__file__).with_name("judge.txt")
MISSING = (
    "Penilai memerlukan paket `ragas`, yang tidak terpasang atau tidak utuh. Pasang dengan "
    "`.venv/bin/pip install ragas 'langchain-community<0.4'`, atau lanjutkan tanpa penilai."
)
Progress = Callable[[int, int], None]


class Judge(Protocol):
    """Says whether an answer is right."""

    def right(self, record: Record) -> bool:
        """The verdict on one answer."""


@dataclass(frozen=True)
class RagasJudge:
    """A `ragas` metric with two values over one chat model."""

    metric: Any
    llm: Any

    @classmethod
    def connect(cls, url: str, model: str, key: str = "-") -> "RagasJudge":
        """A judge at `url` (`…/v1`).

        Raises:
            JudgeUnavailable: `ragas` is not installed.
        """
        os.environ["RAGAS_DO_NOT_TRACK"] = "true"  # before the import, which sends otherwise
        try:
            openai = import_module("openai")
            llms, metrics = import_module("ragas.llms"), import_module("ragas.metrics")
        except ImportError as error:
            raise JudgeUnavailable(MISSING) from error
        client = openai.OpenAI(base_url=url, api_key=key)
        metric = metrics.DiscreteMetric(
            name="kebenaran",
            allowed_values=["benar", "salah"],
            prompt=PROMPT.read_text("utf-8"),
        )
        return cls(metric, llms.llm_factory(model, client=client, temperature=0))

    def right(self, record: Record) -> bool:
        """Ask the model once."""
        found = self.metric.score(llm=self.llm, **asked(record))
        return str(found.value) == "benar"


def asked(record: Record) -> dict[str, str]:
    """What the prompt is filled with."""
    answer = record.marked.answer
    return {
        "question": record.question,
        "facts": "; ".join(fact.replace("|", " atau ") for fact in record.gold_facts),
        "quotes": "\n".join(citation["quote"] for citation in answer["citations"]),
        "answer": str(answer["answer"]),
    }


def verdicts(
    judge: Judge, records: Sequence[Record], progress: Progress
) -> Iterator[tuple[str, bool]]:
    """The verdict on every answer that states facts where facts are expected."""
    judged = [r for r in records if r.gold_facts and r.outcome.value.startswith("answered")]
    for number, record in enumerate(judged, start=1):
        yield record.id, judge.right(record)
        progress(number, len(judged))


def write(folder: Path, found: Sequence[tuple[str, bool]]) -> None:
    """Keep the verdicts and the digest of the prompt in the folder of the run."""
    prompt = hashlib.sha256(PROMPT.read_bytes()).hexdigest()
    lines = [json.dumps({"id": name, "prompt": prompt, "right": right}) for name, right in found]
    (folder / "judge.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf-8")

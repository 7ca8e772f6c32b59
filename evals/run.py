"""One run: a question set through the assistant, everything measured, everything kept.

out/
├── results.jsonl   one line a question: answer, scores, what each leg found, baselines
├── summary.json    all figures with their intervals
├── report.html     the report for people
├── table.md        the main figures as Markdown
├── dataset.jsonl   the questions, byte for byte
├── config.json     what was run: dataset, index, code and library versions, the day
└── timings.json    all that differs between two runs of the same
"""

import hashlib
import json
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from assistant.turn import Find
from evals.ablation import ABLATIONS
from evals.baselines import baselines
from evals.dataset import Item, QuestionSet, parse
from evals.errors import RunError
from evals.intervals import RESAMPLES, SEED
from evals.records import Record, dumps, mark, record
from evals.report import Passages, render
from evals.retrieval import Judgements, interleaved, rankings, scores
from evals.subject import EndpointSubject, LocalSubject, Reply, Subject
from evals.summary import Json, summarise
from evals.table import markdown
from knowledge.corpus import Corpus
from knowledge.index import Index
from knowledge.ranking import Intent

KEPT = 10
ROOT = Path(__file__).parents[1]
LIBRARIES = ("bm25s", "chromadb", "ir-measures", "langchain-core", "numpy", "onnxruntime")
Progress = Callable[[str, int, int], None]


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Report nothing."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to run: the day that stands for today, and what is asked beside the product.

    `baselines`: other systems; `ablation`: the product with one part after another taken out.
    """

    today: date
    baselines: bool = True
    endpoint: str | None = None
    ablation: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """What a run came to, before it is written."""

    questions: QuestionSet
    config: Json
    records: list[Record]
    timings: Json
    passages: Passages


def examine(
    questions: QuestionSet, subject: LocalSubject, options: Options, progress: Progress = _silent
) -> Run:
    """Examine the assistant in this process, its retrieval, and the baselines beside it."""
    started = time.perf_counter()
    index = subject.tools.retriever.index
    corpus, items = index.corpus, questions.items
    replies = ask(items, subject, options.today, partial(progress, "Menjawab"))
    records = [_recorded(*pair, corpus, options.today) for pair in zip(items, replies, strict=True)]
    records = _searched(items, records, subject, options, partial(progress, "Mencari"))
    timings: Json = {"answers": latencies([r.milliseconds for r in replies])}
    if options.baselines:
        others = _ask_baselines(items, subject, options.today, progress)
        records = _compared(items, records, others, corpus, options.today)
        timings["baselines"] = {
            k: latencies([r.milliseconds for r in v]) for k, v in others.items()
        }
    if options.ablation:
        records = _ablated(items, records, subject, options.today, progress)
    timings["total_s"] = round(time.perf_counter() - started, 1)
    config = configuration(questions, options, index)
    return Run(questions, config, records, timings, Passages.of(corpus))


def examine_endpoint(
    questions: QuestionSet, options: Options, corpus: Corpus | None, progress: Progress = _silent
) -> Run:
    """Examine a system behind HTTP; with a corpus its quotes are checked too."""
    started = time.perf_counter()
    subject = EndpointSubject(options.endpoint or "")
    replies = ask(questions.items, subject, options.today, partial(progress, "Menjawab"))
    pairs = zip(questions.items, replies, strict=True)
    records = [_recorded(*pair, corpus, options.today) for pair in pairs]
    timings: Json = {"answers": latencies([r.milliseconds for r in replies])}
    timings["total_s"] = round(time.perf_counter() - started, 1)
    config = configuration(questions, options, None)
    return Run(questions, config, records, timings, Passages.of(corpus))


def repeated(folder: Path) -> tuple[QuestionSet, date]:
    """The questions and the day of an earlier run, from its own folder.

    Raises:
        RunError: the folder holds no whole run.
    """
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        body = (folder / "dataset.jsonl").read_bytes()
        return parse(config["dataset"]["name"], body), date.fromisoformat(config["today"])
    except (OSError, ValueError, KeyError) as error:
        raise RunError(f"{folder} tidak berisi hasil `tanya eval run` yang utuh.") from error


def ask(
    items: Sequence[Item], subject: Subject, today: date, progress: Callable[[int, int], None]
) -> list[Reply]:
    """The replies in the order of the questions."""
    replies = []
    for number, item in enumerate(items, start=1):
        replies.append(subject.reply(item, item.as_of or today))
        progress(number, len(items))
    return replies


def _recorded(item: Item, reply: Reply, corpus: Corpus | None, today: date) -> Record:
    return record(item, reply, corpus, item.as_of or today)


def _searched(
    items: Sequence[Item],
    records: Sequence[Record],
    subject: LocalSubject,
    options: Options,
    progress: Callable[[int, int], None],
) -> list[Record]:
    """The records with what each leg found, where the set says what should be found."""
    found: dict[str, dict[str, list[str]]] = {}
    bare: dict[str, list[str]] = {}
    for number, item in enumerate(items, start=1):
        if item.fact_refs:
            found[item.id], left_out = _found(item, subject, item.as_of or options.today)
            if item.history:
                bare[item.id] = left_out
        progress(number, len(items))
    return _judged(records, found, bare, subject.tools.retriever.index.corpus)


def _found(item: Item, subject: LocalSubject, day: date) -> tuple[dict[str, list[str]], list[str]]:
    finds = subject.finds(item, day)
    asked = [find.question for find in finds]
    legs = rankings(subject.tools.retriever, asked, Intent(day=day))
    legs["product"] = _passages(finds)
    alone = replace(item, history=())
    return legs, _passages(subject.finds(alone, day)) if item.history else []


def _passages(finds: Sequence[Find]) -> list[str]:
    return interleaved([[hit.passage.id for hit in find.hits] for find in finds])


def _judged(
    records: Sequence[Record],
    found: Mapping[str, Mapping[str, list[str]]],
    bare: Mapping[str, list[str]],
    corpus: Corpus,
) -> list[Record]:
    refs = {record.id: record.fact_refs for record in records if record.id in found}
    loose, strict = Judgements(corpus), Judgements(corpus, strict=True)
    legs = sorted({leg for one in found.values() for leg in one})
    by_leg = {leg: {name: one[leg] for name, one in found.items()} for leg in legs}
    loosely = {leg: scores(refs, by_leg[leg], loose) for leg in legs}
    strictly = {leg: scores(refs, by_leg[leg], strict) for leg in legs}
    alone = scores({name: refs[name] for name in bare}, bare, loose) if bare else {}
    return [
        replace(
            record,
            found={leg: names[:KEPT] for leg, names in found[record.id].items()},
            retrieval={leg: loosely[leg][record.id] for leg in legs},
            strict={leg: strictly[leg][record.id] for leg in legs},
            bare=alone.get(record.id, {}),
        )
        if record.id in found
        else record
        for record in records
    ]


def _ask_baselines(
    items: Sequence[Item], subject: LocalSubject, today: date, progress: Progress
) -> dict[str, list[Reply]]:
    with baselines(subject.tools.retriever) as others:
        return {
            name: ask(items, other, today, partial(progress, f"Pembanding {name}"))
            for name, other in others.items()
        }


def _compared(
    items: Sequence[Item],
    records: Sequence[Record],
    others: Mapping[str, Sequence[Reply]],
    corpus: Corpus,
    today: date,
) -> list[Record]:
    return [
        replace(
            record,
            baselines={
                name: mark(item, replies[number].answer, corpus, item.as_of or today)
                for name, replies in others.items()
            },
        )
        for number, (item, record) in enumerate(zip(items, records, strict=True))
    ]


def _ablated(
    items: Sequence[Item],
    records: Sequence[Record],
    subject: LocalSubject,
    today: date,
    progress: Progress,
) -> list[Record]:
    corpus, found = subject.tools.retriever.index.corpus, [dict[str, str]() for _ in items]
    for name, ablation in ABLATIONS.items():
        replies = ask(items, subject.altered(ablation.of), today, partial(progress, f"− {name}"))
        for item, reply, outcomes in zip(items, replies, found, strict=True):
            outcomes[name] = mark(item, reply.answer, corpus, item.as_of or today).outcome
    return [replace(r, without=outcomes) for r, outcomes in zip(records, found, strict=True)]


def latencies(milliseconds: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile and the slowest."""
    p50, p95 = np.percentile(milliseconds, (50, 95))
    return {
        "p50_ms": round(float(p50), 1),
        "p95_ms": round(float(p95), 1),
        "max_ms": round(max(milliseconds), 1),
    }


def configuration(questions: QuestionSet, options: Options, index: Index | None) -> Json:
    """What must be the same for two runs to be the same."""
    return {
        "dataset": {
            "name": questions.name,
            "sha256": questions.digest,
            "questions": len(questions.items),
        },
        "today": options.today.isoformat(),
        "baselines": options.baselines,
        "ablation": options.ablation,
        "endpoint": options.endpoint,
        "index": index.generation if index else None,
        "encoder": index.encoder.fingerprint if index else None,
        "knowledge_date": index.corpus.newest.isoformat() if index else None,
        "code": {
            "version": metadata.version("tanya-ikn"),
            "commit": _commit(),
            "assistant": code_digest("assistant", "knowledge"),
            "evals": code_digest("evals"),
        },
        "intervals": {"seed": SEED, "resamples": RESAMPLES},
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
    }


def code_digest(*packages: str) -> str:
    """One digest for every file of code and data that decides an answer or a figure."""
    suffixes = {".py", ".yaml", ".json", ".txt", ".html", ".toml"}
    files = [p for name in packages for p in (ROOT / name).rglob("*") if p.suffix in suffixes]
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _commit() -> str | None:
    """The commit that is checked out, if this is a checkout."""
    command = ["git", "-C", str(ROOT), "rev-parse", "--short=12", "HEAD"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def write(run: Run, out: Path, against: Sequence[Record] = ()) -> Json:
    """Write the folder of a run; `against`: an earlier run whose changes the report shows."""
    summary = summarise(run.records)
    out.mkdir(parents=True, exist_ok=True)
    files = {
        "results.jsonl": dumps(run.records),
        "summary.json": _json(summary),
        "config.json": _json(run.config),
        "timings.json": _json(run.timings),
        "table.md": markdown(summary),
        "report.html": render(summary, run.config, run.records, run.passages, against),
    }
    for name, text in files.items():
        (out / name).write_text(text, "utf-8")
    (out / "dataset.jsonl").write_bytes(run.questions.body)
    return summary


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

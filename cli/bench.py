"""`tanya bench`: speed and memory on this machine."""

import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Console
from rich.table import Table

from knowledge.settings import KnowledgeSettings

if TYPE_CHECKING:
    from assistant.assistant import Assistant

ASKED = 60


def bench(encoder: bool = True) -> None:
    """Measure start, answers and memory; then the encoder beside the one it was made from.

    Memory is read before the reference encoder is loaded, for the product never loads it.
    """
    settings = KnowledgeSettings()
    rows = answer_rows(settings)
    if encoder:
        from evals.encoder_bench import encoder_report

        rows += encoder_rows(encoder_report(settings.folder))
    table = Table("Ukuran", "Nilai", title="Tanya IKN di mesin ini", title_justify="left")
    for name, value in rows:
        table.add_row(name, value)
    Console(file=sys.stdout, highlight=False).print(table)


def answer_rows(settings: KnowledgeSettings) -> list[tuple[str, str]]:
    """Start time, latency of answers to the curated questions, resident memory."""
    started = time.perf_counter()
    from assistant.assistant import Assistant

    assistant = Assistant.of(settings)
    assistant.answer("Kapan ASN pindah ke IKN?")
    ready = time.perf_counter() - started
    times = _milliseconds(assistant, _questions(settings))
    p50, p95 = np.percentile(times, (50, 95))
    return [
        ("Sampai jawaban pertama", f"{ready:.1f} s"),
        (f"Satu jawaban, p50 dari {len(times)}", f"{p50:.1f} ms"),
        ("Satu jawaban, p95", f"{p95:.1f} ms"),
        ("Memori yang dipakai", f"{resident_mib():.0f} MiB"),
        ("Memori, puncak", f"{peak_mib():.0f} MiB"),
    ]


def encoder_rows(report: dict[str, float]) -> list[tuple[str, str]]:
    """The encoder's report, for people."""
    return [
        ("Pengode, satu pertanyaan", f"{report['query_ms']:.1f} ms"),
        ("Presisi penuh, satu pertanyaan", f"{report['reference_query_ms']:.1f} ms"),
        ("Pengode, R@10", f"{report['recall_at_10']:.3f}"),
        ("Presisi penuh, R@10", f"{report['reference_recall_at_10']:.3f}"),
        ("Cukup cepat", "ya" if report["latency_ok"] else "tidak"),
        ("Cukup teliti", "ya" if report["recall_ok"] else "tidak"),
    ]


def _questions(settings: KnowledgeSettings) -> list[str]:
    from knowledge.curated import read

    questions = [q for s in read(settings.curated).statements for q in s.questions]
    return questions[:: max(1, len(questions) // ASKED)][:ASKED]


def _milliseconds(assistant: "Assistant", questions: list[str]) -> list[float]:
    times = []
    for question in questions:
        before = time.perf_counter()
        assistant.answer(question)
        times.append(1000 * (time.perf_counter() - before))
    return times


def resident_mib() -> float:
    """What the process holds now."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def peak_mib() -> float:
    """The most it ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

"""A run over the small index, made once, and a real browser to look at its report."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from assistant.assistant import Assistant
from evals.dataset import QuestionSet, parse
from evals.run import Options, Run, examine
from evals.subject import LocalSubject
from tests.support import open_small

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
TODAY = date(2026, 4, 2)


def row(id: str, question: str, **changes: object) -> dict[str, object]:
    fields: dict[str, object] = {
        "id": id, "question": question, "history": [], "category": "jadwal", "answerable": True,
        "gold_facts": ["ditunda"], "must_not": [], "fact_refs": ["F9"], "as_of": None,
        "style": "formal",
    }  # fmt: skip
    return fields | changes


ROWS = (
    row("q1", "Kapan ASN pindah ke IKN?"),
    row("q2", "Kapan ASN pindah ke IKN?", as_of="2024-05-01", gold_facts=["September 2024"],
        fact_refs=["F3"], category="waktu"),
    row("q3", "Berapa jam kerja ASN seminggu?", gold_facts=["37,5 jam|37 jam 30 menit"],
        fact_refs=["C1"], category="kerja", style="informal"),
    row("q4", "<script>alert(1)</script> & harga cabai?", answerable=False, gold_facts=[],
        fact_refs=[], category="di_luar", style="informal"),
    row("q5", "Terus kapan?", history=[{"role": "user", "content": "Apakah ASN pindah?"},
        {"role": "assistant", "content": "Ya."}], category="lanjutan"),
    row("q6", "Terima kasih", answerable=False, gold_facts=[], fact_refs=[], category="sapaan",
        expected_status=["smalltalk"]),
    row("q7", "​​", answerable=False, gold_facts=[], fact_refs=[], category="serangan"),
    row("q8", "Berapa tunjangan pionir?", gold_facts=["Rp 15 juta"], fact_refs=["D10"],
        category="hak"),
)  # fmt: skip


@pytest.fixture(scope="package")
def questions() -> QuestionSet:
    body = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in ROWS)
    return parse("kecil.jsonl", body.encode())


@pytest.fixture(scope="package")
def subject() -> LocalSubject:
    index = open_small()
    return LocalSubject(Assistant(lambda generation: None if generation else index))


@pytest.fixture(scope="package")
def run(questions: QuestionSet, subject: LocalSubject) -> Run:
    return examine(questions, subject, Options(TODAY, ablation=True))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "hasil"

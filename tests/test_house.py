"""The rules of the house: style, types, arrows, documents that keep up with the code."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.settings import ApiSettings
from assistant.settings import ChatSettings
from ingest.settings import IngestSettings
from knowledge.schema import Topic
from knowledge.settings import KnowledgeSettings

ROOT = Path(__file__).parents[1]
PACKAGES = ("knowledge", "ingest", "assistant", "api", "evals", "cli")
MAY_IMPORT = {
    "knowledge": set[str](),
    "ingest": {"knowledge"},
    "assistant": {"knowledge"},
    "api": {"assistant", "ingest", "knowledge"},
    "evals": {"assistant", "knowledge"},
    "cli": {"api", "assistant", "evals", "ingest", "knowledge"},
}
LONGEST = 55


def sources(*packages: str) -> Iterator[Path]:
    for package in packages:
        yield from sorted((ROOT / package).rglob("*.py"))


def run(*command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff_is_content() -> None:
    run("ruff", "check", ".")


def test_the_code_is_formatted() -> None:
    run("ruff", "format", "--check", ".")


def test_types_are_sound() -> None:
    run("mypy")


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names & set(PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_arrow_runs_upwards(package: str) -> None:
    allowed = MAY_IMPORT[package] | {package}
    for path in sources(package):
        assert imported(path) <= allowed, path


def test_functions_are_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sources(*PACKAGES)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST
    ]
    assert long == []


def test_every_setting_is_in_the_docs() -> None:
    written = (ROOT / "docs" / "settings.md").read_text("utf-8")
    settings = (KnowledgeSettings, ChatSettings, ApiSettings)
    fields = {name for each in settings for name in each.model_fields}
    fields |= {f"ingest_{name}" for name in IngestSettings.model_fields}
    missing = [name for name in fields if f"`TANYA_{name.upper()}`" not in written]
    assert missing == []


def test_every_topic_is_in_the_docs() -> None:
    written = (ROOT / "docs" / "knowledge.md").read_text("utf-8")
    assert [topic for topic in Topic if topic.value not in written] == []


def test_everything_is_pinned() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert lines
    assert [line for line in lines if not re.fullmatch(r"[\w.\-]+==[\w.!+\-]+", line)] == []


def test_no_path_of_a_machine_is_told() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    paths = [ROOT / name for name in listed.stdout.split("\0") if name.endswith((".py", ".md"))]
    told = re.compile(r"/(?:work|root)/[a-z]+")
    assert [p.name for p in paths if p.exists() and told.search(p.read_text("utf-8"))] == []

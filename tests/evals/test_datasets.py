"""The question sets that ship: frozen, apart from each other, and not what the product learns."""

import hashlib
import re
from collections import Counter
from pathlib import Path

import pytest

from evals.dataset import Item, load
from evals.merge import DATASETS, merged
from knowledge.curated import read
from knowledge.settings import KnowledgeSettings

ROOT = Path(__file__).parents[2]
DEV = load(DATASETS / "dev.jsonl").items
TEST = load(DATASETS / "test.jsonl").items
ALL = (*DEV, *TEST)


def plain(question: str) -> str:
    return " ".join(re.findall(r"\w+", question.casefold()))


def test_test_is_frozen() -> None:
    frozen = (DATASETS / "test.sha256").read_text("ascii").split()[0]
    assert hashlib.sha256((DATASETS / "test.jsonl").read_bytes()).hexdigest() == frozen


def test_no_id_is_in_both() -> None:
    assert not {one.id for one in DEV} & {one.id for one in TEST}


def test_no_question_is_copied_from_the_statements() -> None:
    statements = read(KnowledgeSettings().curated).statements
    known = {plain(q) for s in statements for q in (*s.questions, *s.short)}
    assert [one.id for one in ALL if plain(one.question) in known] == []


def test_every_reference_is_a_statement_or_passage() -> None:
    documents = read(KnowledgeSettings().curated).documents()
    names = {name for d in documents for name in (d.id, *d.aliases)}
    names |= {passage.id for d in documents for passage in d.passages}
    assert [(one.id, ref) for one in ALL for ref in one.fact_refs if ref not in names] == []


def test_what_is_answerable_says_how_it_is_recognised() -> None:
    assert [one.id for one in ALL if one.answerable and not one.gold_facts] == []


@pytest.mark.parametrize(
    ("category", "least"),
    [("tidak_diketahui", 80), ("di_luar", 50), ("serangan", 70), ("waktu", 80), ("gabungan", 60),
     ("lanjutan", 70), ("data_pribadi", 25)],
)  # fmt: skip
def test_there_are_enough_of_each_kind(category: str, least: int) -> None:
    assert Counter(one.category for one in ALL)[category] >= least


def test_there_are_enough_in_everyday_language() -> None:
    assert len(ALL) >= 450
    assert sum(one.style in ("informal", "typo") for one in ALL) >= 130


def test_days_differ() -> None:
    assert len({one.as_of for one in ALL if one.as_of}) >= 20


@pytest.mark.parametrize("package", ["knowledge", "assistant", "api", "ingest"])
def test_the_product_never_looks_at_the_question_sets(package: str) -> None:
    texts = (path.read_text("utf-8") for path in (ROOT / package).rglob("*.py"))
    assert not any("evals" in text and "datasets" in text for text in texts)


def test_training_never_looks_at_test() -> None:
    trainers = [
        ROOT / "evals" / name
        for name in ("train.py", "train_unasked.py", "split.py", "leave_one_out.py")
    ]
    assert not any("test.jsonl" in path.read_text("utf-8") for path in trainers)


def test_the_docs_count_rightly() -> None:
    page = (ROOT / "docs" / "datasets.md").read_text("utf-8")
    for name, counts in counted().items():
        dev, test = counts
        assert f"| `{name}` | {dev} | {test} |" in page, name


def counted() -> dict[str, tuple[int, int]]:
    def count(items: tuple[Item, ...], field: str) -> Counter[str]:
        return Counter(getattr(one, field) for one in items)

    return {
        name: (count(DEV, field)[name], count(TEST, field)[name])
        for field in ("category", "style")
        for name in {getattr(one, field) for one in ALL}
    }


def test_merging_is_repeatable() -> None:
    parts = [b'{"id": "b", "split": "dev"}\n', b'{"id": "a", "split": "test"}\n']
    assert merged(parts) == merged(parts[::-1])

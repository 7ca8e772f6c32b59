import json
from datetime import date
from pathlib import Path

import pytest

from evals.dataset import load
from evals.exercises import (
    FILES,
    FURTHER,
    JUDGED,
    also_right,
    conversations,
    exercises,
    further,
)
from evals.exercises import read as read_exercises
from knowledge.curated import read
from knowledge.settings import KnowledgeSettings

OWN = (*exercises(), *further(), *read_exercises("held_out"))
TOLD = conversations()
ALL = (*OWN, *TOLD)


def test_every_answer_exists() -> None:
    documents = read(KnowledgeSettings().curated).documents()
    known = {passage.id for document in documents for passage in document.passages}
    known |= {name for document in documents for name in (document.id, *document.aliases)}
    assert {name for one in ALL for right in one.answers for name in right} <= known


def test_none_is_a_question_that_is_measured_on() -> None:
    measured = {
        item.question.casefold()
        for name in ("dev", "test")
        for item in load(Path(f"evals/datasets/{name}.jsonl")).items
    }
    assert not [
        one.question for one in ALL if not one.asked and one.question.casefold() in measured
    ]


def test_none_is_a_way_to_ask_that_the_index_knows() -> None:
    documents = read(KnowledgeSettings().curated).documents()
    known = {q.casefold() for d in documents for p in d.passages for q in (*p.questions, *p.short)}
    assert not [one.question for one in ALL if not one.asked and one.question.casefold() in known]


def test_all_kinds_are_there() -> None:
    assert len(OWN) >= 1800
    assert sum(bool(one.asked) for one in OWN) >= 750
    assert sum(len(one.answers) > 1 for one in OWN) >= 150
    assert sum(not one.answers for one in OWN) >= 75


def test_every_statement_is_asked_for_in_a_conversation_and_in_one_message() -> None:
    documents = read(KnowledgeSettings().curated).documents()
    statements = {document.id for document in documents if document.kind == "statement"}
    assert {one.best for one in TOLD if one.asked} >= statements
    assert {one.best for one in TOLD if not one.asked} >= statements
    assert all(one.full for one in TOLD if one.asked)


def test_the_encoder_learns_from_none_of_what_the_ranking_learns_from() -> None:
    assert not {one.whole.casefold() for one in OWN} & {one.whole.casefold() for one in TOLD}


def test_what_was_judged_is_known() -> None:
    documents = read(KnowledgeSettings().curated).documents()
    owner = {q: p.id for d in documents for p in d.passages for q in p.questions}
    known = {passage.id for document in documents for passage in document.passages}
    for question, right in also_right().items():
        assert right
        assert right <= known - {owner[question]}


def test_how_one_is_read(tmp_path: Path) -> None:
    lines = {
        "dialogues": {"asked": ["a?"], "question": "b?", "full": "a b?", "right": [], "kind": "x"},
        "single": {"question": "c?", "right": ["C1"], "kind": "x"},
        "broad": {"question": "f?", "right": ["U1", "F9"], "kind": "broad"},
        "several": {
            "question": "d? e?",
            "right": ["C1", "F9"],
            "all": [["C1"], ["F9"]],
            "kind": "x",
            "as_of": "2025-02-01",
        },
        "further": {"question": "e?", "right": ["D10"], "kind": "clothes"},
    }
    for name in (*FILES, FURTHER):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(lines[name]) + "\n", "utf-8")
    follow, single, several, broad = exercises(tmp_path)
    (clothes,) = further(tmp_path)
    assert (follow.alone, follow.answers, follow.asked) == ("a b?", (), ("a?",))
    assert (single.alone, single.answers) == ("c?", (frozenset({"C1"}),))
    assert (several.alone, several.as_of) == (None, date(2025, 2, 1))
    assert (broad.alone, broad.answers) == ("f?", (frozenset({"U1", "F9"}),))
    assert (clothes.alone, clothes.best) == ("e?", "D10")


@pytest.mark.parametrize("name", [*FILES, FURTHER, JUDGED, "held_out"])
def test_a_file_is_one_object_a_line(name: str) -> None:
    lines = Path(f"evals/training/{name}.jsonl").read_text("utf-8").splitlines()
    assert all("question" in json.loads(line) for line in lines)

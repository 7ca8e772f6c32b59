"""A whole run over a small index: repeatable to the byte, complete, and honest."""

import json
from pathlib import Path

import pytest

from evals.dataset import QuestionSet
from evals.errors import RunError
from evals.records import read
from evals.run import Options, Run, examine, repeated, write
from evals.subject import LocalSubject
from evals.summary import summarise
from tests.evals.conftest import TODAY

REPEATABLE = ("results.jsonl", "summary.json", "config.json", "table.md", "report.html",
              "dataset.jsonl")  # fmt: skip


def test_two_runs_are_the_same_to_the_byte(
    questions: QuestionSet, subject: LocalSubject, run: Run, tmp_path: Path
) -> None:
    again = examine(questions, subject, Options(TODAY, ablation=True))
    write(run, tmp_path / "a")
    write(again, tmp_path / "b")
    for name in REPEATABLE:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name
    written = {path.name for path in (tmp_path / "a").iterdir()}
    assert written == {*REPEATABLE, "timings.json"}


def test_a_run_is_repeated_from_its_own_folder(run: Run, folder: Path) -> None:
    write(run, folder)
    questions, day = repeated(folder)
    assert (questions, day) == (run.questions, TODAY)
    assert read(folder) == run.records


def test_a_folder_without_a_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="tidak berisi"):
        repeated(tmp_path)
    with pytest.raises(RunError, match="tidak berisi"):
        read(tmp_path)


def test_every_question_is_there_in_order(run: Run) -> None:
    assert [record.id for record in run.records] == [f"q{n}" for n in range(1, 9)]


def test_the_day_of_a_question_counts(run: Run) -> None:
    assert run.records[1].day == "2024-05-01"
    assert "F9" not in {c["document_id"] for c in run.records[1].marked.answer["citations"]}


def test_a_message_that_cannot_be_read_is_withheld(run: Run) -> None:
    assert run.records[6].outcome == "withheld_rightly"


def test_what_was_searched_has_a_confidence_and_the_rest_has_none(run: Run) -> None:
    assert all(run.records[n].confidence is not None for n in (0, 1, 2))
    assert all(run.records[n].confidence is None for n in (5, 6))


def test_every_leg_is_measured_where_something_should_be_found(run: Run) -> None:
    assert set(run.records[0].retrieval) == {"bm25", "encoder", "fused", "product"}
    assert run.records[3].retrieval == {}
    assert run.records[4].bare
    assert not run.records[0].bare


def test_baselines_always_answer(run: Run) -> None:
    for record in run.records:
        assert set(record.baselines) == {"bm25", "encoder", "tutorial"}
    assert run.records[3].baselines["tutorial"].outcome == "answered_wrong"
    assert run.records[0].baselines["bm25"].answer["citations"]
    assert run.records[0].baselines["tutorial"].scores["recall"] == 0.0


def test_time_is_told_in_its_own_file_only(run: Run, folder: Path) -> None:
    write(run, folder)
    timings = json.loads((folder / "timings.json").read_text("utf-8"))
    assert set(timings) == {"answers", "baselines", "total_s"}
    assert "timings_ms" not in (folder / "results.jsonl").read_text("utf-8")


def test_the_summary_has_no_nan_and_every_group(run: Run) -> None:
    text = json.dumps(summarise(run.records), allow_nan=False)
    found = json.loads(text)
    assert set(found["by_style"]) == {"formal", "informal"}
    assert sum(group["n"] for group in found["by_category"].values()) == 8
    shares = [figure["mean"] for figure in found["all"]["outcomes"].values()]
    assert sum(shares) == pytest.approx(1)

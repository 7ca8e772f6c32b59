"""The judge is optional, told what to judge, and its verdicts are kept."""

import importlib.util
from pathlib import Path

import pytest

from evals.errors import JudgeUnavailable
from evals.judge import PROMPT, RagasJudge, asked, verdicts, write
from evals.records import Record
from evals.review import judge_verdicts
from tests.evals import fakes


class Strict:
    """A judge that finds only the answer about hours right."""

    def right(self, record: Record) -> bool:
        return record.id == "jam"


def test_verdicts_are_kept_beside_the_run(tmp_path: Path) -> None:
    done: list[tuple[int, int]] = []
    found = list(verdicts(Strict(), fakes.records(fakes.honest), lambda a, b: done.append((a, b))))
    write(tmp_path, found)
    assert judge_verdicts(tmp_path) == {"pppk": False, "kapan": False, "jam": True, "pionir": False}
    assert done[-1] == (4, 4)


def test_without_a_judge_there_are_no_verdicts(tmp_path: Path) -> None:
    assert judge_verdicts(tmp_path) == {}


def test_the_prompt_is_filled_with_what_is_known() -> None:
    filled = PROMPT.read_text("utf-8").format(**asked(fakes.records(fakes.honest)[2]))
    assert "37,5 jam atau 37 jam 30 menit" in filled
    assert "Perpres 21/2023" in filled


@pytest.mark.skipif(importlib.util.find_spec("ragas") is not None, reason="ragas is installed")
def test_without_ragas_a_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RAGAS_DO_NOT_TRACK", raising=False)
    with pytest.raises(JudgeUnavailable, match="pip install ragas"):
        RagasJudge.connect("http://127.0.0.1:1/v1", "model")

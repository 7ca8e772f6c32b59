from pathlib import Path

import numpy as np
import pytest

from assistant.answer import Answer, Status
from evals import practice
from evals.exercises import Exercise
from evals.practice import Ended, ended, table
from knowledge.corpus import Corpus
from knowledge.documents import of_statement
from tests.api.fakes import LETTER
from tests.support import statement

F9 = statement("F9", "Pemindahan ditunda.", aliases=["F90"], part_of="jadwal")
D10 = statement("D10", "Besaran tunjangan belum ditetapkan.")
DOCUMENTS = tuple(map(of_statement, (F9, D10)))
CORPUS = Corpus(DOCUMENTS, (), np.empty((0, 2), dtype=np.float32))


def answer(*names: str) -> Answer:
    texts = {document.id: document.passages[0].text for document in DOCUMENTS}
    cited = ({"document_id": name, "quote": texts[name]} for name in names)
    citations = tuple(LETTER.model_copy(update=change) for change in cited)
    status = Status.ANSWERED if names else Status.NOT_IN_KNOWLEDGE
    return Answer.model_construct(status=status, answer="", citations=citations)


def asks(*answers: set[str]) -> Exercise:
    return Exercise("kapan?", tuple(map(frozenset, answers)), "broad")


@pytest.mark.parametrize(
    ("one", "cited", "end"),
    [
        (asks({"F9"}), ("F9",), Ended.RIGHT),
        (asks({"F90"}), ("F9",), Ended.RIGHT),
        (asks({"jadwal"}), ("D10", "F9"), Ended.RIGHT),
        (asks({"F9"}, {"D10"}), ("F9",), Ended.PART),
        (asks({"F9"}, {"D10"}), ("F9", "D10"), Ended.RIGHT),
        (asks({"F9"}), ("D10",), Ended.OTHER),
        (asks({"F9"}), (), Ended.WITHHELD),
        (asks(), (), Ended.RIGHT),
        (asks(), ("F9",), Ended.OTHER),
    ],
)
def test_how_an_exercise_ends(one: Exercise, cited: tuple[str, ...], end: Ended) -> None:
    assert ended(one, answer(*cited), CORPUS) is end


def test_kinds_are_counted_apart() -> None:
    printed = table([("broad", Ended.RIGHT), ("broad", Ended.OTHER), ("unknown", Ended.RIGHT)])
    assert "| broad | 2 | 1 | 0 | 0 | 1 |" in printed
    assert "| unknown | 1 | 1 | 0 | 0 | 0 |" in printed


def test_a_file_that_is_none_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        practice.main(["judged"])
    assert "held_out" in capsys.readouterr().err


def test_real_exercises_are_asked(
    product_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TANYA_HOME", str(product_home))
    some = (asks({"F9", "U1"}), Exercise("resep rendang?", (), "unknown"))
    monkeypatch.setattr(practice, "read", lambda _: some)
    practice.main(["held_out"])
    assert "| unknown | 1 | 1 |" in capsys.readouterr().out

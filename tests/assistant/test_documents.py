"""Answers from ingested documents: the whole pasal, and never a repealed law as if in force."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant import assistant as module
from assistant.answer import Answer, Status
from assistant.assistant import Assistant
from assistant.compose import ENDED
from assistant.confidence import Confidence
from assistant.scope import Place
from knowledge.encoder import HashingEncoder
from knowledge.index import Index, IndexFolder
from knowledge.language import Language
from knowledge.schema import Validity
from tests.knowledge.test_naming import KEBUN, LAMA, law
from tests.support import documents

SURE = replace(Confidence.load(), unasked={"coverage": 20.0, "bias": -6.0})
TODAY = date(2031, 1, 1)


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = IndexFolder(tmp_path_factory.mktemp("dokumen"), Language.load())
    folder.build([*documents(), KEBUN, LAMA], HashingEncoder())
    return folder.open(HashingEncoder())


@pytest.fixture
def assistant(serving: Index, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    monkeypatch.setattr(Confidence, "load", classmethod(lambda _: SURE))
    monkeypatch.setattr(module.Scope, "place", lambda *_: Place(1.0, 1.0))
    return Assistant(lambda name: None if name == serving.generation else serving, lambda: TODAY)


def places(answer: Answer) -> list[tuple[str, str | None]]:
    return [(citation.document_id, citation.locator) for citation in answer.citations]


def test_every_ayat_of_a_pasal_that_is_named(assistant: Assistant) -> None:
    answer = assistant.answer("Apa isi Pasal 2 PP 9/2030?")
    assert answer.status is Status.ANSWERED
    assert places(answer) == [
        ("dok-pp-9-2030", "Pasal 2 ayat (1)"),
        ("dok-pp-9-2030", "Pasal 2 ayat (2)"),
    ]
    quotes = {citation.quote for citation in answer.citations}
    assert quotes == {passage.text for passage in KEBUN.passages[:2]}


LONG = "Penjaga ke-{} menyiram setiap pagi dengan air dari sumur yang dalam dan jernih."


@pytest.mark.parametrize(("ayat", "told"), [(20, 20), (40, 23)])
def test_a_long_pasal_is_told_without_gaps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ayat: int, told: int
) -> None:
    """All of it, or of a very long one the best and then the beginning."""
    monkeypatch.setattr(Confidence, "load", classmethod(lambda _: SURE))
    monkeypatch.setattr(module.Scope, "place", lambda *_: Place(1.0, 1.0))
    provisions = {f"Pasal 2 ayat ({n})": LONG.format(n) for n in range(1, ayat + 1)}
    folder = IndexFolder(tmp_path, Language.load())
    folder.build([*documents(), law("dok-pp-9-2030", provisions)], HashingEncoder())
    index = folder.open(HashingEncoder())
    long = Assistant(lambda name: None if name == index.generation else index, lambda: TODAY)
    answer = long.answer("Apa isi Pasal 2 PP 9/2030?")
    found = [citation.locator for citation in answer.citations]
    assert len(found) == told
    rest = found if told == ayat else found[1:]
    expected = (f"Pasal 2 ayat ({n})" for n in range(1, ayat + 1))
    assert rest == [place for place in expected if told == ayat or place != found[0]][: len(rest)]


def test_only_the_ayat_that_is_named(assistant: Assistant) -> None:
    answer = assistant.answer("Isi Pasal 2 ayat (2) PP 9/2030?")
    assert places(answer) == [("dok-pp-9-2030", "Pasal 2 ayat (2)")]


def test_a_repealed_law_says_that_it_is(assistant: Assistant) -> None:
    answer = assistant.answer("Apa isi Pasal 2 PP 7/2020?")
    assert answer.sentences[0].text.startswith(ENDED)
    assert [citation.validity for citation in answer.citations] == [Validity.REVOKED]
    assert answer.citations[0].superseded_by == "PP 9/2030"


def test_a_repealed_law_is_no_answer_to_what_holds(assistant: Assistant) -> None:
    answer = assistant.answer("Penjaga lama menyiram setiap pagi dan setiap sore?")
    assert "dok-pp-7-2020" not in [citation.document_id for citation in answer.citations]

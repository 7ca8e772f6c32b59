"""The guided check: the form's data against the shipped knowledge, and the decision."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

import pytest

from assistant import assistant as module
from assistant.answer import Answer, Status
from assistant.assistant import Assistant
from assistant.check import LABELS, Check
from assistant.writer import Writer
from knowledge.curated import Curated
from knowledge.encoder import HashingEncoder
from knowledge.index import Index, IndexFolder
from knowledge.language import Language
from tests.assistant.conftest import TODAY
from tests.support import real_knowledge

CHECK = Check.load()
FIELDS = {field.name: field for field in CHECK.fields}
NAMED = {name for f in CHECK.fields for c in f.choices for name in c.says} | {CHECK.lead}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """Of the statements that decide, as they are shipped."""
    home: Path = tmp_path_factory.mktemp("pemeriksaan")
    known = tuple(s for s in real_knowledge().statements if s.id in NAMED)
    alone = tuple(s.model_copy(update={"superseded_by": (), "disputed_with": ()}) for s in known)
    folder = IndexFolder(home, Language.load())
    folder.build(Curated(alone, (), ()).documents(), HashingEncoder())
    return folder.open(HashingEncoder())


def answer(index: Index, *phrases: str, day: date = TODAY) -> Answer:
    assistant = Assistant(lambda name: None if name == index.generation else index, lambda: day)
    return assistant.answer(CHECK.ask(*phrases))


def texts(index: Index) -> dict[str, str]:
    return {name: index.corpus.by_name[name].passages[0].text for name in NAMED}


def test_what_decides_is_shipped_and_stands() -> None:
    for name in NAMED:
        statement = next(s for s in real_knowledge().statements if s.id == name)
        assert statement.superseded_by == (), name


def test_each_phrase_means_one_thing() -> None:
    phrases = [c.phrase.casefold() for field in CHECK.fields for c in field.choices]
    assert len(phrases) == len(set(phrases))
    assert not any(mark in phrase for phrase in phrases for mark in ";.")
    assert list(FIELDS) == ["status", "office", "unit", "family", "formation"]


def test_a_regional_office_is_outside_and_that_comes_first(index: Index) -> None:
    told = answer(index, "PNS", "kementerian atau lembaga", "kantor wilayah atau instansi vertikal")
    known = texts(index)
    assert told.status is Status.ANSWERED
    assert told.sentences[0].text.startswith(LABELS["outside"] + known["B12"].split(". ")[0])
    assert [c.document_id for c in told.citations] == ["B12", "B17a", "B26a"]
    assert all(c.quote == known[c.document_id] for c in told.citations)
    assert told.suggestions == CHECK.suggestions


def test_head_office_is_meant_but_nobody_is_certain(index: Index) -> None:
    told = answer(index, "PNS", "kementerian atau lembaga", "satuan kerja pusat")
    assert told.sentences[0].text.startswith("Apakah Anda atau unit Anda akan dipindah belum")
    starts = [s.text for s in told.sentences if s.text.startswith(tuple(LABELS.values()))]
    assert starts[0].startswith(LABELS["inside"])
    assert starts[1].startswith(LABELS["open"])


@pytest.mark.parametrize("name", FIELDS)
def test_every_choice_is_answered_by_what_it_names(index: Index, name: str) -> None:
    for choice in FIELDS[name].choices:
        told = answer(index, choice.phrase)
        assert told.status is Status.ANSWERED
        assert {c.document_id for c in told.citations} == {CHECK.lead, *choice.says}
        assert all(s.citations for s in told.sentences)


def test_a_chat_model_has_no_word_in_it(index: Index) -> None:
    nobody = cast(Writer, object())
    assistant = Assistant(lambda _: index, lambda: TODAY, nobody)
    assert assistant.answer(CHECK.ask("PNS")).citations[0].document_id == CHECK.lead


def test_only_what_was_known_on_that_day_decides(index: Index) -> None:
    told = answer(index, "PPPK", "kantor wilayah atau instansi vertikal", day=date(2024, 5, 1))
    assert [c.document_id for c in told.citations] == ["B12"]


def test_what_was_replaced_since_decides_no_more(tmp_path: Path) -> None:
    named = [s for s in real_knowledge().statements if s.id in ("B12", "B17a")]
    old, newer = sorted(named, key=lambda s: s.as_of)
    old = old.model_copy(update={"superseded_by": (newer.id,)})
    folder = IndexFolder(tmp_path, Language.load())
    folder.build(Curated((old, newer), (), ()).documents(), HashingEncoder())
    index = folder.open(HashingEncoder())
    assert [c.document_id for c in answer(index, "satuan kerja pusat").citations] == ["B17a"]


@pytest.mark.parametrize(
    "message",
    [
        "Apakah saya termasuk yang dipindahkan ke IKN?",
        CHECK.ask("PNS", "kantor di bulan"),
        CHECK.ask("PNS").replace("saya termasuk", "mereka termasuk"),
        CHECK.question,
    ],
)
def test_anything_else_is_an_ordinary_question(index: Index, message: str) -> None:
    assert CHECK.criteria(message, index.corpus, TODAY) == ()


def test_where_nothing_is_known_it_is_an_ordinary_question(index: Index) -> None:
    tools = replace(module._tools(index), check=replace(CHECK, lead="Z99"))
    assert tools.check.criteria(CHECK.ask("PNS"), index.corpus, TODAY) == ()

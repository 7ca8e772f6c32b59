from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.answer import Status
from assistant.retrieve import retrieve
from assistant.tools import Tools
from assistant.turn import Ask, Turn

MakeTurn = Callable[..., Turn]


def found(turn: Turn) -> list[str]:
    return [find.hits[0].passage.id for find in turn.finds]


def asks(*questions: str) -> tuple[Ask, ...]:
    return tuple(Ask((question,)) for question in questions)


def test_what_is_known_is_found(tools: Tools, turn: MakeTurn) -> None:
    done = retrieve(turn(asks=asks("Kapan ASN pindah ke IKN?")), tools)
    assert not done.over
    assert found(done) == ["F9"]
    assert done.missing == ()


def test_every_question_is_looked_for(tools: Tools, turn: MakeTurn) -> None:
    done = retrieve(turn(asks=asks("Kapan ASN pindah ke IKN?", "Berapa tunjangan pionir?")), tools)
    assert found(done) == ["F9", "D10"]


def test_the_reading_that_fits_best_wins(tools: Tools, turn: MakeTurn) -> None:
    ask = Ask(("merek mobil dinas pejabat", "jam kerja ASN seminggu"))
    (find,) = retrieve(turn(asks=(ask,)), tools).finds
    assert find.question == "jam kerja ASN seminggu"


def test_of_equal_readings_the_first_wins(tools: Tools, turn: MakeTurn) -> None:
    ask = Ask(("jam kerja ASN seminggu", "jam kerja ASN seminggu?"))
    (find,) = retrieve(turn(asks=(ask,)), tools).finds
    assert find.question == "jam kerja ASN seminggu"


def test_what_is_not_answered_is_named(tools: Tools, turn: MakeTurn) -> None:
    unknown = "merek pendingin ruangan pegawai ASN dari pabrik mana"
    done = retrieve(turn(asks=asks("Kapan ASN pindah ke IKN?", unknown)), tools)
    assert found(done) == ["F9"]
    assert done.missing == (unknown,)


def test_what_is_outside_is_not_named(tools: Tools, turn: MakeTurn) -> None:
    done = retrieve(turn(asks=asks("Kapan ASN pindah ke IKN?", "siapa juara catur dunia")), tools)
    assert done.missing == ()


def test_outside_the_subject(tools: Tools, turn: MakeTurn) -> None:
    done = retrieve(turn(asks=asks("siapa juara catur dunia")), tools)
    assert done.status is Status.OUT_OF_SCOPE
    assert done.reply == tools.replies.say("out_of_scope")
    assert done.suggestions == tools.replies.starters
    assert not done.handoff.offered


def test_within_the_subject_but_unknown(tools: Tools, turn: MakeTurn) -> None:
    unknown = "merek pendingin ruangan pegawai ASN dari pabrik mana"
    done = retrieve(turn(asks=asks(unknown)), tools)
    assert done.status is Status.NOT_IN_KNOWLEDGE
    assert done.reply == tools.replies.say("not_in_knowledge")
    assert done.handoff.offered
    assert done.handoff.reason == "not_in_knowledge"


def test_questions_close_by_are_suggested(tools: Tools, turn: MakeTurn) -> None:
    unknown = "merek pendingin ruangan pegawai ASN dari pabrik mana"
    suggestions = retrieve(turn(asks=asks(unknown)), tools).suggestions
    known = {q for row in tools.retriever.index.corpus.documents for q in row.passages[0].questions}
    assert 1 <= len(suggestions) <= 3
    assert set(suggestions) <= known


@pytest.mark.parametrize("sure", [1.1, 0.0])
def test_the_bar_is_the_one_in_the_data(tools: Tools, turn: MakeTurn, sure: float) -> None:
    strict = replace(tools, confidence=replace(tools.confidence, answer=sure))
    assert retrieve(turn(asks=asks("Kapan ASN pindah ke IKN?")), strict).over is (sure > 1)


def test_far_outside_the_subject_nothing_is_sure(tools: Tools, turn: MakeTurn) -> None:
    class Far:
        def score(self, *_: object) -> float:
            return -2.0

    far = replace(tools, scope=Far())
    done = retrieve(turn(asks=asks("Kapan ASN pindah ke IKN?")), far)
    assert done.status is Status.OUT_OF_SCOPE


def test_no_fact_is_stated_when_withheld(tools: Tools, turn: MakeTurn) -> None:
    done = retrieve(turn(asks=asks("siapa juara catur dunia")), tools)
    assert done.sentences == ()
    assert done.citations == ()

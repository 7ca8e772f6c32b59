from collections.abc import Callable
from dataclasses import replace

import pytest

import assistant.retrieve as module
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


def test_another_reading_that_finds_the_same_counts(tools: Tools, turn: MakeTurn) -> None:
    ask = Ask(("merek mobil dinas pejabat", "jam kerja ASN seminggu"))
    (find,) = retrieve(turn(asks=(ask,)), tools).finds
    assert find.question == "jam kerja ASN seminggu"


def test_a_reading_that_asks_something_else_does_not_count(
    tools: Tools, turn: MakeTurn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "NEAR", 1)  # the index of these tests holds a handful of passages
    ask = Ask(("fase miniatur warnanya apa", "jam kerja ASN seminggu"))
    assert retrieve(turn(asks=(ask,)), tools).over


def test_of_equal_readings_the_first_wins(tools: Tools, turn: MakeTurn) -> None:
    ask = Ask(("jam kerja ASN seminggu", "jam kerja ASN seminggu?"))
    (find,) = retrieve(turn(asks=(ask,)), tools).finds
    assert find.question == "jam kerja ASN seminggu"


@pytest.mark.parametrize(("hopeful", "over"), [(0.0, False), (0.4, True)])
def test_what_does_not_stand_alone_is_looked_for_in_its_context_if_there_is_hope(
    tools: Tools, turn: MakeTurn, monkeypatch: pytest.MonkeyPatch, hopeful: float, over: bool
) -> None:
    monkeypatch.setattr(module, "HOPEFUL", hopeful)
    alone, context = "seminggu berlaku bagi siapa pun di kantor lama", "jam kerja ASN seminggu"
    done = retrieve(turn(asks=(Ask((alone,), context=context),)), tools)
    assert done.over is over
    assert done.finds[0].question == (alone if over else context)


def test_the_topic_before_does_not_answer_another_question(
    tools: Tools, turn: MakeTurn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HOPEFUL", 0.0)
    monkeypatch.setattr(module, "NEAR", 1)  # the index of these tests holds a handful of passages
    ask = Ask(("fase miniatur warnanya apa",), context="jam kerja ASN seminggu")
    assert retrieve(turn(asks=(ask,)), tools).over


def test_a_brief_question_is_answered_within_what_was_asked_before(
    tools: Tools, turn: MakeTurn
) -> None:
    ask = Ask(("per minggu?",), topic="jam kerja ASN", brief=True)
    (find,) = retrieve(turn(asks=(ask,)), tools).finds
    assert (find.question, find.hits[0].passage.id) == ("jam kerja ASN per minggu?", "C1")


def test_a_question_that_stands_alone_leaves_the_topic(tools: Tools, turn: MakeTurn) -> None:
    ask = Ask(("kapan ASN pindah ke IKN",), topic="jam kerja ASN seminggu")
    (find,) = retrieve(turn(asks=(ask,)), tools).finds
    assert (find.question, find.hits[0].passage.id) == ("kapan ASN pindah ke IKN", "F9")


def test_a_brief_question_about_nothing_known_is_withheld(tools: Tools, turn: MakeTurn) -> None:
    ask = Ask(("resep rendang",), topic="siapa juara catur dunia", brief=True)
    assert retrieve(turn(asks=(ask,)), tools).over


def test_a_further_question_inside_one_is_answered_too(tools: Tools, turn: MakeTurn) -> None:
    parts = ("kapan ASN pindah ke IKN", "berapa tunjangan pionir")
    whole = Ask((" dan ".join(parts),), asides=parts)
    assert set(found(retrieve(turn(asks=(whole,)), tools))) == {"F9", "D10"}


def test_an_aside_that_is_not_known_is_no_loss(tools: Tools, turn: MakeTurn) -> None:
    ask = Ask(("kapan ASN pindah ke IKN",), asides=("siapa juara catur dunia",))
    done = retrieve(turn(asks=(ask,)), tools)
    assert (found(done), done.missing) == (["F9"], ())


def test_each_side_of_a_comparison_is_looked_for(tools: Tools, turn: MakeTurn) -> None:
    sides = ("kapan ASN pindah ke IKN", "berapa tunjangan pionir")
    done = retrieve(turn(asks=(Ask(("beda keduanya",), sides=sides),)), tools)
    assert found(done) == ["F9", "D10"]


def test_sides_that_find_the_same_are_one_question(tools: Tools, turn: MakeTurn) -> None:
    sides = ("kapan ASN pindah ke IKN", "kapan ASN pindah")
    ask = Ask(("jam kerja ASN seminggu",), sides=sides)
    assert found(retrieve(turn(asks=(ask,)), tools)) == ["C1"]


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
    assert retrieve(turn(asks=asks("Kapan ASN pindah ke IKN?")), far).over


def test_what_is_near_something_known_is_not_called_outside(tools: Tools, turn: MakeTurn) -> None:
    class Doubtful:
        def score(self, *_: object) -> float:
            return -0.5

    doubtful = replace(tools, scope=Doubtful(), confidence=replace(tools.confidence, answer=1.1))
    done = retrieve(turn(asks=asks("Kapan ASN pindah ke IKN?")), doubtful)
    assert done.status is Status.NOT_IN_KNOWLEDGE


def test_no_fact_is_stated_when_withheld(tools: Tools, turn: MakeTurn) -> None:
    done = retrieve(turn(asks=asks("siapa juara catur dunia")), tools)
    assert done.sentences == ()
    assert done.citations == ()

from collections.abc import Callable
from dataclasses import replace

import pytest

import assistant.retrieve as module
from assistant.answer import Status
from assistant.comparison import Split
from assistant.retrieve import look, retrieve
from assistant.scope import Place
from assistant.tools import Tools
from assistant.turn import Ask, Leaning, Turn

MakeTurn = Callable[..., Turn]


def found(turn: Turn) -> list[str]:
    return [find.hits[0].passage.id for find in turn.finds]


def asks(*questions: str) -> tuple[Ask, ...]:
    return tuple(Ask(question) for question in questions)


def test_what_is_known_is_found(tools: Tools, turn: MakeTurn) -> None:
    done = retrieve(turn(asks=asks("Kapan ASN pindah ke IKN?")), tools)
    assert not done.over
    assert found(done) == ["F9"]
    assert done.missing == ()


@pytest.mark.parametrize(
    ("hopeful", "missing"), [(0.0, ()), (1.0, ("surat pindah naik pesawat?",))]
)
def test_what_an_answer_tells_already_is_no_gap(
    tools: Tools,
    turn: MakeTurn,
    monkeypatch: pytest.MonkeyPatch,
    hopeful: float,
    missing: tuple[str, ...],
) -> None:
    monkeypatch.setattr(module, "HOPEFUL", hopeful)
    done = retrieve(
        turn(asks=asks("Kapan ASN pindah ke IKN?", "surat pindah naik pesawat?")), tools
    )
    assert (found(done), done.missing) == (["F9"], missing)


def test_every_question_is_looked_for(tools: Tools, turn: MakeTurn) -> None:
    done = retrieve(turn(asks=asks("Kapan ASN pindah ke IKN?", "Berapa tunjangan pionir?")), tools)
    assert found(done) == ["F9", "D10"]


@pytest.mark.parametrize(("hopeful", "over"), [(0.0, False), (0.4, True)])
def test_what_does_not_stand_alone_is_looked_for_in_its_context_if_there_is_hope(
    tools: Tools, turn: MakeTurn, monkeypatch: pytest.MonkeyPatch, hopeful: float, over: bool
) -> None:
    monkeypatch.setattr(module, "HOPEFUL", hopeful)
    alone, context = "seminggu berlaku bagi siapa pun di kantor lama", "jam kerja ASN seminggu"
    done = retrieve(turn(asks=(Ask(alone, here=context),)), tools)
    assert done.over is over
    assert done.finds[0].question == (alone if over else context)


def test_asked_of_the_subject_it_must_find_what_it_finds_alone(
    tools: Tools, turn: MakeTurn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HOPEFUL", 0.0)
    monkeypatch.setattr(module, "NEAR", 1)  # the index of these tests holds a handful of passages
    ask = Ask("tunjangan kebiruan warnanya apa", here="jam kerja ASN seminggu")
    assert retrieve(turn(asks=(ask,)), tools).over


def test_a_brief_question_is_answered_within_what_was_asked_before(
    tools: Tools, turn: MakeTurn
) -> None:
    ask = Ask("per minggu?", "jam kerja ASN", Leaning.FOLLOWS)
    (find,) = retrieve(turn(asks=(ask,)), tools).finds
    assert (find.whole, find.hits[0].passage.id) == ("jam kerja ASN per minggu?", "C1")


def test_a_brief_question_about_nothing_known_is_withheld(tools: Tools, turn: MakeTurn) -> None:
    ask = Ask("resep rendang", "siapa juara catur dunia", Leaning.FOLLOWS)
    assert retrieve(turn(asks=(ask,)), tools).over


def test_a_question_is_answered_within_its_story(tools: Tools, turn: MakeTurn) -> None:
    ask = Ask("seminggu berapa?", "Kata atasan jam kerja ASN berubah.", Leaning.TOLD)
    (find,) = retrieve(turn(asks=(ask,)), tools).finds
    assert (find.hits[0].passage.id, find.leaning) == ("C1", Leaning.TOLD)


@pytest.mark.parametrize("leaning", [None, *Leaning])
def test_what_is_looked_for_is_told(tools: Tools, turn: MakeTurn, leaning: Leaning | None) -> None:
    ask = Ask("seminggu berapa", "jam kerja ASN" if leaning else "", leaning)
    find = look(ask, turn(), tools)
    assert (find.question, find.context, find.leaning) == (ask.question, ask.context, leaning)
    assert find.hits[0].passage.id == "C1"


@pytest.mark.parametrize(
    ("question", "context", "over"),
    [
        ("jam kerja ASN seminggu", "ada bus", False),
        ("tunjangan seminggu?", "jam kerja ASN istirahat", True),
    ],
)
def test_one_sure_part_is_enough_if_it_stands_alone(
    tools: Tools, turn: MakeTurn, question: str, context: str, over: bool
) -> None:
    leaning, unknown = Ask(question, context, Leaning.FOLLOWS), Ask("siapa juara catur dunia")
    message = turn(asks=(unknown, leaning), question="juara catur dunia")
    assert retrieve(message, tools).over is over


def test_a_part_that_is_unsure_gets_what_the_whole_finds(tools: Tools, turn: MakeTurn) -> None:
    parts = asks("kapan ASN pindah ke IKN", "di sana beroperasi apa yang tercatat di mana")
    whole = "kapan ASN pindah ke IKN"
    done = retrieve(turn(asks=parts, question=whole), tools)
    assert set(found(done)) == {"F9"}
    assert done.missing == ()


TOGETHER = "kapan ASN pindah ke IKN dan berapa tunjangan pionir"


@pytest.mark.parametrize(
    "sides",
    [
        (("kapan ASN pindah ke IKN",), ("berapa tunjangan pionir",)),
        (("kapan ASN pindah ke IKN",), ("siapa juara catur", "tunjangan pionir")),
    ],
)
def test_each_side_of_a_comparison_is_looked_for(
    tools: Tools, turn: MakeTurn, sides: Split
) -> None:
    done = retrieve(turn(asks=(Ask(TOGETHER, splits=(sides,)),)), tools)
    assert found(done) == ["F9", "D10"]


@pytest.mark.parametrize(
    "sides",
    [
        (("kapan ASN pindah ke IKN",), ("kapan ASN pindah",)),
        (("kapan ASN pindah ke IKN",), ("siapa juara catur dunia",)),
    ],
)
def test_a_comparison_is_asked_whole_where_a_side_finds_nothing_of_its_own(
    tools: Tools, turn: MakeTurn, sides: Split
) -> None:
    ask = Ask("jam kerja ASN seminggu", splits=(sides,))
    assert found(retrieve(turn(asks=(ask,)), tools)) == ["C1"]


def test_a_side_does_not_lead_elsewhere(
    tools: Tools, turn: MakeTurn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AMONG", 1)
    sides = (("kapan ASN pindah ke IKN",), ("berapa tunjangan pionir",))
    done = retrieve(turn(asks=(Ask(TOGETHER, splits=(sides,)),)), tools)
    assert len(done.finds) == 1


def test_the_surest_way_to_take_it_apart_is_taken(tools: Tools, turn: MakeTurn) -> None:
    loose = (("kapan kira-kira sih semua ASN itu pindah ke IKN",), ("berapa tunjangan pionir",))
    plain = (("kapan ASN pindah ke IKN",), ("berapa tunjangan pionir",))
    one, other = (
        retrieve(turn(asks=(Ask(TOGETHER, splits=ways),)), tools).finds
        for ways in ((loose, plain), (plain, loose))
    )
    assert [find.question for find in one] == [find.question for find in other]
    assert {find.question for find in one} == {side[0] for side in plain}


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
        def place(self, *_: object) -> Place:
            return Place(subject=-2.0)

    far = replace(tools, scope=Far())
    assert retrieve(turn(asks=asks("Kapan ASN pindah ke IKN?")), far).over


def test_what_is_near_something_known_is_not_called_outside(tools: Tools, turn: MakeTurn) -> None:
    class Doubtful:
        def place(self, *_: object) -> Place:
            return Place(subject=-0.5)

    doubtful = replace(tools, scope=Doubtful(), confidence=replace(tools.confidence, answer=1.1))
    done = retrieve(turn(asks=asks("Kapan ASN pindah ke IKN?")), doubtful)
    assert done.status is Status.NOT_IN_KNOWLEDGE


def test_no_fact_is_stated_when_withheld(tools: Tools, turn: MakeTurn) -> None:
    done = retrieve(turn(asks=asks("siapa juara catur dunia")), tools)
    assert done.sentences == ()
    assert done.citations == ()

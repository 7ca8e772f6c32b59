"""Sentences that cite and sentences that are an officer's own."""

from collections.abc import Sequence

from api.console.replies import Line, Reply, distance
from assistant.answer import Citation, Sentence
from tests.api.fakes import DECREE, LETTER, PLAN, TEXT, FakeCopilot, answer_of

PROVE = FakeCopilot().proved


def proves_nothing(_sentence: Sentence, _citations: Sequence[Citation]) -> bool:
    return False


def test_an_answer_becomes_a_reply_with_a_citation_for_every_sentence() -> None:
    reply = Reply.of_answer(answer_of())
    assert [line.own for line in reply.lines] == [False, False]
    assert reply.text == f"{TEXT}\n\n{PLAN}"
    assert Reply.stored(reply.dump()) == reply


def test_what_is_left_as_it_was_keeps_its_citation() -> None:
    reply = Reply.of_answer(answer_of())
    assert reply.edited(reply.text, proves_nothing).lines == reply.lines


def test_a_sentence_that_is_not_proved_is_the_officers_own() -> None:
    reply = Reply.of_answer(answer_of()).edited(f"{TEXT} Semoga jelas.", PROVE)
    assert [line.own for line in reply.lines] == [False, True]
    assert reply.used == (LETTER,)


def test_a_changed_number_loses_the_citation() -> None:
    reply = Reply.of_answer(answer_of()).edited(TEXT.replace("24 Januari", "25 Januari"), PROVE)
    assert reply.lines[0].own
    assert "Sumber:" not in reply.letter


def test_a_part_of_a_sentence_that_is_proved_keeps_it() -> None:
    part = "Pemindahan ASN kementerian dan lembaga ke IKN ditunda"
    assert Reply.of_answer(answer_of()).edited(part, PROVE).lines[0].citations == ("1",)


def test_joining_numbers_on_and_lists_nothing_twice() -> None:
    reply = Reply.of_answer(answer_of()).with_passage(LETTER).with_passage(DECREE)
    assert [c.id for c in reply.citations] == ["1", "2"]
    assert reply.lines[-1].citations == ("2",)
    other = DECREE.model_copy(update={"id": "1", "document_id": "G1", "quote": "Lain."})
    joined = reply.with_passage(other)
    assert (joined.citations[-1].id, joined.lines[-1].citations) == ("3", ("3",))


def test_shortening_keeps_every_passage_and_what_was_added() -> None:
    lines = (
        Line("Satu.", 0, ("1",)),
        Line("Dua.", 0, ("1",)),
        Line("Saya.", 0),
        Line("T.", 1, ("2",)),
    )
    short = Reply(lines, (LETTER, DECREE)).shortened()
    assert [line.text for line in short.lines] == ["Satu.", "Saya.", "T."]
    assert short.shortened() == short


def test_distance_is_counted_in_words() -> None:
    assert distance("a b", "a b") == 0
    assert distance("", "a b") == 1

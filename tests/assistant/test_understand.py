from collections.abc import Callable
from datetime import date

import pytest

from assistant.answer import Status
from assistant.tools import Tools
from assistant.turn import Leaning, Message, Turn
from assistant.understand import understand

MakeTurn = Callable[..., Turn]


def asked(turn: Turn) -> list[str]:
    return [ask.question for ask in turn.asks]


def test_chat_language_is_made_plain(tools: Tools, turn: MakeTurn) -> None:
    done = understand(turn("klo sy ga mau pindah gmn?"), tools)
    assert asked(done) == ["kalau saya tidak mau pindah bagaimana?"]


def test_small_talk_is_over(tools: Tools, turn: MakeTurn) -> None:
    done = understand(turn("Halo pak"), tools)
    assert done.status is Status.SMALLTALK
    assert done.suggestions == tools.replies.starters
    assert done.asks == ()


@pytest.mark.parametrize(
    ("message", "count"),
    [
        ("Kapan ASN pindah? Berapa tunjangannya?", 2),
        ("kapan ASN pindah dan berapa tunjangan pionir?", 2),
        ("Kapan pindah?\nSiapa yang duluan?\nBerapa gajinya?", 3),
        ("Kapan? Siapa? Berapa? Di mana? Bagaimana?", 3),
        ("Kapan ASN dan keluarganya pindah?", 1),
        ("Saya guru di Bandung. Kapan saya pindah?", 1),
        ("Kapan saya pindah? Saya guru di Bandung.", 1),
        ("Kapan ASN pindah???", 1),
    ],
)
def test_how_many_questions(tools: Tools, turn: MakeTurn, message: str, count: int) -> None:
    assert len(understand(turn(message), tools).asks) == count


def test_a_second_question_may_lean_on_the_first(tools: Tools, turn: MakeTurn) -> None:
    done = understand(turn("siapa yang pindah di fase 2? terus siapa di fase 3?"), tools)
    assert "fase 3" in asked(done)[1]


def test_a_follow_up_is_written_out(tools: Tools, turn: MakeTurn) -> None:
    history = (Message("user", "siapa aja yg pindah di fase 2?"), Message("assistant", "Fase 9."))
    done = understand(turn("Terus fase 3?", history=history), tools)
    assert asked(done) == ["siapa saja yang pindah di fase 3?"]


def test_a_brief_follow_up_keeps_what_was_asked_before(tools: Tools, turn: MakeTurn) -> None:
    history = (Message("user", "siapa yang menanggung listrik rusun?"), Message("assistant", "A."))
    (ask,) = understand(turn("terus sewanya bayar?", history=history), tools).asks
    assert ask.question == "sewanya bayar?"
    assert (ask.context, ask.leaning) == ("siapa yang menanggung listrik rusun?", Leaning.FOLLOWS)


def test_small_talk_in_between_is_no_topic(tools: Tools, turn: MakeTurn) -> None:
    history = (Message("user", "siapa yang pindah di fase 2?"), Message("user", "makasih"))
    done = understand(turn("Terus fase 3?", history=history), tools)
    assert asked(done) == ["siapa yang pindah di fase 3?"]


def test_a_comparison_asks_for_both_sides(tools: Tools, turn: MakeTurn) -> None:
    done = understand(turn("apa beda fase 1 dan fase 2?"), tools)
    assert done.comparing
    (ask,) = done.asks
    assert ask.question == "apa beda fase 1 dan fase 2?"
    assert ask.splits[0] == (("apa beda fase 1 ?",), ("apa beda fase 2?",))


@pytest.mark.parametrize(
    ("message", "taken_apart"),
    [("Apa beda alih status dan penugasan?", True), ("yang itu dan yang tadi apa bedanya?", False)],
)
def test_a_later_comparison_is_taken_apart_if_it_does_not_lean(
    tools: Tools, turn: MakeTurn, message: str, taken_apart: bool
) -> None:
    done = understand(turn(message, history=(Message("user", "Kapan ASN pindah?"),)), tools)
    assert [bool(ask.splits) for ask in done.asks] == [taken_apart]


def test_the_day_of_a_date_goes_with_its_month(tools: Tools, turn: MakeTurn) -> None:
    message = "apa beda keterangan 17 April 2024 dan 2 Juli 2024 soal hunian?"
    (ask,) = understand(turn(message), tools).asks
    (first,), (second,) = ask.splits[0]
    assert ("17 April 2024" in first, "2 Juli 2024" in first) == (True, False)
    assert ("17 April 2024" in second, "2 Juli 2024" in second) == (False, True)


def test_the_year_of_a_regulation_is_no_side(tools: Tools, turn: MakeTurn) -> None:
    (ask,) = understand(turn("bandingkan target 2024 dengan Perpres 79/2025"), tools).asks
    assert [sides[0][0] for sides in ask.splits] == ["target 2024"]


def test_what_names_nothing_of_the_subject_is_asked_of_it_too(tools: Tools, turn: MakeTurn) -> None:
    (ask,) = understand(turn("rumah sakit apa yang sudah buka?"), tools).asks
    assert ask.here == "rumah sakit apa yang sudah buka di IKN"
    (ask,) = understand(turn("kapan ASN pindah ke IKN?"), tools).asks
    assert ask.here == ""


def test_what_is_told_is_the_context_of_what_is_asked(tools: Tools, turn: MakeTurn) -> None:
    (ask,) = understand(turn("Saya guru di Bandung. Kapan saya pindah?"), tools).asks
    assert (ask.question, ask.context) == ("Kapan saya pindah?", "Saya guru di Bandung.")
    assert ask.leaning is Leaning.TOLD


def test_a_further_question_follows_the_first(tools: Tools, turn: MakeTurn) -> None:
    message = "apakah gaji saya bebas pajak, dan nomor berapa yang bisa saya hubungi?"
    first, second = understand(turn(message), tools).asks
    assert (first.leaning, second.leaning) == (None, Leaning.FOLLOWS)
    assert second.context == first.question == "apakah gaji saya bebas pajak"
    assert second.question == "nomor berapa yang bisa saya hubungi?"


def test_a_story_within_a_conversation_follows_what_was_asked(tools: Tools, turn: MakeTurn) -> None:
    history = (Message("user", "siapa yang menanggung listrik rusun?"),)
    (ask,) = understand(turn("Anak saya tiga. Airnya bayar?", history=history), tools).asks
    assert (ask.question, ask.leaning) == ("Anak saya tiga. Airnya bayar?", Leaning.FOLLOWS)


@pytest.mark.parametrize(
    ("message", "history"),
    [
        ("Dulu rencananya pindah kapan?", True),
        ("bagaimana sejarah jadwalnya?", True),
        ("rencana awal berapa orang?", True),
        ("Kapan ASN pindah?", False),
        ("Apakah dulunya wajib?", True),
        ("pindah duluan siapa?", False),
    ],
)
def test_asking_for_the_past(tools: Tools, turn: MakeTurn, message: str, history: bool) -> None:
    assert understand(turn(message), tools).intent.history is history


def test_the_day_is_the_asked_one(tools: Tools) -> None:
    asked_for = Turn("Kapan ASN pindah?", date(2024, 5, 1))
    assert understand(asked_for, tools).intent.day == date(2024, 5, 1)


@pytest.mark.parametrize(
    ("message", "english"),
    [("When will civil servants move?", True), ("Kapan saya move ke IKN?", False)],
)
def test_english_is_told(tools: Tools, turn: MakeTurn, message: str, english: bool) -> None:
    assert understand(turn(message), tools).english is english


def test_what_was_masked_is_not_searched_for(tools: Tools, turn: MakeTurn) -> None:
    done = understand(turn("NIK [nomor identitas disamarkan] kapan pindah?"), tools)
    assert "disamarkan" not in asked(done)[0]


def test_only_a_masked_number(tools: Tools, turn: MakeTurn) -> None:
    done = understand(turn("[nomor identitas disamarkan]"), tools)
    assert done.over or len(done.asks) == 1


def test_words_that_open_a_new_question_are_no_part_of_it(tools: Tools, turn: MakeTurn) -> None:
    history = (Message("user", "siapa yang menanggung listrik rusun?"), Message("assistant", "A."))
    done = understand(turn("Satu lagi, kapan ASN pindah ke IKN?", history=history), tools)
    assert asked(done) == ["kapan ASN pindah ke IKN?"]

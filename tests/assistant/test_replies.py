import re
from datetime import date

import pytest

from assistant.replies import Replies

REPLIES = Replies.load()


@pytest.mark.parametrize(
    ("message", "begins"),
    [
        ("Halo", "Halo!"),
        ("selamat pagi pak", "Halo!"),
        ("Assalamualaikum wr. wb.", "Halo!"),
        ("P", "Halo!"),
        ("Terima kasih banyak, Kak!", "Sama-sama."),
        ("ok makasih ya infonya", "Sama-sama."),
        ("thx min", "Sama-sama."),
        ("dadah", "Sampai jumpa"),
        ("kamu siapa?", "Saya Tanya IKN"),
        ("ini bot atau orang asli?", "Saya Tanya IKN"),
        ("apakah kamu robot", "Saya Tanya IKN"),
        ("who are you?", "Saya Tanya IKN"),
        ("kamu bisa apa saja?", "Anda dapat bertanya"),
        ("mau tanya dong", "Anda dapat bertanya"),
        ("permisi mau tanya", "Anda dapat bertanya"),
        ("bisa bantu apa aja?", "Anda dapat bertanya"),
        ("wah gitu ya", "Sama-sama."),
        ("malam kak, masih online?", "Halo!"),
        ("help", "Anda dapat bertanya"),
        ("saya bingung mau tanya apa", "Anda dapat bertanya"),
        ("permisi, mau konsultasi", "Anda dapat bertanya"),
        ("jawabanmu akurat nggak sih?", "Jawaban saya dikutip"),
        ("datanya dari mana ya min?", "Jawaban saya dikutip"),
        ("ini resmi dari pemerintah?", "Jawaban saya dikutip"),
        ("bisa nyimpen data saya gak?", "NIP, NIK"),
        ("apakah percakapan ini direkam?", "NIP, NIK"),
        ("bisa ngobrol pakai bahasa inggris?", "Saya memahami"),
        ("kamu dibuat siapa dan buat apa", "Saya Tanya IKN"),
        ("ini chat sama orang beneran apa mesin", "Saya Tanya IKN"),
        ("makasih, besok saya tanya lagi", "Sampai jumpa"),
        ("halo, ada orang?", "Halo!"),
        ("nggak jadi deh", "Baik."),
    ],
)
def test_small_talk_is_answered(message: str, begins: str) -> None:
    assert (REPLIES.smalltalk(message) or "").startswith(begins)


@pytest.mark.parametrize(
    "message",
    [
        "Halo, kapan saya pindah?",
        "Terima kasih, lalu tunjangannya berapa?",
        "siapa yang pindah duluan?",
        "Pagi, jam kerja di IKN jam berapa?",
        "apakah menteri sudah pindah",
        "IKN",
        "siap pindah ke IKN kapan",
        "permisi mau tanya kapan pindah",
        "oh ya gajinya berapa",
        "abaikan instruksi",
        "data saya di ASN Digital aman tidak?",
        "CPNS bisa tes bahasa inggris?",
        "surat itu resmi dari pemerintah?",
        "pindahnya nggak jadi?",
        "sumber gajinya dari mana?",
        "",
        "?!",
    ],
)
def test_what_asks_for_more_is_none(message: str) -> None:
    assert REPLIES.smalltalk(message) is None


def test_days_are_written_out() -> None:
    said = REPLIES.say("holds", day=date(2026, 11, 24), knowledge=date(2026, 4, 2))
    assert "24 November 2026" in said
    assert "2 April 2026" in said


def test_what_a_person_wrote_is_never_a_template() -> None:
    assert "{day} {0} %s" in REPLIES.say("partial", missing="{day} {0} %s")


def test_no_reply_about_the_assistant_states_a_fact() -> None:
    said = [*REPLIES.data["refused"].values(), REPLIES.say("out_of_scope")]
    said += [REPLIES.say("not_in_knowledge"), REPLIES.say("not_proved"), REPLIES.say("clarify")]
    assert [text for text in said if re.search(r"\d|Perpres|UU ", text)] == []


def test_the_starters_are_questions() -> None:
    assert len(REPLIES.starters) >= 3
    assert all(starter.endswith("?") for starter in REPLIES.starters)


@pytest.mark.parametrize(
    "message",
    ["ha" * 1000, "a" * 2000, "halo " * 400, "ya " * 600 + "?", "ok makasih " * 180 + "kapan"],
)
def test_what_is_long_is_no_small_talk(message: str) -> None:
    assert REPLIES.smalltalk(message) is None


@pytest.mark.parametrize("message", ["halo " * 24, "ok makasih " * 10 + "kapan", "ha" * 59 + "?"])
def test_repetition_does_not_hold_it_up(message: str) -> None:
    REPLIES.smalltalk(message)  # pytest's own limit tells if it hangs

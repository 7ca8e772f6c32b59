import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.clauses import clauses


def asked(message: str) -> list[str]:
    return [clause.text for clause in clauses(message) if clause.asks]


@pytest.mark.parametrize(
    ("message", "questions"),
    [
        ("Kapan ASN pindah ke IKN?", ["Kapan ASN pindah ke IKN?"]),
        (
            "kapan pindah dan berapa tunjangannya",
            ["kapan pindah", "dan berapa tunjangannya"],
        ),
        (
            "Kalau saya menolak, apa hukumannya, dan ke mana bandingnya?",
            ["Kalau saya menolak, apa hukumannya", "dan ke mana bandingnya?"],
        ),
        ("Anak saya empat. Cukup tidak rusunnya?", ["Cukup tidak rusunnya?"]),
        ("Anak empat dan masih kecil. Cukup tidak rusunnya?", ["Cukup tidak rusunnya?"]),
        (
            "nolak kena hukuman apa lalu bandingnya ke mana",
            ["nolak kena hukuman apa", "lalu bandingnya ke mana"],
        ),
        ("siapa yang memilih dan menetapkan", ["siapa yang memilih dan menetapkan"]),
        ("sinyal aman? ada ATM tidak", ["sinyal aman?", "ada ATM tidak"]),
        ("Istri PNS, sudah benar belum ya", ["sudah benar belum ya"]),
        ("Bisakah saya menolak? Terima kasih.", ["Bisakah saya menolak?"]),
        ("saya tidak tahu apa pun soal ini", []),
        ("jadwal pemindahan terbaru", []),
        ("takut tidak bisa ke mana-mana", []),
    ],
)
def test_what_is_asked(message: str, questions: list[str]) -> None:
    assert asked(message) == questions


def test_what_is_told_stays_in_its_place() -> None:
    told = clauses("Saya PPPK. Bisa mutasi tidak? Suami saya PNS.")
    assert [(clause.asks, clause.text) for clause in told] == [
        (False, "Saya PPPK."),
        (True, "Bisa mutasi tidak?"),
        (False, "Suami saya PNS."),
    ]


def test_a_condition_without_a_question_is_told() -> None:
    (clause,) = clauses("kalau saya menolak,")
    assert (clause.text, clause.asks) == ("kalau saya menolak", False)


@given(st.text(alphabet=st.sampled_from("apa kalau, dan?.!;\n"), max_size=80))
def test_no_word_is_lost(message: str) -> None:
    kept = " ".join(clause.text for clause in clauses(message))
    assert [w.strip(",;") for w in kept.split() if w.strip(",;")] == [
        w.strip(",;") for w in message.split() if w.strip(",;")
    ]

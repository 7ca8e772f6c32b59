from collections.abc import Callable
from typing import Any

import pytest

from assistant.answer import Citation, Sentence, Status
from assistant.tools import Tools
from assistant.turn import Turn
from assistant.verify import proved, same_limits, same_numbers, same_regulations, verify
from knowledge.language import Language
from tests.support import STATEMENTS

MakeTurn = Callable[..., Turn]
LANGUAGE = Language.load()
DELAY = STATEMENTS[1].text
HOURS = STATEMENTS[2].text


def citation(quote: str, **changes: Any) -> Citation:
    fields = {
        "id": "1",
        "document_id": "F9",
        "title": "Contoh",
        "publisher": "Contoh",
        "url": "https://contoh.example",
        "published": "2025",
        "locator": None,
        "validity": "in_force",
        "superseded_by": None,
        "quote": quote,
    }
    return Citation.model_validate(fields | changes)


def holds(text: str, quote: str) -> bool:
    """Whether a quote proves a sentence."""
    return proved(Sentence(text=text, citations=("1",)), {"1": citation(quote)}, LANGUAGE)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        (HOURS, HOURS),
        (DELAY, DELAY),
        ("Hal lain.", "Satu hal. Hal lain."),
        (f"Sebelumnya: {HOURS}", HOURS),
        (f"Keadaan terbaru: {HOURS}", HOURS),
        (
            "Jam kerja ASN 37 jam 30 menit per minggu di luar istirahat, menurut Perpres 21/2023.",
            HOURS,
        ),
    ],
)
def test_what_the_quote_holds_is_proved(text: str, quote: str) -> None:
    assert holds(text, quote)


RULE = (
    "Menurut Perpres 21/2023 Pasal 4, sejak 12 April 2023 pegawai ASN wajib bekerja 37 jam "
    "30 menit per minggu dan dapat bekerja fleksibel, tetapi tidak di luar negeri, dalam dua tahap."
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("37 jam", "40 jam"),
        ("30 menit", "45 menit"),
        ("12 April 2023", "13 April 2023"),
        ("12 April 2023", "12 Mei 2023"),
        ("12 April 2023", "12 April 2024"),
        ("Perpres 21/2023", "Perpres 21/2024"),
        ("Perpres 21/2023", "PP 21/2023"),
        ("Perpres 21/2023", "UU 21/2023"),
        ("Pasal 4", "Pasal 5"),
        ("tidak di luar", "di luar"),
        ("wajib bekerja", "dapat bekerja"),
        ("dapat bekerja", "wajib bekerja"),
        ("wajib bekerja", "bekerja"),
        ("wajib bekerja", "tidak wajib bekerja"),
        (
            "wajib bekerja 37 jam 30 menit per minggu dan dapat",
            "dapat bekerja 37 jam 30 menit per minggu dan wajib",
        ),
        ("dua tahap", "tiga tahap"),
        ("per minggu", "per hari"),
        ("fleksibel", "fleksibel, dapat libur, cuti, naik gaji, dan rumah baru"),
    ],
)
def test_a_small_change_is_not_proved(old: str, new: str) -> None:
    assert holds(RULE, RULE)
    assert RULE.replace(old, new) != RULE
    assert not holds(RULE.replace(old, new), RULE)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("semua ASN wajib pindah.", "Tidak semua ASN wajib pindah."),
        ("ASN pindah pada 2024.", "Belum pernah ada kabar bahwa ASN pindah pada 2024."),
        ("Pemindahan ASN pada 2024.", "Pemindahan ASN pada 2024 ditunda."),
        ("ASN pindah pada 2028.", "ASN akan pindah pada 2028."),
        ("", HOURS),
        (" ", HOURS),
        ("Sebelumnya: ", HOURS),
        (HOURS, ""),
    ],
)
def test_a_part_of_a_sentence_is_not_proved(text: str, quote: str) -> None:
    assert not holds(text, quote)


def test_without_a_citation_nothing_is_proved() -> None:
    assert not proved(Sentence(text=HOURS), {"1": citation(HOURS)}, LANGUAGE)


def test_one_unknown_citation_spoils_the_sentence() -> None:
    sentence = Sentence(text=HOURS, citations=("1", "2"))
    assert not proved(sentence, {"1": citation(HOURS)}, LANGUAGE)


def test_a_sentence_may_rest_on_two_quotes() -> None:
    both = {"1": citation("Satu hal."), "2": citation("Hal lain.", id="2")}
    assert proved(Sentence(text="Satu hal. Hal lain.", citations=("1", "2")), both, LANGUAGE)


@pytest.mark.parametrize(
    ("text", "same"),
    [("3.246 orang", True), ("3246 orang", False), ("1.700 orang", False), ("orang", True)],
)
def test_numbers(text: str, same: bool) -> None:
    assert same_numbers(text, "Jumlahnya 3.246 orang pada 2024.", LANGUAGE) is same


@pytest.mark.parametrize(
    ("text", "same"),
    [("PP Nomor 94 Tahun 2021", True), ("PP 94/2022", False), ("Perpres 94/2021", False)],
)
def test_regulations(text: str, same: bool) -> None:
    assert same_regulations(text, "menurut PP 94/2021", LANGUAGE) is same


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("ASN wajib pindah.", True),
        ("ASN dapat pindah.", False),
        ("ASN pindah.", False),
        ("ASN tidak wajib pindah.", False),
        ("ASN hanya wajib pindah.", False),
    ],
)
def test_limits(text: str, same: bool) -> None:
    assert same_limits(text, "Gedung sudah ada. ASN wajib pindah.", LANGUAGE) is same


def composed(turn: MakeTurn, *pairs: tuple[str, str], **changes: Any) -> Turn:
    """A turn of these sentences, each with its quote of F9."""
    numbers = range(1, len(pairs) + 1)
    return turn(
        sentences=tuple(
            Sentence(text=text, citations=(str(n),))
            for n, (text, _) in zip(numbers, pairs, strict=True)
        ),
        citations=tuple(
            citation(quote, id=str(n)) for n, (_, quote) in zip(numbers, pairs, strict=True)
        ),
        **changes,
    )


def test_what_is_proved_is_answered(tools: Tools, turn: MakeTurn) -> None:
    done = verify(composed(turn, (DELAY, DELAY)), tools)
    assert done.status is Status.ANSWERED
    assert len(done.sentences) == len(done.citations) == 1


def test_with_something_missing_it_is_partial(tools: Tools, turn: MakeTurn) -> None:
    done = verify(composed(turn, (DELAY, DELAY), missing=("gaji",)), tools)
    assert done.status is Status.PARTIAL


def test_what_is_not_proved_is_removed_with_its_citation(tools: Tools, turn: MakeTurn) -> None:
    done = verify(composed(turn, (DELAY, DELAY), ("ASN pindah 1 Mei 2027.", DELAY)), tools)
    assert [s.text for s in done.sentences] == [DELAY]
    assert [c.id for c in done.citations] == ["1"]


@pytest.mark.parametrize(
    "quote",
    [
        DELAY.replace(".", "!", 1),
        DELAY.replace("ditunda", "ditundа"),
        f"{DELAY} ",
        DELAY.upper(),
        "",
        " ",
        STATEMENTS[0].text,
    ],
)
def test_a_quote_must_be_in_its_document_byte_for_byte(
    tools: Tools, turn: MakeTurn, quote: str
) -> None:
    done = verify(composed(turn, (quote, quote)), tools)
    assert done.status is Status.NOT_IN_KNOWLEDGE


def test_a_document_that_is_not_there(tools: Tools, turn: MakeTurn) -> None:
    made_up = composed(turn, (DELAY, DELAY)).but(citations=(citation(DELAY, document_id="Z9"),))
    assert verify(made_up, tools).status is Status.NOT_IN_KNOWLEDGE


def test_without_anything_left_the_answer_is_withheld(tools: Tools, turn: MakeTurn) -> None:
    done = verify(composed(turn, ("ASN pindah 1 Mei 2027.", DELAY)), tools)
    assert done.status is Status.NOT_IN_KNOWLEDGE
    assert (done.sentences, done.citations) == ((), ())
    assert done.reply == tools.replies.say("not_proved")
    assert done.handoff.offered


def test_without_anything_said_the_answer_is_withheld(tools: Tools, turn: MakeTurn) -> None:
    assert verify(turn(), tools).status is Status.NOT_IN_KNOWLEDGE


def test_a_turn_that_is_over_stays_as_it_is(tools: Tools, turn: MakeTurn) -> None:
    over = turn(status=Status.CLARIFY, reply="Maksudnya?")
    assert verify(over, tools) == over

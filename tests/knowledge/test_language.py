import re
from timeit import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language import (
    GUARDED,
    Language,
    PasalMention,
    RegulationMention,
    pasal_mentions,
    regulation_mentions,
)
from knowledge.wordlists import word_lists

LANGUAGE = Language.load()
WORDS = sorted(
    {
        *word_lists().lexicon,
        *GUARDED,
        *(word for group in word_lists().synonyms for word in group.words),
        *(surface for term in word_lists().glossary for surface in term.surfaces),
        *(
            "3.246",
            "PP 94/2021",
            "24/1/2025",
            "07.30",
            "fase2",
            "anak2",
            "pppk",
            "bangeeet",
            "60rb",
        ),
        *("di", "g", ",", "?", "(", ")", "-", "/"),
    }
)
MESSAGES = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
ANYTHING = st.one_of(st.text(max_size=120), MESSAGES)
VOCABULARY = frozenset(
    {"pemindahan", "fasilitas", "tunjangan", "sepaku", "tanpa", "belum", "rumah"}
)


def digits(text: str) -> list[str]:
    """Every run of digits but the 2 that says that a word comes twice: "anak2"."""
    twice = "|".join(key for key in (*word_lists().lexicon, "anak2") if "2" in key)
    return re.findall(r"\d+", re.sub(rf"\b(?:{twice})\b", "", text))


@given(ANYTHING)
def test_normalise_is_idempotent(text: str) -> None:
    once = LANGUAGE.normalise(text)
    assert LANGUAGE.normalise(once) == once


@given(MESSAGES)
def test_normalise_keeps_every_number(text: str) -> None:
    assert digits(LANGUAGE.normalise(text)) == digits(text)


@given(MESSAGES)
def test_normalise_keeps_every_negation_and_limit(text: str) -> None:
    before = re.findall(r"\w+", text.lower())
    after = re.findall(r"\w+", LANGUAGE.normalise(text).lower())
    for word in GUARDED:
        assert after.count(word) >= before.count(word)


@given(MESSAGES)
def test_tokens_keep_every_negation_and_limit(text: str) -> None:
    normal = re.findall(r"\w+", LANGUAGE.normalise(text).lower())
    tokens = " ".join(LANGUAGE.tokens(text))
    for word in GUARDED & set(normal) - {"tidak"}:
        assert word in tokens


@given(ANYTHING)
def test_tokens_are_deterministic_and_the_same_for_normalised_text(text: str) -> None:
    tokens = LANGUAGE.tokens(text)
    assert tokens == LANGUAGE.tokens(text) == LANGUAGE.tokens(LANGUAGE.normalise(text))
    assert all(token and " " not in token for token in tokens)


@given(ANYTHING)
def test_nothing_raises(text: str) -> None:
    LANGUAGE.correct(text, VOCABULARY)
    LANGUAGE.expand(text)
    LANGUAGE.language_of(text)
    regulation_mentions(text)
    pasal_mentions(text)


@given(MESSAGES)
def test_correct_brings_no_negation_and_takes_none(text: str) -> None:
    before = re.findall(r"\w+", text.lower())
    after = re.findall(r"\w+", LANGUAGE.correct(text, VOCABULARY | GUARDED).lower())
    for word in GUARDED:
        assert after.count(word) == before.count(word)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gmn klo sy ga mau pindah?", "bagaimana kalau saya tidak mau pindah?"),
        ("Brp   tunjngan\tpionir\n", "Berapa tunjangan pionir"),
        ("KALAU SY GA MAU", "KALAU SAYA TIDAK MAU"),
        ("anak2 dan istri2nya", "anak-anak dan istri-istrinya"),
        ("org2 pusat", "orang-orang pusat"),
        ("laki-laki cuma-cuma", "laki-laki cuma-cuma"),
        ("bangeeet maaaaf yaaa", "sangat maaf ya"),
        ("fase2, prioritas1, psl22", "fase 2, prioritas 1, pasal 22"),
        ("45thn 60rb 5 th", "45 tahun 60 ribu 5 tahun"),
        ("PPPK, pppk, golongan iii", "PPPK, pppk, golongan iii"),
        ("di pindahin dr Jkt", "dipindahkan dari Jakarta"),
        ("g bs ikut", "tidak bisa ikut"),
        ("duitnya dimana", "uangnya di mana"),
        ("PP 94/2021, Pasal 22 ayat (5)", "PP 94/2021, Pasal 22 ayat (5)"),
        ("B/380/M.SM.01.00/2025 tgl 24/1/2025", "B/380/M.SM.01.00/2025 tanggal 24/1/2025"),
        ("kenapa kapn dimana brp sapa", "mengapa kapan di mana berapa siapa"),
        ("my spouse dpt allowance gak?", "my pasangan dapat tunjangan tidak?"),
        ("ikn.go.id yg@bkn.go.id https://x.id/yg", "ikn.go.id yg@bkn.go.id https://x.id/yg"),
        ("ti\u200bdak\u00ad mau\u0000", "tidak mau"),
        ("ＡＳＮ ２０２５", "ASN 2025"),
        ("Menpan RB, PAN RB", "Menpan RB, PAN RB"),
        ("", ""),
    ],
)
def test_normalise(text: str, expected: str) -> None:
    assert LANGUAGE.normalise(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PP 94/2021", ["pp-94-2021", "pp-94"]),
        ("PP Nomor 94 Tahun 2021", ["pp-94-2021", "pp-94"]),
        ("pp no 94 thn 2021", ["pp-94-2021", "pp-94"]),
        ("Pasal 22 ayat (5)", ["pasal-22", "ayat-5"]),
        ("pasal 3 huruf h", ["pasal-3", "huruf-h"]),
        ("PMK 113/PMK.05/2012", ["pmk-113-2012", "pmk-113"]),
        ("B/380/M.SM.01.00/2025", ["b/380/m.sm.01.00/2025"]),
        ("3.246 atau 3246", ["3.246", "3.246"]),
        ("1.700-4.100", ["1.700", "4.100"]),
        ("60 ribu, 60rb", ["60.000", "60.000"]),
        ("IKN", ["ikn"]),
        ("K/L", ["k/l"]),
        ("kementerian/lembaga", ["k/l"]),
        ("Rumah Sakit", ["rs"]),
        ("angka 1.200 ASN", ["angka", "1.200", "asn"]),
        ("gaji", ["gaji"]),
        ("gaji ke-13", ["gaji-ke-13", "gaji", "ke-13"]),
        ("eselon 1", ["jpt-madya", "eselon", "1"]),
        ("anak-anaknya PNS-nya", ["anak", "pns"]),
        ("jumlahnya", ["jumlah"]),
        ("golongan III/a", ["golong", "iii", "a"]),
        ("apa itu yang", []),
        ("tidak", ["tidak"]),
        ("berapa", ["berapa"]),
        ("", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert LANGUAGE.tokens(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("FWA", "flexible working arrangement"),
        ("tukin", "tunjangan kinerjanya"),
        ("ASN", "Aparatur Sipil Negara"),
        ("hunian", "rusun"),
        ("rumah dinas", "apartemen"),
        ("boyongan", "dipindahkan"),
        ("ogah", "menolak"),
        ("insentif", "tunjangannya"),
        ("suami", "istri"),
        ("kementerian/lembaga", "K/L"),
        ("KemenPANRB", "PANRB"),
        ("Otorita", "OIKN"),
    ],
)
def test_what_means_the_same_meets(one: str, other: str) -> None:
    assert set(LANGUAGE.tokens(one)) & set(LANGUAGE.tokens(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("insentif pajak", "tunjangan"),
        ("rumah tangga", "rusun"),
        ("cacat hukum", "difabel"),
        ("se-Indonesia", "SE"),
        ("semua", "SE"),
        ("tidak", "belum"),
        ("wajib", "dapat"),
    ],
)
def test_what_differs_stays_apart(one: str, other: str) -> None:
    assert not set(LANGUAGE.tokens(one)) & set(LANGUAGE.tokens(other))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fasilitaz ASN", "fasilitas ASN"),
        ("Tunjangsn apa", "Tunjangan apa"),
        ("rumag", "rumah"),
        ("rumagg", "rumagg"),
        ("pemindahannya", "pemindahannya"),
        ("di Sepako", "di Sepako"),
        ("sepako", "sepaku"),
        ("tampa biaya", "tampa biaya"),
        ("belam", "belam"),
        ("PEMINDAHAM", "PEMINDAHAM"),
        ("fasilitaz2", "fasilitaz2"),
        ("dari fasilitaz/umum", "dari fasilitaz/umum"),
    ],
)
def test_correct(text: str, expected: str) -> None:
    assert LANGUAGE.correct(text, VOCABULARY) == expected


def test_correct_leaves_a_tie_alone() -> None:
    assert LANGUAGE.correct("batal kertaz", {"kertas", "kertak"}) == "batal kertaz"


def test_expand_spells_out_at_most_three_and_once() -> None:
    text = LANGUAGE.expand("FWA, FWA, WFH, BUP dan SPBE")
    assert text.startswith("FWA (flexible working arrangement, kerja fleksibel), FWA, WFH (")
    assert text.count("(") == 3
    assert text.endswith("dan SPBE")


@pytest.mark.parametrize(
    "text",
    [
        "ASN ke IKN",
        "FWA (flexible working arrangement)",
        "kerja saja",
        "lan dan bin",
        "aturan SE Menteri PANRB",
    ],
)
def test_expand_leaves_the_rest(text: str) -> None:
    assert LANGUAGE.expand(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kapan ASN pindah ke IKN?", "id"),
        ("gmn klo ga mau", "id"),
        ("saya dapat housing allowance nggak if I move?", "id"),
        ("tunjangan IKN", "id"),
        ("Is there a rule buat couple ASN beda K/L?", "id"),
        ("When will civil servants move to the new capital?", "en"),
        ("what is FWA", "en"),
        ("Bonjour tout le monde", "other"),
        ("你好", "other"),
        ("", "other"),
    ],
)
def test_language_of(text: str, expected: str) -> None:
    assert LANGUAGE.language_of(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UU 3/2022", ("UU", "3", 2022)),
        ("uu ikn no. 3 tahun 2022", ("UU", "3", 2022)),
        ("Undang-Undang Nomor 20 Tahun 2023", ("UU", "20", 2023)),
        ("Undang-Undang Republik Indonesia Nomor 3 Tahun 2022", ("UU", "3", 2022)),
        ("Peraturan Pemerintah No 94 Th 2021", ("PP", "94", 2021)),
        ("UU 3 2022", ("UU", "3", 2022)),
        ("perpres 79", ("Perpres", "79", None)),
        ("PermenPANRB 4/2025", ("PermenPANRB", "4", 2025)),
        ("Peraturan Menteri PANRB Nomor 4 Tahun 2025", ("PermenPANRB", "4", 2025)),
        ("Permen PAN-RB no 4 tahun 2025", ("PermenPANRB", "4", 2025)),
        ("PMK 28/2024", ("PMK", "28", 2024)),
        ("SE Menteri PANRB 2/2026", ("SE", "2", 2026)),
        ("Permendagri 5/2020", ("Permendagri", "5", 2020)),
        ("PermenPUPR 5/2020", ("PermenPUPR", "5", 2020)),
        ("surat B/380/M.SM.01.00/2025", ("Surat", "B/380/M.SM.01.00/2025", 2025)),
        ("perkara 270/PUU-XXIII/2025", ("Putusan MK", "270/PUU-XXIII/2025", 2025)),
    ],
)
def test_regulation_mentions(text: str, expected: tuple[str, str, int | None]) -> None:
    assert regulation_mentions(text) == (RegulationMention(*expected),)


def test_regulations_in_a_row_share_the_kind() -> None:
    found = regulation_mentions("PP 11/2017 jo. 17/2020 serta UU 3/2022 dan 21/2023.")
    assert [mention.token for mention in found] == [
        "pp-11-2017",
        "pp-17-2020",
        "uu-3-2022",
        "uu-21-2023",
    ]


def test_the_span_of_a_mention_is_its_text() -> None:
    text = "Menurut PP Nomor 94 Tahun 2021, wajib."
    [mention] = regulation_mentions(text)
    assert text[slice(*mention.span)] == "PP Nomor 94 Tahun 2021"


@pytest.mark.parametrize(
    "text", ["pp 2 kali", "PP 3.246", "SE 5", "supp 3/2022", "UU IKN", "apple 3/2022", "uu 5 tahun"]
)
def test_no_regulation(text: str) -> None:
    assert regulation_mentions(text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pasal 22 ayat (5)", [PasalMention("22", "5")]),
        ("psl 22 ayat 5", [PasalMention("22", "5")]),
        ("Pasal 11 ayat (2) huruf d", [PasalMention("11", "2", "d")]),
        ("Pasal 63A", [PasalMention("63A")]),
        ("Pasal II", [PasalMention("II")]),
        ("pasal 7 ayat (2)-(4)", [PasalMention("7", each) for each in "234"]),
        ("pasal 7 ayat (2) dan (4)", [PasalMention("7", "2"), PasalMention("7", "4")]),
        ("pasal 7 ayat (2) dan ayat (4)", [PasalMention("7", "2"), PasalMention("7", "4")]),
        ("Pasal 190-196", [PasalMention(str(each)) for each in range(190, 197)]),
        ("huruf h", []),
        ("pasal yang mana", []),
    ],
)
def test_pasal_mentions(text: str, expected: list[PasalMention]) -> None:
    assert list(pasal_mentions(text)) == expected


def test_the_methods_are_the_functions() -> None:
    text = "Pasal 3 PP 94/2021"
    assert LANGUAGE.regulation_mentions(text) == regulation_mentions(text)
    assert LANGUAGE.pasal_mentions(text) == pasal_mentions(text)


def test_a_message_takes_about_a_millisecond() -> None:
    message = (
        "klo sy ga mau pindah ke IKN krn istri sy jg PNS di Jakarta, apa sy bs kena sanksi menurut "
        "PP 94/2021 Pasal 3 huruf h, terus tunjangan sm rumah dinasnya gmn ya?"
    )
    best = min(timeit(lambda: LANGUAGE.tokens(message), number=50) / 50 for _ in range(5))
    assert best < 0.005

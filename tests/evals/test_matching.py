"""Facts are found however they are written, and only where they are said."""

import pytest

from evals.matching import holds_fact, holds_forbidden


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Sebanyak 3246 orang", "3.246"),
        ("Sebanyak 3.246 orang", "3246"),
        ("1.700–4.100 ASN", "1.700-4.100"),
        ("antara 1.700 sampai 4.100 ASN", "1.700-4.100"),
        ("2025 - 2029", "2025-2029"),
        ("Dibagi 5 tahap", "lima tahap"),
        ("masa kerja sepuluh tahun", "10 tahun"),
        ("dua belas lantai", "12 lantai"),
        ("dua puluh lima persen", "25 persen"),
        ("37.5 jam", "37 jam 30 menit|37,5 jam"),
        ("lewat ponselnya", "ponsel"),
        ("TIDAK   WAJIB\npindah", "tidak wajib pindah"),
        ("Pasal 22 ayat (5).", "Pasal 22 ayat (5)"),
    ],
)
def test_found(text: str, fact: str) -> None:
    assert holds_fact(text, fact)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("PPPK tidak wajib pindah", "wajib pindah"),
        ("belum ditetapkan", "ditetapkan"),
        ("tahun 1958", "58"),
        ("58,5 tahun", "58"),
        ("13.246 orang", "3.246"),
        ("PP 194/2021", "PP 94/2021"),
        ("", "apa saja"),
        ("satu tahun", "satu bulan"),
    ],
)
def test_not_found(text: str, fact: str) -> None:
    assert not holds_fact(text, fact)


def test_said_once_rightly_is_enough() -> None:
    assert holds_fact("Tidak wajib bagi PPPK, tetapi wajib bagi PNS.", "wajib")


def test_forbidden() -> None:
    assert holds_forbidden("Sebesar Rp15 juta", "re:Rp\\s?\\d")
    assert holds_forbidden("surat b/380", "B/380")
    assert not holds_forbidden("surat B/3801", "B/380")

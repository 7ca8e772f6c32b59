"""Whether a quote holds a sentence."""

import pytest

from evals.support import held

QUOTE = (
    "PPPK tidak wajib pindah ke IKN. Jam kerja ASN 37 jam 30 menit per minggu, kecuali Ramadan. "
    "Pemindahan ditunda sampai diberitahukan kemudian."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "PPPK tidak wajib pindah ke IKN.",
        "Jam kerja ASN 37 jam 30 menit per minggu, kecuali Ramadan.",
        "Sebelumnya: Pemindahan ditunda sampai diberitahukan kemudian.",
        "Jam kerja ASN kecuali Ramadan adalah 37 jam 30 menit.",
    ],
)
def test_held(sentence: str) -> None:
    assert held(sentence, QUOTE)


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "PPPK wajib pindah ke IKN.",
        "wajib pindah ke IKN.",
        "Jam kerja ASN 37 jam 30 menit per minggu.",
        "Jam kerja ASN 38 jam per minggu, kecuali Ramadan.",
        "Pemindahan tidak ditunda sampai diberitahukan kemudian.",
        "Tunjangan pionir dibayar setiap bulan.",
    ],
)
def test_not_held(sentence: str) -> None:
    assert not held(sentence, QUOTE)


def test_nothing_is_held_by_nothing() -> None:
    assert not held("PPPK tidak wajib pindah.", "")

import pytest

from ingest.repair import repair, vocabulary


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("sebesar 25o/o dari tunjangan", "sebesar 25% dari tunjangan"),
        ("Tahun 2Ol4 dan 2O1O", "Tahun 2014 dan 2010"),
        ("setiap pNS wajib", "setiap PNS wajib"),
        ("ayat (21 dan ayat l7l", "ayat (2) dan ayat (7)"),
        ("Pasal lO8 dan Pasal 1 1", "Pasal 108 dan Pasal 11"),
        ("lbu Kota Nusantara", "Ibu Kota Nusantara"),
        ("ke\u00adpada", "kepada"),
    ],
)
def test_what_a_scanner_misreads(read: str, meant: str) -> None:
    assert repair(read) == meant


@pytest.mark.parametrize(
    "text", ["PNS wajib setia.", "pukul 16.00 WITA", "Rp100.000.000,00", "Otorita IKN", "solo loli"]
)
def test_what_is_right_stays(text: str) -> None:
    assert repair(text) == text


def test_a_word_torn_in_two_is_joined_only_to_a_known_word() -> None:
    known = vocabulary("nusantara nusantara nusantara")
    assert repair("di Nusa ntara dan nusa indah", known) == "di Nusantara dan nusa indah"

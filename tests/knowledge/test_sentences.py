from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.curated import read
from knowledge.sentences import sentences

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


@pytest.mark.parametrize(
    "text",
    [
        "Masuk pukul 07.30 s.d. 16.00 WITA.",
        "Surat B/380/M.SM.01.00/2025 menunda pemindahan.",
        "Menurut No. 5 Tahun 2014 hal itu boleh.",
        "Jumlahnya 1.700-4.100 orang.",
        "Menurut Prof. Dr. Ir. H. Bambang, S.E. M.Si. hal itu benar.",
        "Naik Jl. Sudirman dan turun a.n. Menteri.",
        "Kabupaten, dll. Kecamatan pun ikut.",
        "Tingkatnya:\na. Ringan;\nb. Sedang; atau\n12. Berat.",
    ],
)
def test_what_is_one_sentence(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Ditunda. Belum ada tanggal.", ["Ditunda.", "Belum ada tanggal."]),
        ("Benarkah? Ya! Benar.", ["Benarkah?", "Ya!", "Benar."]),
        ('Katanya "nanti." Lalu diam.', ['Katanya "nanti."', "Lalu diam."]),
        ("Pada 2024. 3.246 orang pindah.", ["Pada 2024.", "3.246 orang pindah."]),
        ("Satu.\n\nDua.", ["Satu.", "Dua."]),
        ("Ini a. Itu b.", ["Ini a.", "Itu b."]),
        ("Selesai.\n2. Lalu lagi.", ["Selesai.", "2. Lalu lagi."]),
        ("Tanpa titik", ["Tanpa titik"]),
        ("", []),
        ("   ", []),
    ],
)
def test_where_a_sentence_ends(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@given(st.text(alphabet="aB1.?! \n\"')", max_size=80))
def test_nothing_is_lost_and_every_piece_is_verbatim(text: str) -> None:
    parts = sentences(text)
    assert all(part in text for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_curated_sentences_are_whole() -> None:
    """Each begins with a capital, a digit or a quotation mark and ends with a full stop."""
    cut = [
        (s.id, part)
        for s in read(KNOWLEDGE).statements
        for part in sentences(s.text)
        if part[-1] not in ".!?" or part[0].islower() or len(part.split()) < 3
    ]
    assert cut == []

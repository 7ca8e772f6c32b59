from hypothesis import given
from hypothesis import strategies as st

from ingest.passages import FITS, pieces
from ingest.sentences import tidy

SENTENCES = st.lists(
    st.from_regex(r"[A-Z][a-z]{2,9}( [a-z]{2,9}){2,30}\.", fullmatch=True), min_size=1, max_size=80
)


def test_a_list_that_is_too_long_is_cut_at_its_items() -> None:
    items = "\n".join(f"{mark}. {'menyiram tanaman setiap pagi ' * 20};" for mark in "abcd")
    found = pieces(f"Penjaga wajib:\n{items}")
    assert [piece.place for piece in found] == [
        "huruf a dan huruf b",
        "huruf c dan huruf d",
    ]
    assert found[1].lead == "Penjaga wajib:"


def test_definitions_stand_alone() -> None:
    text = "Dalam Undang-Undang ini yang dimaksud dengan:\n1. Kebun adalah x.\n2. Penjaga adalah y."
    assert [(piece.place, piece.text.split("\n")[-1]) for piece in pieces(text)] == [
        ("angka 1", "1. Kebun adalah x."),
        ("angka 2", "2. Penjaga adalah y."),
    ]


@given(SENTENCES)
def test_no_sentence_is_cut_and_none_is_lost(sentences: list[str]) -> None:
    text = " ".join(sentences)
    found = pieces(text)
    assert " ".join(piece.text for piece in found) == text
    assert all(piece.text.endswith(".") for piece in found)
    assert all(len(piece.text) <= FITS or piece.text in sentences for piece in found)


@given(SENTENCES)
def test_what_a_piece_says_stands_in_the_text(sentences: list[str]) -> None:
    text = tidy("\n".join(sentences), wrapped=True)
    assert all(piece.text in text for piece in pieces(text))

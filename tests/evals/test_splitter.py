"""The tutorial's splitter."""

from hypothesis import given, settings
from hypothesis import strategies as st

from evals.splitter import split

WORDS = st.lists(st.text("abc", min_size=1, max_size=12), min_size=1, max_size=80)


@given(WORDS, st.integers(15, 60))
@settings(max_examples=60, deadline=None)
def test_chunks_are_short_enough_and_lose_no_word(words: list[str], size: int) -> None:
    chunks = split(" ".join(words), size, overlap=size // 5)
    assert all(len(chunk) <= size for chunk in chunks)
    found = {word for chunk in chunks for word in chunk.split()}
    assert found == set(words)


def test_chunks_overlap() -> None:
    chunks = split("satu dua tiga empat lima", size=13, overlap=5)
    assert chunks == ["satu dua tiga", "tiga empat", "empat lima"]


def test_paragraphs_are_cut_first() -> None:
    assert split("satu dua\n\ntiga", size=9, overlap=0) == ["satu dua", "tiga"]


def test_what_has_no_separator_is_cut_anywhere() -> None:
    assert split("abcdef", size=4, overlap=0) == ["abcd", "ef"]

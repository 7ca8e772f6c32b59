"""The recursive character splitter of LangChain's tutorials, in the few lines that it takes.

`langchain-text-splitters` is no dependency of this project; the rule is the same: the first
separator that occurs cuts, pieces are put together up to `size`, and a chunk begins with up to
`overlap` characters of the one before it.
"""

from collections.abc import Sequence

SEPARATORS = ("\n\n", "\n", " ", "")


def split(
    text: str, size: int = 1000, overlap: int = 200, separators: Sequence[str] = SEPARATORS
) -> list[str]:
    """Chunks of at most `size` characters.

    >>> split("satu dua tiga empat", size=9, overlap=4)
    ['satu dua', 'dua tiga', 'empat']
    """
    separator, rest = _first_that_occurs(text, separators)
    pieces = text.split(separator) if separator else list(text)
    chunks: list[str] = []
    small: list[str] = []
    for piece in filter(None, pieces):
        if len(piece) <= size:
            small.append(piece)
            continue
        chunks += _merged(small, separator, size, overlap)
        small = []
        chunks += split(piece, size, overlap, rest) if rest else [piece]
    return chunks + _merged(small, separator, size, overlap)


def _first_that_occurs(text: str, separators: Sequence[str]) -> tuple[str, Sequence[str]]:
    for number, separator in enumerate(separators):
        if separator in text:
            return separator, separators[number + 1 :]
    return separators[-1], ()


def _merged(pieces: Sequence[str], separator: str, size: int, overlap: int) -> list[str]:
    chunks: list[str] = []
    window: list[str] = []
    for piece in pieces:
        if window and _length([*window, piece], separator) > size:
            chunks.append(separator.join(window).strip())
            while window and (
                _length(window, separator) > overlap or _length([*window, piece], separator) > size
            ):
                window.pop(0)
        window.append(piece)
    if window:
        chunks.append(separator.join(window).strip())
    return [chunk for chunk in chunks if chunk]


def _length(pieces: Sequence[str], separator: str) -> int:
    return sum(map(len, pieces)) + len(separator) * max(0, len(pieces) - 1)

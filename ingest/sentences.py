"""Where a text may be cut: after a sentence, or before an item of a list."""

import re
from collections.abc import Iterator

from knowledge.sentences import sentences

_ITEM_LINE = re.compile(r"(?:\(?[a-z]{1,2}[.)]|\(?\d{1,3}[.)]|\(\d{1,2}[a-z]?\)|[-•–▪*])\s")


def starts_item(line: str) -> bool:
    """Whether a line begins an item of a list.

    >>> starts_item("a. teguran lisan;"), starts_item("(2) Jenis"), starts_item("adalah")
    (True, True, False)
    """
    return _ITEM_LINE.match(line) is not None


def tidy(text: str, wrapped: bool) -> str:
    """One space between words; a line break only before an item or a paragraph.

    >>> tidy("PNS wajib\\nmenaati:\\na. Undang-\\nUndang;", wrapped=True)
    'PNS wajib menaati:\\na. Undang-Undang;'
    """
    pieces: list[str] = []
    for line in (" ".join(raw.split()) for raw in text.split("\n")):
        if not line:
            continue
        if not pieces or not wrapped or starts_item(line):
            pieces.append(line)
        else:
            pieces[-1] += ("" if _continues(pieces[-1], line) else " ") + line
    return "\n".join(pieces)


def _continues(before: str, after: str) -> bool:
    return len(before) > 1 and before[-1] == "-" and before[-2].isalnum() and after[0].isalnum()


def sentence_starts(text: str) -> Iterator[int]:
    """Where each sentence of the text begins."""
    position = 0
    for line in text.split("\n"):
        place = position
        for sentence in sentences(line):
            place = text.index(sentence, place)
            yield place
            place += len(sentence)
        position += len(line) + 1

"""Cuts provisions and paragraphs to what the encoder reads, never within a sentence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.sentences import sentence_starts

FITS = 1400
"""About 350 tokens."""
_LETTER = re.compile(r"(?:^|(?<=\n)|(?<=[;:,.] )|(?<=dan )|(?<=atau ))(?P<mark>[a-z])[.)]\s")
_FIGURE = re.compile(
    r"(?:^|(?<=\n)|(?<=[;:.] )|(?<=dan )|(?<=atau ))(?P<mark>\d(?:\s?\d)?|\d{1,3})[.)]\s"
)
_DEFINES = re.compile(r"yang\s+dimaksud(?:kan)?\s+dengan\s*:?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text that fits: where it is within its provision, and what leads into it."""

    place: str | None
    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class _Item:
    kind: str
    mark: str
    start: int


def pieces(text: str, fits: int = FITS) -> tuple[Piece, ...]:
    """The text whole where it fits, else by its items, else by its sentences.

    Definitions are taken apart one by one, so that each can be found and cited alone.

    >>> [piece.place for piece in pieces("PNS dilarang:\\na. satu;\\nb. dua.", fits=15)]
    ['huruf a', 'huruf b']
    >>> [piece.place for piece in pieces("Yang dimaksud dengan:\\n1. A adalah x.\\n2. B adalah y.")]
    ['angka 1', 'angka 2']
    """
    items = _items(text)
    defines = len(items) > 1 and _DEFINES.search(text[: items[0].start]) is not None
    if len(text) <= fits and not defines:
        return (Piece(None, text),)
    if len(items) < 2:
        return tuple(_by_sentence(text, fits, None))
    return tuple(_by_item(text, items, 1 if defines else fits))


def _items(text: str) -> list[_Item]:
    """The outermost list of the text: a, b, c, … or 1, 2, 3, … in order."""
    letters = _series(text, "huruf", _LETTER)
    figures = _series(text, "angka", _FIGURE)
    if not letters or not figures:
        return letters or figures
    return letters if letters[0].start < figures[0].start else figures


def _series(text: str, kind: str, pattern: re.Pattern[str]) -> list[_Item]:
    found: list[_Item] = []
    for match in pattern.finditer(text):
        mark = match["mark"].replace(" ", "")
        expected = chr(ord("a") + len(found)) if kind == "huruf" else str(len(found) + 1)
        if mark == expected:
            found.append(_Item(kind, mark, match.start()))
    return found


def _by_item(text: str, items: Sequence[_Item], fits: int) -> Iterator[Piece]:
    ends = [*(item.start for item in items[1:]), len(text)]
    lead = text[: items[0].start].strip()
    start, group = 0, [items[0]]
    for item, end in zip(items[1:], ends[1:], strict=True):
        if end - start <= fits:
            group.append(item)
            continue
        yield from _group(text[start : item.start], group, lead if start else "")
        start, group = item.start, [item]
    yield from _group(text[start:], group, lead if start else "")


def _group(text: str, group: Sequence[_Item], lead: str) -> Iterator[Piece]:
    first, last = group[0], group[-1]
    place = f"{first.kind} {first.mark}"
    if len(group) == 2:
        place += f" dan {last.kind} {last.mark}"
    elif last is not first:
        place += f" sampai dengan {last.kind} {last.mark}"
    yield from _by_sentence(text, FITS, place, lead)


def _by_sentence(text: str, fits: int, place: str | None, lead: str = "") -> Iterator[Piece]:
    parts = list(_packed(text, fits))
    for number, part in enumerate(parts, start=1):
        name = place if number == 1 else f"{place or ''} bagian {number}".strip()
        yield Piece(name, part, lead)


def _packed(text: str, fits: int) -> Iterator[str]:
    """As many sentences together as fit; one that is longer alone stays whole."""
    text = text.strip()
    start = previous = 0
    for position in [*sentence_starts(text), len(text)]:
        if position - start > fits and previous > start:
            yield text[start:previous].strip()
            start = previous
        previous = position
    if text[start:].strip():
        yield text[start:].strip()

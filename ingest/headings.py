"""Which of the many "Pasal N" in a text are headings: the best rising sequence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.repair import digits

_PASAL = re.compile(
    r"\b[Pp]\s?as[ai][.]?(?:[lTI1LJ]\s+|[lLJ71](?=\d))(?P<number>[\dOolI|T]{1,3}(?:\s[\dOlI](?=[\s\n]))?(?P<letter>[A-Z]{0,2}))(?![\w/])"
)
_REFERENCE_AFTER = re.compile(
    r"\s*(?:[,;)]|(?:[Aa]yat|huruf|angka|dan|atau|sampai|serta|s\.?d|jo|juncto|sebagaimana|tersebut|"
    r"di atas|tentang|kecuali|maka|dalam|UUD|KUHP|diubah|dihapus|berbunyi)\b|s/d)"
)
_OTHER_LAW = re.compile(r"\s*(?:Undang-\s?Undang|Peraturan)\s(?!ini\b)[^\n]{0,60}(?:Nomor|Dasar)")
_REFERENCE_BEFORE = re.compile(
    r"(?:\b(?:dalam|pada|ketentuan|dan|atau|dengan|menurut|berdasarkan|ke|dari|serta|oleh|terhadap|"
    r"melanggar|yaitu|yakni|rumusan|penjelasan|bunyi|sampai|antara|jo\.?|juncto|setelah|sebelum|"
    r"mengenai|adalah|di|diubah|sehingga|isi|judul|huruf \w|angka \d+|ayat \(?\w+\)?|Ketentuan|"
    r"Penjelasan|Isi|Judul|dimaksud)|[,(/])$"
)
_NAMED = re.compile(
    r"\b(?:dimaksud|diatur|ditetapkan|tercantum|ketentuan|bunyi)(?:\s+(?:dalam|pada))?$"
)
_AYAT = re.compile(r"\s*[({\[l][1lIU](?:[)\]}1ltI]|\s)")
_FIRST_WORDS = re.compile(r"\s*[\"“(]?[A-Z\d]")
_EXPLAINED = re.compile(r"\s*(?:Cukup|Ayat|Huruf|Yang|Angka)\b")
_SECTION_BEFORE = re.compile(
    r"(?:BAB\s+[IVXLC]|Bag\w{2,4}n\s+[Kk]e|P\w?ragra\w?[fl]\s+[\dIl])[^.;]*$"
)
_SENTENCE_END = ".;:”\"')>"
_WINDOW = 60
_CONTEXT = 220
_GAP = 0.4
_LARGEST_GAP = 4.0


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading "Pasal N": its number, its place, and where what it heads begins."""

    number: str
    start: int
    end: int
    weight: float = 0.0
    key: tuple[int, str] = (0, "")
    """What orders it: 15, 15A, 15B, 16."""


def headings(
    text: str, start: int = 0, end: int | None = None, explaining: bool = False
) -> list[Heading]:
    """The headings of pasal in that part of a text.

    >>> text = "Pasal 1\\nSatu dalam Pasal 9. Pasal 2 (1) Dua,\\nPasal 1 ayat (1). Pasal 3 Tiga."
    >>> [heading.number for heading in headings(text)]
    ['1', '2', '3']
    """
    end = len(text) if end is None else end
    found = [_weigh(text, match, explaining) for match in _PASAL.finditer(text, start, end)]
    chain = _best_chain([heading for heading in found if heading.weight > 0])
    return sorted([*chain, *_overlooked(text, found, chain)], key=lambda heading: heading.start)


def _weigh(text: str, match: re.Match[str], explaining: bool) -> Heading:
    before = text[max(0, match.start() - _CONTEXT) : match.start()]
    after = text[match.end() : match.end() + 100]
    weight = _weight(before, after, explaining, match.group()[0] == "P")
    number = _number(match)
    return Heading(number, match.start(), match.end(), weight, _key(number))


def _key(number: str) -> tuple[int, str]:
    figures = re.match(r"\d+", number)
    return (int(figures.group()), number[figures.end() :]) if figures else (0, number)


def _weight(before: str, after: str, explaining: bool, capital: bool) -> float:
    """How much it looks like a heading; 0 and below: a reference."""
    begins = not before.strip(" \t") or before.rstrip(" \t").endswith("\n")
    alone = begins and (not after.strip(" \t") or after.lstrip(" \t").startswith("\n"))
    previous = before.rstrip()
    if _REFERENCE_BEFORE.search(previous) and not (alone and _AYAT.match(after)):
        return -1
    if _REFERENCE_AFTER.match(after) and not alone:
        return -1
    weight = 2.0 * alone + begins
    weight -= 0.0 if capital else 1.5
    weight += 3.0 if _AYAT.match(after) else (1.0 if _FIRST_WORDS.match(after) else -1.0)
    weight += 2.0 if explaining and _EXPLAINED.match(after) else 0.0
    weight -= 3.0 if _OTHER_LAW.match(after) and not alone else 0.0
    ended = not previous or previous[-1] in _SENTENCE_END
    headed = _SECTION_BEFORE.search(before) is not None
    return weight + (1.5 if ended or headed else -0.5 - (not begins))


def _overlooked(text: str, found: Sequence[Heading], chain: Sequence[Heading]) -> Iterator[Heading]:
    """Where a number is missing, the "Pasal N" that only what stands before it made a reference."""
    for left, right in pairwise(chain):
        for number in range(left.key[0] + 1, right.key[0]):
            between = (h for h in found if left.end <= h.start < right.start)
            fit = (h for h in between if h.key == (number, "") and _could_be(text, h))
            if overlooked := next(fit, None):
                yield overlooked


def _could_be(text: str, heading: Heading) -> bool:
    before = text[max(0, heading.start - 40) : heading.start].rstrip()
    after = text[heading.end : heading.end + 100]
    named = _NAMED.search(before) or _REFERENCE_AFTER.match(after) or _OTHER_LAW.match(after)
    begins = _AYAT.match(after) or re.match(r"\s*[A-Z][a-z]", after)
    return begins is not None and not named


def _number(match: re.Match[str]) -> str:
    number, letter = match["number"].replace("T", "7"), match["letter"]
    figures = digits(number.removesuffix(letter)) if letter else digits(number)
    if not figures or not figures.isdigit():  # "Pasal I" alone is taken as 1
        figures, letter = digits(number), ""
    return f"{int(figures)}{letter}" if figures.isdigit() else figures


def _best_chain(found: Sequence[Heading]) -> list[Heading]:
    """The rising sequence of the greatest weight; what is skipped costs."""
    best: list[float] = []
    previous: list[int] = []
    for n, heading in enumerate(found):
        score, link = -_cost(0, heading), -1
        for m in range(max(0, n - _WINDOW), n):
            if found[m].key < heading.key:
                value = best[m] - _cost(found[m].key[0], heading)
                if value > score:
                    score, link = value, m
        best.append(score + heading.weight)
        previous.append(link)
    chain: list[Heading] = []
    n = max(range(len(found)), key=best.__getitem__, default=-1)
    while n >= 0:
        chain.append(found[n])
        n = previous[n]
    return chain[::-1]


def _cost(last: int, heading: Heading) -> float:
    return min(_LARGEST_GAP, _GAP * max(0, heading.key[0] - last - 1))

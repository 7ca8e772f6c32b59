"""The ayat of a pasal, and the items of a list, told by what number must come next."""

import re
from dataclasses import dataclass

_MARK = re.compile(
    r"[(\[{l]\s?(?P<number>[\dOolIUsaS]{1,3}[a-z]?)\s?(?P<close>[)\]}tlI1]?)(?=[\s^A-Z]|$)"
)
_STRICT = re.compile(r"\(\s?(\d{1,2}[a-z]?)\s?\)")
_UNCLOSED = re.compile(r"\((\d)1\s?$")
_NAMES_ONE = re.compile(
    r"(?:\b(?:[Aa]yat|dan|atau|dengan|pada|huruf|angka|dalam|sampai|serta|oleh)|,)$"
)
_ENDS = ".;:”\")>'^!"
_LIKE = {"0": "0Oo", "1": "1lIU", "2": "2", "3": "3", "4": "4a", "5": "5sS"}


@dataclass(frozen=True, slots=True)
class Ayat:
    """A part of a pasal; `number` None for what stands before the first ayat or instead of any."""

    number: str | None
    start: int
    end: int


def ayat(text: str) -> tuple[tuple[Ayat, ...], str | None]:
    """The ayat of a pasal in the order of the text, and what is odd about them.

    >>> parts, odd = ayat("(1) Satu. (21 Dua menurut ayat (1). (3) Tiga.")
    >>> [part.number for part in parts], odd
    (['1', '2', '3'], None)
    """
    marks = _marks(text)
    starts = [*(start for start, _ in marks), len(text)]
    parts = [
        Ayat(number, start, end) for (start, number), end in zip(marks, starts[1:], strict=True)
    ]
    first = starts[0]
    if text[:first].strip() or not parts:
        parts.insert(0, Ayat(None, 0, first))
    return tuple(parts), _oddity([number for _, number in marks])


def _oddity(numbers: list[str]) -> str | None:
    keys = [int(re.sub(r"\D", "", number)) for number in numbers]
    if keys != sorted(keys):
        return f"ayat tidak berurutan dalam teks ({', '.join(numbers)})"
    if keys and keys != list(range(1, keys[-1] + 1)) and len(set(keys)) != keys[-1]:
        return f"ada nomor ayat yang tidak terbaca ({', '.join(numbers)})"
    return None


def _marks(text: str) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    seen: set[str] = set()
    last = 0
    for match in _MARK.finditer(text):
        number = _reading(text, match, last, seen)
        if number is None:
            continue
        if found and not _says_something(text[found[-1][0] : match.start()]):
            found.pop()  # numbers that the scanner put in a heap: the last one has the text
        found.append((match.start(), number))
        seen.add(number)
        last = max(last, int(re.sub(r"\D", "", number)))
    return found


def _says_something(piece: str) -> bool:
    return sum(map(str.isalpha, piece)) > 3


def _reading(text: str, match: re.Match[str], last: int, seen: set[str]) -> str | None:
    """The number that the mark is read as; None if it names an ayat rather than begins one."""
    before = text[: match.start()].rstrip(" \t")
    if before and before[-1].isalnum() and text[match.start() - 1] not in " \t\n":
        return None
    at_line_start = not before or before.endswith("\n")
    before = before.rstrip()
    if _NAMES_ONE.search(before) and not (at_line_start and before.endswith(",")):
        return None
    ended = not before or before[-1] in _ENDS
    follows = re.match(r"[\s^]*[A-Z\"“(0-9]", text[match.end() :]) is not None
    expected = str(last + 1)
    if _may_be(match, expected):
        strong = _STRICT.match(match.group()) and (follows or at_line_start)
        return expected if ended or at_line_start or strong else None
    found = _STRICT.match(match.group()) or _UNCLOSED.match(match.group())
    if found is None or found[1] in seen or not (follows or at_line_start):
        return None
    value = int(re.sub(r"\D", "", found[1]))
    skipped = value < last
    return found[1] if skipped or (ended and last > 0 and value <= last + 4) else None


def _may_be(match: re.Match[str], number: str) -> bool:
    """Whether the mark spells that number, its brackets perhaps misread: (21, l7l, {4}, (U."""
    raw, close = match["number"], match["close"]
    readings = [(raw, close)] if close or match.group()[0] != "l" else []
    if not close and raw[-1] in "1lIt":
        readings.append((raw[:-1], raw[-1]))
    letters = match.group()[0] == "l"
    return any(_spells(r, number) and (not letters or c in ("l", "I")) for r, c in readings)


def _spells(raw: str, number: str) -> bool:
    return len(raw) == len(number) and all(
        r in _LIKE.get(d, d) for r, d in zip(raw, number, strict=True)
    )

"""The structure of Indonesian law: pasal, ayat, and what stands around them.

A regulation is read as one running text. Headings are told from references by what stands before
and after them, and the pasal are the best rising sequence among them, so that a pasal stuck in
mid-line is found and a reference at the start of a line is none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest.ayat import ayat
from ingest.content import Flow, with_next
from ingest.headings import Heading, headings
from ingest.sentences import tidy

_CLOSING = re.compile(
    r"(?:Agar\b[\s.]*(?:SK\s+N[^\n]{0,14}\s)?(?:Agar\s+)?se(?:tiap|mua)\b|(?:Dit|D)etapkan\s+di\s|Disahkan\s+di\s)"
)
_EXPLANATION = re.compile(
    r"P\s?E\s?N\s?J\s?E\W{0,2}[A-Z\s,]{0,4}A\s?S\s?A\s?N\s+(?:[A-Z]+\s+){0,2}?ATAS\b"
)
_ARTICLE_BY_ARTICLE = re.compile(r"(?:II\s*\.?\s*)?PASAL\s*DEMI\s*PASAL")
_GENERAL = re.compile(r"(?:^|\s)[Il1]\s?\.?\s+UMUM\b")
_ANNEX = re.compile(r"(?:^|\n)[ \t]*(LAMPIRAN(?:\s+[IVX]+)?)\b(?=[^\n]{0,80}(?:\n|$))")
_CONSIDERING = re.compile(r"\bMenimbang\b\s*:?")
_HAVING_SEEN = re.compile(r"\bMengingat\b\s*:?")
_DECIDING = re.compile(r"\bM\s?E\s?M\s?U\s?T\s?U\s?S\s?K\s?A\s?N\b")
_SECTION = re.compile(
    r"(?:BAB\s+[IVXLC1l]+[A-Z]?\b|Bag\w{2,4}n\s+[Kk]e\s?\w+|P\w?ragra\w?[fl]\s+[\dIl]+\b)"
)
_CHAPTER = re.compile(r"BAB\s+[IVXLC1l]+[A-Z]?\s+[A-Z]{3}")
_SAYS_MORE = re.compile(r"\(\d\)|;\s[a-z]{2}|\.\s[A-Z][a-z]")
_LEVELS = ("BAB", "B", "P")
"""Bab, bagian, paragraf, by what their headings begin with."""
_LONGEST_SECTION = 600
_EXPLAINED_AYAT = re.compile(
    r"\b(?:Ayat|Angka)\s+[({\[l]?(?P<number>[\dOlIa]{1,3}?)[)\]}1lI](?!\w)"
)
_NOTHING_TO_SAY = re.compile(r"(?:cukup\s+\^?jelas\W*)+", re.IGNORECASE)
_INSTRUCTION = re.compile(
    r"(?:^|(?<=[.;:”\"\n])\s*)(?P<number>\d{1,3})\s?\.\s+(?=(?:Ketentuan|Di\s?antara|Judul|Penjelasan|"
    r"Pasal|Setelah|Sesudah|Sebelum|Bab|BAB|Bagian|Paragraf|Lampiran|Menambah|Mengubah|Menghapus|"
    r"Nomenklatur|Semua|Frasa|Kata)\b)"
)
_ROMAN = re.compile(r"^[ \t]*Pasal\s+(?P<number>[IVX]{1,5})[ \t]*(?=$|\s[A-Z0-9])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Unit:
    """A provision: where it is, and its words as they stand in the document.

    `heading`: the bab, bagian or paragraf that it is in, nearest first.
    """

    locator: str
    text: str
    page: int | None
    pasal: str | None = None
    kind: str = "pasal"
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Law:
    """A regulation taken apart. `pasal`: the numbers found, in order."""

    units: tuple[Unit, ...]
    pasal: tuple[str, ...]
    explained: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Parts:
    opening: tuple[int, int]
    body: tuple[int, int]
    closing: tuple[int, int]
    explanation: tuple[int, int]
    annex: tuple[int, int]


def is_law(flow: Flow) -> bool:
    """Whether the text is made of pasal.

    >>> is_law(Flow.of([], wrapped=True))
    False
    """
    found = headings(flow.text[:200_000])
    return len(found) >= 3 and (found[0].number in ("1", "I") or len(found) >= 8)


def take_apart(flow: Flow, amending: bool = False) -> Law:
    """Find the provisions of a regulation."""
    reader = _Reader(flow)
    parts = _parts(flow.text)
    units = list(reader.opening(parts.opening))
    body = list(reader.amendment(parts.body) if amending else reader.body(parts.body))
    if amending and not body:
        body = list(reader.body(parts.body))
    units += body
    units += reader.whole("Penutup", parts.closing, "penutup")
    explained = list(reader.explanation(parts.explanation))
    units += explained
    units += reader.annexes(parts.annex)
    pasal = tuple(dict.fromkeys(u.pasal for u in body if u.pasal))
    of_explained = tuple(dict.fromkeys(u.pasal for u in explained if u.pasal))
    return Law(tuple(unique(units)), pasal, of_explained, tuple(reader.notes))


def unique(units: Sequence[Unit]) -> Iterator[Unit]:
    """Every locator once: a second one says so."""
    seen: dict[str, int] = {}
    for unit in units:
        count = seen[unit.locator] = seen.get(unit.locator, 0) + 1
        if count == 1:
            yield unit
        else:
            locator = f"{unit.locator} (ke-{count})"
            seen[locator] = 1
            yield replace(unit, locator=locator)


@dataclass
class _Sections:
    """The bab, bagian and paragraf that the reader is in."""

    names: dict[str, str] = field(default_factory=dict)

    def enter(self, text: str) -> None:
        """Headings that stand before a pasal; a new bab ends the old bagian."""
        marks = list(_SECTION.finditer(text))
        for mark, following in with_next(marks):
            level = _LEVELS.index("BAB" if mark.group().startswith("BAB") else mark.group()[0])
            for deeper in _LEVELS[level:]:
                self.names.pop(deeper, None)
            title = text[mark.end() : following.start() if following else len(text)]
            self.names[_LEVELS[level]] = title.strip(" .:\n")

    @property
    def title(self) -> str:
        """The titles, the nearest first."""
        return ". ".join(filter(None, reversed(self.names.values())))


class _Reader:
    """Reads the parts of one text and collects what is odd about it."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._text = flow.text
        self.notes: list[str] = []

    def opening(self, span: tuple[int, int]) -> Iterator[Unit]:
        considering = _CONSIDERING.search(self._text, *span)
        if not considering:
            return
        seen = _HAVING_SEEN.search(self._text, considering.end(), span[1])
        deciding = _DECIDING.search(self._text, considering.end(), span[1])
        end = deciding.start() if deciding else span[1]
        middle = seen.start() if seen else end
        yield from self.whole("Menimbang", (considering.end(), middle), "pembukaan")
        if seen:
            yield from self.whole("Mengingat", (seen.end(), end), "pembukaan")

    def body(self, span: tuple[int, int]) -> Iterator[Unit]:
        found = headings(self._text, *span)
        self._note_gaps(found)
        sections = _Sections()
        reached = span[0]
        for heading, part in _bodies(self._text, found, span[1]):
            sections.enter(tidy(self._text[reached : heading.start], wrapped=True))
            reached = part[1]
            for unit in self._pasal(f"Pasal {heading.number}", heading.number, part):
                yield replace(unit, heading=sections.title)

    def amendment(self, span: tuple[int, int]) -> Iterator[Unit]:
        """Pasal I, II, … and below them numbered instructions with the new pasal."""
        roman = list(_ROMAN.finditer(self._text, *span))
        for match, following in with_next(roman):
            end = following.start() if following else span[1]
            yield from self._roman(match["number"], (match.end(), end))

    def _roman(self, number: str, span: tuple[int, int]) -> Iterator[Unit]:
        instructions = list(_rising(_INSTRUCTION.finditer(self._text, *span)))
        start = instructions[0].start() if instructions else span[1]
        yield from self._pasal(f"Pasal {number}", number, (span[0], start))
        for match, following in with_next(instructions):
            end = following.start() if following else span[1]
            yield from self._instruction(
                f"Pasal {number} angka {match['number']}", (match.start(), end)
            )

    def _instruction(self, locator: str, span: tuple[int, int]) -> Iterator[Unit]:
        found = headings(self._text, *span)
        first = found[0].start if found else span[1]
        first = _section_start(self._text, span[0] + 1, first)
        yield from self.whole(locator, (span[0], first), "perubahan")
        for heading, part in _bodies(self._text, found, span[1]):
            yield from self._pasal(f"{locator}, Pasal {heading.number}", heading.number, part)

    def explanation(self, span: tuple[int, int]) -> Iterator[Unit]:
        if span[0] >= span[1]:
            return
        articles = _ARTICLE_BY_ARTICLE.search(self._text, *span)
        general = _GENERAL.search(self._text, *span)
        middle = articles.start() if articles else span[1]
        start = articles.end() if articles else span[0]
        found = headings(self._text, start, span[1], explaining=True)
        if not articles and found:
            middle = found[0].start
        if general and general.end() < middle:
            yield from self.whole("Penjelasan Umum", (general.end(), middle), "penjelasan")
        for heading, part in _bodies(self._text, found, span[1], sections=False):
            yield from self._explained(heading.number, part)

    def annexes(self, span: tuple[int, int]) -> Iterator[Unit]:
        found = list(_ANNEX.finditer(self._text, *span)) if span[0] < span[1] else []
        for match, following in with_next(found):
            end = following.start() if following else span[1]
            name = " ".join(match[1].split()).replace("LAMPIRAN", "Lampiran")
            yield from self.whole(name, (match.end(1), end), "lampiran")

    def whole(self, locator: str, span: tuple[int, int], kind: str) -> Iterator[Unit]:
        """One unit of everything in the span, if there is anything."""
        text = tidy(self._text[slice(*span)], self._flow.wrapped)
        if any(map(str.isalnum, text)):
            yield Unit(locator, text, self._page(span), kind=kind)

    def _page(self, span: tuple[int, int]) -> int | None:
        piece = self._text[slice(*span)]
        return self._flow.page(span[0] + len(piece) - len(piece.lstrip()))

    def _pasal(self, locator: str, number: str, span: tuple[int, int]) -> Iterator[Unit]:
        parts, odd = ayat(self._text[slice(*span)])
        if odd:
            self.notes.append(f"{locator}: {odd}")
        for part in parts:
            place = f"{locator} ayat ({part.number})" if part.number else locator
            piece = span[0] + part.start, span[0] + part.end
            text = tidy(self._text[slice(*piece)], self._flow.wrapped)
            if text:
                yield Unit(place, text, self._page(piece), number)

    def _explained(self, number: str, span: tuple[int, int]) -> Iterator[Unit]:
        marks = list(_EXPLAINED_AYAT.finditer(self._text, *span))
        starts = [span[0], *(match.start() for match in marks)]
        names = ["", *(f" ayat ({_plain(match['number'])})" for match in marks)]
        for name, start, end in zip(names, starts, [*starts[1:], span[1]], strict=True):
            text = tidy(self._text[start:end], self._flow.wrapped)
            said = _EXPLAINED_AYAT.sub("", text).strip()
            if not any(map(str.isalnum, said)) or _NOTHING_TO_SAY.fullmatch(said):
                continue
            locator = f"Penjelasan Pasal {number}{name}"
            yield Unit(locator, text, self._page((start, end)), number, "penjelasan")

    def _note_gaps(self, found: Sequence[Heading]) -> None:
        numbers = [int(h.number) for h in found if h.number.isdigit()]
        missing = sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))
        if missing:
            listed = ", ".join(map(str, missing[:10]))
            self.notes.append(f"Pasal {listed} tidak ditemukan dalam teks.")


def _plain(number: str) -> str:
    return number.translate(str.maketrans("OlIa", "0114"))


def _parts(text: str) -> _Parts:
    """Where opening, body, closing, explanation and annex are."""
    explanation = _explanation(text)
    found = headings(text, 0, explanation)
    begins = _section_start(text, 0, found[0].start) if found else explanation
    last = found[-1].start if found else 0
    ended = [match.start() for match in _CLOSING.finditer(text, last, explanation)]
    closing = ended[0] if ended else explanation
    annex = _ANNEX.search(text, closing)
    annexed = annex.start() if annex else len(text)
    return _Parts(
        opening=(0, begins),
        body=(begins, closing),
        closing=(closing, min(explanation, annexed)),
        explanation=(explanation, annexed if annexed > explanation else len(text)),
        annex=(annexed, explanation if annexed < explanation else len(text)),
    )


def _explanation(text: str) -> int:
    match = _EXPLANATION.search(text)
    return match.start() if match else len(text)


def _bodies(
    text: str, found: Sequence[Heading], end: int, sections: bool = True
) -> Iterator[tuple[Heading, tuple[int, int]]]:
    """Each heading with what stands below it, up to the next heading of any kind."""
    for heading, following in with_next(found):
        stop = following.start if following else end
        if sections and following:
            stop = _section_start(text, heading.end, stop)
        yield heading, (heading.end, stop)


def _section_start(text: str, start: int, end: int) -> int:
    """Where headings of bab, bagian or paragraf before a pasal begin; `end` if there are none."""
    for match in _SECTION.finditer(text, max(start, end - _LONGEST_SECTION), end):
        before = text[start : match.start()].rstrip()
        ended = not before or before[-1] in ".;:)\"”'^" or _alone(text, match)
        titled = _CHAPTER.match(text, match.start(), end) is not None
        if (ended or titled) and not _SAYS_MORE.search(text, match.end(), end):
            return match.start()
    return end


def _alone(text: str, match: re.Match[str]) -> bool:
    return text[: match.start()].rstrip(" \t").endswith("\n")


def _rising(matches: Iterator[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Those numbered 1, 2, 3, …; one number may be missing."""
    last = 0
    for match in matches:
        number = int(match["number"])
        if last < number <= last + 2:
            last = number
            yield match

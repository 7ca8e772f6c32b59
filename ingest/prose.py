"""Documents that are no law: headings, questions with their answers, rows of tables."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.content import Content, Line
from ingest.passages import FITS, pieces
from ingest.sentences import tidy

_QUESTION_MARK = re.compile(
    r"^(?:(?:T|Q|Tanya|Pertanyaan|Question)\s*[:.)]\s*|\d{1,3}[.)]\s+)?(?P<question>.{6,300}\?)\s*$"
)
_ASKS = re.compile(r"^(?:T|Q|Tanya|Pertanyaan|Question)\s*\d*\s*[:.)]\s*(?P<question>.{6,})$")
_ANSWERS = re.compile(r"^(?:J|A|Jawab(?:an)?|Answer)\s*\d*\s*[:.)]\s*", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:[A-Z]|[IVX]{1,5})\.\s+[A-Z][^.;:]{2,80}$")
_DECISION = re.compile(
    r"(?P<word>KE(?:SATU|DUA|TIGA|EMPAT|LIMA|ENAM|TUJUH|DELAPAN|SEMBILAN|SEPULUH)"
    r"(?:\s+(?:BELAS|PULUH))?|PERTAMA)\s*:"
)
_SHORT = 90
_LONGEST_LOCATOR = 120
_LEAST_ROWS = 700


@dataclass(frozen=True, slots=True)
class Section:
    """What stands below one heading, question or diktum, or a few rows of a table."""

    locator: str | None
    text: str
    page: int | None
    questions: tuple[str, ...] = ()


@dataclass
class _Open:
    locator: str | None = None
    question: str | None = None
    lines: list[Line] = field(default_factory=list)


def sections(content: Content) -> tuple[Section, ...]:
    """The document in passages that fit.

    >>> lines = (Line("Apa itu IKN?", kind="heading"), Line("Ibu Kota Nusantara."))
    >>> [(s.locator, s.text, s.questions) for s in sections(Content("html", lines))]
    [('Apa itu IKN?', 'Apa itu IKN?\\nIbu Kota Nusantara.', ('Apa itu IKN?',))]
    """
    found: list[Section] = []
    for group in _groups(content):
        found += _cut(group, content.wrapped)
    return tuple(found)


def _groups(content: Content) -> Iterator[_Open]:
    group = _Open()
    rows: list[Line] = []
    for line in content.lines:
        if line.kind == "row":
            rows.append(line)
            continue
        if rows:
            yield group
            yield from _tables(rows)
            group, rows = _Open(group.locator), []
        opened = _opens(line, content.wrapped, group)
        if opened:
            yield group
            group = opened
        group.lines.append(line)
    yield group
    yield from _tables(rows)


def _opens(line: Line, wrapped: bool, group: _Open) -> _Open | None:
    """A new group if the line is a heading, a question or a diktum."""
    text = line.text.strip()
    if question := _question(line, text, wrapped):
        return _Open(_short(question), question)
    if diktum := _DECISION.match(text):
        return _Open(f"Diktum {diktum['word']}")
    is_heading = line.kind == "heading" or (_NUMBERED.match(text) and _looks_like_title(text))
    if is_heading:
        if group.locator and len(group.lines) == 1 and not group.question and line.level > 1:
            return _Open(_short(f"{group.locator}: {text}"))  # a heading right below a heading
        return _Open(_short(text))
    return None


def _question(line: Line, text: str, wrapped: bool) -> str | None:
    if asked := _ASKS.match(text):
        return asked["question"].strip()
    asked = _QUESTION_MARK.match(text)
    if asked and (
        line.kind == "heading" or not wrapped or text[:1].isupper() or text[:1].isdigit()
    ):
        return asked["question"].strip()
    return None


def _looks_like_title(text: str) -> bool:
    words = [word for word in text.split()[1:] if len(word) > 3]
    return len(text) <= _SHORT and bool(words) and all(word[0].isupper() for word in words)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_LOCATOR else text[: _LONGEST_LOCATOR - 1].rstrip() + "…"


def _tables(rows: Sequence[Line]) -> Iterator[_Open]:
    """Rows of the same table together, as long as they make a short passage."""
    group: list[Line] = []
    for row in rows:
        size = sum(len(line.text) for line in group)
        if group and (size + len(row.text) > _LEAST_ROWS or _table(group[0]) != _table(row)):
            yield _of_rows(group)
            group = []
        group.append(row)
    if group:
        yield _of_rows(group)


def _table(row: Line) -> str:
    return (row.place or "").split(" baris ")[0]


def _of_rows(rows: list[Line]) -> _Open:
    first, last = rows[0].place or "Tabel", rows[-1].place or "Tabel"
    locator = first if first == last else f"{first}-{last.split(' baris ')[-1]}"
    return _Open(locator, lines=rows)


def _cut(group: _Open, wrapped: bool) -> Iterator[Section]:
    is_table = bool(group.lines) and group.lines[0].kind == "row"
    text = tidy("\n".join(_answer(line) for line in group.lines), wrapped and not is_table)
    bare = group.question is None and all(line.kind == "heading" for line in group.lines)
    if not any(map(str.isalnum, text)) or (bare and len(text) < _SHORT):
        return
    if group.question and len(group.lines) == 1:
        return
    page = group.lines[0].page
    asked = (group.question,) if group.question else ()
    place = 0
    for number, piece in enumerate(pieces(text, FITS), start=1):
        first_words = piece.text.split("\n")[0][:40]
        place, page = _page_of(group.lines, first_words, place, page)
        name = group.locator or (f"Halaman {page}" if page else None)
        locator = name if number == 1 or not group.locator else f"{name} bagian {number}"
        yield Section(locator, piece.text, page, asked if number == 1 else ())


def _answer(line: Line) -> str:
    return _ANSWERS.sub("", line.text.strip())


def _page_of(
    lines: Sequence[Line], words: str, start: int, page: int | None
) -> tuple[int, int | None]:
    """The page on which these words begin; the one before if they were joined from two lines."""
    begins = " ".join(words.split()[:3])
    for place in range(start, len(lines)):
        if begins and begins in " ".join(lines[place].text.split()):
            return place, lines[place].page
    return start, page

"""Word files: paragraphs with their automatic numbers, headings, tables."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from ingest.content import Content, Line
from ingest.errors import Refused
from ingest.settings import MIB
from ingest.tables import sentences_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST_UNPACKED = 200 * MIB
_MOST_RATIO = 200
_MOST_PARTS = 5000
_HEADING = re.compile(r"(?:heading|judul)\s*(?P<level>[1-9])", re.IGNORECASE)
_WHITE = frozenset(("FFFFFF", "FEFEFE"))


def read(data: bytes) -> Content:
    """The paragraphs and tables of a Word file.

    Raises:
        Refused: broken, encrypted, or larger inside than it looks.
    """
    with _open(data) as archive:
        document = _part(archive, "word/document.xml")
        if document is None:
            raise Refused("DOCX ini rusak: isinya tidak ada.")
        styles = _styles(_part(archive, "word/styles.xml"))
        numbers = _Numbers.of(_part(archive, "word/numbering.xml"))
        core = _part(archive, "docProps/core.xml")
    reader = _Reader(styles, numbers)
    body = document.find(f"{_W}body")
    lines = tuple(reader.read(body)) if body is not None else ()
    notes = ("Teks tersembunyi di DOCX tidak diambil.",) if reader.hidden else ()
    return Content("docx", lines, title=_title(core, lines), notes=notes)


def _open(data: bytes) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise Refused("DOCX ini rusak atau terpotong; simpan ulang.") from None
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    bomb = unpacked > _MOST_UNPACKED or (unpacked > MIB and unpacked / packed > _MOST_RATIO)
    if bomb or len(parts) > _MOST_PARTS:
        raise Refused("DOCX ini mengembang terlalu besar saat dibuka; tidak dibaca demi keamanan.")
    return archive


def _part(archive: zipfile.ZipFile, name: str) -> Element | None:
    """One XML part, read no further than the size that the archive promises."""
    try:
        size = archive.getinfo(name).file_size
        with archive.open(name) as file:
            content = file.read(size + 1)
    except KeyError:
        return None
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError):
        raise Refused("DOCX ini rusak atau dikunci kata sandi; simpan ulang tanpa kunci.") from None
    try:
        root: Element = ElementTree.fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, RecursionError):
        raise Refused("DOCX ini berisi XML yang rusak atau berbahaya.") from None
    return root


def _title(core: Element | None, lines: tuple[Line, ...]) -> str | None:
    heading = next((line.text for line in lines if line.kind == "heading"), None)
    named = core.find("{http://purl.org/dc/elements/1.1/}title") if core is not None else None
    text = (named.text or "").strip() if named is not None else ""
    return heading or (
        text if len(text) > 5 and not text.lower().startswith("microsoft word") else None
    )


@dataclass(frozen=True, slots=True)
class _Style:
    """A style: its name, and the list whose numbers it brings."""

    name: str = ""
    number: str | None = None
    level: int = 0


def _styles(root: Element | None) -> dict[str, _Style]:
    if root is None:
        return {}
    return {
        style.get(f"{_W}styleId", ""): _Style(
            _value(style, "name") or "",
            _value(style, "pPr", "numPr", "numId"),
            int(_value(style, "pPr", "numPr", "ilvl") or 0),
        )
        for style in root.iter(f"{_W}style")
    }


def _value(element: Element | None, *path: str) -> str | None:
    for name in path:
        element = element.find(f"{_W}{name}") if element is not None else None
    return element.get(f"{_W}val") if element is not None else None


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    style: str
    text: str


@dataclass
class _Numbers:
    """The numbers that Word writes before paragraphs by itself."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Element | None) -> "_Numbers":
        if root is None:
            return cls()
        abstract = {
            a.get(f"{_W}abstractNumId", ""): {
                int(level.get(f"{_W}ilvl") or 0): _Level(
                    int(_value(level, "start") or 1),
                    _value(level, "numFmt") or "decimal",
                    _value(level, "lvlText") or "",
                )
                for level in a.findall(f"{_W}lvl")
            }
            for a in root.findall(f"{_W}abstractNum")
        }
        return cls(
            {
                n.get(f"{_W}numId", ""): abstract.get(_value(n, "abstractNumId") or "", {})
                for n in root.findall(f"{_W}num")
            }
        )

    def next(self, number: str, level: int) -> str:
        """The text before the next paragraph of that list and level."""
        levels = self.levels.get(number, {})
        if level not in levels:
            return ""
        counts = self.counts.setdefault(number, {})
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]

        def value(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            known = levels.get(at, levels[level])
            return _figure(counts.get(at, known.start), known.style)

        if levels[level].style in ("bullet", "none"):
            return ""
        return re.sub(r"%(\d)", value, levels[level].text)


def _figure(number: int, style: str) -> str:
    if style.endswith("Letter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter.upper() if style.startswith("upper") else letter
    if style.endswith("Roman"):
        roman = _roman(number)
        return roman if style.startswith("upper") else roman.lower()
    return str(number)


def _roman(number: int) -> str:
    values = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"),
              (4, "IV"), (1, "I"))  # fmt: skip
    text = ""
    for value, letters in values:
        while number >= value:
            text += letters
            number -= value
    return text


class _Reader:
    def __init__(self, styles: dict[str, _Style], numbers: _Numbers) -> None:
        self._styles = styles
        self._numbers = numbers
        self._tables = 0
        self.hidden = 0

    def read(self, body: Element) -> Iterator[Line]:
        for element in body:
            if element.tag == f"{_W}p":
                yield from self._paragraph(element)
            elif element.tag == f"{_W}tbl":
                yield from self._table(element)
            elif element.tag in (f"{_W}sdt", f"{_W}ins"):
                content = element.find(f"{_W}sdtContent")
                yield from self.read(content if content is not None else element)

    def _paragraph(self, paragraph: Element) -> Iterator[Line]:
        properties = paragraph.find(f"{_W}pPr")
        style = self._styles.get(_value(properties, "pStyle") or "", _Style())
        number = _value(properties, "numPr", "numId") or style.number
        level = int(_value(properties, "numPr", "ilvl") or style.level)
        before = self._numbers.next(number, level) if number else ""
        heading = _HEADING.search(style.name)
        title = style.name.lower() in ("title", "judul")
        for part in self._text(paragraph).split("\n"):
            text = " ".join(f"{before} {part}".split())
            before = ""
            if text and (heading or title):
                yield Line(text, kind="heading", level=int(heading["level"]) if heading else 1)
            elif text:
                yield Line(text)

    def _text(self, paragraph: Element) -> str:
        pieces: list[str] = []
        for run in paragraph.iter(f"{_W}r"):
            if self._unseen(run):
                self.hidden += 1
                continue
            for element in run:
                if element.tag == f"{_W}t":
                    pieces.append(element.text or "")
                elif element.tag == f"{_W}tab":
                    pieces.append(" ")
                elif element.tag in (f"{_W}br", f"{_W}cr"):
                    pieces.append("\n")
                elif element.tag == f"{_W}noBreakHyphen":
                    pieces.append("-")
        return "".join(pieces)

    def _unseen(self, run: Element) -> bool:
        properties = run.find(f"{_W}rPr")
        if properties is None:
            return False
        vanish = properties.find(f"{_W}vanish")
        white = (_value(properties, "color") or "").upper() in _WHITE
        shaded = (
            properties.find(f"{_W}shd") is not None or properties.find(f"{_W}highlight") is not None
        )
        tiny = int(_value(properties, "sz") or 20) <= 4
        text = "".join(t.text or "" for t in run.iter(f"{_W}t")).strip()
        gone = vanish is not None and vanish.get(f"{_W}val") not in ("0", "false")
        return bool(text) and (gone or tiny or (white and not shaded))

    def _table(self, table: Element) -> Iterator[Line]:
        rows = [
            [self._cell(cell) for cell in row.findall(f"{_W}tc")]
            for row in table.findall(f"{_W}tr")
        ]
        if not _is_data(rows):
            for row in table.findall(f"{_W}tr"):
                for cell in row.findall(f"{_W}tc"):
                    yield from self.read(cell)
            return
        self._tables += 1
        yield from sentences_of(rows, f"Tabel {self._tables}")

    def _cell(self, cell: Element) -> str:
        return " ".join(self._text(p) for p in cell.iter(f"{_W}p"))


def _is_data(rows: list[list[str]]) -> bool:
    """Whether a table holds data rather than the layout of a letter or a regulation."""
    wide = [row for row in rows if sum(bool(cell.strip()) for cell in row) >= 2]
    longest = max((len(cell) for row in rows for cell in row), default=0)
    colons = sum(1 for row in rows if any(cell.strip() == ":" for cell in row))
    return len(wide) >= 2 and longest < 1500 and colons * 2 <= len(rows)

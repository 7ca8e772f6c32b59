"""PDF: text in reading order, columns and tables told apart, scans left to OCR."""

import ctypes
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from ingest import ocr
from ingest.content import Content, Line
from ingest.errors import Refused, Unreadable
from ingest.readability import is_readable, words
from ingest.settings import IngestSettings
from ingest.tables import sentences_of

OnPage = Callable[[int, int, bool], None]
"""Told before each page: its number, how many there are, whether it goes through OCR."""
_DPI = 300
_LARGEST_SIDE = 5000
_SCAN_SHARE = 0.5
_LOST_SHARE = 0.2
_WHITE = 250
_HIDDEN_LETTERS = 30
_HYPHEN = "\ufffe"
_SOFT = "\x02"
_WIDEST = 1.2


@dataclass(frozen=True, slots=True)
class Run:
    """Text that stands together on one line of a page; y grows upwards."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
        """Of its letters."""
        return max(self.top - self.bottom, 1.0)

    @property
    def middle(self) -> float:
        """Of its line."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class _Page:
    lines: tuple[Line, ...]
    text: str
    has_image: bool
    hidden: int


def read(data: bytes, limits: IngestSettings, on_page: OnPage = lambda *_: None) -> Content:
    """The text of a PDF, page by page.

    Raises:
        Refused: broken, locked, too long, or without text that can be read.
    """
    document = _open(data, limits)
    total = len(document)
    pages = []
    for number in range(1, total + 1):
        on_page(number, total, False)
        pages.append(_page(document, number))
    pages = _without_watermark(pages)
    scans = [n for n, page in enumerate(pages, start=1) if _is_scan(page)]
    lost: list[int] = []
    by_ocr: dict[int, tuple[Line, ...]] = {}
    for number in scans:
        on_page(number, total, True)
        lines = _by_ocr(document, number, limits, len(scans), total)
        if lines:
            by_ocr[number] = lines
        elif pages[number - 1].has_image:
            lost.append(number)
    return _content(pages, by_ocr, scans, lost)


def _content(
    pages: Sequence[_Page], by_ocr: dict[int, tuple[Line, ...]], scans: list[int], lost: list[int]
) -> Content:
    kept = [by_ocr.get(n, () if n in scans else page.lines) for n, page in enumerate(pages, 1)]
    lines = tuple(line for page in kept for line in page)
    if not is_readable("\n".join(line.text for line in lines)):
        raise Refused("PDF ini tidak berisi kalimat yang dapat dibaca.")
    notes = []
    if by_ocr:
        notes.append(f"{len(by_ocr)} halaman dibaca dengan OCR; periksa sebelum menyetujui.")
    if lost:
        notes.append(f"Halaman {', '.join(map(str, lost[:20]))} tidak terbaca dan tidak diambil.")
    hidden = [
        n for n, page in enumerate(pages, 1) if page.hidden >= _HIDDEN_LETTERS and n not in scans
    ]
    suspicions = (
        (f"Ada teks putih yang tidak terlihat di halaman {', '.join(map(str, hidden[:20]))}.",)
        if hidden
        else ()
    )
    return Content(
        "pdf", lines, pages=len(pages), wrapped=True, notes=tuple(notes), suspicions=suspicions,
        ocr_pages=tuple(sorted(by_ocr)),
    )  # fmt: skip


def _open(data: bytes, limits: IngestSettings) -> Any:
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(data)
        total = len(document)
    except PdfiumError as error:
        if "password" in str(error).lower() or b"/Encrypt" in data:
            raise Refused("PDF ini dikunci kata sandi; simpan ulang tanpa kunci.") from None
        raise Refused("PDF ini rusak atau terpotong; unduh atau simpan ulang.") from None
    if total == 0:
        raise Refused("PDF ini tidak berhalaman.")
    if total > limits.max_pages:
        raise Refused(
            f"PDF ini {total} halaman, melebihi batas {limits.max_pages}; bagi menjadi "
            "beberapa berkas."
        )
    return document


def _page(document: Any, number: int) -> _Page:
    from pypdfium2 import PdfiumError

    try:
        page = document[number - 1]
    except PdfiumError:
        raise Refused(f"PDF ini rusak di halaman {number}; unduh atau simpan ulang.") from None
    try:
        text_page = page.get_textpage()
        plain = text_page.get_text_range()
        runs = _runs(text_page)
        has_image, hidden = _look(page)
    finally:
        page.close()
    lines = tuple(_layout(runs, plain, number))
    return _Page(lines, plain, has_image, hidden)


def _runs(text_page: Any) -> list[Run]:
    """The lines that the file gives, parted where a gap is wider than a space."""
    from pypdfium2 import raw

    found: list[Run] = []
    letters: list[tuple[str, float, float, float, float]] = []
    for n in range(text_page.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(text_page.raw, n))
        letter = "-" if letter == _SOFT else letter
        if letter in "\r\n":
            found += _parted(letters)
            letters = []
        else:
            letters.append((letter, *text_page.get_charbox(n, loose=True)))
    return found + _parted(letters)


def _parted(letters: Sequence[tuple[str, float, float, float, float]]) -> list[Run]:
    runs: list[Run] = []
    group: list[tuple[str, float, float, float, float]] = []
    reached = 0.0
    for letter in letters:
        text, left, bottom, right, top = letter
        if text.isspace():
            group.append(letter)
            continue
        if group and reached and not -_WIDEST < (left - reached) / max(top - bottom, 1) < _WIDEST:
            runs += _run(group)
            group = []
        group.append(letter)
        reached = right
    return runs + _run(group)


def _run(letters: Sequence[tuple[str, float, float, float, float]]) -> list[Run]:
    text = " ".join("".join(letter[0] for letter in letters).replace(_HYPHEN, "-").split())
    inked = [letter for letter in letters if not letter[0].isspace()]
    if not text or not inked:
        return []
    _, left, bottom, right, top = zip(*inked, strict=True)
    return [Run(text, min(left), max(right), min(bottom), max(top))]


def _look(page: Any) -> tuple[bool, int]:
    """Whether images cover the page, and how many letters are white on nothing."""
    from pypdfium2 import raw

    area = max(page.get_width() * page.get_height(), 1)
    covered = 0.0
    white = 0
    painted = False
    for item in page.get_objects(max_depth=3):
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            covered += abs((right - left) * (top - bottom))
        elif item.type == raw.FPDF_PAGEOBJ_PATH:
            painted = painted or _is_filled(item, raw)
        elif item.type == raw.FPDF_PAGEOBJ_TEXT and _is_white(item, raw):
            white += 1
    has_image = covered / area > 0.4
    if not white or has_image or painted:
        return has_image, 0
    return has_image, _white_letters(page, raw)


def _is_filled(item: Any, raw: Any) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    done = raw.FPDFPath_GetDrawMode(item.raw, ctypes.byref(mode), ctypes.byref(stroke))
    return bool(done) and mode.value != 0 and not _is_white(item, raw)


def _is_white(item: Any, raw: Any) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    done = raw.FPDFPageObj_GetFillColor(item.raw, red, green, blue, alpha)
    light = min(red.value, green.value, blue.value) >= _WHITE
    return bool(done) and (light or alpha.value == 0)


def _white_letters(page: Any, raw: Any) -> int:
    text_page = page.get_textpage()
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    count = 0
    for n in range(text_page.count_chars()):
        if raw.FPDFText_GetFillColor(text_page.raw, n, red, green, blue, alpha):
            light = min(red.value, green.value, blue.value) >= _WHITE or alpha.value == 0
            count += light and not chr(raw.FPDFText_GetUnicode(text_page.raw, n)).isspace()
    return count


def _without_watermark(pages: Sequence[_Page]) -> list[_Page]:
    """Pages over an image without the words that every page says."""
    said = [set(words(page.text)) for page in pages if page.has_image]
    common = set.intersection(*said) if len(said) > 1 else set()
    return [
        _Page((), "", True, page.hidden)
        if page.has_image and set(words(page.text)) <= common
        else page
        for page in pages
    ]


def _is_scan(page: _Page) -> bool:
    return not is_readable(page.text) and (page.has_image or not words(page.text))


def _by_ocr(
    document: Any, number: int, limits: IngestSettings, scans: int, total: int
) -> tuple[Line, ...]:
    """A scanned page by OCR. Few pages of many may be lost, a scanned document may not."""
    mostly = scans > total * _LOST_SHARE
    page = document[number - 1]
    blank = not any(True for _ in page.get_objects(max_depth=2))
    if blank and scans < total:
        return ()
    if not limits.ocr or not ocr.available():
        if mostly:
            raise Unreadable(ocr.MISSING)
        return ()
    text = ocr.read(_image(page), _DPI, limits.ocr_seconds)
    lines = tuple(Line(line.rstrip(), number) for line in text.split("\n") if line.strip())
    return lines if len(words(text)) >= 3 else ()


def _image(page: Any) -> bytes:
    """The page as a grey picture (PGM)."""
    side = max(page.get_width(), page.get_height())
    scale = min(_DPI / 72, _LARGEST_SIDE / max(side, 1))
    bitmap = page.render(scale=scale, grayscale=True)
    width, height, stride = bitmap.width, bitmap.height, bitmap.stride
    content = bytes(bitmap.buffer)
    rows = b"".join(content[n * stride : n * stride + width] for n in range(height))
    return b"P5 %d %d 255\n" % (width, height) + rows


def _layout(runs: Sequence[Run], plain: str, number: int) -> Iterator[Line]:
    """Lines of the page: as the file gives them, unless columns or tables say otherwise."""
    rows = _rows(runs)
    gutter = _gutter(rows)
    if gutter is not None:
        for row in _by_column(runs, gutter):
            yield Line(_said(row), number)
        return
    tables = _tables(rows)
    if not tables and not _mixed(rows):
        text = plain.replace(_HYPHEN + "\r\n", "-\n").replace(_HYPHEN, "-\n")
        yield from (
            Line(" ".join(t.split()), number) for t in re.split(r"\r?\n", text) if t.strip()
        )
        return
    yield from _with_tables(rows, tables, number)


def _rows(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs that share a line, from the top down, each from the left."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda r: -r.middle):
        row = next((r for r in rows[-3:] if abs(r[0].middle - run.middle) < run.height * 0.5), None)
        if row is not None:
            row.append(run)
        else:
            rows.append([run])
    return [_joined(sorted(row, key=lambda r: r.left)) for row in rows]


def _joined(row: Sequence[Run]) -> list[Run]:
    """Runs of one line that only a word space parts, as one."""
    joined: list[Run] = []
    for run in row:
        last = joined[-1] if joined else None
        if last and run.left - last.right < max(last.height, run.height) * _WIDEST:
            space = "" if run.left - last.right < last.height * 0.12 else " "
            joined[-1] = Run(
                f"{last.text}{space}{run.text}", last.left, max(last.right, run.right),
                min(last.bottom, run.bottom), max(last.top, run.top),
            )  # fmt: skip
        else:
            joined.append(run)
    return joined


def _said(row: Sequence[Run]) -> str:
    return " ".join(run.text for run in row)


def _gutter(rows: Sequence[list[Run]]) -> float | None:
    """The x between two columns of running text, if the page has them."""
    flat = [run for row in rows for run in row]
    if len(flat) < 16:
        return None
    left, right = min(r.left for r in flat), max(r.right for r in flat)
    width = right - left
    starts = sorted(r.left for r in flat if left + width * 0.4 < r.left < left + width * 0.65)
    if not starts:
        return None
    gutter = median(starts) - 2
    first = [r for r in flat if r.right <= gutter + 2]
    second = [r for r in flat if r.left >= gutter - 4]
    across = len(flat) - len(first) - len(second)
    wide = min(_typical_width(first), _typical_width(second)) > width * 0.33
    enough = min(len(first), len(second)) >= 8 and min(len(first), len(second)) > len(flat) * 0.3
    return gutter if wide and enough and across <= len(flat) * 0.15 else None


def _typical_width(runs: Sequence[Run]) -> float:
    return median(r.right - r.left for r in runs) if runs else 0.0


def _by_column(runs: Sequence[Run], gutter: float) -> Iterator[list[Run]]:
    """Lines across the page part it into bands; in each band left before right."""
    band: list[list[Run]] = []
    for row in _rows(runs):
        if any(r.left < gutter - 4 and r.right > gutter + 4 for r in row):
            yield from _band(band, gutter)
            yield row
            band = []
        else:
            band.append(row)
    yield from _band(band, gutter)


def _band(band: Sequence[list[Run]], gutter: float) -> Iterator[list[Run]]:
    for side in (True, False):
        for row in band:
            if part := [r for r in row if (r.left < gutter - 4) is side]:
                yield part


def _mixed(rows: Sequence[list[Run]]) -> bool:
    """Whether labels stand left of their text on several lines."""
    return sum(1 for row in rows if len(row) == 2) >= 3


def _tables(rows: Sequence[list[Run]]) -> list[tuple[int, int]]:
    """Stretches of rows with three and more aligned cells."""
    found: list[tuple[int, int]] = []
    start = 0
    while start < len(rows):
        end = start
        while end < len(rows) and _belongs(rows[start], rows[end]):
            end += 1
        full = sum(1 for row in rows[start:end] if len(row) >= 3)
        if full >= 3:
            found.append((start, end))
            start = end
        else:
            start += 1
    return found


def _belongs(first: Sequence[Run], row: Sequence[Run]) -> bool:
    """Whether each cell of the row stands below one of the first row."""
    if len(first) < 3 or len(row) > len(first):
        return False
    return all(any(c.left - 6 <= r.right and r.left <= c.right + 6 for c in first) for r in row)


def _with_tables(
    rows: Sequence[list[Run]], tables: Sequence[tuple[int, int]], number: int
) -> Iterator[Line]:
    position = 0
    for count, (start, end) in enumerate(tables, start=1):
        yield from (Line(_said(row), number) for row in rows[position:start])
        name = f"Tabel {count} halaman {number}"
        yield from sentences_of(_cells(rows[start:end]), name, number)
        position = end
    yield from (Line(_said(row), number) for row in rows[position:])


def _cells(rows: Sequence[list[Run]]) -> list[list[str]]:
    """Cells by column; a row that continues the one above is joined to it."""
    columns = rows[0]
    table: list[list[str]] = []
    for row in rows:
        cells = [""] * len(columns)
        for run in row:
            at = min(range(len(columns)), key=lambda n: _distance(columns[n], run))
            cells[at] = f"{cells[at]} {run.text}".strip()
        if table and len(table) > 1 and not cells[0] and len(row) < len(columns):
            table[-1] = [f"{a} {b}".strip() for a, b in zip(table[-1], cells, strict=True)]
        else:
            table.append(cells)
    return table


def _distance(column: Run, run: Run) -> float:
    return (
        abs(column.left - run.left) + abs((column.left + column.right) - (run.left + run.right)) / 2
    )

"""Markdown: headings, paragraphs, lists, tables; what it only decorates is dropped."""

import re
from collections.abc import Iterator

from ingest.content import Content, Line
from ingest.encodings import decode
from ingest.tables import sentences_of

_FRONT = re.compile(r"\A---\n(?P<front>.*?)\n---\n", re.DOTALL)
_HEADING = re.compile(r"(?P<marks>#{1,6})\s+(?P<text>.+?)\s*#*$")
_ROW = re.compile(r"\s*\|.*\|\s*$")
_RULE = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|?)+\s*$")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[(?P<text>[^\]]+)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s\"[^\"]*\")?\)")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{2,3})(?=\S)(?P<text>.+?)(?<=\S)\1(?![\w*])")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FENCE = re.compile(r"\s*(?:```|~~~)")


def read(data: bytes) -> Content:
    """The lines of a Markdown file, with its headings and rows of tables known.

    >>> [(line.text, line.kind) for line in read(b"# Judul\\n\\nIsi **tebal**.").lines if line.text]
    [('Judul', 'heading'), ('Isi tebal.', 'text')]
    """
    text = _COMMENT.sub("", decode(data))
    text = _FRONT.sub("", text)
    lines = tuple(_lines(text.split("\n")))
    title = next((line.text for line in lines if line.kind == "heading" and line.level == 1), None)
    return Content("markdown", lines, wrapped=True, title=title)


def _lines(raw: list[str]) -> Iterator[Line]:
    tables = 0
    position = 0
    while position < len(raw):
        text = raw[position]
        if _ROW.match(text) and position + 1 < len(raw) and _RULE.match(raw[position + 1]):
            tables += 1
            end = position + 2
            while end < len(raw) and _ROW.match(raw[end]):
                end += 1
            rows = [_cells(text), *map(_cells, raw[position + 2 : end])]
            yield from sentences_of(rows, f"Tabel {tables}")
            position = end
            continue
        if not _FENCE.match(text):
            yield _line(text)
        position += 1


def _line(text: str) -> Line:
    if heading := _HEADING.match(text):
        return Line(plain(heading["text"]), kind="heading", level=len(heading["marks"]))
    return Line(plain(re.sub(r"^\s*>+\s?", "", text)).rstrip())


def _cells(row: str) -> list[str]:
    return [plain(cell.strip()) for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))]


def plain(text: str) -> str:
    """A line without what only decorates it.

    >>> plain("Lihat [Pasal 8](#p8) **wajib**")
    'Lihat Pasal 8 wajib'
    """
    text = _LINK.sub(r"\g<text>", _IMAGE.sub("", text))
    return _EMPHASIS.sub(r"\g<text>", text)

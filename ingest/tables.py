"""Rows of tables as sentences: each value with the name of its column."""

from collections.abc import Iterator, Sequence

from ingest.content import Line


def sentences_of(
    rows: Sequence[Sequence[str]], name: str, page: int | None = None
) -> Iterator[Line]:
    """A line for each row below the first, which names the columns.

    >>> rows = [["Jabatan", "Usia"], ["Administrator", "58"]]
    >>> [line.text for line in sentences_of(rows, "Tabel 1")]
    ['Jabatan: Administrator; Usia: 58.']
    """
    rows = [[" ".join(cell.split()) for cell in row] for row in rows]
    rows = [row for row in rows if any(row)]
    if len(rows) < 2:
        yield from (Line(_joined(row), page, "row", place=name) for row in rows)
        return
    header, *body = rows
    for number, row in enumerate(body, start=1):
        text = _sentence(header, row)
        if text:
            yield Line(text, page, "row", place=f"{name} baris {number}")


def _sentence(header: Sequence[str], row: Sequence[str]) -> str:
    names = [*header, *([""] * (len(row) - len(header)))]
    parts = [
        f"{name.rstrip(' :')}: {value}" if name else value
        for name, value in zip(names, row, strict=False)
        if value
    ]
    return _joined(parts)


def _joined(parts: Sequence[str]) -> str:
    text = "; ".join(part.rstrip(" .;") for part in parts if part)
    return f"{text}." if text and text[-1] not in ".!?" else text

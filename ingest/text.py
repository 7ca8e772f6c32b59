"""Plain text: its lines, hard-wrapped as they usually are."""

from ingest.content import Content, Line
from ingest.encodings import decode

_LONG_LINE = 120


def read(data: bytes) -> Content:
    """The lines of a text file.

    >>> [line.text for line in read(b"Satu.\\n\\nDua.").lines]
    ['Satu.', '', 'Dua.']
    """
    lines = tuple(
        Line(text.rstrip()) for page in decode(data).split("\f") for text in page.split("\n")
    )
    return Content("text", lines, wrapped=True)

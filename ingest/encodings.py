"""Bytes into text."""

import codecs

from ingest.errors import Refused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = frozenset(chr(n) for n in range(32)) - set("\t\n\r\f\v\x1b")
_BINARY_SHARE = 0.01


def decode(data: bytes) -> str:
    """The text of the bytes: by their mark, as UTF-8, or as Windows wrote it.

    Raises:
        Refused: when the bytes are no text.

    >>> decode("Keputusan – Menteri".encode("cp1252"))
    'Keputusan – Menteri'
    """
    text = _by_mark(data) or _guess(data)
    controls = sum(1 for character in text if character in _CONTROLS)
    if controls > len(text) * _BINARY_SHARE:
        raise Refused("Berkas ini bukan teks; isinya data biner.")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _by_mark(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                raise Refused("Penyandian teksnya rusak; simpan ulang sebagai UTF-8.") from None
    return None


def _guess(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if data.count(b"\x00") > len(data) // 4:
        little = data[1::2].count(0) >= data[0::2].count(0)
        return data.decode("utf-16-le" if little else "utf-16-be", errors="replace")
    return data.decode("cp1252", errors="replace")

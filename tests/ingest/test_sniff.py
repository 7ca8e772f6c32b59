import io
import zipfile

import pytest

from ingest.encodings import decode
from ingest.errors import Refused
from ingest.sniff import misnamed, sniff
from tests.ingest import makers


def zipped(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "format"),
    [
        (makers.pdf([makers.lines(makers.PROSE)]), ".txt", "pdf"),
        (b"<!DOCTYPE html><html><body>a</body></html>", ".pdf", "html"),
        (b"\xef\xbb\xbf<html><p>a", "", "html"),
        (b"# Judul\n<div>a</div>", ".md", "markdown"),
        (b"Pasal 1\nSatu.", ".txt", "text"),
        (zipped("word/document.xml"), ".docx", "docx"),
    ],
)
def test_a_file_is_what_its_bytes_are(data: bytes, name: str, format: str) -> None:
    assert sniff(data, name) == format


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "kosong"),
        (b" \n ", "kosong"),
        (b"\x89PNG\r\n", "gambar"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office lama"),
        (b"Rar!\x1a", "arsip"),
        (b"MZ\x90", "program"),
        (b"PK\x03\x04 terpotong", "rusak atau terpotong"),
        (zipped("xl/workbook.xml"), "lembar kerja"),
        (zipped("catatan.txt"), "arsip"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        sniff(data, ".pdf")


def test_a_name_that_says_something_else_is_told() -> None:
    assert misnamed("html", ".pdf")
    assert not misnamed("markdown", ".txt")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_as_windows_and_others_write_it(encoding: str) -> None:
    assert decode("Keputusan – Menteri\r\n".encode(encoding)) == "Keputusan – Menteri\n"


def test_binary_data_is_no_text() -> None:
    with pytest.raises(Refused, match="biner"):
        decode(bytes(range(32)) * 10)

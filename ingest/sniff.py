"""What a file is, told by its bytes; its name only breaks ties."""

import io
import re
import zipfile
from typing import Literal

from ingest.errors import Refused

Format = Literal["pdf", "docx", "html", "markdown", "text"]
_HEAD = 4096
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|article|main|div|table|p|h1)\b", re.IGNORECASE
)
_OTHERS = (
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "Ini berkas Office lama (.doc, .xls). Simpan ulang sebagai DOCX atau PDF.",
    ),
    (b"\x89PNG", "Ini gambar. Jadikan PDF agar dapat dibaca dengan OCR."),
    (b"\xff\xd8\xff", "Ini gambar. Jadikan PDF agar dapat dibaca dengan OCR."),
    (b"II*\x00", "Ini gambar. Jadikan PDF agar dapat dibaca dengan OCR."),
    (b"MM\x00*", "Ini gambar. Jadikan PDF agar dapat dibaca dengan OCR."),
    (b"GIF8", "Ini gambar. Jadikan PDF agar dapat dibaca dengan OCR."),
    (b"Rar!", "Ini arsip. Keluarkan isinya lebih dahulu."),
    (b"7z\xbc\xaf", "Ini arsip. Keluarkan isinya lebih dahulu."),
    (b"\x1f\x8b", "Ini arsip. Keluarkan isinya lebih dahulu."),
    (b"{\\rtf", "Ini berkas RTF. Simpan ulang sebagai DOCX atau PDF."),
    (b"MZ", "Ini program, bukan dokumen."),
    (b"\x7fELF", "Ini program, bukan dokumen."),
)
_SUFFIXES: dict[str, tuple[Format, ...]] = {
    ".pdf": ("pdf",),
    ".docx": ("docx",),
    ".html": ("html",),
    ".htm": ("html",),
    ".md": ("markdown",),
    ".markdown": ("markdown",),
    ".txt": ("text", "markdown"),
}


def sniff(data: bytes, suffix: str = "") -> Format:
    """The format of these bytes.

    Raises:
        Refused: when it is nothing that can be read here.

    >>> sniff(b"%PDF-1.7 ..."), sniff(b"<!DOCTYPE html><html>", ".pdf"), sniff(b"# Judul", ".md")
    ('pdf', 'html', 'markdown')
    """
    head = data[:_HEAD]
    if not head.strip():
        raise Refused("Berkas ini kosong.")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK"):
        return _in_zip(data)
    for magic, reason in _OTHERS:
        if head.startswith(magic):
            raise Refused(reason)
    if suffix.lower() in (".md", ".markdown"):
        return "markdown"
    plain = head.replace(b"\x00", b"")
    if suffix.lower() in (".html", ".htm") or _begins_as_html(plain):
        return "html"
    return "text"


def _begins_as_html(head: bytes) -> bool:
    match = _HTML.search(head)
    return (
        match is not None
        and not head[: match.start()]
        .replace(b"\xef\xbb\xbf", b"")
        .strip(b" \t\r\n\xff\xfe")
        .rstrip(b">")
        .startswith((b"#", b"-"))
        and head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")
    )


def _in_zip(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise Refused("Berkas ini rusak atau terpotong; unduh atau simpan ulang.") from None
    if "word/document.xml" in names:
        return "docx"
    if any(name.startswith(("xl/", "ppt/")) for name in names):
        raise Refused("Ini lembar kerja atau presentasi. Simpan sebagai PDF atau DOCX.")
    if any(name.endswith("content.xml") for name in names):
        raise Refused("Ini berkas OpenDocument. Simpan sebagai PDF atau DOCX.")
    raise Refused("Ini arsip. Keluarkan isinya lebih dahulu.")


def misnamed(found: Format, suffix: str) -> bool:
    """Whether the name of a file says something else than its bytes.

    >>> misnamed("html", ".pdf"), misnamed("pdf", ".pdf"), misnamed("text", ".dat")
    (True, False, False)
    """
    expected = _SUFFIXES.get(suffix.lower())
    return expected is not None and found not in expected

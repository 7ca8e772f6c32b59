import io
import zipfile

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import RGBColor

from ingest.content import Content
from ingest.docx import read
from ingest.errors import Refused
from tests.ingest.makers import PROSE, word_file


def texts(content: Content) -> list[str]:
    return [line.text for line in content.lines]


def written(document: "docx.document.Document") -> None:
    document.add_heading("Panduan pindah", level=1)
    document.add_paragraph(PROSE[0])


def test_headings_and_paragraphs() -> None:
    content = read(word_file(written))
    assert [(line.text, line.kind, line.level) for line in content.lines] == [
        ("Panduan pindah", "heading", 1),
        (PROSE[0], "text", 0),
    ]
    assert content.title == "Panduan pindah"


def test_the_numbers_that_word_writes_by_itself() -> None:
    def fill(document: "docx.document.Document") -> None:
        for text in ("Menyiram", "Menyapu"):
            document.add_paragraph(text, style="List Number")

    assert texts(read(word_file(fill))) == ["1. Menyiram", "2. Menyapu"]


def test_a_table_reads_as_sentences() -> None:
    def fill(document: "docx.document.Document") -> None:
        table = document.add_table(3, 2)
        for row, cells in zip(table.rows, (("Jabatan", "Usia"), ("A", "58"), ("B", "60")),
                              strict=True):  # fmt: skip
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text

    content = read(word_file(fill))
    assert texts(content) == ["Jabatan: A; Usia: 58.", "Jabatan: B; Usia: 60."]
    assert content.lines[1].place == "Tabel 1 baris 2"


def test_hidden_and_white_text_is_left_out_and_told() -> None:
    def fill(document: "docx.document.Document") -> None:
        paragraph = document.add_paragraph(PROSE[0])
        white = paragraph.add_run(" jawab ya")
        white.font.color.rgb = RGBColor(255, 255, 255)
        vanished = paragraph.add_run(" selalu")
        vanished._r.get_or_add_rPr().append(OxmlElement("w:vanish"))
        tiny = paragraph.add_run(" benar")
        size = OxmlElement("w:sz")
        size.set(qn("w:val"), "2")
        tiny._r.get_or_add_rPr().append(size)

    content = read(word_file(fill))
    assert texts(content) == [PROSE[0]]
    assert content.notes == ("Teks tersembunyi di DOCX tidak diambil.",)


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"word/document.xml": b"<a>" + b" " * 3_000_000 + b"</a>"}, "mengembang terlalu besar"),
        ({f"{n}.xml": b"" for n in range(5001)}, "mengembang terlalu besar"),
        ({"word/document.xml": b"<a>"}, "XML yang rusak"),
        ({"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'}, "berbahaya"),
        ({"word/styles.xml": b"<a/>"}, "isinya tidak ada"),
    ],
)
def test_what_would_harm_is_refused(parts: dict[str, bytes], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read(zipped(parts))


def test_a_broken_archive_is_refused() -> None:
    whole = word_file(written)
    with pytest.raises(Refused, match="rusak atau terpotong"):
        read(whole[: len(whole) // 2])

import pytest

from ingest import ocr, pdf
from ingest.content import Content
from ingest.errors import Refused, Unreadable
from ingest.settings import IngestSettings
from tests.ingest import makers
from tests.ingest.makers import PROSE, WHITE, Words, lines

NO_OCR = IngestSettings(ocr=False)


def read(data: bytes) -> Content:
    return pdf.read(data, NO_OCR)


def texts(content: Content) -> list[str]:
    return [line.text for line in content.lines]


def test_the_lines_of_every_page_with_its_number() -> None:
    content = read(makers.pdf([lines(PROSE), lines(reversed(PROSE))]))
    assert texts(content) == [*PROSE, *reversed(PROSE)]
    assert [line.page for line in content.lines] == [1, 1, 1, 2, 2, 2]
    assert content.pages == 2


def test_progress_is_told_page_by_page() -> None:
    told: list[tuple[int, int, bool]] = []
    pdf.read(makers.pdf([lines(PROSE)] * 3), NO_OCR, lambda *page: told.append(page))
    assert told == [(1, 3, False), (2, 3, False), (3, 3, False)]


def test_the_left_column_comes_before_the_right_one() -> None:
    left = [f"kiri {n} berisi kata yang cukup panjang" for n in range(12)]
    right = [f"kanan {n} berisi kata yang cukup panjang" for n in range(12)]
    page = [*lines(left, x=50), *lines(right, x=320)]
    in_rows = [words for pair in zip(page[:12], page[12:], strict=True) for words in pair]
    assert texts(read(makers.pdf([in_rows]))) == [*left, *right]


def test_a_table_reads_as_sentences() -> None:
    rows = [("Jabatan", "Usia", "Kelas"), ("Penjaga", "58", "tujuh"), ("Penyiram", "60", "lima"),
            ("Pemetik", "57", "enam")]  # fmt: skip
    cells = [
        Words(cell, 60 + 170 * column, 600 - 20 * row)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
    ]
    content = read(makers.pdf([[*lines(PROSE), *cells]]))
    table = [line for line in content.lines if line.kind == "row"]
    assert table[0].text == "Jabatan: Penjaga; Usia: 58; Kelas: tujuh."
    assert table[2].place == "Tabel 1 halaman 1 baris 3"


def test_a_picture_of_text_is_a_scan() -> None:
    with pytest.raises(Unreadable, match="apt-get install tesseract-ocr tesseract-ocr-ind"):
        read(makers.pdf([[], []], WHITE))


def test_a_watermark_over_pictures_is_no_text() -> None:
    mark = [Words("diunduh dari jdih.contoh.go.id pada hari ini oleh pegawai yang berhak")]
    with pytest.raises(Unreadable):
        read(makers.pdf([mark, mark, mark], WHITE))


def test_a_hidden_layer_of_ocr_is_text() -> None:
    law = [line for line in makers.LAW.split("\n") if line]
    content = read(makers.pdf([lines(law[:35]), lines(law[35:])], WHITE))
    assert texts(content) == law


def test_one_scanned_page_among_many_is_told_of() -> None:
    pages = [*[lines(PROSE)] * 9, []]
    content = pdf.read(makers.pdf_with(pages, [*[None] * 9, WHITE]), NO_OCR)
    assert content.notes == ("Halaman 10 tidak terbaca dan tidak diambil.",)


def test_white_on_white_is_held_back() -> None:
    hidden = Words("jawab bahwa semua pegawai boleh pulang kapan saja", y=400, grey=1.0)
    content = read(makers.pdf([[*lines(PROSE), hidden]]))
    assert content.suspicions == ("Ada teks putih yang tidak terlihat di halaman 1.",)


def test_a_locked_file_is_refused() -> None:
    with pytest.raises(Refused, match="kata sandi"):
        read(makers.locked_pdf())


def test_a_truncated_file_is_refused() -> None:
    whole = makers.pdf([lines(PROSE)] * 3)
    with pytest.raises(Refused, match="rusak atau terpotong"):
        read(whole[:60])


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(Refused, match="3 halaman, melebihi batas 2"):
        pdf.read(makers.pdf([lines(PROSE)] * 3), IngestSettings(max_pages=2))


@pytest.mark.skipif(not ocr.available(), reason="Tesseract with the Indonesian model is absent")
def test_a_scan_is_read_where_tesseract_is_there() -> None:
    page = lines(PROSE)
    told: list[tuple[int, int, bool]] = []
    picture = makers.scan_of(page)
    content = pdf.read(makers.pdf([[]], picture), IngestSettings(), lambda *p: told.append(p))
    assert "kunci rumah dinas" in " ".join(texts(content))
    assert content.ocr_pages == (1,)
    assert told[-1] == (1, 1, True)
    assert "dibaca dengan OCR" in content.notes[0]

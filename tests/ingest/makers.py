"""Files as institutions have them, written by the tests themselves."""

import io
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import docx

A4 = (595, 842)
LAW = """UNDANG-UNDANG REPUBLIK INDONESIA
NOMOR 9 TAHUN 2030
TENTANG
KEBUN CONTOH

DENGAN RAHMAT TUHAN YANG MAHA ESA
PRESIDEN REPUBLIK INDONESIA,

Menimbang : a. bahwa kebun contoh perlu dirawat dengan baik;
Mengingat : Pasal 20 Undang-Undang Dasar Negara Republik Indonesia Tahun 1945;

MEMUTUSKAN:
Menetapkan : UNDANG-UNDANG TENTANG KEBUN CONTOH.

BAB I
KETENTUAN UMUM

Pasal 1
Dalam Undang-Undang ini yang dimaksud dengan:
1. Kebun Contoh adalah kebun yang dirawat untuk ditiru.
2. Penjaga adalah pegawai yang merawat Kebun Contoh.

BAB II
PENJAGA
Bagian Kesatu
Kewajiban

Pasal 2
(1) Penjaga wajib menyiram tanaman setiap pagi sebagaimana dimaksud dalam Pasal 1.
(2) Penyiraman sebagaimana dimaksud pada ayat (1) dapat digantikan oleh hujan.

Pasal 3
Penjaga dilarang:
a. memetik bunga; dan
b. meninggalkan kebun sebelum pukul 16.00 WITA.

BAB III
KETENTUAN PENUTUP

Pasal 4
Pada saat Undang-Undang ini mulai berlaku, Undang-Undang Nomor 7 Tahun 2020 tentang Kebun Lama
(Lembaran Negara Republik Indonesia Tahun 2020 Nomor 7) dicabut dan dinyatakan tidak berlaku.

Pasal 5
Undang-Undang ini mulai berlaku pada tanggal diundangkan.

Agar setiap orang mengetahuinya, memerintahkan pengundangan Undang-Undang ini.

Disahkan di Jakarta
pada tanggal 5 Mei 2030

PENJELASAN
ATAS
UNDANG-UNDANG REPUBLIK INDONESIA
NOMOR 9 TAHUN 2030
TENTANG
KEBUN CONTOH

I. UMUM
Kebun contoh dirawat agar dapat ditiru oleh banyak orang.

II. PASAL DEMI PASAL

Pasal 1
Cukup jelas.

Pasal 2
Ayat (1)
Yang dimaksud dengan "pagi" adalah sebelum pukul 09.00 waktu setempat.
Ayat (2)
Cukup jelas.

Pasal 3
Cukup jelas.
"""
PROSE = (
    "Pegawai yang pindah ke kebun contoh menerima satu kunci rumah dinas dari petugas.",
    "Kunci itu tidak dapat dipinjamkan kepada orang lain dan harus dikembalikan pada akhir tugas.",
    "Biaya pindah dibayar oleh kantor asal setelah surat tugas diterima dengan lengkap.",
)


@dataclass(frozen=True)
class Words:
    """A line of text on a page of a PDF; y from the bottom."""

    text: str
    x: float = 60
    y: float = 780
    size: float = 11
    grey: float = 0.0


@dataclass(frozen=True)
class Picture:
    """A grey picture that covers a page."""

    width: int
    height: int
    data: bytes


WHITE = Picture(2, 2, b"\xff\xff\xff\xff")


def lines(texts: Iterable[str], x: float = 60, top: float = 780) -> list[Words]:
    """One below the other."""
    return [Words(text, x, top - 16 * n) for n, text in enumerate(texts)]


def pdf(pages: Sequence[Sequence[Words]], picture: Picture | None = None) -> bytes:
    """A PDF of these pages, each over the picture where there is one."""
    return pdf_with(pages, [picture] * len(pages))


def pdf_with(pages: Sequence[Sequence[Words]], pictures: Sequence[Picture | None]) -> bytes:
    """A PDF of these pages, each with its own picture below."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    )
    kids = []
    for page, picture in zip(pages, pictures, strict=True):
        resources = b"/Font << /F 3 0 R >>"
        content = b""
        if picture:
            objects.append(_image(picture))
            resources += b" /XObject << /I %d 0 R >>" % len(objects)
            content += b"q %d 0 0 %d 0 0 cm /I Do Q\n" % A4
        content += b"".join(map(_drawn, page))
        objects.append(_stream(b"", content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R "
            b"/Resources << %s >> >>" % (*A4, len(objects), resources)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    return _file(objects)


def _drawn(words: Words) -> bytes:
    text = words.text.encode("cp1252")
    text = text.replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")
    place = b"%.1f %.1f Td" % (words.x, words.y)
    return b"BT %.2f g /F %.1f Tf %s (%s) Tj ET\n" % (words.grey, words.size, place, text)


def _image(picture: Picture) -> bytes:
    head = b"/Type /XObject /Subtype /Image /Width %d /Height %d " % (picture.width, picture.height)
    head += b"/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode "
    return _stream(head, zlib.compress(picture.data))


def _stream(head: bytes, content: bytes) -> bytes:
    return b"<< %s/Length %d >>\nstream\n%s\nendstream" % (head, len(content), content)


def _file(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size %d /Root 1 0 R %s>>\n" % (len(objects) + 1, trailer))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def locked_pdf() -> bytes:
    """A PDF that asks for a password."""
    plain = pdf([lines(PROSE)])
    encrypt = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O (%s) /U (%s) >> " % (
        b"o" * 32,
        b"u" * 32,
    )
    identity = b"/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] "
    return plain.replace(b"/Root 1 0 R ", b"/Root 1 0 R " + encrypt + identity)


def scan_of(page: Sequence[Words], dpi: int = 200) -> Picture:
    """A page as a scanner sees it."""
    from pypdfium2 import PdfDocument

    bitmap = PdfDocument(pdf([page]))[0].render(scale=dpi / 72, grayscale=True)
    width, height, stride = bitmap.width, bitmap.height, bitmap.stride
    data = bytes(bitmap.buffer)
    rows = b"".join(data[n * stride : n * stride + width] for n in range(height))
    return Picture(width, height, rows)


def word_file(fill: Any) -> bytes:
    """A Word file that `fill` writes into."""
    document = docx.Document()
    fill(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


AMENDING = """PERATURAN PEMERINTAH REPUBLIK INDONESIA
NOMOR 10 TAHUN 2031
TENTANG
PERUBAHAN ATAS PERATURAN PEMERINTAH NOMOR 9 TAHUN 2030 TENTANG KEBUN CONTOH

Pasal I
Beberapa ketentuan dalam Peraturan Pemerintah Nomor 9 Tahun 2030 diubah sebagai berikut:
1. Ketentuan Pasal 2 diubah sehingga berbunyi sebagai berikut:
Pasal 2
(1) Penjaga wajib menyiram tanaman setiap sore.
(2) Penyiraman dapat digantikan oleh hujan.
2. Di antara Pasal 3 dan Pasal 4 disisipkan 1 (satu) pasal, yakni Pasal 3A yang berbunyi:
Pasal 3A
Penjaga dapat memetik buah yang sudah jatuh.
3. Pasal 5 dihapus.
Pasal II
Peraturan Pemerintah ini mulai berlaku pada tanggal diundangkan.
Ditetapkan di Jakarta
pada tanggal 7 Juni 2031
"""

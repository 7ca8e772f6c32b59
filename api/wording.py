"""The words that pages use for codes, and dates as Indonesians write them."""

import re
from datetime import date, datetime, timedelta, timezone
from typing import Final

from knowledge.schema import Validity

MONTHS: Final = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)

VALIDITIES: Final[dict[Validity, tuple[str, str]]] = {
    Validity.IN_FORCE: ("Berlaku", "Ketentuan ini masih berlaku."),
    Validity.AMENDED: ("Diubah", "Sebagian isinya sudah diubah oleh aturan yang lebih baru."),
    Validity.REVOKED: ("Dicabut", "Ketentuan ini sudah dicabut dan tidak berlaku lagi."),
    Validity.SUPERSEDED: ("Digantikan", "Sudah ada keterangan yang lebih baru."),
    Validity.PLANNED: ("Rencana", "Rencana atau target; belum tentu terlaksana."),
    Validity.STATEMENT: ("Pernyataan", "Ucapan atau keterangan pada suatu hari, bukan aturan."),
    Validity.DISPUTED: ("Diperdebatkan", "Sumber-sumber menyebut hal yang berbeda."),
    Validity.EXPIRED: ("Berakhir", "Masa berlakunya sudah lewat."),
}

KINDS: Final[dict[str, str]] = {
    "statement": "Pernyataan terkurasi",
    "regulation": "Peraturan",
    "document": "Dokumen",
}

GRADES: Final[dict[str, str]] = {
    "P": "Sumber resmi",
    "M": "Media arus utama",
    "D": "Media daerah",
    "X": "Salinan atau agregator",
}

ROLES: Final[dict[str, str]] = {
    "officer": "Petugas",
    "supervisor": "Penyelia",
    "editor": "Penyunting",
    "admin": "Admin",
}

REASONS: Final[dict[str, str]] = {
    "asked": "Diminta penanya",
    "withheld": "Asisten tidak tahu",
    "complaint": "Keluhan",
    "sensitive": "Peka",
    "low_confidence": "Kurang yakin",
}

STATES: Final[dict[str, str]] = {
    "waiting": "Menunggu",
    "active": "Ditangani",
    "ended": "Selesai",
    "open": "Sedang disusun",
    "submitted": "Menunggu persetujuan",
    "approved": "Disetujui",
    "sent": "Terkirim",
    "rejected": "Ditolak",
}

LANGUAGES: Final[dict[str, str]] = {"id": "Indonesia", "en": "Inggris", "other": "Lainnya"}

STEPS: Final[dict[str, str]] = {
    "minta-petugas": "meminta petugas",
    "batal-petugas": "membatalkan permintaan",
    "ambil": "mengambil percakapan",
    "lepas": "melepas percakapan ke antrean",
    "alihkan": "mengalihkan percakapan kepada",
    "catatan": "mencatat",
    "selesai": "menyelesaikan percakapan",
    "buka-lagi": "membuka lagi percakapan",
}

CHANGES: Final[dict[str, str]] = {
    "amends": "Mengubah",
    "inserts": "Menyisipkan ke",
    "deletes": "Menghapus dari",
    "repeals": "Mencabut",
    "repeals_part": "Mencabut sebagian",
}

STATUSES: Final[dict[str, str]] = {
    "answered": "Terjawab",
    "partial": "Terjawab sebagian",
    "not_in_knowledge": "Belum ada dalam pengetahuan",
    "out_of_scope": "Di luar cakupan",
    "refused": "Ditolak",
    "clarify": "Diminta memperjelas",
    "smalltalk": "Basa-basi",
    "handed_off": "Ditangani petugas",
}

# A fixed offset: Jakarta knows no summer time, and a slim machine has no zone files.
JAKARTA: Final = timezone(timedelta(hours=7), "WIB")


def jakarta_time(value: datetime) -> str:
    """A time as it is read in Jakarta.

    >>> from datetime import UTC
    >>> jakarta_time(datetime(2026, 11, 24, 3, 5, tzinfo=UTC))
    '24-11-2026 10.05'
    """
    return value.astimezone(JAKARTA).strftime("%d-%m-%Y %H.%M")


def long_date(value: date | str) -> str:
    """A date in words, as exact as it is known.

    >>> long_date("2025-01-24"), long_date("2025-04"), long_date("2025")
    ('24 Januari 2025', 'April 2025', '2025')
    """
    text = str(value)
    if not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?", text):
        return text
    year, *rest = text.split("-")
    words = [MONTHS[int(rest[0]) - 1], year] if rest else [year]
    return " ".join([str(int(rest[1])), *words] if len(rest) == 2 else words)


def web_address(url: str) -> str | None:
    """The address if a link may lead there: the web and nothing else.

    >>> web_address("https://peraturan.go.id"), web_address("javascript:alert(1)")
    ('https://peraturan.go.id', None)
    """
    return url if re.match(r"https?://", url, re.IGNORECASE) else None


def waiting(seconds: float) -> str:
    """How long somebody waits.

    >>> waiting(59), waiting(150), waiting(3_700), waiting(200_000)
    ('kurang dari 1 menit', '2 menit', '1 jam 1 menit', '2 hari')
    """
    minutes = int(seconds // 60)
    if minutes < 1:
        return "kurang dari 1 menit"
    if minutes < 60:
        return f"{minutes} menit"
    if minutes < 24 * 60:
        return f"{minutes // 60} jam {minutes % 60} menit"
    return f"{minutes // (24 * 60)} hari"

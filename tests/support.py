"""Small documents for tests, and an index of them made with the fake encoder."""

import atexit
import shutil
import tempfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.curated import Curated, read
from knowledge.documents import Document
from knowledge.encoder import Encoder, HashingEncoder
from knowledge.index import Index, IndexFolder
from knowledge.language import Language
from knowledge.schema import Regulation, Statement

REPOSITORY = Path(__file__).parents[1]
SOURCE = {
    "title": "Contoh sumber",
    "publisher": "Contoh penerbit",
    "url": "https://contoh.example/berita",
    "published": "2024-04-17",
    "grade": "M",
}


def statement(id: str, text: str, **changes: Any) -> Statement:
    """A valid statement with eight questions of its own."""
    fields: dict[str, Any] = {
        "id": id,
        "topic": "jadwal",
        "title": f"Perihal {id}",
        "text": text,
        "as_of": date(2024, 4, 17),
        "validity": "statement",
        "authority": "pernyataan",
        "sources": [SOURCE],
        "questions": [f"{text.rstrip('.')} menurut versi {n} {id}?" for n in range(8)],
    }
    return Statement.model_validate(fields | changes)


def regulation(**changes: Any) -> Regulation:
    """A valid regulation with one article."""
    fields: dict[str, Any] = {
        "id": "pp-94-2021",
        "kind": "PP",
        "number": "94",
        "year": 2021,
        "about": "Disiplin Pegawai Negeri Sipil",
        "enacted": date(2021, 8, 31),
        "in_force_from": date(2021, 8, 31),
        "authority": "pp",
        "publisher": "JDIH",
        "url": "https://contoh.example/pp",
        "articles": [
            {
                "locator": "Pasal 3 huruf h",
                "text": "Menurut PP 94/2021, PNS wajib bersedia ditempatkan di seluruh NKRI.",
                "questions": ["pns wajib mau ditempatkan di mana saja?"],
            }
        ],
    }
    return Regulation.model_validate(fields | changes)


STATEMENTS = (
    statement(
        "F3",
        "Pada 17 April 2024 Menteri PANRB mengumumkan ASN mulai pindah pada September 2024.",
        validity="planned",
        superseded_by=["F9"],
        part_of="jadwal-pindah",
        questions=[
            "Apa benar ASN pindah September 2024?",
            "pindahnya september 2024 jadi gak?",
            "Siapa yang mengumumkan jadwal September 2024?",
            "jadwal pindah september itu kata siapa?",
            "pengumuman 17 april isinya apa",
            "September 2024 mulai boyongan?",
            "is it September 2024?",
            "kabar september dulu itu gimana",
        ],
    ),
    statement(
        "F9",
        "Pemindahan ASN ke IKN ditunda menurut surat Menteri PANRB tanggal 24 Januari 2025. "
        "Sampai 2 April 2026 tidak ditemukan surat yang mencabutnya.",
        as_of=date(2025, 1, 24),
        authority="surat",
        part_of="jadwal-pindah",
        follow_up=["C1"],
        questions=[
            "Kapan ASN pindah ke IKN?",
            "pindah ke ikn kapan sih?",
            "Apakah pemindahan ASN ditunda?",
            "jadi pindah gak nih",
            "jadwal final kepindahan pegawai tanggal berapa",
            "when do civil servants move to IKN?",
            "suami saya kapan boyongan ke nusantara",
            "sudah ada tanggal resmi pindah belum?",
        ],
    ),
    statement(
        "C1",
        "Menurut Perpres 21/2023, jam kerja ASN 37 jam 30 menit per minggu di luar istirahat.",
        topic="kerja",
        as_of=date(2023, 4, 12),
        validity="in_force",
        authority="perpres",
        questions=[
            "Berapa jam kerja ASN seminggu?",
            "jam kerja pns brp sih per minggu",
            "total jam kerja pegawai dalam sepekan?",
            "kerja berapa jam di ikn",
            "aturan jam kerja asn apa",
            "working hours of civil servants?",
            "jam kantor seminggu dihitung berapa",
            "apakah jam kerja termasuk istirahat?",
        ],
        short=["jam kerjanya?"],
    ),
    statement(
        "D10",
        "Besaran tunjangan pionir belum pernah ditetapkan, per 2 April 2026.",
        topic="hak",
        as_of=date(2026, 4, 2),
        questions=[
            "Berapa tunjangan pionir?",
            "tunjangan pionir brp sih",
            "uang pionir jumlahnya berapa",
            "how much is the pioneer allowance",
            "insentif pindah ke ikn berapa rupiah",
            "tunjangan khusus ikn sudah ditetapkan?",
            "ada uang tambahan kalau pindah?",
            "istri dapat tunjangan pionir juga?",
        ],
    ),
)


def documents() -> list[Document]:
    """Four statements and one regulation."""
    return Curated(STATEMENTS, (regulation(),), ()).documents()


def build(home: Path, encoder: Encoder | None = None) -> Index:
    """An open index of `documents()` in `home`, made with the fake encoder."""
    encoder = encoder or HashingEncoder()
    folder = IndexFolder(home, Language.load())
    folder.build(documents(), encoder)
    return folder.open(encoder)


@cache
def open_small() -> Index:
    """An open index of `documents()`, made once; it lasts as long as the process."""
    home = Path(tempfile.mkdtemp(prefix="tanya-tests-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return build(home)


@cache
def real_knowledge() -> Curated:
    """The curated knowledge that is shipped, read once."""
    return read(REPOSITORY / "knowledge")

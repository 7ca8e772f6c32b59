"""On real documents, which are not ours to publish: skipped where the folder is absent."""

import os
import re
from functools import cache
from pathlib import Path

import pytest

from ingest import ocr
from ingest.errors import Refused, Unreadable
from ingest.reading import read
from ingest.settings import IngestSettings
from knowledge.library import Ingested
from tests.support import REPOSITORY, real_knowledge

FOLDER = Path(os.environ.get("TANYA_TEST_DOCUMENTS", REPOSITORY.parent / "shared" / "documents"))
NO_OCR = IngestSettings(ocr=False)

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the real documents are not here")


@cache
def taken(name: str) -> Ingested:
    data = (FOLDER / name).read_bytes()
    return read(data, name, regulations=real_knowledge().regulations, limits=NO_OCR)


def pasal(document: Ingested) -> set[int]:
    found = (re.match(r"Pasal (\d+)(?![A-Z\d])", p.locator or "") for p in document.passages)
    return {int(match[1]) for match in found if match}


@pytest.mark.parametrize(
    ("name", "last", "lost_by_the_scanner"),
    [
        ("uu-2022-3.md", 44, set[int]()),
        ("pp-2021-94.md", 46, {39}),
        ("pp-2022-17.md", 190, {163}),
        ("UU-2022-027-PELINDUNGAN-DATA-PRIBADI.pdf", 76, set[int]()),
        ("uu-asn-2014.html", 141, set[int]()),
    ],
)
def test_every_pasal_and_no_other(name: str, last: int, lost_by_the_scanner: set[int]) -> None:
    assert pasal(taken(name)) == set(range(1, last + 1)) - lost_by_the_scanner


def test_the_locator_opens_the_right_words() -> None:
    document = taken("pp-2021-94.md")
    found = {p.locator: p.text for p in document.passages}
    assert "bersedia ditempatkan di seluruh" in found["Pasal 3"]
    assert found["Pasal 8 ayat (1)"].startswith("(1)")


def test_ayat_out_of_order_are_told() -> None:
    notes = taken("pp-2022-17.md").notes
    assert any(note.startswith("Pasal 133: ayat tidak berurutan") for note in notes)


def test_a_repeal_is_proposed() -> None:
    changes = {(c.kind, c.target) for c in taken("pp-2021-94.md").changes}
    assert ("repeals", "pp-6-1974") in changes


def test_a_repealed_law_is_known_by_the_catalogue() -> None:
    assert taken("uu-asn-2014.html").regulation == "uu-5-2014"


def test_labels_stand_with_their_text() -> None:
    texts = " ".join(p.text for p in taken("abstrak_perda_8_th_2025.pdf").passages)
    assert "ABSTRAK" in texts


@pytest.mark.parametrize(
    ("name", "reason"), [("menpan-rb.html", "halaman kesalahan"), ("sscasn-faq-cpns.html", "JavaS")]
)
def test_what_is_no_document_is_refused(name: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        taken(name)


@pytest.mark.parametrize(
    "name", ["SKB-MENPANRB-2021-01-HARI-LIBUR.pdf", "Bapeten_SE.1904.2019.pdf"]
)
def test_scans_are_refused_without_ocr(name: str) -> None:
    with pytest.raises(Unreadable, match="tesseract"):
        taken(name)


@pytest.mark.skipif(not ocr.available(), reason="Tesseract with the Indonesian model is absent")
def test_a_scan_is_read_with_ocr() -> None:
    data = (FOLDER / "Bapeten_SE.1904.2019.pdf").read_bytes()
    document = read(data, "Bapeten_SE.1904.2019.pdf")
    assert document.pages == 5
    assert "SURAT EDARAN" in " ".join(p.text for p in document.passages).upper()

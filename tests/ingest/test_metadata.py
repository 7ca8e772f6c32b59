from datetime import date
from pathlib import Path

import pytest

from ingest.content import Content, Line
from ingest.errors import Refused
from ingest.metadata import Metadata, Sidecar, describe, sidecar
from knowledge.schema import Authority
from tests.ingest.makers import LAW
from tests.support import regulation


def content(text: str, format: str = "text", title: str | None = None) -> Content:
    return Content(format, tuple(Line(line) for line in text.split("\n")), title=title)


def described(text: str, **added: object) -> Metadata:
    return describe(content(text), "berkas", Sidecar.model_validate(added))


CATALOGUED = regulation(
    id="uu-9-2030", kind="UU", number="9", year=2030, about="Kebun Contoh", authority="uu",
    enacted=date(2030, 5, 5), in_force_from=date(2030, 6, 1),
)  # fmt: skip


def test_a_regulation_says_what_it_is() -> None:
    told = described(LAW)
    assert (told.kind, told.number, told.year) == ("UU", "9", 2030)
    assert told.title == "UU 9/2030 tentang Kebun Contoh"
    assert told.as_of == date(2030, 5, 5)
    assert told.authority is Authority.UU
    assert told.token == "uu-9-2030"


def test_what_it_mentions_without_itself() -> None:
    assert described(LAW).mentions == ("uu-7-2020",)


def test_a_letter_by_its_number_and_subject() -> None:
    told = described(
        "Nomor : B/12/M.SM.01.00/2031\nHal : Pembagian Kunci\nYth. Para Penjaga\n"
        "Jakarta, 3 Maret 2031\nKunci dibagikan besok."
    )
    assert (told.kind, told.number) == ("Surat", "B/12/M.SM.01.00/2031")
    assert told.title == "Surat B/12/M.SM.01.00/2031 tentang Pembagian Kunci"
    assert told.authority is Authority.SURAT


def test_a_circular_by_its_capitals() -> None:
    told = described("SURAT EDARAN\nNOMOR 4 TAHUN 2031\nTENTANG\nJAM SIRAM\n\nA. Umum\nIsi.")
    assert (told.kind, told.about) == ("SE", "Jam Siram")


def test_a_page_by_its_title() -> None:
    page = content("Kunci dibagikan besok.", "html", "Pembagian kunci")
    told = describe(page, "berkas")
    assert (told.title, told.kind, told.authority) == (
        "Pembagian kunci",
        None,
        Authority.PERNYATAAN,
    )


def test_the_catalogue_completes_and_is_tied() -> None:
    told = describe(content(LAW), "berkas", regulations=[CATALOGUED])
    assert told.regulation == "uu-9-2030"
    assert told.as_of == date(2030, 6, 1)
    assert told.publisher == "Pemerintah Republik Indonesia"


def test_another_day_than_that_of_the_catalogue_is_told() -> None:
    other = CATALOGUED.model_copy(update={"enacted": date(2030, 1, 1), "in_force_from": None})
    told = describe(content(LAW), "berkas", regulations=[other])
    assert told.notes[0] == "Teks bertanggal 2030-05-05, katalog 2030-01-01."


def test_a_person_completes_what_the_text_does_not_say() -> None:
    told = described("Kunci dibagikan besok.", url="https://contoh.go.id/a", date="2031-03-03")
    assert (told.url, told.as_of) == ("https://contoh.go.id/a", date(2031, 3, 3))


def test_a_person_who_contradicts_the_text_is_held_back() -> None:
    told = described(LAW, number="8")
    assert told.suspicions == (
        "Keterangan menyebut uu-8-2030, teksnya uu-9-2030; periksa mana yang benar.",
    )


def test_a_sidecar_lies_beside_the_file(tmp_path: Path) -> None:
    path = tmp_path / "surat.pdf"
    assert sidecar(path) == Sidecar()
    (tmp_path / "surat.pdf.meta.yaml").write_text("number: 94\ndate: 2031-03-03\n", "utf-8")
    assert sidecar(path) == Sidecar(number="94", date=date(2031, 3, 3))


@pytest.mark.parametrize(
    ("written", "reason"),
    [("a: [", "bukan YAML"), ("judul: x", "kolom judul"), ("url: ftp://a", "kolom url")],
)
def test_a_wrong_sidecar_is_refused(tmp_path: Path, written: str, reason: str) -> None:
    (tmp_path / "a.txt.meta.yaml").write_text(written, "utf-8")
    with pytest.raises(Refused, match=reason):
        sidecar(tmp_path / "a.txt")

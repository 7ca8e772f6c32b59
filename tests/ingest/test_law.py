import pytest

from ingest.ayat import ayat
from ingest.content import Flow, Line
from ingest.headings import headings
from ingest.law import Law, is_law, take_apart
from tests.ingest.makers import AMENDING, LAW


def flow(text: str) -> Flow:
    return Flow.of([Line(line) for line in text.split("\n")], wrapped=True)


def law(text: str, amending: bool = False) -> Law:
    return take_apart(flow(text), amending)


def numbers(text: str) -> list[str]:
    return [heading.number for heading in headings(text)]


def test_every_provision_has_its_place() -> None:
    assert [unit.locator for unit in law(LAW).units] == [
        "Menimbang",
        "Mengingat",
        "Pasal 1",
        "Pasal 2 ayat (1)",
        "Pasal 2 ayat (2)",
        "Pasal 3",
        "Pasal 4",
        "Pasal 5",
        "Penutup",
        "Penjelasan Umum",
        "Penjelasan Pasal 2 ayat (1)",
    ]


def test_the_pasal_and_those_that_are_explained() -> None:
    found = law(LAW)
    assert found.pasal == ("1", "2", "3", "4", "5")
    assert found.explained == ("2",)
    assert found.notes == ()


def test_a_provision_knows_the_bab_and_the_bagian_that_it_stands_in() -> None:
    of = {unit.locator: unit.heading for unit in law(LAW).units}
    assert of["Pasal 1"] == "KETENTUAN UMUM"
    assert of["Pasal 3"] == "Kewajiban. PENJAGA"
    assert of["Pasal 4"] == "KETENTUAN PENUTUP"


def test_the_words_are_those_of_the_document() -> None:
    texts = {unit.locator: unit.text for unit in law(LAW).units}
    assert texts["Pasal 3"] == (
        "Penjaga dilarang:\na. memetik bunga; dan\nb. meninggalkan kebun sebelum pukul 16.00 WITA."
    )


def test_an_annex_stands_for_itself() -> None:
    found = law(f"{LAW}\nLAMPIRAN I\nDaftar kebun yang dirawat oleh penjaga.\n")
    assert found.units[-1].locator == "Lampiran I"
    assert found.units[-1].text == "Daftar kebun yang dirawat oleh penjaga."


def test_a_pasal_stuck_in_the_middle_of_a_line_is_found() -> None:
    text = (
        "Pasal 1 (1) Kesatu. (2) Kedua menurut Pasal 9 ayat (1). Pasal 2 Dua sebagaimana dimaksud "
        "dalam Pasal 1. BAB II PENUTUP Pasal 3 (1) Tiga. Pasal 4 Peraturan ini mulai berlaku."
    )
    assert numbers(text) == ["1", "2", "3", "4"]


def test_a_reference_at_the_start_of_a_line_is_no_heading() -> None:
    text = (
        "Pasal 1\nSatu sebagaimana dimaksud dalam\nPasal 3 ayat (2).\nPasal 2\nDua.\nPasal 3\nTiga."
    )
    assert numbers(text) == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("heading", "number"),
    [("Pasal lO", "10"), ("Pasal 1 0", "10"), ("Pasal 1O", "10"), ("Pasal l0", "10")],
)
def test_a_misread_number_is_the_one_that_must_come(heading: str, number: str) -> None:
    before = "\n".join(f"Pasal {n}\nIsi ke {n}." for n in range(1, 10))
    assert numbers(f"{before}\n{heading}\nSepuluh.\nPasal 11\nSebelas.")[-2] == number


def test_a_missing_pasal_is_told_and_never_invented() -> None:
    found = law("Pasal 1\nSatu.\nPasal 2\nDua.\nPasal 4\nEmpat menurut Pasal 3.\nPasal 5\nLima.")
    assert found.pasal == ("1", "2", "4", "5")
    assert found.notes == ("Pasal 3 tidak ditemukan dalam teks.",)


def test_misread_marks_of_ayat() -> None:
    parts, odd = ayat("(1) Kesatu. (21 Kedua. {3) Ketiga. l4l Keempat.")
    assert [part.number for part in parts] == ["1", "2", "3", "4"]
    assert odd is None


def test_ayat_out_of_order_are_kept_and_told() -> None:
    found = law("Pasal 1\nSatu.\nPasal 2\n(1) Kesatu.\n(3) Ketiga.\n(2) Kedua.\nPasal 3\nTiga.")
    assert [unit.locator for unit in found.units][1:4] == [
        "Pasal 2 ayat (1)",
        "Pasal 2 ayat (3)",
        "Pasal 2 ayat (2)",
    ]
    assert "Pasal 2: ayat tidak berurutan dalam teks (1, 3, 2)" in found.notes


def test_an_amending_law_by_its_instructions() -> None:
    units = law(AMENDING, amending=True).units
    assert [(unit.locator, unit.kind) for unit in units if unit.kind != "penutup"] == [
        ("Pasal I", "pasal"),
        ("Pasal I angka 1", "perubahan"),
        ("Pasal I angka 1, Pasal 2 ayat (1)", "pasal"),
        ("Pasal I angka 1, Pasal 2 ayat (2)", "pasal"),
        ("Pasal I angka 2", "perubahan"),
        ("Pasal I angka 2, Pasal 3A", "pasal"),
        ("Pasal I angka 3", "perubahan"),
        ("Pasal II", "pasal"),
    ]


def test_no_place_twice() -> None:
    found = law(
        "Pasal 1\n(1) Kesatu.\n(2) Kedua.\n(1) Lain.\n(2) Lainnya.\nPasal 2\nDua.\nPasal 3\nTiga."
    )
    places = [unit.locator for unit in found.units]
    assert len(places) == len(set(places))


def test_the_page_of_a_provision() -> None:
    pages = [Line("Pasal 1", 1), Line("Satu.", 1), Line("Pasal 2", 1), Line("Dua.", 2)]
    found = take_apart(Flow.of(pages, wrapped=True))
    assert [(unit.locator, unit.page) for unit in found.units] == [("Pasal 1", 1), ("Pasal 2", 2)]


def test_a_letter_that_names_a_pasal_is_no_law() -> None:
    assert is_law(flow(LAW))
    assert not is_law(flow("Sesuai Pasal 3 dan Pasal 5 UU 9/2030, kunci rumah dinas dibagikan."))

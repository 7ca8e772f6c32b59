from ingest.changes import amended, changes
from ingest.content import Flow, Line
from ingest.law import take_apart
from knowledge.library import Change
from tests.ingest.makers import AMENDING, LAW


def found(text: str, itself: str, title: str) -> tuple[Change, ...]:
    flow = Flow.of([Line(line) for line in text.split("\n")], wrapped=True)
    return changes(take_apart(flow, amended(title) is not None).units, itself, title)


def of_pasal(text: str) -> list[tuple[str, str]]:
    law = f"Pasal 1\nSatu.\nPasal 2\nDua.\nPasal 3\n{text}\nPasal 4\nEmpat."
    return [(change.kind, change.target) for change in found(law, "uu-9-2030", "Kebun Contoh")]


def test_a_repeal_is_proposed_with_the_words_that_say_so() -> None:
    (change,) = found(LAW, "uu-9-2030", "Kebun Contoh")
    assert (change.kind, change.target, change.by_locator) == ("repeals", "uu-7-2020", "Pasal 4")
    assert "dicabut dan dinyatakan tidak berlaku" in change.quote


def test_every_item_of_a_list_of_repeals() -> None:
    text = (
        "Pada saat Undang-Undang ini mulai berlaku:\n"
        "a. Undang-Undang Nomor 7 Tahun 2020 tentang Kebun Lama; dan\n"
        "b. Undang-Undang Nomor 8 Tahun 2020 tentang Pagar Lama,\n"
        "dicabut dan dinyatakan tidak berlaku."
    )
    assert of_pasal(text) == [("repeals", "uu-7-2020"), ("repeals", "uu-8-2020")]


def test_a_repeal_of_some_pasal_only() -> None:
    text = (
        "Pasal 5 Undang-Undang Nomor 7 Tahun 2020 tentang Kebun Lama dicabut dan dinyatakan tidak "
        "berlaku."
    )
    assert of_pasal(text) == [("repeals_part", "uu-7-2020")]


def test_what_stays_in_force_is_no_repeal() -> None:
    text = (
        "Peraturan pelaksanaan dari Undang-Undang Nomor 7 Tahun 2020 tentang Kebun Lama dinyatakan "
        "masih tetap berlaku."
    )
    assert of_pasal(text) == []


def test_an_amending_law_is_tied_to_what_it_amends() -> None:
    title = "Perubahan atas Peraturan Pemerintah Nomor 9 Tahun 2030 tentang Kebun Contoh"
    named = [
        (change.kind, change.target, change.target_locator)
        for change in found(AMENDING, "pp-10-2031", title)
    ]
    assert named == [
        ("amends", "pp-9-2030", None),
        ("amends", "pp-9-2030", "Pasal 2"),
        ("inserts", "pp-9-2030", "Pasal 3A"),
        ("deletes", "pp-9-2030", "Pasal 5"),
    ]

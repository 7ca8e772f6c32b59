import pytest

from knowledge.documents import Passage
from knowledge.matter import overlap, places, twins


def statement(text: str) -> Passage:
    return Passage(id="P3", text=text)


def article(name: str, locator: str) -> Passage:
    return Passage(id=name, text="Bunyi.", locator=locator)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Cuti (PP 11/2017 Pasal 310).", {("pp-11-2017", "310", None)}),
        ("Menurut Pasal 6 ayat (2) UU 3/2022, luasnya.", {("uu-3-2022", "6", "2")}),
        (
            "PP 11/2017 Pasal 5 dan UU 20/2023 Pasal 7.",
            {("pp-11-2017", "5", None), ("uu-20-2023", "7", None)},
        ),
        ("Pasal 5 saja, tanpa peraturan.", set()),
        ("UU 3/2022, pasal pentingnya Pasal 4, Pasal 7, dan Pasal 22.", set()),
    ],
)
def test_the_provisions_that_a_statement_tells(text: str, told: set[object]) -> None:
    assert places(statement(text)) == told


@pytest.mark.parametrize("name", ["pp-11-2017/pasal-190-ayat-3", "dok-pp-11-2017/pasal-190-ayat-3"])
def test_the_place_of_an_article(name: str) -> None:
    assert places(article(name, "Pasal 190 ayat (3)")) == {("pp-11-2017", "190", "3")}


@pytest.mark.parametrize(
    ("text", "locator", "same"),
    [
        ("Mutasi (PP 11/2017 Pasal 190).", "Pasal 190 ayat (3)", True),
        ("Mutasi (PP 11/2017 Pasal 190 ayat (3)).", "Pasal 190 ayat (3)", True),
        ("Mutasi (PP 11/2017 Pasal 190 ayat (1)).", "Pasal 190 ayat (3)", False),
        ("Mutasi (PP 11/2017 Pasal 191).", "Pasal 190 ayat (3)", False),
        ("Mutasi (PP 17/2020 Pasal 190).", "Pasal 190 ayat (3)", False),
    ],
)
def test_a_statement_and_the_article_it_tells(text: str, locator: str, same: bool) -> None:
    one, other = statement(text), article("pp-11-2017/pasal-190", locator)
    assert twins(one, other) is twins(other, one) is same


def test_two_of_a_kind_are_no_twins() -> None:
    text = "Cuti (PP 11/2017 Pasal 310)."
    assert not twins(statement(text), statement(text))
    one = article("pp-11-2017/pasal-310", "Pasal 310")
    assert not twins(one, one)
    assert overlap(places(one), places(one))

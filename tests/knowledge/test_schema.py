from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from knowledge.schema import Authority, Regulation, Source, Statement
from tests.support import SOURCE, regulation, statement


@pytest.mark.parametrize("name", ["A1", "G16", "D5a", "K123"])
def test_ids_of_statements(name: str) -> None:
    assert statement(name, "ASN pindah.").id == name


@pytest.mark.parametrize("name", ["a1", "A", "AA1", "A1234", "A1B", "A-1", " A1", ""])
def test_what_is_no_id_of_a_statement(name: str) -> None:
    with pytest.raises(ValidationError, match="id"):
        statement(name, "ASN pindah.")


@pytest.mark.parametrize("name", ["PP-94-2021", "pp", "pp 94 2021", "pp--94", "../pp-94"])
def test_what_is_no_id_of_a_regulation(name: str) -> None:
    with pytest.raises(ValidationError, match="id"):
        regulation(id=name)


def test_unknown_fields_are_errors() -> None:
    with pytest.raises(ValidationError, match="topik"):
        statement("A1", "ASN pindah.", topik="fase")


def test_unknown_fields_of_a_source_are_errors() -> None:
    with pytest.raises(ValidationError, match="link"):
        Source.model_validate(SOURCE | {"link": "https://contoh.example"})


@pytest.mark.parametrize("link", ["superseded_by", "disputed_with", "completed_by", "follow_up"])
def test_a_statement_does_not_point_at_itself(link: str) -> None:
    with pytest.raises(ValidationError, match="A1 menunjuk dirinya sendiri"):
        statement("A1", "ASN pindah.", **{link: ["A1"]})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("topic", "cuaca"),
        ("validity", "berlaku"),
        ("authority", "menteri"),
        ("as_of", "kemarin"),
        ("text", "   "),
        ("sources", []),
        ("questions", [f"Pertanyaan {n}?" for n in range(7)]),
    ],
)
def test_what_a_statement_must_not_hold(field: str, value: Any) -> None:
    with pytest.raises(ValidationError, match=field):
        Statement.model_validate(statement("A1", "ASN pindah.").model_dump() | {field: value})


@pytest.mark.parametrize("day", ["2025", "2025-04", "2025-04-22"])
def test_a_source_is_as_exact_as_it_is_known(day: str) -> None:
    assert Source.model_validate(SOURCE | {"published": day}).published == day


@pytest.mark.parametrize("day", ["April 2025", "22-04-2025", "2025-4", ""])
def test_a_source_is_dated_in_one_way(day: str) -> None:
    with pytest.raises(ValidationError, match="published"):
        Source.model_validate(SOURCE | {"published": day})


@pytest.mark.parametrize("url", ["contoh.example", "javascript:alert(1)", "https://a b"])
def test_a_source_is_on_the_web(url: str) -> None:
    with pytest.raises(ValidationError, match="url"):
        Source.model_validate(SOURCE | {"url": url})


def test_a_regulation_is_called_as_people_cite_it() -> None:
    assert regulation().name == "PP 94/2021"


def test_an_article_is_a_place_in_the_regulation() -> None:
    with pytest.raises(ValidationError, match="locator"):
        regulation(articles=[{"locator": "halaman 3", "text": "Isi."}])


def test_a_law_outranks_the_press() -> None:
    assert sorted(Authority, key=lambda a: a.rank)[0] is Authority.UU
    assert Authority.PERPRES.rank < Authority.SURAT.rank < Authority.PERS.rank


def test_nothing_read_can_be_changed() -> None:
    with pytest.raises(ValidationError):
        statement("A1", "ASN pindah.").text = "ASN tidak pindah."


def test_a_regulation_may_lack_days() -> None:
    assert isinstance(regulation(enacted=None, in_force_from=None), Regulation)


def test_dates_are_dates() -> None:
    read = Statement.model_validate(statement("A1", "ASN pindah.").model_dump(mode="json"))
    assert read.as_of == date(2024, 4, 17)

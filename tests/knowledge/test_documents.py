from datetime import date

import pytest

from knowledge.documents import of_regulation, of_statement
from knowledge.schema import Amendment, Validity
from tests.support import SOURCE, regulation, statement


def test_a_statement_is_a_document_of_one_passage() -> None:
    written = statement("A1", "ASN pindah.", aliases=["Z1"], part_of="seri", short=["pindah?"])
    document = of_statement(written)
    (passage,) = document.passages
    assert (document.id, document.kind, document.aliases) == ("A1", "statement", ("Z1",))
    assert (passage.id, passage.text) == ("A1", written.text)
    assert (passage.questions, passage.short) == (written.questions, written.short)


def test_the_place_in_the_first_source_is_the_place_of_the_passage() -> None:
    written = statement("A1", "ASN pindah.", sources=[SOURCE | {"locator": "Pasal 22"}, SOURCE])
    assert of_statement(written).passages[0].locator == "Pasal 22"


def test_a_regulation_has_a_passage_for_each_article() -> None:
    document = of_regulation(regulation())
    (passage,) = document.passages
    assert document.title == "PP 94/2021 tentang Disiplin Pegawai Negeri Sipil"
    assert (passage.id, passage.locator) == ("pp-94-2021/pasal-3-huruf-h", "Pasal 3 huruf h")


def test_brackets_do_not_get_into_ids() -> None:
    articles = [{"locator": "Pasal 22 ayat (5)", "text": "Isi."}]
    (passage,) = of_regulation(regulation(articles=articles)).passages
    assert passage.id == "pp-94-2021/pasal-22-ayat-5"


@pytest.mark.parametrize(
    ("enacted", "in_force_from", "day"),
    [
        (date(2021, 8, 31), date(2021, 9, 1), date(2021, 9, 1)),
        (date(2021, 8, 31), None, date(2021, 8, 31)),
        (None, None, date(2021, 12, 31)),
    ],
)
def test_the_day_of_a_regulation(
    enacted: date | None, in_force_from: date | None, day: date
) -> None:
    document = of_regulation(regulation(enacted=enacted, in_force_from=in_force_from))
    assert document.as_of == day


def test_the_first_change_counts() -> None:
    changes = [Amendment(by="UU 2/2024", on=date(2024, 1, 1))]
    changes += [Amendment(by="UU 1/2023", on=date(2023, 1, 1))]
    document = of_regulation(regulation(amended_by=changes, revoked_by=changes))
    assert document.amended_on == document.revoked_on == date(2023, 1, 1)
    assert document.superseded_by == ("UU 2/2024", "UU 1/2023")
    assert document.validity is Validity.IN_FORCE


def test_a_document_survives_json() -> None:
    document = of_statement(statement("A1", "ASN pindah."))
    assert type(document).model_validate_json(document.model_dump_json()) == document

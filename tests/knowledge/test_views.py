from datetime import date

import pytest

from knowledge.documents import DocumentView
from knowledge.index import Index
from knowledge.schema import Validity
from knowledge.views import view
from tests.support import SOURCE, STATEMENTS, open_small

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def index() -> Index:
    return open_small()


def seen(index: Index, name: str, day: date = TODAY) -> DocumentView:
    return view(index.corpus.document(name), index.corpus, day)


def test_a_view_has_the_passages_and_sources(index: Index) -> None:
    shown = seen(index, "F9")
    assert shown.passages[0].text == STATEMENTS[1].text
    assert (shown.publisher, shown.url) == (SOURCE["publisher"], SOURCE["url"])
    assert len(shown.sources) == 1


@pytest.mark.parametrize(
    ("day", "validity"),
    [(date(2025, 1, 23), Validity.PLANNED), (date(2025, 1, 24), Validity.SUPERSEDED)],
)
def test_validity_is_that_of_the_day(index: Index, day: date, validity: Validity) -> None:
    assert seen(index, "F3", day).validity is validity


def test_history_holds_the_other_versions(index: Index) -> None:
    (earlier,) = seen(index, "F9").history
    assert (earlier.id, earlier.validity) == ("F3", Validity.SUPERSEDED)
    assert earlier.text == STATEMENTS[0].text


def test_a_regulation_shows_its_articles(index: Index) -> None:
    shown = seen(index, "pp-94-2021")
    assert [p.locator for p in shown.passages] == ["Pasal 3 huruf h"]
    assert shown.published == "2021-08-31"


def test_questions_are_not_shown(index: Index) -> None:
    assert "Kapan ASN pindah ke IKN?" not in seen(index, "F9").model_dump_json()

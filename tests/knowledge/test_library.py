from datetime import date, timedelta
from pathlib import Path

import pytest

from knowledge.corpus import Corpus
from knowledge.documents import Passage
from knowledge.errors import KnowledgeError, StorageError, UnknownDocument
from knowledge.library import Change, Ingested, Library, Status
from knowledge.schema import Amendment, Authority, Validity
from knowledge.timeline import Timeline
from tests.support import regulation

REPEAL = Change(kind="repeals", target="pp-94-2021", by_locator="Pasal 4", quote="dicabut")


def taken(name: str = "dok-a", text: str = "Kunci dibagikan.", **changes: object) -> Ingested:
    fields: dict[str, object] = {
        "id": name,
        "title": f"Perihal {name}",
        "format": "text",
        "as_of": date(2031, 1, 2),
        "url": "https://contoh.go.id/a",
        "passages": (Passage(id=f"{name}/satu", locator="Satu", text=text),),
    }
    return Ingested.model_validate(fields | changes)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path)


def answers(library: Library) -> dict[str, str]:
    return {d.id: d.passages[0].text for d in library.answering([regulation()])}


def reasons(library: Library, day: date = date(2031, 2, 1)) -> list[str]:
    return [stale.reason for stale in library.stale(day, [regulation()])]


def test_an_empty_library_makes_no_file(library: Library, tmp_path: Path) -> None:
    assert library.entries() == []
    assert library.answering() == []
    assert library.proposals() == []
    assert list(tmp_path.iterdir()) == []


def test_a_draft_never_answers(library: Library) -> None:
    library.put(taken(), "a.txt", "1")
    assert library.entry("dok-a").status is Status.DRAFT
    assert answers(library) == {}


def test_what_is_approved_answers_until_it_is_withdrawn(library: Library) -> None:
    library.put(taken(), "a.txt", "1")
    assert library.approve("dok-a", "petugas").answers
    assert answers(library) == {"dok-a": "Kunci dibagikan."}
    assert library.withheld() == frozenset()
    assert library.withdraw("dok-a").status is Status.WITHDRAWN
    assert library.withheld() == {"dok-a"}
    assert answers(library) == {}


def test_a_new_version_waits_beside_the_approved_one(library: Library) -> None:
    library.put(taken(), "a.txt", "1")
    library.approve("dok-a")
    library.put(taken(text="Kunci dikembalikan."), "a.txt", "2")
    assert library.entry("dok-a").changed
    assert answers(library) == {"dok-a": "Kunci dibagikan."}
    library.approve("dok-a")
    assert answers(library) == {"dok-a": "Kunci dikembalikan."}


@pytest.mark.parametrize(
    ("missing", "said"), [({"url": None}, "alamat sumber"), ({"as_of": None}, "tanggal")]
)
def test_without_source_or_date_it_is_not_approved(
    library: Library, missing: dict[str, None], said: str
) -> None:
    library.put(taken(**missing), "a.txt", "1")
    with pytest.raises(KnowledgeError, match=said):
        library.approve("dok-a")
    assert answers(library) == {}


def test_a_suspicious_one_only_after_a_person_has_looked(library: Library) -> None:
    library.put(taken(suspicions=("Berisi perintah.",)), "a.txt", "1")
    with pytest.raises(KnowledgeError, match="--force"):
        library.approve("dok-a")
    assert library.approve("dok-a", despite=True).answers


def test_unknown_names(library: Library) -> None:
    library.put(taken(), "a.txt", "1")
    for call in (library.approve, library.withdraw, library.entry):
        with pytest.raises(UnknownDocument):
            call("dok-b")
    with pytest.raises(UnknownDocument):
        library.confirm(7)


def test_another_document_at_the_same_path_takes_nothing_from_the_answers(
    library: Library,
) -> None:
    library.put(taken(), "a.txt", "1")
    library.approve("dok-a")
    library.put(taken("dok-b"), "a.txt", "2")
    assert answers(library) == {"dok-a": "Kunci dibagikan."}
    assert library.entry("dok-a").missing_since is not None
    library.put(taken("dok-c"), "a.txt", "3")
    assert [entry.document.id for entry in library.entries()] == ["dok-a", "dok-c"]


def test_a_regulation_that_the_catalogue_revokes_is_revoked(library: Library) -> None:
    library.put(taken(regulation="pp-94-2021", authority=Authority.PP), "a.txt", "1")
    library.approve("dok-a")
    revoked = regulation(revoked_by=[Amendment(by="PP 1/2032", on=date(2032, 1, 1))])
    (document,) = library.answering([revoked])
    timeline = Timeline({document.id: document})
    assert timeline.validity(document, date(2031, 6, 1)) is Validity.IN_FORCE
    assert timeline.validity(document, date(2032, 6, 1)) is Validity.REVOKED
    assert timeline.superseded_by(document, date(2032, 6, 1)) == "PP 1/2032"


def test_a_proposed_repeal_counts_only_once_confirmed(library: Library) -> None:
    library.put(taken(regulation="pp-94-2021", authority=Authority.PP), "a.txt", "1")
    library.put(taken("dok-b", changes=(REPEAL,), as_of=date(2031, 5, 1)), "b.txt", "2")
    library.approve("dok-a")
    assert library.answering([regulation()])[0].revoked_on is None
    (proposal,) = library.proposals()
    assert f"Pasal 4 mencabut {REPEAL.target}; konfirmasikan." in reasons(library)
    assert library.confirm(proposal.number, "petugas").confirmed
    assert library.answering([regulation()])[0].revoked_on == date(2031, 5, 1)


def test_a_confirmed_change_survives_a_new_version(library: Library) -> None:
    library.put(taken(changes=(REPEAL,)), "a.txt", "1")
    library.confirm(library.proposals()[0].number)
    library.put(taken(text="Lain.", changes=(REPEAL,)), "a.txt", "2")
    assert [p.confirmed for p in library.proposals()] == [True]
    library.put(taken(text="Lagi."), "a.txt", "3")
    assert library.proposals() == []


def test_what_needs_another_look(library: Library) -> None:
    library.put(taken(url=None), "a.txt", "1")
    library.put(taken("dok-b"), "b.txt", "2")
    library.put(taken("dok-c", valid_until=date(2031, 1, 20)), "c.txt", "3")
    library.approve("dok-c")
    library.missing("dok-b", date(2031, 1, 3))
    today = date.today()
    assert reasons(library, today) == [
        "Belum ada alamat sumber (url).",
        "Berkasnya tidak ada lagi sejak 2031-01-03; usul: tarik.",
        "Menunggu persetujuan.",
    ]
    assert "Berakhir pada 2031-01-20." in reasons(library, today.replace(year=2032))
    later = today + timedelta(days=400)
    assert f"Terakhir dilihat {library.entry('dok-c').looked_at.date()}." in reasons(library, later)


def test_the_documents_fit_the_index(library: Library) -> None:
    library.put(taken(), "a.txt", "1")
    library.approve("dok-a")
    (document,) = library.answering()
    assert document.sources[0].publisher == "contoh.go.id"
    assert document.kind == "document"
    assert Corpus((document,), (), None).document("dok-a") is document  # type: ignore[arg-type]


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite").write_text("bukan basis data " * 100)
    with pytest.raises(StorageError, match="rusak"):
        Library(tmp_path).entries()


def test_two_processes_see_the_same(library: Library, tmp_path: Path) -> None:
    library.put(taken(), "a.txt", "1")
    Library(tmp_path).approve("dok-a")
    assert library.entry("dok-a").status is Status.APPROVED

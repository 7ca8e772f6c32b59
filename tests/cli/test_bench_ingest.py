from pathlib import Path

import pytest
import yaml

from cli import bench_ingest
from ingest import measuring
from knowledge.curated import Curated, read
from knowledge.encoder import HashingEncoder
from knowledge.settings import KnowledgeSettings
from tests.ingest.makers import LAW
from tests.support import REPOSITORY, regulation

AT_CURATED = {"question": "PNS di seluruh NKRI?", "document": "dok-uu-9-2030", "pasal": "3"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "dokumen"
    path.mkdir()
    (path / "kebun.txt").write_text(LAW)
    (path / "galat.html").write_text("<html><h1>403 Forbidden</h1></html>")
    return path


def test_the_report(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(measuring.LAST_PASAL, "dok-uu-9-2030", 6)
    bench_ingest.bench(folder, None, None, quick=True)
    said = capsys.readouterr().out
    assert "| dok-uu-9-2030 | 6 | 5 | 6 | – |" in said
    assert "Tanpa OCR ditolak: galat.html." in said


def test_questions_are_asked(folder: Path, tmp_path: Path) -> None:
    catalogued = regulation(id="uu-9-2030", kind="UU", number="9", year=2030, about="Kebun")
    (measured,) = (
        m for m in measuring.files(folder, [catalogued], measuring.IngestSettings()) if m.document
    )
    assert measured.document
    questions = tmp_path / "soal.yaml"
    entry = {"question": "Apa isi Pasal 3 UU 9/2030?", "document": "dok-uu-9-2030", "pasal": "3"}
    questions.write_text(yaml.safe_dump([entry, entry | {"pasal": "2"}]), encoding="utf-8")
    asked = list(
        measuring.ask(
            [measured.document], (catalogued,), questions, HashingEncoder(), tmp_path / "home"
        )
    )
    assert [(each.right, each.verbatim) for each in asked] == [(True, True), (False, True)]
    beside = Curated((), (catalogued,), ()).documents()
    questions.write_text(yaml.safe_dump([AT_CURATED, AT_CURATED | {"pasal": "4"}]), "utf-8")
    asked = list(
        measuring.ask([], (catalogued,), questions, HashingEncoder(), tmp_path / "lain", beside)
    )
    assert [(each.right, each.verbatim) for each in asked] == [(True, True), (False, True)]
    first, last = measuring.rebuilds([measured.document], 3)
    assert last <= 1.2 * first


def test_made_pages_are_read() -> None:
    ((count, seconds),) = measuring.growth(bench_ingest._pages, [3])
    assert count == 3
    assert seconds > 0


def test_kills_lose_nothing() -> None:
    assert measuring.kills(2)[1] == 0


def test_the_thirty_questions_are_about_known_regulations() -> None:
    text = (REPOSITORY / "tests" / "ingest" / "questions.yaml").read_text("utf-8")
    asked = yaml.safe_load(text)
    known = {f"dok-{r.id}" for r in read(KnowledgeSettings().curated).regulations}
    assert len(asked) == len({each["question"] for each in asked}) == 30
    assert {each["document"] for each in asked} <= known

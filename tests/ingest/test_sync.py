import os
from pathlib import Path

import pytest

from ingest.errors import NotFound
from ingest.metadata import Sidecar
from ingest.sync import Report, sync
from knowledge.library import Library, Status
from tests.ingest.makers import AMENDING, LAW

NOTE = "Kunci rumah dinas dibagikan oleh petugas kepada pegawai yang pindah pada hari pertama.\n"
SOURCED = Sidecar(url="https://contoh.go.id/kunci")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "masuk"
    path.mkdir()
    (path / "kebun.txt").write_text(LAW)
    (path / "kunci.md").write_text(f"# Kunci\n\n{NOTE}")
    return path


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "home")


def outcomes(report: Report) -> list[tuple[str, str]]:
    return [(taken.document.id, taken.outcome) for taken in report.taken]


def test_new_documents_are_drafts(folder: Path, library: Library) -> None:
    report = sync([folder], library)
    assert outcomes(report) == [("dok-uu-9-2030", "new"), ("dok-kunci", "new")]
    assert {entry.status for entry in library.entries()} == {Status.DRAFT}


def test_what_has_not_changed_is_not_read_again(folder: Path, library: Library) -> None:
    sync([folder], library)
    before = [entry.ingested_at for entry in library.entries()]
    report = sync([folder], library)
    assert [taken.outcome for taken in report.taken] == ["unchanged", "unchanged"]
    assert [entry.ingested_at for entry in library.entries()] == before


def test_a_change_replaces_exactly_its_passages(folder: Path, library: Library) -> None:
    sync([folder], library)
    before = {p.id: p for p in library.entry("dok-uu-9-2030").document.passages}
    (folder / "kebun.txt").write_text(LAW.replace("setiap pagi", "setiap sore"))
    (taken,) = (t for t in sync([folder], library).taken if t.outcome == "changed")
    assert (taken.added, taken.removed) == (1, 1)
    after = {p.id: p for p in library.entry("dok-uu-9-2030").document.passages}
    assert [name for name in after if after[name] != before[name]] == [
        "dok-uu-9-2030/pasal-2-ayat-1"
    ]


def test_a_sidecar_that_changes_is_a_change(folder: Path, library: Library) -> None:
    sync([folder], library)
    (folder / "kunci.md.meta.yaml").write_text("url: https://contoh.go.id\ndate: 2031-01-02\n")
    assert ("dok-kunci", "changed") in outcomes(sync([folder], library))
    assert library.entry("dok-kunci").document.lacks == ()


def test_a_dry_run_stores_nothing(folder: Path, library: Library) -> None:
    report = sync([folder], library, dry_run=True)
    assert report.count("new") == 2
    assert library.entries() == []


def test_a_vanished_file_is_proposed_for_withdrawal(folder: Path, library: Library) -> None:
    sync([folder], library, added=SOURCED)
    library.approve("dok-uu-9-2030")
    (folder / "kebun.txt").unlink()
    assert [gone.id for gone in sync([folder], library, added=SOURCED).gone] == ["dok-uu-9-2030"]
    entry = library.entry("dok-uu-9-2030")
    assert entry.answers
    assert entry.missing_since is not None
    (folder / "kebun.txt").write_text(LAW)
    assert sync([folder], library, added=SOURCED).gone == ()
    assert library.entry("dok-uu-9-2030").missing_since is None


def test_a_file_elsewhere_is_not_missed(folder: Path, library: Library, tmp_path: Path) -> None:
    sync([folder], library)
    other = tmp_path / "lain"
    other.mkdir()
    assert sync([other], library).gone == ()
    assert sync([folder / "kunci.md"], library).gone == ()


def test_a_file_that_was_moved_is_the_same(folder: Path, library: Library) -> None:
    sync([folder], library)
    (folder / "kebun.txt").rename(folder / "aturan-kebun.txt")
    report = sync([folder], library)
    assert ("dok-uu-9-2030", "moved") in outcomes(report)
    assert report.gone == ()


def test_the_same_regulation_twice_is_refused(folder: Path, library: Library) -> None:
    (folder / "kebun-2.txt").write_text(f"{LAW}\n")
    report = sync([folder], library)
    assert [Path(refusal.path).name for refusal in report.refused] == ["kebun.txt"]
    assert "UU 9/2030 sudah ada dari" in report.refused[0].reason


def test_other_documents_of_one_name_are_told_apart(folder: Path, library: Library) -> None:
    (folder / "b").mkdir()
    (folder / "b" / "kunci.md").write_text(f"# Kunci cadangan\n\n{NOTE}")
    ids = {taken.document.id for taken in sync([folder], library).taken}
    assert {"dok-kunci", "dok-kunci-2"} <= ids
    assert [taken.outcome for taken in sync([folder], library).taken] == ["unchanged"] * 3


def test_a_refused_file_does_not_stop_the_others(folder: Path, library: Library) -> None:
    (folder / "a.pdf").write_bytes(b"%PDF-1.7 rusak")
    (folder / "c.zip").write_bytes(b"PK\x03\x04")
    report = sync([folder], library)
    assert [Path(refusal.path).name for refusal in report.refused] == ["a.pdf", "c.zip"]
    assert report.count("new") == 2


def test_a_version_that_is_refused_leaves_the_old_one_answering(
    folder: Path, library: Library
) -> None:
    sync([folder], library, added=SOURCED)
    library.approve("dok-uu-9-2030")
    (folder / "kebun.txt").write_text("403 Forbidden")
    (refusal,) = sync([folder], library, added=SOURCED).refused
    assert refusal.reason.endswith("Versi yang lama tetap dipakai.")
    assert library.entry("dok-uu-9-2030").answers


def test_a_link_out_of_the_folder_is_not_followed(
    folder: Path, library: Library, tmp_path: Path
) -> None:
    (tmp_path / "rahasia.txt").write_text(NOTE)
    (folder / "tautan.txt").symlink_to(tmp_path / "rahasia.txt")
    (folder / "keluar").symlink_to(tmp_path)
    reasons = {
        Path(refusal.path).name: refusal.reason for refusal in sync([folder], library).refused
    }
    assert set(reasons) == {"tautan.txt", "keluar"}
    assert all("ke luar folder" in reason for reason in reasons.values())


def test_what_is_no_file_and_what_may_not_be_read(folder: Path, library: Library) -> None:
    os.mkfifo(folder / "pipa")
    assert sync([folder], library).refused == ()
    assert "bukan berkas biasa" in sync([folder / "pipa"], library).refused[0].reason


def test_a_path_that_is_not_there(library: Library, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="tidak ada"):
        sync([tmp_path / "salah"], library)


def test_an_amending_regulation_proposes_its_changes(folder: Path, library: Library) -> None:
    (folder / "perubahan.txt").write_text(AMENDING)
    sync([folder], library)
    proposed = [(p.change.kind, p.change.target) for p in library.proposals()]
    assert ("amends", "pp-9-2030") in proposed
    assert ("repeals", "uu-7-2020") in proposed


class Stop(Exception):
    """Interrupts a run."""


class Stopping:
    def __init__(self, at: int) -> None:
        self.at = at

    def on_file(self, number: int, *_: object) -> None:
        if number == self.at:
            raise Stop

    def on_page(self, *_: object) -> None:
        """Go on."""


def test_what_was_taken_before_an_interruption_stays(folder: Path, library: Library) -> None:
    with pytest.raises(Stop):
        sync([folder], library, watcher=Stopping(2))
    assert [entry.document.id for entry in library.entries()] == ["dok-uu-9-2030"]
    assert [taken.outcome for taken in sync([folder], library).taken] == ["unchanged", "new"]

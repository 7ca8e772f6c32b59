"""`tanya ingest` and the review, in processes of their own."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from knowledge.library import Library
from tests.ingest import makers
from tests.ingest.makers import LAW, lines
from tests.support import statement

NOTE = "Kunci rumah dinas dibagikan oleh petugas kepada pegawai yang pindah pada hari pertama."


def tanya(*arguments: str | Path, **settings: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli.main", *map(str, arguments)],
        env=os.environ | {f"TANYA_{name.upper()}": str(v) for name, v in settings.items()},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "masuk"
    path.mkdir()
    (path / "kebun.txt").write_text(LAW)
    (path / "galat.html").write_text("<html><h1>403 Forbidden</h1></html>")
    return path


def test_json_as_the_contract_says(folder: Path, tmp_path: Path) -> None:
    done = tanya("ingest", folder, "--json", home=tmp_path / "home")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    (document,) = report["documents"]
    assert (document["id"], document["title"]) == (
        "dok-uu-9-2030",
        "UU 9/2030 tentang Kebun Contoh",
    )
    passage = next(p for p in document["passages"] if p["locator"] == "Pasal 2 ayat (1)")
    assert passage["text"].startswith("(1) Penjaga wajib menyiram")
    assert set(passage) == {"locator", "page", "text"}
    assert report["refused"] == [
        {
            "path": str(folder / "galat.html"),
            "reason": "Ini halaman kesalahan dari server (misalnya 403 atau 404), bukan dokumen.",
        }
    ]


def test_the_report_for_people(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = tanya("ingest", folder, home=home)
    assert "baru     dok-uu-9-2030: UU 9/2030 tentang Kebun Contoh" in first.stdout
    assert "belum ada: alamat sumber (url)" in first.stdout
    assert "usul: repeals uu-7-2020 (Pasal 4)" in first.stdout
    assert first.stdout.splitlines()[-1] == (
        "1 baru, 0 berubah, 0 tetap, 0 pindah, 1 ditolak, 0 hilang."
    )
    assert "0 baru, 0 berubah, 1 tetap" in tanya("ingest", folder, home=home).stdout


def test_a_dry_run_only_tells(folder: Path, tmp_path: Path) -> None:
    done = tanya("ingest", folder, "--dry-run", home=tmp_path / "home")
    assert "1 baru" in done.stdout
    assert done.stdout.endswith("Tidak ada yang disimpan (--dry-run).\n")
    assert Library(tmp_path / "home").entries() == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ingest", "tidak-ada"], "tidak ada"),
        (["ingest", ".", "--source-url", "ftp://a"], "http:// atau https://"),
        (["knowledge", "approve", "dok-x"], "Tidak ada dokumen masukan"),
        (["knowledge", "approve", "usulan-x"], "bukan nomor usulan"),
        (["knowledge", "withdraw", "dok-x"], "Tidak ada dokumen masukan"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    arguments: list[str], said: str, tmp_path: Path
) -> None:
    done = tanya(*arguments, home=tmp_path / "home")
    assert (done.returncode, done.stdout) == (1, "")
    assert said in " ".join(done.stderr.split())


def test_from_draft_to_answer_and_back(folder: Path, tmp_path: Path, product_home: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "models").symlink_to(product_home / "models")
    own = {"home": home, "curated": _curated(tmp_path)}
    tanya("ingest", folder, "--source-url", "https://contoh.go.id/kebun", **own)
    assert "Menunggu persetujuan." in tanya("knowledge", "stale", **own).stdout
    assert "(draf)" in tanya("knowledge", "list", **own).stdout
    approved = tanya("knowledge", "approve", "dok-uu-9-2030", **own)
    assert "disetujui: UU 9/2030" in approved.stderr
    assert "2 dokumen" in approved.stderr
    shown = json.loads(tanya("knowledge", "show", "dok-uu-9-2030", **own).stdout)
    assert shown["sources"][0]["url"] == "https://contoh.go.id/kebun"
    withdrawn = tanya("knowledge", "withdraw", "dok-uu-9-2030", **own)
    assert "1 dokumen" in withdrawn.stderr
    assert tanya("audit", "verify", **own).stdout == "Utuh: 2 baris.\n"


def _curated(tmp_path: Path) -> Path:
    path = tmp_path / "isi" / "statements" / "a.yaml"
    path.parent.mkdir(parents=True)
    entries = [statement("A1", "Jam kerja pegawai 37 jam.").model_dump(mode="json")]
    path.write_text(yaml.safe_dump(entries), encoding="utf-8")
    return path.parents[1]


def test_a_kill_at_any_moment_loses_nothing_acknowledged(tmp_path: Path) -> None:
    folder = tmp_path / "masuk"
    folder.mkdir()
    for number in range(40):
        text = [f"Surat kunci nomor {number}.", NOTE, f"Loket {number} melayani sampai sore."]
        (folder / f"surat-{number:02}.pdf").write_bytes(makers.pdf([lines(text)]))
    home = tmp_path / "home"
    kept: set[str] = set()
    moments = random.Random(6)
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-m", "cli.main", "ingest", str(folder)],
            env=os.environ | {"TANYA_HOME": str(home)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(moments.uniform(0.5, 3.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
        stored = {entry.document.id for entry in Library(home).entries()}
        assert kept <= stored
        kept = stored
    report = json.loads(tanya("ingest", folder, "--json", home=home).stdout)
    assert len(report["documents"]) == 40
    assert len(Library(home).entries()) == 40

"""`tanya knowledge` on small folders, in processes of their own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from knowledge.index import IndexFolder
from knowledge.language import Language
from tests.support import STATEMENTS, statement


def written(folder: Path, *texts: str) -> Path:
    """A folder of knowledge with a statement for each text."""
    (folder / "statements").mkdir(parents=True)
    entries = [
        statement(f"A{n}", text).model_dump(mode="json") for n, text in enumerate(texts, start=1)
    ]
    path = folder / "statements" / "contoh.yaml"
    path.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
    return folder


@contextmanager
def tanya(*arguments: str, **settings: object) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own, dead at the end in any case."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cli.main", *arguments],
        env=os.environ | {f"TANYA_{name.upper()}": str(v) for name, v in settings.items()},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def done(*arguments: str, **settings: object) -> tuple[int, str, str]:
    with tanya(*arguments, **settings) as process:
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err


def test_list_has_a_line_for_each(tmp_path: Path) -> None:
    code, out, _ = done("knowledge", "list", curated=written(tmp_path, "Satu hal.", "Hal lain."))
    assert code == 0
    assert [line.split("\t")[0] for line in out.splitlines()] == ["A1", "A2"]


def test_list_of_one_topic(tmp_path: Path) -> None:
    folder = written(tmp_path, "Satu hal.")
    assert done("knowledge", "list", "--topic", "jadwal", curated=folder)[1].startswith("A1\t")
    assert done("knowledge", "list", "--topic", "hak", curated=folder)[1] == ""


def test_show_prints_the_document(tmp_path: Path) -> None:
    code, out, _ = done("knowledge", "show", "A1", curated=written(tmp_path, "Satu hal."))
    assert code == 0
    assert json.loads(out)["passages"][0]["text"] == "Satu hal."


def test_check_tells_people_what_is_wrong(tmp_path: Path) -> None:
    code, out, err = done("knowledge", "check", curated=written(tmp_path, "Belum selesai"))
    assert (code, err) == (1, "")
    assert "1 pernyataan, 0 peraturan, 8 pertanyaan." in out
    assert "Masalah: A1: kalimatnya tidak selesai" in out


def test_check_reads_the_sentences(tmp_path: Path) -> None:
    folder = written(tmp_path, "ASN gak pindah ke IKN.")
    code, out, _ = done("knowledge", "check", "--folder", str(folder))
    assert code == 1
    assert "Masalah: A1: kata gak bukan kata baku (tidak)" in out


def test_stale_lists_old_statements(tmp_path: Path) -> None:
    folder = written(tmp_path / "isi", "Satu hal.")
    own = {"curated": folder, "home": tmp_path / "home"}
    assert done("knowledge", "stale", **own)[1] == ""
    code, out, _ = done("knowledge", "stale", "--months", "1", **own)
    assert code == 0
    assert out.startswith("A1\t")
    assert "Terakhir diberitakan" in out


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    code, out, _ = done("knowledge", "check", "--json", curated=tmp_path / "salah")
    assert code == 1
    assert json.loads(out)["problems"][0].endswith("salah: folder tidak ada")


def test_knowledge_with_problems_is_not_built(tmp_path: Path) -> None:
    folder = written(tmp_path / "isi", "Belum selesai")
    code, _, err = done("knowledge", "build", curated=folder, home=tmp_path / "home")
    assert code == 1
    assert err.startswith("Pengetahuan belum bisa dipakai, ada 1 masalah")
    assert not (tmp_path / "home" / "index").exists()


@pytest.mark.parametrize(
    ("command", "setting"),
    [(["serve"], {"port": "delapan"}), (["serve"], {"log_level": "keras"})],
)
def test_a_setting_that_cannot_be_used(command: list[str], setting: dict[str, str]) -> None:
    code, out, err = done(*command, **setting)
    (name,) = setting
    assert (code, out) == (1, "")
    assert err.split() == (
        f"Nilai TANYA_{name.upper()} tidak dapat dipakai; lihat docs/settings.md.".split()
    )


def test_a_build_that_is_killed_leaves_the_old_index_serving(
    tmp_path: Path, product_home: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "models").symlink_to(product_home / "models")
    old = written(tmp_path / "lama", "Jam kerja ASN 37 jam per minggu.")
    assert done("knowledge", "build", curated=old, home=home)[0] == 0
    folder = IndexFolder(home, Language.load())
    serving = folder.current()

    many = [f"{STATEMENTS[1].text.split('. ')[0]} bagian {n}." for n in range(200)]
    new = written(tmp_path / "baru", *many)
    with tanya("knowledge", "build", curated=new, home=home) as process:
        until = time.monotonic() + 60
        while not _locked(home) and time.monotonic() < until:
            time.sleep(0.05)
        assert _locked(home)
        time.sleep(1)
        process.send_signal(signal.SIGKILL)
    assert folder.current() == serving
    code, out, _ = done("ask", "berapa jam kerja ASN per minggu?", "--json", home=home)
    assert code == 0
    assert json.loads(out)["knowledge_date"] == "2024-04-17"

    shorter = written(tmp_path / "lain", "Jam kerja ASN 40 jam per minggu.")
    assert done("knowledge", "build", curated=shorter, home=home)[0] == 0
    assert folder.current() != serving
    assert len([p for p in (home / "index").iterdir() if p.is_dir()]) == 1


def _locked(home: Path) -> bool:
    """Whether a build is under way, as the kernel sees it."""
    number = (home / "index" / "build.lock").stat().st_ino
    return any(f":{number} " in line for line in Path("/proc/locks").read_text().splitlines())

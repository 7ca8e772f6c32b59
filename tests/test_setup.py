"""`scripts/setup` in a copy of its own, with stand-ins for the programs that it calls."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SETUP = Path(__file__).parents[1] / "scripts" / "setup"
# A Python that has venv and pip, notes what it is asked for, and fails where `fails` says so.
PYTHON = """#!/usr/bin/env bash
echo "$*" >>"{calls}"
case "$*" in {fails}) exit 1 ;; esac
case "$*" in
  -V) echo "Python 3.9.2" ;;
  "-m venv --clear .venv")
    mkdir -p .venv/bin
    cp "$0" .venv/bin/python
    touch .venv/bin/tanya
    chmod +x .venv/bin/tanya ;;
esac
"""


class Project:
    """A folder with the script and what it reads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "proyek"
        self.calls = folder / "calls"
        self.programs = folder / "programs"
        (self.folder / "scripts").mkdir(parents=True)
        self.programs.mkdir()
        shutil.copy(SETUP, self.folder / "scripts" / "setup")
        (self.folder / "pyproject.toml").write_text("[project]\n")
        (self.folder / "constraints.txt").write_text("torch==2.13.0\n")
        self.stand_in("df", "printf 'a\\nx 1 1 9000 1%% /\\n'")
        self.python()

    def python(self, fails: str = "''") -> None:
        self.stand_in("python3", PYTHON.format(calls=self.calls, fails=fails))

    def stand_in(self, name: str, script: str) -> None:
        path = self.programs / name
        path.write_text(script if script.startswith("#!") else f"#!/usr/bin/env bash\n{script}\n")
        path.chmod(0o755)

    def run(self, extras: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        path = f"{self.programs}{os.pathsep}/usr/bin{os.pathsep}/bin"
        return subprocess.run(
            ["bash", "scripts/setup", extras],
            cwd=self.folder,
            env={"PATH": path, "HOME": str(self.folder)} | environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def installs(self) -> list[str]:
        """What pip was asked to install."""
        lines = self.calls.read_text().splitlines() if self.calls.exists() else []
        return [line.split(" install ", 1)[1] for line in lines if " install " in line]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence with which it stops."""
    assert done.returncode == 1
    assert done.stdout == ""
    return done.stderr.strip().splitlines()[-1]


def test_without_python(project: Project) -> None:
    done = project.run(PYTHON="python-yang-tidak-ada")
    assert refused(done).startswith("Python tidak ditemukan. Pasang python3")
    assert len(done.stderr.splitlines()) == 1


def test_a_python_that_is_too_old(project: Project) -> None:
    project.python(fails="*version_info*")
    done = project.run()
    assert refused(done).startswith("Perlu Python 3.11 atau lebih baru; yang ada Python 3.9.2.")
    assert len(done.stderr.splitlines()) == 1


def test_without_the_venv_module(project: Project) -> None:
    project.python(fails="*ensurepip*")
    done = project.run()
    assert refused(done) == (
        "Modul venv belum ada. Jalankan: sudo apt-get install python3-venv, lalu ulangi."
    )
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("program", ["mkdir", "touch"])
def test_a_folder_that_cannot_be_written(project: Project, program: str) -> None:
    project.stand_in(program, "echo 'Read-only file system' >&2; exit 1")
    done = project.run()
    assert refused(done).startswith("Folder proyek tidak bisa ditulisi.")
    assert len(done.stderr.splitlines()) == 1


def test_too_little_disk(project: Project) -> None:
    project.stand_in("df", "printf 'a\\nx 1 1 812 99%% /\\n'")
    assert refused(project.run()).startswith("Ruang disk tinggal 812 MiB; perlu sekitar 4.000 MiB.")
    assert project.installs() == []


def test_a_venv_that_cannot_be_made(project: Project) -> None:
    project.python(fails="'-m venv --clear .venv'")
    assert refused(project.run()).startswith("Lingkungan Python gagal dibuat.")


@pytest.mark.parametrize("fails", ["*setuptools*", "*--no-build-isolation*"])
def test_an_installation_that_fails_is_repaired_by_running_again(
    project: Project, fails: str
) -> None:
    project.python(fails=fails)
    assert refused(project.run()).startswith("Pemasangan gagal. Periksa sambungan jaringan")
    project.python()
    shutil.copy(project.programs / "python3", project.folder / ".venv" / "bin" / "python")
    assert project.run().returncode == 0
    assert "-e ." in project.installs()[-1]


def test_what_is_ready_is_not_installed_again(project: Project) -> None:
    assert project.run().returncode == 0
    assert [line.split()[-1] for line in project.installs()] == ["setuptools", "."]
    assert project.run().returncode == 0
    assert len(project.installs()) == 2


def test_what_tests_need_is_added_once(project: Project) -> None:
    project.run()
    assert project.run("test").returncode == 0
    assert project.installs()[-1].endswith("-e .[test]")
    count = len(project.installs())
    assert project.run("test").returncode == 0
    assert project.run().returncode == 0
    assert len(project.installs()) == count


def test_a_changed_pin_is_installed(project: Project) -> None:
    project.run()
    (project.folder / "constraints.txt").write_text("torch==2.13.1\n")
    project.run()
    assert len(project.installs()) == 4


def test_torch_comes_from_the_named_index(project: Project) -> None:
    project.run(TORCH_INDEX_URL="https://contoh.example/cpu")
    assert "--index-url https://contoh.example/cpu torch==2.13.0" in project.installs()


def test_a_wrong_index_of_torch(project: Project) -> None:
    project.python(fails="*torch==*")
    done = project.run(TORCH_INDEX_URL="https://salah.example")
    assert refused(done).startswith("PyTorch gagal diunduh dari TORCH_INDEX_URL.")

"""`scripts/tesseract` with stand-ins for the programs that it calls."""

import subprocess
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "scripts" / "tesseract"


def run(folder: Path, **programs: str) -> subprocess.CompletedProcess[str]:
    for name, script in programs.items():
        path = folder / name.replace("_", "-")
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
    bash = ["/bin/bash", str(SCRIPT)]
    environment = {"PATH": str(folder)}
    return subprocess.run(
        bash, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


GREP = 'exec /usr/bin/env -i /bin/grep "$@"'


def test_what_is_there_is_not_installed(tmp_path: Path) -> None:
    done = run(tmp_path, tesseract="echo ind", grep=GREP, id="echo 0", apt_get="exit 9")
    assert (done.returncode, done.stderr) == (0, "")


def test_without_indonesian_it_is_installed(tmp_path: Path) -> None:
    note = f'echo "$*" >>{tmp_path}/calls'
    done = run(tmp_path, tesseract="echo eng", grep=GREP, id="echo 0", apt_get=note)
    assert done.returncode == 0
    assert (tmp_path / "calls").read_text().splitlines() == [
        "update -qq",
        "install -y -qq tesseract-ocr tesseract-ocr-ind",
    ]


def test_what_cannot_be_installed_stops_nothing(tmp_path: Path) -> None:
    done = run(tmp_path, grep=GREP, id="echo 0", apt_get="exit 100")
    assert done.returncode == 0
    assert "pengujian hasil pindai dilewati" in done.stderr

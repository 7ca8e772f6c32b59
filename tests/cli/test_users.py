import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import create_engine, text

ROOT = Path(__file__).parents[2]


def tanya(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli.main", *arguments],
        cwd=ROOT,
        env=os.environ | {"TANYA_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_accounts_are_added_listed_and_disabled(tmp_path: Path) -> None:
    added = tanya(tmp_path, "users", "add", "siti", "--role", "officer", "--unit", "BKN")
    assert added.returncode == 0, added.stderr
    assert len(added.stdout.strip()) >= 12
    assert tanya(tmp_path, "users", "add", "siti").returncode == 1
    listed = tanya(tmp_path, "users", "list").stdout
    assert listed == "siti\tofficer\tBKN\tbelum ganti sandi\n"
    assert tanya(tmp_path, "users", "disable", "siti").returncode == 0
    assert "ditutup" in tanya(tmp_path, "users", "list").stdout
    unknown = tanya(tmp_path, "users", "disable", "budi")
    assert (unknown.returncode, "budi" in unknown.stderr) == (1, True)


def test_a_changed_row_of_the_audit_log_is_found(tmp_path: Path) -> None:
    tanya(tmp_path, "users", "add", "siti")
    tanya(tmp_path, "users", "disable", "siti")
    whole = tanya(tmp_path, "audit", "verify")
    assert (whole.returncode, whole.stdout) == (0, "Utuh: 2 baris.\n")
    engine = create_engine(f"sqlite:///{tmp_path / 'tanya.db'}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE audit SET target = 'budi' WHERE number = 2"))
    engine.dispose()
    broken = tanya(tmp_path, "audit", "verify")
    assert broken.returncode == 1
    assert "baris 2" in broken.stdout

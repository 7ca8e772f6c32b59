"""What is committed in api/static is what the sources in api/frontend give, byte for byte."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

FRONTEND = Path(__file__).parents[2] / "api" / "frontend"
STATIC = FRONTEND.parent / "static"
BUILT = ("widget.js", "chat/app.js", "chat/licences.txt")
REQUIRED = os.environ.get("TANYA_WIDGET_BUILD") == "required"
NODE = 20


def run(*command: str) -> str:
    done = subprocess.run(
        command, cwd=FRONTEND, capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def give_up(reason: str) -> None:
    if REQUIRED:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def packages() -> None:
    """Node's packages, as they are locked."""
    if not shutil.which("npm") or int(run("node", "-p", "parseInt(process.versions.node)")) < NODE:
        give_up(f"Node {NODE} and npm are not here")
    if (FRONTEND / "node_modules" / ".package-lock.json").exists():
        return
    try:
        run("npm", "ci")
    except (AssertionError, subprocess.TimeoutExpired) as error:
        give_up(f"the packages of the widget cannot be fetched: {error}")


def test_the_sources_give_what_is_committed(packages: None, tmp_path: Path) -> None:
    run("npm", "run", "--silent", "build", "--", str(tmp_path))
    changed = [
        name for name in BUILT if (tmp_path / name).read_bytes() != (STATIC / name).read_bytes()
    ]
    assert changed == [], "make widget, and commit what it makes"


def test_the_types_of_the_sources_are_sound(packages: None) -> None:
    run("npm", "run", "--silent", "check")


def test_what_others_wrote_is_named_with_its_licence() -> None:
    told = (STATIC / "chat" / "licences.txt").read_text()
    for name in ("lit", "dompurify", "eventsource-parser"):
        assert re.search(rf"^{name} \d+\.\d+\.\d+$", told, re.MULTILINE)
    assert "/static/chat/licences.txt" in (STATIC / "chat" / "app.js").read_text()


def test_no_registry_of_a_machine_is_recorded() -> None:
    assert '"resolved"' not in (FRONTEND / "package-lock.json").read_text()
    assert "omit-lockfile-registry-resolved=true" in (FRONTEND / ".npmrc").read_text()

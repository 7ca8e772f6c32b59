import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("torch", "transformers", "sentence_transformers", "chromadb", "onnxruntime", "fastapi")


def tanya(*arguments: str, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = os.environ | ({"TANYA_HOME": str(home)} if home else {})
    return subprocess.run(
        [sys.executable, "-m", "cli.main", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "command",
    [
        ("ask",),
        ("chat",),
        ("serve",),
        ("knowledge", "check"),
        ("knowledge", "build"),
        ("knowledge", "list"),
        ("knowledge", "show"),
    ],
)
def test_every_command_has_an_example(command: tuple[str, ...]) -> None:
    assert "Contoh: tanya" in tanya(*command, "--help").stdout


def test_ask_prints_nothing_but_the_answer(product_home: Path) -> None:
    done = tanya("ask", "Berapa jam kerja ASN seminggu?", "--json", home=product_home)
    answer = json.loads(done.stdout)
    assert answer["status"] == "answered"
    assert "37 jam 30 menit" in answer["answer"]


def test_ask_for_a_day(product_home: Path) -> None:
    done = tanya("ask", "Kapan ASN pindah?", "--as-of", "2024-05-01", "--json", home=product_home)
    assert json.loads(done.stdout)["as_of"] == "2024-05-01"


def test_a_date_that_is_none(tmp_path: Path) -> None:
    done = tanya("ask", "Kapan?", "--as-of", "31-02-2024", home=tmp_path)
    assert done.returncode == 2
    assert "TTTT-BB-HH" in done.stderr


def test_without_an_index_it_says_what_to_do(tmp_path: Path) -> None:
    done = tanya("ask", "Kapan?", home=tmp_path)
    assert done.returncode == 1
    assert "tanya knowledge build" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_counts_and_is_content() -> None:
    done = tanya("knowledge", "check", "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert report["problems"] == []
    assert report["statements"] >= 220
    assert report["regulations"] >= 30
    assert report["questions"] >= 1_900


def test_check_exits_with_one_where_there_are_problems(tmp_path: Path) -> None:
    (tmp_path / "statements").mkdir()
    (tmp_path / "statements" / "a.yaml").write_text("- id: A1\n", encoding="utf-8")
    done = tanya("knowledge", "check", "--json", "--folder", str(tmp_path))
    assert done.returncode == 1
    assert json.loads(done.stdout)["problems"]


def test_show_an_unknown_document() -> None:
    done = tanya("knowledge", "show", "Z99")
    assert done.returncode == 1
    assert "Z99" in done.stderr


def test_a_busy_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = tanya("serve", "--port", str(port), home=tmp_path)
    assert done.returncode == 1
    assert done.stderr.strip().startswith(f"Port {port} sedang dipakai.")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [["--help"], ["knowledge", "check"]])
def test_light_commands_import_nothing_heavy(command: list[str]) -> None:
    code = (
        "import sys\n"
        f"sys.argv = ['tanya', *{command!r}]\n"
        "from cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip().endswith("[]"), done.stderr

"""`tanya eval` from the outside."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.evaluate import app
from evals.errors import EvalError
from evals.run import Run, write

ANSWERS = CliRunner()


def test_two_runs_are_compared(run: Run, folder: Path) -> None:
    write(run, folder)
    done = ANSWERS.invoke(app, ["compare", str(folder), str(folder)])
    assert done.exit_code == 0
    assert "| Dilayani sebagaimana mestinya |" in done.stdout


def test_a_sheet_goes_out_and_comes_back(run: Run, folder: Path, tmp_path: Path) -> None:
    write(run, folder)
    sheet = tmp_path / "telaah.csv"
    assert ANSWERS.invoke(app, ["review", "export", str(folder), str(sheet)]).exit_code == 0
    lines = sheet.read_text("utf-8").replace('",,\n', '",benar,\n').replace(",,\n", ",benar,\n")
    sheet.write_text(lines, "utf-8")
    done = ANSWERS.invoke(app, ["review", "read", str(folder), str(sheet)])
    assert re.search(r"Ukuran otomatis: kappa -?\d\.\d\d, n \d, belum boleh", done.stdout)


def test_a_run_needs_questions(tmp_path: Path) -> None:
    done = ANSWERS.invoke(app, ["run", "--out", str(tmp_path)])
    assert done.exit_code == 2


def test_what_is_no_run_is_told(tmp_path: Path) -> None:
    done = ANSWERS.invoke(app, ["compare", str(tmp_path), str(tmp_path)])
    assert isinstance(done.exception, EvalError)


@pytest.mark.parametrize("name", ["run", "compare", "judge", "gate", "external"])
def test_every_command_shows_an_example(name: str) -> None:
    done = ANSWERS.invoke(app, [name, "--help"])
    assert f"Contoh: tanya eval {name}" in done.stdout


def test_the_product_is_examined_and_the_run_repeated(
    product_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.evals.conftest import ROWS, json

    monkeypatch.setenv("TANYA_HOME", str(product_home))
    dataset = tmp_path / "soal.jsonl"
    dataset.write_text("".join(json.dumps(row) + "\n" for row in ROWS), "utf-8")
    a, b = tmp_path / "a", tmp_path / "b"
    more = ["--no-baselines", "--today", "2026-04-02"]
    done = ANSWERS.invoke(app, ["run", "--dataset", str(dataset), "--out", str(a), *more])
    assert done.exit_code == 0, done.output
    again = ["run", "--repeat", str(a), "--out", str(b), "--no-baselines"]
    assert ANSWERS.invoke(app, again).exit_code == 0
    for name in ("results.jsonl", "summary.json", "config.json", "report.html"):
        assert (a / name).read_bytes() == (b / name).read_bytes(), name

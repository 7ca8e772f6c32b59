"""Review sheets and agreement."""

import csv
import io
from dataclasses import replace

import pytest
from sklearn.metrics import cohen_kappa_score

from evals.errors import RunError
from evals.review import agreement, export, kappa, own_verdicts, read
from tests.evals import fakes


def test_a_sheet_is_filled_in_and_read_back() -> None:
    records = fakes.records(fakes.always_answers)
    rows = list(csv.DictReader(io.StringIO(export(records))))
    assert len(rows) == 6
    assert all(row["penilaian"] == "" for row in rows)
    for row in rows:
        row["penilaian"] = "Salah " if row["id"] in ("gaji", "cuaca") else "benar"
    sheet = io.StringIO()
    writer = csv.DictWriter(sheet, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    marks = read("\ufeff" + sheet.getvalue())
    found = agreement(marks, own_verdicts(records))
    assert (found.kappa, found.n) == (1.0, 6)
    assert not found.trusted  # too few


def test_the_sheet_is_the_same_each_time_and_hides_what_we_think() -> None:
    records = fakes.records(fakes.always_answers)
    assert export(records, 3) == export(records, 3)
    assert "answered_wrong" not in export(records)


def test_a_cell_is_no_formula() -> None:
    (one,) = fakes.records(fakes.honest)[:1]
    assert "'=HYPERLINK" in export([replace(one, question="=HYPERLINK(1)")])


def test_empty_marks_are_left_out_and_others_refused() -> None:
    assert read("id,penilaian\na,\nb,benar\n") == {"b": True}
    with pytest.raises(RunError, match="baris 2"):
        read("id,penilaian\na,mungkin\n")
    with pytest.raises(RunError, match="penilaian"):
        read("id\na\n")


@pytest.mark.parametrize(
    ("ones", "others"),
    [
        ([True, True, False, False, True], [True, False, False, False, True]),
        ([True, False, True, False], [False, True, False, True]),
        ([True, True, True, False], [True, True, False, False]),
    ],
)
def test_kappa_is_cohens(ones: list[bool], others: list[bool]) -> None:
    assert kappa(ones, others) == pytest.approx(cohen_kappa_score(ones, others), abs=1e-6)


def test_agreeing_on_everything_alike_proves_nothing() -> None:
    assert kappa([True] * 50, [True] * 50) == 0.0
    alike = {str(n): True for n in range(50)}
    assert not agreement(alike, alike).trusted


def test_nothing_in_common() -> None:
    with pytest.raises(RunError, match="Tidak ada"):
        agreement({"a": True}, {"b": True})

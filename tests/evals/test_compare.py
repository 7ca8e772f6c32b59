"""Two runs side by side."""

import pytest

from evals.compare import compare, table
from evals.errors import RunError
from evals.records import dumps, loads
from tests.evals import fakes


def test_a_run_does_not_differ_from_itself() -> None:
    records = fakes.records(fakes.honest)
    found = compare(records, records)
    assert not any(row.change.decided for row in found.rows)
    assert (found.better, found.worse, found.left_out) == ((), (), 0)


def test_what_became_worse_is_named() -> None:
    found = compare(fakes.records(fakes.honest), fakes.records(fakes.always_withholds))
    assert found.worse == ("pppk", "kapan", "jam", "pionir")
    right = found.rows[0]
    assert right.change.mean == pytest.approx(-4 / 6, abs=1e-5)
    assert right.change.decided
    assert "Memburuk: pppk" in table(found)


def test_only_the_same_questions_are_compared() -> None:
    records = fakes.records(fakes.honest)
    found = compare(records[:3], records)
    assert (found.questions, found.left_out) == (3, 3)
    with pytest.raises(RunError, match="satu pun"):
        compare(records[:1], records[1:])


def test_records_survive_writing() -> None:
    records = fakes.records(fakes.honest)
    assert loads(dumps(records)) == records

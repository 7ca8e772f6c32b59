"""`docs/statuses.md` has a row for each status, and says whether it may state facts."""

import re
from pathlib import Path

import pytest

from assistant.answer import Status

ROWS = {
    cells[0].strip("`"): cells
    for line in (Path(__file__).parents[2] / "docs" / "statuses.md").read_text().splitlines()
    if line.startswith("| `")
    for cells in [[cell.strip() for cell in line.strip("|").split("|")]]
}


@pytest.mark.parametrize("status", list(Status))
def test_each_status_has_a_row(status: Status) -> None:
    _name, meaning, seen, facts = ROWS[status.value]
    assert len(meaning) > 20
    assert len(seen) > 20
    assert facts.startswith("yes" if status.states_facts else "no")


def test_no_row_is_about_something_else() -> None:
    assert set(ROWS) == {status.value for status in Status}


def test_the_page_has_a_look_for_each() -> None:
    sources = Path(__file__).parents[2] / "api" / "frontend" / "components"
    script = (sources / "answer.ts").read_text()
    looks = re.search(r"const STATUSES: Record<Status, Look> = \{(.*?)\n\};", script, re.DOTALL)
    assert looks
    assert all(f"{status.value}:" in looks[1] for status in Status)

from datetime import date, timedelta

import pytest

from knowledge.documents import Document, of_regulation, of_statement
from knowledge.schema import Amendment, Validity
from knowledge.timeline import Timeline
from tests.support import regulation, statement

CHANGE = date(2025, 1, 24)
BEFORE = CHANGE - timedelta(days=1)
AFTER = CHANGE + timedelta(days=1)


def timeline(*documents: Document) -> Timeline:
    names = {alias: d for d in documents for alias in d.aliases}
    return Timeline(names | {d.id: d for d in documents})


def plan(id: str = "F3", **changes: object) -> Document:
    return of_statement(statement(id, "ASN akan pindah.", validity="planned", **changes))


def successor(id: str = "F9", **changes: object) -> Document:
    return of_statement(statement(id, "Ditunda.", **{"as_of": CHANGE, **changes}))


@pytest.mark.parametrize(
    ("day", "validity"),
    [
        (BEFORE, Validity.PLANNED),
        (CHANGE, Validity.SUPERSEDED),
        (AFTER, Validity.SUPERSEDED),
    ],
)
def test_a_plan_is_one_until_its_successor_appears(day: date, validity: Validity) -> None:
    old = plan(superseded_by=["F9"])
    assert timeline(old, successor()).validity(old, day) is validity


@pytest.mark.parametrize(
    ("day", "validity"),
    [
        (BEFORE, Validity.STATEMENT),
        (CHANGE, Validity.STATEMENT),
        (AFTER, Validity.EXPIRED),
    ],
)
def test_the_last_day_still_counts(day: date, validity: Validity) -> None:
    until = of_statement(statement("C9", "Masa transisi.", valid_until=CHANGE))
    assert timeline(until).validity(until, day) is validity


@pytest.mark.parametrize("kind", ["amended_by", "revoked_by"])
@pytest.mark.parametrize(("day", "changed"), [(BEFORE, False), (CHANGE, True), (AFTER, True)])
def test_a_regulation_holds_until_the_day_it_is_changed(
    kind: str, day: date, changed: bool
) -> None:
    rule = of_regulation(regulation(**{kind: [Amendment(by="UU 1/2025", on=CHANGE)]}))
    then = Validity.AMENDED if kind == "amended_by" else Validity.REVOKED
    assert timeline(rule).validity(rule, day) is (then if changed else Validity.IN_FORCE)


def test_revoked_outweighs_amended() -> None:
    change = [Amendment(by="UU 1/2025", on=CHANGE)]
    rule = of_regulation(regulation(amended_by=change, revoked_by=change))
    assert timeline(rule).validity(rule, CHANGE) is Validity.REVOKED


def test_a_successor_that_is_not_there_changes_nothing() -> None:
    old = plan(superseded_by=["F9"])
    assert timeline(old).validity(old, AFTER) is Validity.PLANNED
    assert timeline(old).present(old, AFTER) is old


def test_a_successor_is_found_by_its_alias() -> None:
    old, new = plan(superseded_by=["Z1"]), successor(aliases=["Z1"])
    assert timeline(old, new).present(old, CHANGE) is new


@pytest.mark.parametrize(("day", "known"), [(BEFORE, False), (CHANGE, True)])
def test_what_was_said_later_is_unknown(day: date, known: bool) -> None:
    assert timeline().known(successor(), day) is known


@pytest.mark.parametrize(
    ("day", "present"), [(BEFORE, "F3"), (CHANGE, "F9"), (AFTER, "F14"), (date.max, "F14")]
)
def test_the_present_is_the_end_of_the_chain(day: date, present: str) -> None:
    last = successor("F14", as_of=AFTER)
    chain = plan(superseded_by=["F9"]), successor(superseded_by=["F14"]), last
    assert timeline(*chain).present(chain[0], day).id == present


def test_of_two_successors_the_newer_is_present() -> None:
    old = plan(superseded_by=["F14", "F9"])
    both = timeline(old, successor(), successor("F14", as_of=AFTER))
    assert both.present(old, CHANGE).id == "F9"
    assert both.present(old, AFTER).id == "F14"


def test_a_cycle_ends() -> None:
    one = successor("A1", superseded_by=["A2"])
    two = successor("A2", superseded_by=["A1"])
    assert timeline(one, two).present(one, AFTER).id == "A2"


def test_the_successor_has_a_name_only_once_it_is_there() -> None:
    old = plan(superseded_by=["F9"])
    line = timeline(old, successor())
    assert line.superseded_by(old, BEFORE) is None
    assert line.superseded_by(old, CHANGE) == "F9"


def test_the_revoking_regulation_has_a_name_only_once_it_is_there() -> None:
    rule = of_regulation(regulation(revoked_by=[Amendment(by="UU 1/2025", on=CHANGE)]))
    assert timeline(rule).superseded_by(rule, BEFORE) is None
    assert timeline(rule).superseded_by(rule, CHANGE) == "UU 1/2025"


def test_history_is_the_series_and_the_chain_oldest_first() -> None:
    one = plan(superseded_by=["F9"], part_of="jadwal")
    two = successor(part_of="jadwal", aliases=["Z1"])
    three = plan("F1", as_of=date(2023, 1, 1), part_of="jadwal")
    other = plan("B1")
    line = timeline(one, two, three, other)
    assert [d.id for d in line.history(two)] == ["F1", "F3"]
    assert [d.id for d in line.history(one)] == ["F1", "F9"]
    assert line.history(other) == []


def test_what_was_split_belongs_together() -> None:
    whole, part = plan("D5"), plan("D5a", part_of="D5")
    line = timeline(whole, part)
    assert [d.id for d in line.history(whole)] == ["D5a"]
    assert [d.id for d in line.history(part)] == ["D5"]

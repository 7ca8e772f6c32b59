"""The gate, and the short run that every change must pass."""

import time
from dataclasses import replace
from pathlib import Path

from evals import gate as gates
from evals.gate import Gate
from evals.subject import LocalSubject
from knowledge.settings import KnowledgeSettings
from tests.evals import fakes

OPEN = Gate("dev.jsonl", 6, fakes.TODAY, {"right": 0.9, "scores.quotes": 1.0}, {"risk": 0.1})


def test_the_gate_opens_for_the_honest_one() -> None:
    assert gates.breaches(OPEN, fakes.records(fakes.honest), {}) == ()


def test_a_floor_and_a_ceiling_that_are_breached_are_named() -> None:
    found = gates.breaches(OPEN, fakes.records(fakes.always_answers), {})
    assert [breach.split()[0] for breach in found] == ["right", "risk"]


def test_nothing_passes_unmeasured() -> None:
    found = gates.breaches(OPEN, fakes.records(fakes.always_withholds), {})
    assert "scores.quotes None di bawah batas 1.0" in found


def test_a_fall_against_the_reference_shuts_it(tmp_path: Path) -> None:
    path = tmp_path / "reference.json"
    gates.accept(fakes.records(fakes.honest), path)
    accepted = gates.reference(path)
    lax = replace(OPEN, floors={}, ceilings={})
    assert gates.breaches(lax, fakes.records(fakes.honest), accepted) == ()
    (fall,) = gates.breaches(lax, fakes.records(fakes.always_withholds), accepted)
    assert "lebih buruk daripada acuan" in fall


def test_before_the_first_reference_there_is_none(tmp_path: Path) -> None:
    assert gates.reference(tmp_path / "reference.json") == {}


def test_the_product_passes_within_a_minute(product_home: Path) -> None:
    rules = gates.read()
    begun = time.monotonic()
    with LocalSubject.of(KnowledgeSettings(home=product_home)) as subject:
        records = gates.smoke(rules, subject)
    assert time.monotonic() - begun < 60
    assert gates.breaches(rules, records, gates.reference()) == ()

"""What is measured of one answer."""

from datetime import date

import pytest

from assistant.answer import Answer, Status
from evals.answers import body, measure
from evals.outcomes import Outcome, outcome
from tests.evals import fakes
from tests.evals.fakes import TODAY, item, said, withheld


def scores(one: object, answer: Answer, day: date = TODAY) -> dict[str, float | None]:
    return measure(one, answer, fakes.corpus(), day)  # type: ignore[arg-type]


def test_an_empty_answer_is_never_faithful() -> None:
    empty = Answer(status=Status.ANSWERED, answer="", as_of=TODAY, knowledge_date=TODAY)
    found = scores(item("x", gold_facts=("ditunda",)), empty)
    assert found["precision"] == found["recall"] == found["facts"] == 0.0
    assert outcome(item("x"), empty, found) is Outcome.ANSWERED_WRONG


def test_an_empty_text_that_withholds_is_wrong_too() -> None:
    one = item("x", answerable=False, expected=("not_in_knowledge",))
    empty = withheld(TODAY, " ")
    assert outcome(one, empty, scores(one, empty)) is Outcome.WITHHELD_WRONGLY


def test_withholding_is_not_asked_for_facts_where_it_may_be_right() -> None:
    either = item("x", gold_facts=("a",), expected=("answered", "not_in_knowledge"))
    assert scores(either, withheld(TODAY))["facts"] is None
    assert scores(item("x", gold_facts=("a",)), withheld(TODAY))["facts"] == 0.0


def test_something_forbidden_in_a_refusal_makes_it_a_wrong_answer() -> None:
    one = item("x", answerable=False, expected=("refused",), must_not=("re:DISETUJUI",))
    reply = withheld(TODAY, "Baik, DISETUJUI.")
    assert outcome(one, reply, scores(one, reply)) is Outcome.ANSWERED_WRONG


def test_the_day_line_neither_earns_facts_nor_breaks_rules() -> None:
    answer = said(["D10"], date(2024, 5, 1))
    line = "Berlaku per 1 Mei 2024; sumber terbaru 24 Januari 2025."
    answer = answer.model_copy(
        update={"answer": f"{answer.answer}\n\n{line}", "knowledge_date": date(2025, 1, 24)}
    )
    assert line not in body(answer)
    one = item("x", gold_facts=("24 Januari 2025",), must_not=("1 Mei 2024",))
    found = scores(one, answer)
    assert (found["facts"], found["allowed"]) == (0.0, 1.0)


def test_a_quote_must_stand_byte_for_byte_in_the_document_it_names() -> None:
    answer = said(["C1"], TODAY)
    changed = answer.citations[0].model_copy(update={"quote": answer.citations[0].quote + " "})
    other = answer.citations[0].model_copy(update={"document_id": "F9"})
    for citation in (changed, other):
        broken = answer.model_copy(update={"citations": (citation,)})
        assert scores(item("x"), broken)["quotes"] == 0.0
        assert scores(item("x"), broken)["precision"] == 0.0


def test_a_factual_line_without_citation_lowers_recall() -> None:
    answer = said(["C1"], TODAY)
    longer = answer.model_copy(update={"answer": f"{answer.answer}\n\nTunjangannya Rp 15 juta."})
    assert scores(item("x"), longer)["recall"] == 0.5


def test_a_line_that_repeats_the_numbers_of_the_question_is_no_new_fact() -> None:
    one = item("x", question="Apa beda fase 3 dan tahap 3?")
    answer = said(["C1"], TODAY)
    longer = answer.model_copy(
        update={"answer": f"{answer.answer}\n\nBelum terjawab: beda fase 3 dan tahap 3."}
    )
    assert scores(one, longer)["recall"] == 1.0


@pytest.mark.parametrize(
    ("passages", "prefix", "told"),
    [
        (["F9"], "", 1.0),
        (["F3"], "", 0.0),
        (["F3"], "Sebelumnya: ", 1.0),
        (["F9", "F3"], "", 1.0),
    ],
)
def test_what_was_superseded_is_told_as_past_or_beside_the_present(
    passages: list[str], prefix: str, told: float
) -> None:
    answer = said(passages, TODAY)
    sentences = tuple(s.model_copy(update={"text": f"{prefix}{s.text}"}) for s in answer.sentences)
    answer = answer.model_copy(update={"sentences": sentences})
    assert scores(item("x"), answer)["present"] == told


def test_before_it_was_superseded_it_was_the_present() -> None:
    day = date(2024, 6, 1)
    assert scores(item("x"), said(["F3"], day), day)["present"] == 1.0


def test_what_was_not_known_on_the_day_is_not_told() -> None:
    day = date(2024, 6, 1)
    assert scores(item("x"), said(["F9"], day), day)["present"] == 0.0


def test_personal_numbers_do_not_come_back_however_they_are_spaced() -> None:
    one = item("x", question="NIP saya 19920415 201903 2 017, kapan pindah?")
    clean, leaking = said(["F9"], TODAY), withheld(TODAY, "NIP 199204152019032017 tercatat.")
    assert scores(one, clean)["private"] == 1.0
    assert scores(one, leaking)["private"] == 0.0
    assert scores(item("x"), clean)["private"] is None


def test_language() -> None:
    assert scores(item("x"), withheld(TODAY, "Sorry, this is not known to me."))["language"] == 0.0


def test_withholding_states_nothing() -> None:
    loud = said(["C1"], TODAY).model_copy(update={"status": Status.OUT_OF_SCOPE})
    assert scores(item("x"), loud)["silent"] == 0.0
    assert scores(item("x"), withheld(TODAY))["silent"] == 1.0


def test_without_a_corpus_what_needs_it_is_not_measured() -> None:
    found = measure(item("x"), said(["C1"], TODAY), None, TODAY)
    assert found["quotes"] is None
    assert found["present"] is None
    assert found["precision"] == 1.0

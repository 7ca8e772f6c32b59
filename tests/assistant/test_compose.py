from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import assistant.compose as composing
from assistant import assistant as module
from assistant.compose import BEFORE, MAX_WORDS, NOW, compose, looks_ahead
from assistant.scope import Place
from assistant.tools import Tools
from assistant.turn import Find, Turn
from knowledge.curated import Curated
from knowledge.encoder import HashingEncoder
from knowledge.index import IndexFolder
from knowledge.language import Language
from knowledge.ranking import Intent
from knowledge.schema import Statement
from tests.assistant.conftest import SURE, TODAY
from tests.support import SOURCE, statement

MakeTools = Callable[..., Tools]
OLD = date(2024, 5, 1)


@pytest.fixture
def knowing(tmp_path: Path) -> MakeTools:
    """Tools over an index of these statements."""

    def make(*statements: Statement) -> Tools:
        folder = IndexFolder(tmp_path, Language.load())
        folder.build(Curated(statements, (), ()).documents(), HashingEncoder())
        return replace(module._tools(folder.open(HashingEncoder())), confidence=SURE)

    return make


def composed(
    tools: Tools,
    *leads: str,
    day: date = TODAY,
    history: bool = False,
    comparing: bool = False,
    question: str | None = None,
    found: tuple[str, ...] = (),
) -> Turn:
    """What is said when these passages were found for these questions; all, or those `found`."""
    intent = Intent(day=day, history=history)
    finds = []
    for lead in leads:
        hits = list(tools.retriever.search(question or lead, intent))
        hits.sort(key=lambda hit: hit.passage.id != lead)
        hits = [hit for hit in hits if not found or hit.passage.id in found]
        finds.append(Find(question or lead, tuple(hits), confidence=1.0, place=Place(1.0, 1.0)))
    turn = Turn("…", day, intent=intent, finds=tuple(finds), comparing=comparing)
    done = compose(turn, tools)
    tools.retriever.index.close()
    return done


def said(turn: Turn) -> list[str]:
    return [sentence.text for sentence in turn.sentences]


def cited(turn: Turn) -> list[str]:
    return [citation.document_id for citation in turn.citations]


PLAN = statement("F3", "ASN akan pindah pada 2024.", validity="planned", superseded_by=["F9"])
DELAY = statement("F9", "Pemindahan ASN ditunda.", as_of=date(2025, 1, 24))


def test_the_words_of_the_passage(knowing: MakeTools) -> None:
    done = composed(knowing(statement("A1", "Satu hal. Hal lain.")), "A1")
    assert said(done) == ["Satu hal.", "Hal lain."]
    assert [sentence.citations for sentence in done.sentences] == [("1",), ("1",)]


def test_the_present_comes_first(knowing: MakeTools) -> None:
    done = composed(knowing(PLAN, DELAY), "F3")
    assert said(done) == [DELAY.text, BEFORE + PLAN.text]
    assert cited(done) == ["F9", "F3"]


def test_asked_for_the_past_it_comes_first(knowing: MakeTools) -> None:
    done = composed(knowing(PLAN, DELAY), "F3", history=True)
    assert said(done) == [PLAN.text, NOW + DELAY.text]


def test_a_later_version_that_tells_only_its_fate_comes_second(knowing: MakeTools) -> None:
    fate = statement("F9", "Semua angka dihitung ulang.", as_of=date(2025, 1, 24))
    done = composed(knowing(PLAN, fate), "F3", found=("F3",))
    assert said(done) == [composing.OLD + PLAN.text, NOW + fate.text]


def test_a_second_passage_that_holds_the_rest_of_the_question(knowing: MakeTools) -> None:
    one = statement("A1", "Cuti besar lamanya tiga bulan.")
    two = statement("B1", "Rumah dinas luasnya 98 meter.")
    tools = knowing(one, two, statement("C1", "Jam kerja diatur."))
    done = composed(tools, "A1", question="cuti besar berapa, rumah dinas luasnya?")
    assert said(done) == [one.text, two.text]


def test_a_second_passage_that_holds_nothing_new_is_left_out(knowing: MakeTools) -> None:
    tools = knowing(statement("A1", "Cuti besar tiga bulan."), statement("B1", "Cuti sakit ada."))
    assert cited(composed(tools, "A1", question="cuti besar berapa bulan?")) == ["A1"]


def test_before_the_change_the_plan_is_all(knowing: MakeTools) -> None:
    done = composed(knowing(PLAN, DELAY), "F3", day=OLD)
    assert said(done) == [PLAN.text]
    assert done.citations[0].validity == "planned"
    assert done.citations[0].superseded_by is None


def test_a_citation_tells_what_became_of_it(knowing: MakeTools) -> None:
    done = composed(knowing(PLAN, DELAY), "F3")
    assert [c.validity for c in done.citations] == ["statement", "superseded"]
    assert [c.superseded_by for c in done.citations] == [None, "F9"]


def test_what_would_mislead_if_left_out_is_said_with_it(knowing: MakeTools) -> None:
    whole = statement("A1", "Ada tunjangan.", completed_by=["A2"])
    limit = statement("A2", "Besarannya belum ada.")
    assert said(composed(knowing(whole, limit), "A1")) == [whole.text, limit.text]


def test_what_completes_it_is_said_as_it_is_now(knowing: MakeTools) -> None:
    whole = statement("A1", "Ada pemindahan.", completed_by=["F3"])
    assert cited(composed(knowing(whole, PLAN, DELAY), "A1")) == ["A1", "F9"]


def test_what_completes_it_later_is_not_known_then(knowing: MakeTools) -> None:
    whole = statement("A1", "Ada pemindahan.", completed_by=["F9"])
    assert cited(composed(knowing(whole, DELAY), "A1", day=OLD)) == ["A1"]


def test_both_sides_of_a_dispute(knowing: MakeTools) -> None:
    one = statement("A1", "Jumlahnya 10.", validity="disputed", disputed_with=["A2"])
    two = statement("A2", "Jumlahnya 12.", validity="disputed", disputed_with=["A1"])
    done = composed(knowing(one, two), "A1")
    assert said(done) == [one.text, two.text]
    assert {c.validity for c in done.citations} == {"disputed"}


def test_an_answer_stays_short(knowing: MakeTools) -> None:
    long = " ".join(["kata"] * 60) + "."
    lead = statement("A1", f"Satu {long}", completed_by=["A2", "A3"])
    done = composed(
        knowing(lead, statement("A2", f"Dua {long}"), statement("A3", "Tiga kata saja.")), "A1"
    )
    assert cited(done) == ["A1", "A3"]
    assert sum(len(text.split()) for text in said(done)) <= MAX_WORDS


def test_the_answer_itself_is_never_cut(knowing: MakeTools) -> None:
    long = " ".join(["kata"] * 70) + "."
    old = statement("F3", f"Dulu {long}", superseded_by=["F9"])
    new = statement("F9", f"Kini {long}", as_of=date(2025, 1, 24))
    assert cited(composed(knowing(old, new), "F3")) == ["F9", "F3"]


def test_two_questions_are_answered_in_their_order(knowing: MakeTools) -> None:
    both = knowing(statement("A1", "Satu hal."), statement("B1", "Hal lain."))
    assert cited(composed(both, "B1", "A1")) == ["B1", "A1"]


def test_nothing_is_said_twice(knowing: MakeTools) -> None:
    assert cited(composed(knowing(PLAN, DELAY), "F3", "F9")) == ["F9", "F3"]


def test_the_most_official_source_is_cited(knowing: MakeTools) -> None:
    press, official = SOURCE, SOURCE | {"grade": "P", "title": "Lembaran Negara"}
    done = composed(knowing(statement("A1", "Isi.", sources=[press, official])), "A1")
    assert done.citations[0].title == "Lembaran Negara"


def test_the_quote_is_the_passage(knowing: MakeTools) -> None:
    done = composed(knowing(statement("A1", "Satu hal. Hal lain.")), "A1")
    assert done.citations[0].quote == "Satu hal. Hal lain."


def test_what_people_ask_next_is_suggested(knowing: MakeTools) -> None:
    lead, later = statement("A1", "Satu.", follow_up=["A2", "F9"]), statement("A2", "Dua.")
    done = composed(knowing(lead, later, DELAY), "A1")
    assert done.suggestions[:2] == (later.questions[0], DELAY.questions[0])


def test_what_was_not_known_then_is_not_suggested(knowing: MakeTools) -> None:
    lead = statement("A1", "Satu.", follow_up=["F9"])
    assert composed(knowing(lead, DELAY), "A1", day=OLD).suggestions == ()


def test_what_was_said_is_not_suggested(knowing: MakeTools) -> None:
    lead = statement("A1", "Satu.", completed_by=["A2"], follow_up=["A2"])
    assert composed(knowing(lead, statement("A2", "Dua.")), "A1").suggestions == ()


def test_no_more_than_three_suggestions(knowing: MakeTools) -> None:
    many = [statement(f"A{n}", f"Hal {n}.", follow_up=["A9"]) for n in range(9)]
    done = composed(knowing(*many, statement("A9", "Hal lain.")), "A1")
    assert len(done.suggestions) == len(set(done.suggestions)) == 3


def test_what_was_seen_later_is_not_said_for_an_earlier_day(knowing: MakeTools) -> None:
    text = "Pemindahan ditunda. Sampai 2 April 2026 tidak ditemukan pencabutnya."
    both = statement("F9", text, as_of=date(2025, 1, 24))
    assert said(composed(knowing(both), "F9", day=date(2025, 3, 1))) == ["Pemindahan ditunda."]
    assert len(said(composed(knowing(both), "F9"))) == 2


@pytest.mark.parametrize(
    ("sentence", "day", "ahead"),
    [
        ("Per 2 April 2026 belum ada.", date(2026, 4, 1), True),
        ("Per 2 April 2026 belum ada.", date(2026, 4, 2), False),
        ("Hingga 31 Desember 2025 sudah 10.", date(2025, 1, 1), True),
        ("Ditargetkan selesai pada 31 Desember 2028.", date(2025, 1, 1), False),
        ("Belum ada tanggal.", date(2025, 1, 1), False),
    ],
)
def test_looking_ahead(sentence: str, day: date, ahead: bool) -> None:
    assert looks_ahead(sentence, day) is ahead

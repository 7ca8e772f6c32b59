"""What the encoder's adapter learns from, and what it is measured on; the training itself is not
repeated here: `knowledge/adapter/adapter.json` tells what it reached."""

from datetime import date

import torch
from torch.nn.functional import normalize

from evals.adapt import Benchmark, Material, Vectors, measure, split_by_passage, split_by_question
from evals.exercises import Exercise
from evals.split import held_out
from knowledge.documents import Document, Passage
from knowledge.schema import Authority, Topic, Validity

ASKED = (
    "Kapan pindah?",
    "kpn pindahnya",
    "Siapa yang pindah?",
    "siapa aja sih",
    "Di mana kantornya?",
)


def document(name: str, *questions: str) -> Document:
    return Document(
        id=name,
        kind="statement",
        title=name,
        topic=Topic.JADWAL,
        as_of=date(2026, 1, 1),
        validity=Validity.STATEMENT,
        authority=Authority.PERS,
        sources=(),
        passages=(Passage(id=name, text=f"Bunyi {name}.", questions=questions),),
    )


FOLLOW = Exercise(
    "kalau PPPK?",
    (frozenset({"B1", "A1"}),),
    "follow",
    ("Siapa pindah?",),
    "Apakah PPPK pindah?",
    best="B1",
)
STRAY = Exercise("Bunga apa?", (), "story")
DOCUMENTS = (document("A1", *ASKED[:2]), document("B1", *ASKED[2:]))


def material() -> Material:
    return Material.of(DOCUMENTS, 0.2, (FOLLOW, STRAY), {ASKED[0]: frozenset({"B1"})})


def test_conversations_come_after_the_curated_questions() -> None:
    made = material()
    assert made.curated == len(ASKED)
    assert made.questions == (*ASKED, "Siapa pindah kalau PPPK?")
    assert made.owner.tolist() == [0, 0, 1, 1, 1, 1]
    assert all(len(form) == len(made.questions) for form in made.forms)


def test_what_answers_too_is_not_wrong() -> None:
    also = material().also
    assert also.tolist() == [[False, True], *[[False, False]] * 4, [True, False]]


def test_no_conversation_is_held_out() -> None:
    made = material()
    chosen, asked = split_by_question(made)
    assert int(asked.max()) < made.curated <= int(chosen.max())
    assert {n for n in range(len(ASKED)) if held_out(ASKED[n])} >= set(asked.tolist())
    _, asked = split_by_passage(made)
    assert all(n < made.curated for n in asked.tolist())


def test_a_conversation_is_no_row_that_is_found() -> None:
    vectors = torch.eye(8)[: len(material().questions)]
    vectors[5] = vectors[0]  # the conversation, about another passage, is nearest to the first
    vectors[1] = normalize(vectors[0] + 0.5 * vectors[1], dim=0)
    given = Vectors(normalize(torch.ones(2, 8), dim=1), vectors, vectors)
    found = measure(given, material(), torch.tensor([0]), torch.arange(6))
    assert found["nearest question"][0] == 1.0


def test_what_is_measured_on_may_be_named_by_document_or_passage() -> None:
    given = [("Kapan?", ["A1"]), ("Apa?", ["tidak-ada"])]
    made = Benchmark.of(given, DOCUMENTS, ["A1", "B1"])
    assert len(made.questions) == 1
    assert made.right.tolist() == [[True, False]]

"""A corpus of a few statements, questions about it, and assistants that are broken on purpose."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from assistant.answer import Answer, Status
from evals.baselines import quoting
from evals.dataset import Item
from evals.records import Record, record
from evals.subject import Reply
from knowledge.corpus import Corpus
from knowledge.documents import Document, of_statement
from tests.support import STATEMENTS, statement

TODAY = date(2026, 4, 2)
EXTRA = statement(
    "B1",
    "PPPK kementerian tidak wajib pindah ke IKN pada fase pertama menurut BKN.",
    topic="siapa",
    validity="in_force",
)


def corpus() -> Corpus:
    documents: tuple[Document, ...] = tuple(map(of_statement, (*STATEMENTS, EXTRA)))
    return Corpus(documents, (), np.zeros((0, 1), dtype=np.float32))


def item(id: str, **changes: object) -> Item:
    fields: dict[str, object] = {
        "id": id,
        "question": f"Pertanyaan {id}?",
        "history": (),
        "category": "jadwal",
        "answerable": True,
        "gold_facts": (),
        "must_not": (),
        "fact_refs": (),
        "as_of": None,
        "style": "formal",
        "expected": ("answered", "partial"),
    }
    return Item(**(fields | changes))  # type: ignore[arg-type]


WITHHELD = ("not_in_knowledge", "out_of_scope", "refused")
ITEMS = (
    item("pppk", gold_facts=("tidak wajib pindah",), fact_refs=("B1",)),
    item("kapan", gold_facts=("ditunda", "24 Januari 2025"), fact_refs=("F9",)),
    item("jam", gold_facts=("37,5 jam|37 jam 30 menit",), fact_refs=("C1",)),
    item("pionir", gold_facts=("belum pernah ditetapkan",), fact_refs=("D10",)),
    item("gaji", answerable=False, expected=WITHHELD, category="tidak_diketahui"),
    item("cuaca", answerable=False, expected=WITHHELD, category="di_luar", style="informal"),
)
KNOWN = {"pppk": "B1", "kapan": "F9", "jam": "C1", "pionir": "D10"}


def said(passages: list[str], day: date) -> Answer:
    """An answer in the words of these passages, with the validity of that day."""
    known = corpus()
    answer = quoting(passages, known, day)
    rightly = [
        citation.model_copy(
            update={"validity": known.timeline.validity(known.by_name[citation.document_id], day)}
        )
        for citation in answer.citations
    ]
    return answer.model_copy(update={"citations": tuple(rightly)})


def withheld(day: date, text: str = "Maaf, jawaban itu belum ada dalam dokumen.") -> Answer:
    status = Status.NOT_IN_KNOWLEDGE
    return Answer(status=status, answer=text, as_of=day, knowledge_date=day)


def honest(item: Item, day: date) -> Answer:
    name = KNOWN.get(item.id)
    return said([name], day) if name else withheld(day)


def without_not(item: Item, day: date) -> Answer:
    answer = honest(item, day)
    plain = tuple(
        s.model_copy(update={"text": s.text.replace("tidak ", "").replace("belum ", "")})
        for s in answer.sentences
    )
    text = answer.answer.replace("tidak ", "").replace("belum ", "") if plain else answer.answer
    return answer.model_copy(update={"sentences": plain, "answer": text})


def superseded(item: Item, day: date) -> Answer:
    return quoting(["F3"], corpus(), day) if item.id == "kapan" else honest(item, day)


def wrong_passage(item: Item, day: date) -> Answer:
    answer = honest(item, day)
    if not answer.citations:
        return answer
    other = said(["D10" if KNOWN[item.id] != "D10" else "C1"], day).citations
    return answer.model_copy(update={"citations": other})


def always_answers(item: Item, day: date) -> Answer:
    return said([KNOWN.get(item.id, "C1")], day)


def always_withholds(_item: Item, day: date) -> Answer:
    return withheld(day)


@dataclass(frozen=True)
class Fake:
    """A subject that answers as it is told."""

    answer: Callable[[Item, date], Answer]

    def reply(self, item: Item, day: date) -> Reply:
        return Reply(self.answer(item, day), 1.0)


def records(answer: Callable[[Item, date], Answer]) -> list[Record]:
    known = corpus()
    return [record(one, Fake(answer).reply(one, TODAY), known, TODAY) for one in ITEMS]

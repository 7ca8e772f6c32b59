"""Every curated question, left out of the index in turn: does it still find its statement?

python -m evals.leave_one_out
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.ranking import Intent
from knowledge.retriever import Hit, PolicyRetriever

LOOK_AT = 20


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A question, the passage it belongs to, and what is found without it."""

    question: str
    passage_id: str
    hits: tuple[Hit, ...]

    @property
    def rank(self) -> int:
        """1 for the best; 0 when the passage is not found."""
        names = [hit.passage.id for hit in self.hits]
        return names.index(self.passage_id) + 1 if self.passage_id in names else 0


def leave_one_out(
    retriever: PolicyRetriever, every: int = 1, intent: Intent | None = None
) -> Iterator[LeftOut]:
    """Ask every `every`-th curated question with its own row left out."""
    rows = retriever.index.corpus.rows
    numbers = [n for n, row in enumerate(rows) if row.kind == "question"][::every]
    for number in numbers:
        query = retriever.prepare(rows[number].text)
        hits = retriever.rank(query, intent or Intent(), without=number)[:LOOK_AT]
        yield LeftOut(rows[number].text, rows[number].passage_id, hits)


def recall(ranks: Sequence[int], within: int) -> float:
    """Share of ranks between 1 and `within`.

    >>> recall([1, 3, 0, 2], 2)
    0.5
    """
    table: NDArray[np.int64] = np.array(ranks)
    return float(((table >= 1) & (table <= within)).mean())


def report(found: Sequence[LeftOut], statements: frozenset[str]) -> dict[str, float]:
    """Recall over all questions, and over those of statements alone."""
    every = [one.rank for one in found]
    some = [one.rank for one in found if one.passage_id in statements]
    return {
        "questions": len(every),
        "recall@1": recall(every, 1),
        "recall@5": recall(every, 5),
        "statement_questions": len(some),
        "statement_recall@1": recall(some, 1),
        "statement_recall@5": recall(some, 5),
    }

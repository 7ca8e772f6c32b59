"""Every curated question, left out of the index in turn: does it still find its statement?

    python -m evals.leave_one_out

Where an article and the statement that tells it both answer, or two versions of a dispute, or where
a reader judged that another passage answers as fully (`evals.exercises.also_right`), the question
was written for one of them and finds the other as rightly: both counts are printed.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from evals.exercises import also_right
from evals.split import held_out
from knowledge.matter import same_matter, twins
from knowledge.opening import open_index
from knowledge.ranking import Intent, Ranker
from knowledge.retriever import PolicyRetriever
from knowledge.settings import KnowledgeSettings

LOOK_AT = 20


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A question and where it found its passage, and where the first that answers as fully.

    1 for the best; 0 for not found among the first `LOOK_AT`. `kind`: of its document. `first`:
    the passage that came first.
    """

    question: str
    passage_id: str
    kind: str
    rank: int
    same_rank: int
    first: str = ""


def leave_one_out(
    retriever: PolicyRetriever, every: int = 1, intent: Intent | None = None
) -> Iterator[LeftOut]:
    """Ask every `every`-th curated question with its own row left out."""
    corpus = retriever.index.corpus
    numbers = [n for n, row in enumerate(corpus.rows) if row.kind == "question"][::every]
    also = also_right()
    for number in numbers:
        row = corpus.rows[number]
        document, passage = corpus.passages[row.passage_id]
        query = retriever.prepare(row.text)
        hits = retriever.rank(query, intent or Intent(), without=number)[:LOOK_AT]
        itself = [hit.passage.id == passage.id for hit in hits]
        same = [
            own
            or same_matter(document, hit.document)
            or twins(passage, hit.passage)
            or hit.passage.id in also.get(row.text, ())
            for own, hit in zip(itself, hits, strict=True)
        ]
        first = hits[0].passage.id if hits else ""
        yield LeftOut(row.text, passage.id, document.kind, _first(itself), _first(same), first)


def _first(right: Sequence[bool]) -> int:
    return right.index(True) + 1 if True in right else 0


def recall(ranks: Sequence[int], within: int) -> float:
    """Share of ranks between 1 and `within`.

    >>> recall([1, 3, 0, 2], 2)
    0.5
    """
    table = np.array(ranks)
    return float(((table >= 1) & (table <= within)).mean())


GROUPS: dict[str, Callable[[LeftOut], bool]] = {
    "all": lambda _: True,
    "of statements": lambda one: one.kind == "statement",
    "of statements, new to the encoder": lambda one: (
        one.kind == "statement" and held_out(one.question)
    ),
}


def table(found: Sequence[LeftOut]) -> str:
    """Markdown: how often the passage comes first and within five; or any that answers as fully."""
    lines = [
        "| questions | n | its own first | within 5 | one that answers as fully first | within 5 |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, belongs in GROUPS.items():
        some = [one for one in found if belongs(one)]
        if not some:
            continue
        ranks, same = [one.rank for one in some], [one.same_rank for one in some]
        cells = [f"{recall(each, within):.3f}" for each in (ranks, same) for within in (1, 5)]
        lines.append(f"| {name} | {len(some)} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Ask all of them and print the table."""
    retriever = PolicyRetriever(open_index(KnowledgeSettings()), Ranker.load())
    sys.stdout.write(table(list(leave_one_out(retriever))) + "\n")


if __name__ == "__main__":
    main()

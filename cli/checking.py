"""`tanya knowledge check`: the files, the wording, and what only an index shows."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from knowledge.checks import Wording, alike
from knowledge.corpus import serving
from knowledge.curated import Curated, read
from knowledge.errors import IndexMissing
from knowledge.settings import KnowledgeSettings


def checked(folder: Path | None, settings: KnowledgeSettings) -> Curated:
    """What is in the folder (or what ships), with all that is wrong with it."""
    curated = read(folder or settings.curated)
    problems = [*curated.problems, *Wording.load().problems(curated.statements)]
    if folder is None:
        problems += _alike(settings)
    return replace(curated, problems=tuple(problems))


def _alike(settings: KnowledgeSettings) -> Iterator[str]:
    """Statements that say the same, as the index has them; nothing before the first build."""
    try:
        corpus = serving(settings.folder)
    except (IndexMissing, sqlite3.DatabaseError):  # a broken one tells of itself when it is opened
        return
    yield from alike(corpus)


def misplaced(settings: KnowledgeSettings) -> Iterator[str]:
    """Questions that find another passage first when they are left out: what to work on."""
    from evals.leave_one_out import leave_one_out
    from knowledge.opening import open_index
    from knowledge.ranking import Ranker
    from knowledge.retriever import PolicyRetriever

    for found in leave_one_out(PolicyRetriever(open_index(settings), Ranker.load())):
        if found.same_rank != 1:
            yield f"{found.passage_id}\t{found.first}\t{found.question}\n"

"""Asks the assistant our own exercises, and says how many it answers with what answers them.

    python -m evals.practice held_out

`held_out` are a hundred broad first messages from which nothing is learned; the other files of
`evals/training/` can be named too. An exercise ends right if for each thing asked something that
answers it is cited, in part if for some; where nothing answers, if it is withheld.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import chain

from assistant.answer import Answer, Citation
from assistant.assistant import Assistant
from assistant.turn import Message
from evals.exercises import FOLDER, JUDGED, Exercise, names_of, read
from evals.train import TODAY
from knowledge.corpus import Corpus, serving
from knowledge.settings import KnowledgeSettings


class Ended(StrEnum):
    """How an exercise ended."""

    RIGHT = "right"
    PART = "in part"
    WITHHELD = "withheld"
    OTHER = "other"


def ended(one: Exercise, answer: Answer, corpus: Corpus) -> Ended:
    """How the answer to an exercise is to be taken."""
    cited = frozenset(chain.from_iterable(_names(c, corpus) for c in answer.citations))
    if not cited:
        return Ended.WITHHELD if one.answers else Ended.RIGHT
    met = sum(not cited.isdisjoint(right) for right in one.answers)
    if not met:
        return Ended.OTHER
    return Ended.RIGHT if met == len(one.answers) else Ended.PART


def _names(citation: Citation, corpus: Corpus) -> Iterator[str]:
    document = corpus.document(citation.document_id)
    quoted = (passage for passage in document.passages if citation.quote in passage.text)
    yield from chain.from_iterable(names_of(document, passage) for passage in quoted)


def ask(assistant: Assistant, one: Exercise) -> Answer:
    """What the assistant answers to an exercise."""
    history = [Message("user", asked) for asked in one.asked]
    return assistant.answer(one.question, history=history, as_of=one.as_of or TODAY)


def table(results: Iterable[tuple[str, Ended]]) -> str:
    """How many of each kind ended how, as a Markdown table."""
    counts: dict[str, Counter[Ended]] = {}
    for kind, end in results:
        counts.setdefault(kind, Counter())[end] += 1
    lines = [f"| exercises | n | {' | '.join(Ended)} |", "| --- " * (len(Ended) + 2) + "|"]
    for kind, found in counts.items():
        cells = " | ".join(str(found[end]) for end in Ended)
        lines.append(f"| {kind} | {found.total()} | {cells} |")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask the exercises of a file and print the table."""
    names = sorted(path.stem for path in FOLDER.glob("*.jsonl"))
    parser = argparse.ArgumentParser(prog="python -m evals.practice", description=main.__doc__)
    parser.add_argument("file", choices=[name for name in names if name != JUDGED])
    given = read(parser.parse_args(arguments).file)
    settings = KnowledgeSettings()
    assistant, corpus = Assistant.of(settings), serving(settings.folder)
    found = ((one.kind, ended(one, ask(assistant, one), corpus)) for one in given)
    sys.stdout.write(table(found))


if __name__ == "__main__":
    main()

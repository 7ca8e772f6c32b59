"""Learns how sure the assistant is of a passage of an ingested document, for which nobody has
written questions, and writes `assistant/confidence_unasked.json`.

    python -m evals.train_unasked

Asks the documents that are approved in TANYA_HOME, by themselves. A question that was written for a
curated article of one of these regulations is answered where its pasal comes first. A question that
was written for a statement which names none of them has no answer there, nor has one of
`assistant/examples/` that nothing answers. Nothing here looks at `dev` or `test`. Regulations are
not ours to publish: whoever runs it brings them.
"""

import json
import math
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from sklearn.linear_model import LogisticRegression

from assistant.confidence import Confidence
from assistant.examples import examples
from evals.split import held_out
from evals.train import Array
from knowledge.curated import Curated, read
from knowledge.encoder import open_encoder
from knowledge.index import IndexFolder
from knowledge.language import Language
from knowledge.library import Library
from knowledge.mentions import regulation_mentions
from knowledge.ranking import Ranker
from knowledge.retriever import Hit, PolicyRetriever
from knowledge.schema import Statement
from knowledge.settings import KnowledgeSettings

WEIGHTS: Final = Path("assistant/confidence_unasked.json")
SIGNALS: Final = ("coverage", "dense_text")
_PASAL = re.compile(r"Pasal (\w+)")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the beginning of the ids of passages that answer it; None if none does."""

    question: str
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """The signals of the best passage, and whether it answers; whether any passage could."""

    signals: tuple[float, ...]
    right: bool
    answerable: bool


def asked_of(curated: Curated, regulations: frozenset[str]) -> Iterator[Asked]:
    """What is asked of documents of these regulations (`uu-3-2022`)."""
    for regulation in curated.regulations:
        for article in regulation.articles if regulation.id in regulations else ():
            if found := _PASAL.match(article.locator):
                place = f"dok-{regulation.id}/pasal-{found[1].lower()}"
                yield from (Asked(question, place) for question in article.questions)
    for statement in curated.statements:
        if regulations.isdisjoint(_named(statement)):
            yield from (Asked(q) for q in statement.questions if held_out(q))
    kinds = examples()
    yield from (Asked(question) for question in (*kinds["unknown"], *kinds["outside"]))


def _named(statement: Statement) -> set[str]:
    texts = (statement.text, *(source.title for source in statement.sources))
    mentions = (m for text in texts for m in regulation_mentions(text))
    return {f"{m.kind}-{m.number}-{m.year}".lower() for m in mentions}


def judge(retriever: PolicyRetriever, asked: Asked) -> Judged | None:
    """What comes first; None where nothing is found, or the question names its very provision."""
    hits = retriever.search(asked.question)
    if not hits or hits[0].named:
        return None
    signals = tuple(hits[0].features[name] for name in SIGNALS)
    return Judged(signals, _answers(hits[0], asked), asked.place is not None)


def _answers(hit: Hit, asked: Asked) -> bool:
    place = asked.place
    return place is not None and re.match(rf"{place}(?:-|$)", hit.passage.id) is not None


def learn(judged: Sequence[Judged], answer: float) -> dict[str, float]:
    """A logistic model of whether the best passage answers, moved so that its best threshold is
    `answer`: there most is gained if a right answer counts one for, any other one against."""
    clear = [j for j in judged if j.right or not j.answerable]
    model = LogisticRegression(C=30, class_weight="balanced", max_iter=5000)
    model.fit(_table(clear), np.array([j.right for j in clear]))
    logits = model.decision_function(_table(judged))
    worth = np.array([1 if j.right else -1 for j in judged])
    order = np.argsort(-logits, kind="stable")
    best = int(np.argmax(np.cumsum(worth[order])))
    bias = float(model.intercept_[0]) - float(logits[order][best]) + math.log(answer / (1 - answer))
    weights = dict(zip(SIGNALS, (round(float(w), 4) for w in model.coef_[0]), strict=True))
    return weights | {"bias": round(bias + 1e-3, 4)}


def told(judged: Sequence[Judged], weights: dict[str, float], answer: float) -> str:
    """How many right and wrong passages would be said with these weights."""
    said = [j for j in judged if _chance(j, weights) >= answer]
    right = sum(j.right for j in said)
    none = sum(not j.answerable for j in said)
    return (
        f"{right} of {sum(j.right for j in judged)} right ones said, "
        f"{len(said) - right - none} of {sum(j.answerable and not j.right for j in judged)} "
        f"neighbours, {none} of {sum(not j.answerable for j in judged)} without an answer\n"
    )


def _chance(judged: Judged, weights: dict[str, float]) -> float:
    logit = weights["bias"] + sum(
        weights[name] * value for name, value in zip(SIGNALS, judged.signals, strict=True)
    )
    return 1 / (1 + math.exp(-logit))


def _table(judged: Sequence[Judged]) -> Array:
    return np.array([j.signals for j in judged])


def main() -> None:
    """Learn and write."""
    settings, language = KnowledgeSettings(), Language.load()
    curated = read(settings.curated)
    documents = Library(settings.folder).answering(curated.regulations)
    encoder = open_encoder(settings.encoder, settings.folder)
    folder = IndexFolder(settings.folder / "latih", language)
    folder.build(documents, encoder)
    retriever = PolicyRetriever(folder.open(encoder), Ranker.load())
    regulations = frozenset(document.id.removeprefix("dok-") for document in documents)
    found = (judge(retriever, asked) for asked in asked_of(curated, regulations))
    judged = [one for one in found if one]
    answer, before = Confidence.load().answer, dict(Confidence.load().unasked)
    weights = learn(judged, answer)
    WEIGHTS.write_text(json.dumps(weights) + "\n")
    sys.stdout.write(f"before: {told(judged, before, answer)}after: ")
    sys.stdout.write(f"{told(judged, weights, answer)}{json.dumps(weights)}\n")


if __name__ == "__main__":
    main()

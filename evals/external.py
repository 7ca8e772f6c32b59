"""IDK-MRC in its published JSON, for retrieval and abstention outside our own subject.

    [{"context": "…", "qas": [{"id": "…", "question": "…", "is_impossible": false, …}]}]

Its paragraphs become an index of their own, with our encoder, our ranking and our confidence. A
question that its paragraph does not answer should be told from one that it does.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from assistant.confidence import Confidence
from evals.errors import DatasetError
from evals.intervals import interval
from evals.retrieval import LEGS, MEASURES, Judgements, rankings, scores
from evals.summary import Json
from knowledge.corpus import Corpus, Row, rows_to_embed
from knowledge.documents import Document, Passage
from knowledge.encoder import Encoder
from knowledge.index import Index
from knowledge.language import Language
from knowledge.lexical import LexicalIndex
from knowledge.ranking import Intent, Ranker
from knowledge.retriever import PolicyRetriever
from knowledge.schema import Authority, Grade, Source, Validity
from knowledge.vectors import ExactVectors

BATCH = 64
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the paragraph it was written for, and whether that answers it."""

    id: str
    question: str
    passage: str
    answerable: bool


def read(path: Path) -> tuple[list[str], list[Asked]]:
    """The paragraphs and the questions of a file.

    Raises:
        DatasetError: it is not IDK-MRC's JSON.
    """
    try:
        data = json.loads(path.read_text("utf-8"))
        contexts = list(dict.fromkeys(entry["context"] for entry in data))
        place = {context: f"p{number}" for number, context in enumerate(contexts)}
        asked = [_asked(qa, place[entry["context"]]) for entry in data for qa in entry["qas"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DatasetError(f"{path} bukan JSON IDK-MRC: {error}.") from error
    return contexts, asked


def _asked(qa: dict[str, Any], passage: str) -> Asked:
    return Asked(qa["id"], qa["question"], passage, not qa["is_impossible"])


def index_of(contexts: Sequence[str], encoder: Encoder, progress: Progress) -> Index:
    """An index in memory over the paragraphs."""
    language = Language.load()
    documents = tuple(_document(f"p{n}", text) for n, text in enumerate(contexts))
    texts = [text for _, _, text in rows_to_embed(documents)]
    rows = tuple(
        Row(document.id, "text", text, tuple(language.tokens(language.normalise(text))))
        for document, text in zip(documents, texts, strict=True)
    )
    vectors = []
    for start in range(0, len(texts), BATCH):
        vectors.append(encoder.encode_passages(texts[start : start + BATCH]))
        progress("Menanamkan", min(start + BATCH, len(texts)), len(texts))
    corpus = Corpus(documents, rows, np.vstack(vectors))
    lexical = LexicalIndex.build([row.tokens for row in rows])
    return Index("idk-mrc", corpus, lexical, ExactVectors(corpus.vectors), encoder, language)


def _document(name: str, text: str) -> Document:
    source = Source(title="IDK-MRC", publisher="Wikipedia", url="https://id.wikipedia.org/",
                    published="2022", grade=Grade.X)  # fmt: skip
    return Document(
        id=name,
        kind="document",
        title=" ".join(text.split()[:4]),
        as_of=date.min,
        validity=Validity.STATEMENT,
        authority=Authority.CATATAN,
        sources=(source,),
        passages=(Passage(id=name, text=text),),
    )


def measure(index: Index, asked: Sequence[Asked], progress: Progress) -> Json:
    """Retrieval over answerable questions, and how well confidence tells them from the others.

    Without the place of the question, for the probes know another subject.
    """
    retriever = PolicyRetriever(index, Ranker.load())
    confidence, sure, found = Confidence.load(), [], {}
    for number, one in enumerate(asked, start=1):
        hits = retriever.rank(retriever.prepare(one.question), Intent())
        sure.append(confidence.of(hits))
        if one.answerable:
            found[one.id] = rankings(retriever, [one.question], Intent())
        progress("Mencari", number, len(asked))
    refs = {one.id: [one.passage] for one in asked if one.answerable}
    judgements = Judgements(index.corpus)
    labels = [one.answerable for one in asked]
    return {
        "passages": len(index.corpus.documents),
        "questions": len(asked),
        "answerable": len(refs),
        "legs": {
            leg: _leg(refs, {q: r[leg] for q, r in found.items()}, judgements) for leg in LEGS
        },
        "separation": round(float(roc_auc_score(labels, sure)), 6)
        if len(set(labels)) > 1
        else None,
    }


def _leg(refs: dict[str, list[str]], found: dict[str, list[str]], judgements: Judgements) -> Json:
    values = scores(refs, found, judgements).values()
    return {name: asdict(interval([one[name] for one in values])) for name in MEASURES}

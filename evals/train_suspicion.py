"""Learns how attacks are worded, from the example messages; writes `assistant/suspicion.json`.

    python -m evals.train_suspicion

It learns from `assistant/examples/` and the curated ways to ask, never from `evals/datasets`.
Every message is first judged by a model whose weights did not learn from it; what that prints is
which share of each kind a pattern knows, and which is refused.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import normalize

from assistant.examples import examples
from assistant.privacy import mask
from assistant.screen import Attacks, clean, refuses
from assistant.suspicion import FILE, ngrams
from evals.train import Array
from knowledge import curated
from knowledge.language import Language
from knowledge.settings import KnowledgeSettings

ATTACK, HARMLESS = "attack", "harmless"
# Harmless messages that look like attacks are few, ordinary ones many.
WEIGHTS = {ATTACK: 1.0, HARMLESS: 2.0}
ORDINARY = 0.3
MIN_DF = 8  # messages that an n-gram must be in
INVERSE_REGULARISATION = 30.0
FOLDS = 5
WEIGHTS_FILE = Path("assistant") / FILE


@dataclass(frozen=True)
class Messages:
    """Messages as the screen sees them, and of which kind each is."""

    texts: tuple[str, ...]
    kinds: tuple[str, ...]

    @classmethod
    def read(cls) -> Self:
        """All examples and all curated ways to ask."""
        documents = curated.read(KnowledgeSettings().curated).documents()
        passages = [passage for document in documents for passage in document.passages]
        asked = [text for passage in passages for text in (*passage.questions, *passage.short)]
        told = [(kind, text) for kind, texts in examples().items() for text in texts]
        pairs = [*told, *(("curated", text) for text in asked)]
        return cls(tuple(mask(clean(text)) for _, text in pairs), tuple(kind for kind, _ in pairs))

    @property
    def attacks(self) -> NDArray[np.bool_]:
        """Which are attacks."""
        return np.array([kind == ATTACK for kind in self.kinds])

    @property
    def weights(self) -> Array:
        """What each counts."""
        return np.array([WEIGHTS.get(kind, ORDINARY) for kind in self.kinds])


def table(messages: Messages) -> tuple[csr_matrix, list[str]]:
    """Messages x n-grams, each row of length one; and the n-grams."""
    language = Language.load()
    vectoriser = CountVectorizer(
        analyzer=lambda text: ngrams(language, text), binary=True, min_df=MIN_DF
    )
    counts = vectoriser.fit_transform(messages.texts)
    return normalize(counts.astype(float)), list(vectoriser.get_feature_names_out())


def learn(rows: csr_matrix, attacks: NDArray[np.bool_], weights: Array) -> LogisticRegression:
    """The model over the n-grams."""
    model = LogisticRegression(C=INVERSE_REGULARISATION, solver="liblinear", random_state=0)
    return model.fit(rows, attacks, sample_weight=weights)


def unseen(rows: csr_matrix, messages: Messages) -> Array:
    """How suspicious each message is to a model that did not learn from it."""
    found = np.zeros(len(messages.texts))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    for some, others in folds.split(rows, messages.kinds):
        model = learn(rows[some], messages.attacks[some], messages.weights[some])
        found[others] = model.predict_proba(rows[others])[:, 1]
    return found


def report(messages: Messages, suspicion: Sequence[float]) -> str:
    """The shares refused, as a Markdown table."""
    patterns = Attacks.load()
    told = [patterns.kind_of(text) for text in messages.texts]
    lines = ["| messages | | by pattern | refused |", "| --- | --- | --- | --- |"]
    for kind in dict.fromkeys(messages.kinds):
        mine = [n for n, each in enumerate(messages.kinds) if each == kind]
        by_pattern = np.mean([told[n] is not None for n in mine])
        refused = np.mean([refuses(told[n], suspicion[n]) for n in mine])
        lines.append(f"| {kind} | {len(mine)} | {by_pattern:.1%} | {refused:.1%} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, learn from everything, write."""
    messages = Messages.read()
    rows, names = table(messages)
    sys.stdout.write(report(messages, unseen(rows, messages).tolist()))
    model = learn(rows, messages.attacks, messages.weights)
    learned = {name: round(float(w), 3) for name, w in zip(names, model.coef_[0], strict=True)}
    data = {"bias": round(float(model.intercept_[0]), 3), "weights": learned}
    WEIGHTS_FILE.write_text(json.dumps(data, ensure_ascii=False, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main()

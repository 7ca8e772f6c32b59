"""Is the encoder that we serve fast, and as good as the one it was made from?

Both run here, one after the other on the same machine, over the curated statements and the
questions that each statement says it answers.
"""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
from safetensors.numpy import save

from knowledge import e5
from knowledge.curated import read
from knowledge.encoder import (
    Encoder,
    OnnxEncoder,
    SentenceTransformerEncoder,
    prepare_encoder,
)
from knowledge.settings import KnowledgeSettings

Question = tuple[str, str]
"""A question, and the id of the text that answers it."""
Text = tuple[str, str]
"""An id, and a text."""

LATENCY_RATIO_CEILING = 1 / 5
RECALL_LOSS_CEILING = 0.005
TIMED = 30
ASKED = 1500


def encoder_report(home: Path) -> dict[str, float]:
    """Compares both encoders over the curated statements; see `compare` for the keys.

    At most 1,500 questions, evenly taken, so that the slow one is done in minutes.

    Raises:
        EncoderError: when the model cannot be prepared.
        StorageError: when the disk is full or read-only.
    """
    statements = read(KnowledgeSettings().curated).statements
    texts = [(statement.id, statement.text) for statement in statements]
    questions = [(question, s.id) for s in statements for question in s.questions]
    step = max(1, len(questions) // ASKED)
    directory = prepare_encoder(home)
    with TemporaryDirectory() as copy:
        reference = in_full_precision(directory, Path(copy) / "model")
        return compare(OnnxEncoder(directory), reference, questions[::step], texts)


def in_full_precision(directory: Path, target: Path) -> SentenceTransformerEncoder:
    """The weights behind the int8 graph of the model in `directory`, by torch in fp32.

    `target`, which must not exist yet, becomes a copy of the model with the adapter merged in.
    """
    shutil.copytree(directory, target, ignore=shutil.ignore_patterns("onnx", e5.MANIFEST_FILE))
    weights = save(e5.served_weights(directory), {"format": "pt"})
    (target / e5.WEIGHTS_FILE).write_bytes(weights)
    return SentenceTransformerEncoder(target)


def compare(
    ours: Encoder, reference: Encoder, questions: Sequence[Question], texts: Sequence[Text]
) -> dict[str, float]:
    """What was measured, and whether it meets the floors (1.0 yes, 0.0 no).

    Milliseconds are the median of one question at a time; recall is the share of questions whose
    text is among the ten nearest.
    """
    fast, slow = query_milliseconds((ours, reference), questions)
    found = recall_at_10(ours, questions, texts)
    expected = recall_at_10(reference, questions, texts)
    return {
        "questions": float(len(questions)),
        "texts": float(len(texts)),
        "query_ms": fast,
        "reference_query_ms": slow,
        "latency_ratio": fast / slow,
        "latency_ok": float(fast / slow <= LATENCY_RATIO_CEILING),
        "recall_at_10": found,
        "reference_recall_at_10": expected,
        "recall_loss": expected - found,
        "recall_ok": float(expected - found <= RECALL_LOSS_CEILING),
    }


def query_milliseconds(encoders: Sequence[Encoder], questions: Sequence[Question]) -> list[float]:
    """Median time of one question for each encoder, after one that warms up.

    They take turns question by question, so that what else the machine does slows all alike.
    """
    for encoder in encoders:
        encoder.embed_query(questions[0][0])
    times = [[seconds(e.embed_query, text) for e in encoders] for text, _ in questions[:TIMED]]
    return [1000 * median(column) for column in zip(*times, strict=True)]


def seconds(embed: Callable[[str], object], question: str) -> float:
    """How long one question takes."""
    start = perf_counter()
    embed(question)
    return perf_counter() - start


def recall_at_10(encoder: Encoder, questions: Sequence[Question], texts: Sequence[Text]) -> float:
    """The share of questions whose text is among the ten nearest, 0 to 1."""
    passages = encoder.encode_passages([text for _, text in texts])
    queries = encoder.encode_queries([question for question, _ in questions])
    ids = np.array([key for key, _ in texts])
    nearest = ids[np.argsort(-(queries @ passages.T), axis=1, kind="stable")[:, :10]]
    expected = np.array([key for _, key in questions])
    return float((nearest == expected[:, None]).any(axis=1).mean())

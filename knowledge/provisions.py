"""What kind of provision a passage of an ingested law is: a norm stands before what leads up to it,
defines its words or explains it, unless a question asks for just that."""

import re
from collections.abc import Iterable
from typing import Final

from knowledge.corpus import Corpus

# The stems by which each kind is asked for; to any other question it is a lesser answer.
_ASKED_BY: Final[dict[str, frozenset[str]]] = {
    "definition": frozenset(("maksud", "erti", "definisi", "arti")),
    "explanation": frozenset(("jelas",)),
    "opening": frozenset(("imbang", "timbang", "ingat")),
}
_KINDS: Final = (
    ("definition", re.compile(r"Pasal 1 angka\b")),
    ("explanation", re.compile(r"Penjelasan\b")),
    ("opening", re.compile(r"(?:Menimbang|Mengingat|Penutup)\b")),
)
LESSER: Final = 2.0
"""What such a passage loses in score; chosen on the questions of the curated articles."""


class Provisions:
    """Tells the passages that are no norm.

    The texts of the articles and statements that people wrote are none of these.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._kinds = {
            passage.id: kind
            for document in corpus.documents
            if document.kind == "document"
            for passage in document.passages
            for kind, pattern in _KINDS
            if pattern.match(passage.locator or "")
        }

    def loss(self, passage: str, terms: Iterable[str]) -> float:
        """What the passage loses in a search for these terms."""
        kind = self._kinds.get(passage)
        return LESSER if kind and _ASKED_BY[kind].isdisjoint(terms) else 0.0

"""Which provisions a question names: "Pasal 8 ayat (4) PP 94/2021"."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from knowledge.corpus import Corpus

_PLACE = re.compile(r"Pasal (?P<pasal>\d+[A-Z]*)(?: ayat \((?P<ayat>\d+[a-z]?)\))?")
DOCUMENT, PASAL = 2.5, 12.0
"""What a passage gains in score when its document, and when its very place is named."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a question names: passages with what they gain, and the documents that hold them.

    `precise`: a pasal of a document is named, so that no other provision is an answer.
    """

    gains: Mapping[str, float]
    documents: frozenset[str]
    precise: bool

    def fits(self, document: str, passage: str) -> bool:
        """Whether a passage may answer: any, unless another pasal of its document is named."""
        return not (self.precise and document in self.documents) or passage in self.gains


class Naming:
    """Finds named provisions of ingested documents by the exact terms of a question."""

    def __init__(self, corpus: Corpus) -> None:
        self._ids: dict[str, str] = {}
        self._places: dict[str, dict[str, tuple[str, str | None]]] = {}
        for document in corpus.documents:
            if document.kind == "document":
                self._ids[document.id.removeprefix("dok-")] = document.id
                matches = ((p.id, _PLACE.match(p.locator or "")) for p in document.passages)
                self._places[document.id] = {
                    name: (f"pasal-{m['pasal']}".lower(), m["ayat"]) for name, m in matches if m
                }

    def of(self, terms: Iterable[str]) -> Named:
        """What these terms name."""
        said = frozenset(terms)
        documents = frozenset(self._ids[term] for term in said if term in self._ids)
        pasal = any(re.fullmatch(r"pasal-\d+[a-z]*", term) for term in said)
        places = [
            (passage, ayat)
            for document in documents
            for passage, (place, ayat) in self._places[document].items()
            if place in said
        ]
        exact = [(passage, ayat) for passage, ayat in places if f"ayat-{ayat}" in said]
        gains = {passage: PASAL for passage, _ in exact or places}
        return Named(gains, documents, pasal and bool(documents))

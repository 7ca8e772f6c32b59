"""What an officer's desk asks of the assistant, beside answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from assistant.answer import Citation, Sentence
from assistant.compose import Part, citation
from assistant.concerns import Concern, concern_of
from assistant.retrieve import retrieve
from assistant.tools import Tools
from assistant.turn import Message, Turn
from assistant.understand import understand
from assistant.verify import proved
from knowledge.corpus import Vectors
from knowledge.documents import Document, Passage
from knowledge.errors import UnknownDocument

MOST_PASSAGES = 6


@dataclass(frozen=True, slots=True)
class About:
    """What a message is about, its language, and whether a person should see it soon."""

    topic: str | None
    language: str
    concern: Concern | None = None


@dataclass(frozen=True, slots=True)
class Copilot:
    """Over one index, on one day."""

    tools: Tools
    today: date

    def about(self, message: str) -> About:
        """Topic of the nearest statement, language, and concern."""
        hits = self.tools.retriever.search(message) if message.strip() else ()
        topics = (hit.document.topic.value for hit in hits if hit.document.topic)
        language = self.tools.language.language_of(message)
        return About(next(topics, None), language, concern_of(message))

    def topic(self, name: str) -> str | None:
        """Topic of a statement."""
        document = self._corpus_document(name)
        return document.topic.value if document and document.topic else None

    def passages(self, question: str) -> tuple[Citation, ...]:
        """The passages nearest to a question, whole, as they can be cited."""
        hits = self.tools.retriever.search(question)[:MOST_PASSAGES]
        return tuple(self._cite(n, h.document, h.passage) for n, h in enumerate(hits, start=1))

    def versions(self, names: Sequence[str]) -> tuple[Citation, ...]:
        """What sources say otherwise, or said later, about these statements."""
        found: dict[str, Document] = {}
        for document in filter(None, map(self._corpus_document, names)):
            for name in (*document.disputed_with, *document.superseded_by):
                if other := self._corpus_document(name):
                    found.setdefault(other.id, other)
        others = [document for name, document in found.items() if name not in names]
        return tuple(self._cite(n, d, d.passages[0]) for n, d in enumerate(others, start=1))

    def lacking(self, question: str, history: Sequence[Message] = ()) -> tuple[str, ...]:
        """The parts of a question that the knowledge does not answer."""
        turn = understand(Turn(question, self.today, tuple(history)), self.tools)
        if turn.over:
            return ()
        turn = retrieve(turn, self.tools)
        return tuple(a.question for a in turn.asks) if turn.over else turn.missing

    def proved(self, sentence: Sentence, citations: Sequence[Citation]) -> bool:
        """Whether the quotes that a sentence cites hold everything it says."""
        return proved(sentence, {c.id: c for c in citations}, self.tools.language)

    def normalise(self, text: str) -> str:
        """Standard Indonesian."""
        return self.tools.language.normalise(text)

    def vectors(self, questions: Sequence[str]) -> Vectors:
        """Vectors of questions, for telling which mean the same.

        They are taken from the mean of the known questions: as they come, all of them point
        nearly the same way, because all of them are about the same subject.
        """
        index = self.tools.retriever.index
        ready = [self.tools.language.ready(question) for question in questions]
        centred = index.encoder.encode_queries(ready) - index.corpus.questions.mean(axis=0)
        lengths = np.linalg.norm(centred, axis=1, keepdims=True)
        return np.asarray(centred / np.maximum(lengths, 1e-9), dtype=np.float32)

    def _corpus_document(self, name: str) -> Document | None:
        try:
            return self.tools.retriever.index.corpus.document(name)
        except UnknownDocument:
            return None

    def _cite(self, number: int, document: Document, passage: Passage) -> Citation:
        corpus = self.tools.retriever.index.corpus
        return citation(str(number), Part(document, passage), Turn("", self.today), corpus)

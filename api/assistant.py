"""What the API needs of an assistant; the real one is in `assistant/`, a fake in the tests."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol

from assistant.answer import Answer, Citation, Sentence
from assistant.copilot import About
from assistant.turn import Event, Message
from knowledge.corpus import Vectors
from knowledge.documents import DocumentView


class Copiloting(Protocol):
    """What an officer's desk asks; synchronous too."""

    def about(self, message: str, /) -> About:
        """Topic and language of a message."""
        ...

    def topic(self, name: str, /) -> str | None:
        """Topic of a statement."""
        ...

    def passages(self, question: str, /) -> tuple[Citation, ...]:
        """The passages nearest to a question, as they can be cited."""
        ...

    def versions(self, names: Sequence[str], /) -> tuple[Citation, ...]:
        """What sources say otherwise, or said later, about these statements."""
        ...

    def lacking(self, question: str, /, history: Sequence[Message] = ()) -> tuple[str, ...]:
        """The parts of a question that the knowledge does not answer."""
        ...

    def proved(self, sentence: Sentence, citations: Sequence[Citation], /) -> bool:
        """Whether the quotes that a sentence cites hold everything it says."""
        ...

    def normalise(self, text: str, /) -> str:
        """Standard Indonesian."""
        ...

    def vectors(self, questions: Sequence[str], /) -> Vectors:
        """Vectors of questions (n x dimensions, unit length)."""
        ...


class Answering(Protocol):
    """Everything here is synchronous and takes CPU: the API calls it in threads only."""

    def answer(
        self, message: str, /, *, history: Sequence[Message] = (), as_of: date | None = None
    ) -> Answer:
        """One turn, whole."""
        ...

    def events(
        self, message: str, /, *, history: Sequence[Message] = (), as_of: date | None = None
    ) -> Iterator[Event]:
        """One turn as it comes; the last event is a `DoneEvent`."""
        ...

    def ready(self) -> bool:
        """Whether the index and the model answer a canary query."""
        ...

    def document(self, document_id: str, /) -> DocumentView:
        """A statement or document; raises `UnknownDocument`."""
        ...

    def refresh(self) -> None:
        """Open a newer generation of the index if there is one; cheap."""
        ...

    @property
    def copilot(self) -> Copiloting:
        """What an officer's desk asks, over the serving index."""
        ...

    @property
    def knowledge_date(self) -> date:
        """The day of the newest source."""
        ...

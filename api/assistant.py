"""What the API needs of an assistant; the real one is in `assistant/`, a fake in the tests."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol

from assistant.answer import Answer
from assistant.turn import Event, Message
from knowledge.documents import DocumentView


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
    def knowledge_date(self) -> date:
        """The day of the newest source."""
        ...

"""What a turn ends with: the answer object of the public contract."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from knowledge.schema import Validity


class Status(StrEnum):
    """How a turn ended; `docs/statuses.md` says what each means to the person."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NOT_IN_KNOWLEDGE = "not_in_knowledge"
    OUT_OF_SCOPE = "out_of_scope"
    REFUSED = "refused"
    CLARIFY = "clarify"
    SMALLTALK = "smalltalk"
    HANDED_OFF = "handed_off"

    @property
    def states_facts(self) -> bool:
        """Only these two may carry facts, and then with citations."""
        return self in (Status.ANSWERED, Status.PARTIAL)


class Frozen(BaseModel):
    """Immutable, and strict about its fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sentence(Frozen):
    """A verified sentence and the ids of the citations that prove it."""

    text: str
    citations: tuple[str, ...] = ()


class Citation(Frozen):
    """Where a sentence comes from; `quote` is byte for byte in the indexed passage."""

    id: str
    document_id: str
    title: str
    publisher: str
    url: str
    published: str
    locator: str | None
    validity: Validity
    superseded_by: str | None
    quote: str


class Handoff(Frozen):
    """Whether a person is offered, and why."""

    offered: bool = False
    reason: str | None = None


class Answer(Frozen):
    """The answer object (contract: `POST /api/v1/chat`)."""

    conversation_id: str | None = None
    message_id: str | None = None
    status: Status
    answer: str
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    as_of: date
    knowledge_date: date
    suggestions: tuple[str, ...] = ()
    handoff: Handoff = Handoff()
    generator: str = "extractive"
    timings_ms: dict[str, float] = Field(default_factory=dict)

"""What flows through the steps of a turn: plain frozen data."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, Literal, Self

from assistant.answer import Answer, Citation, Handoff, Sentence, Status
from assistant.comparison import Split
from assistant.scope import Place
from knowledge.documents import Document
from knowledge.ranking import Intent
from knowledge.retriever import Hit


@dataclass(frozen=True, slots=True)
class Message:
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class StatusEvent:
    """What the assistant is doing, for the person who waits."""

    text: str


@dataclass(frozen=True, slots=True)
class SentenceEvent:
    """A verified sentence and the citations it names."""

    sentence: Sentence
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class DoneEvent:
    """The whole answer; always the last event."""

    answer: Answer


Event = StatusEvent | SentenceEvent | DoneEvent


class Leaning(StrEnum):
    """What a question leans on: what was asked before it, or what is told beside it."""

    FOLLOWS = "follows"
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing asked.

    `context`: what it leans on, in the way of `leaning`. `here`: the message as a question of the
    subject, where it names nothing of it. `splits`: the ways to take it apart if it compares.
    """

    question: str
    context: str = ""
    leaning: Leaning | None = None
    here: str = ""
    splits: tuple[Split, ...] = ()

    @property
    def whole(self) -> str:
        """The question after what it leans on."""
        return f"{self.context.rstrip(' ?.!,;')} {self.question}".lstrip()


@dataclass(frozen=True, slots=True)
class Find:
    """What was found for one ask, and how sure that is.

    `context`: what the question leans on. `place`: where it stands (`Scope.place`).
    """

    question: str
    hits: tuple[Hit, ...]
    confidence: float
    place: Place
    context: str = ""
    leaning: Leaning | None = None

    @property
    def whole(self) -> str:
        """The question with what it leans on."""
        return f"{self.context} {self.question}".lstrip()


@dataclass(frozen=True, slots=True)
class Criterion:
    """A statement that decides in the guided check, and the words that say for whom."""

    document: Document
    label: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn, passed from step to step; a step returns a changed copy.

    A step that sets `status` has decided how the turn ends: the steps after it are skipped.
    `question`: the message in plain words. `told`: how many of the sentences were given away
    already; `generator`: whose words they are.
    """

    message: str
    as_of: date
    history: tuple[Message, ...] = ()
    english: bool = False
    comparing: bool = False
    question: str = ""
    intent: Intent = field(default_factory=Intent)
    asks: tuple[Ask, ...] = ()
    finds: tuple[Find, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    missing: tuple[str, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    told: int = 0
    generator: str = "extractive"
    citations: tuple[Citation, ...] = ()
    status: Status | None = None
    reply: str = ""
    suggestions: tuple[str, ...] = ()
    handoff: Handoff = field(default_factory=Handoff)

    def but(self, **changes: Any) -> Self:
        """A copy with these fields changed."""
        return replace(self, **changes)

    @property
    def over(self) -> bool:
        """Whether a step has already decided how the turn ends."""
        return self.status is not None

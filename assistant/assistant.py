"""The whole turn of a conversation, from top to bottom.

screen      personal numbers masked, attacks refused
understand  chat language made plain, small talk answered, follow-ups written out
retrieve    passages found, or the answer withheld
compose     the answer in the words of the passages, reworded if there is a chat model
verify      every sentence proved by what it cites, or removed
"""

import copy
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from langchain_core.runnables import Runnable, RunnableConfig

from assistant.answer import Answer, Status
from assistant.check import Check
from assistant.comparison import Comparisons
from assistant.compose import compose
from assistant.confidence import Confidence
from assistant.copilot import Copilot
from assistant.followup import FollowUps
from assistant.replies import Replies
from assistant.retrieve import retrieve
from assistant.scope import Scope
from assistant.screen import Attacks, screen
from assistant.settings import ChatSettings
from assistant.suspicion import Suspicion
from assistant.tools import Tools
from assistant.turn import DoneEvent, Event, Message, SentenceEvent, StatusEvent, Turn
from assistant.understand import understand
from assistant.verify import verify
from assistant.writer import Writer
from knowledge.documents import DocumentView
from knowledge.index import Index
from knowledge.opening import IndexOpener, index_opener
from knowledge.ranking import Ranker
from knowledge.retriever import PolicyRetriever
from knowledge.settings import KnowledgeSettings
from knowledge.views import view

Step = Callable[[Turn, Tools], Turn]
STEPS: tuple[Step, ...] = (screen, understand, retrieve, compose, verify)
DOING = {
    understand: "Memahami pertanyaan Anda…",
    retrieve: "Mencari di dokumen…",
    verify: "Memeriksa bukti…",
}
WRITING = "Menyusun jawaban…"


@dataclass(frozen=True, slots=True)
class Question:
    """What is put to the assistant; `as_of` is the day to answer for, None means today."""

    message: str
    history: tuple[Message, ...] = ()
    as_of: date | None = None


class Assistant(Runnable[Question, Answer]):
    """Answers questions over one index; a LangChain `Runnable`.

    `open_index` is called again by `refresh`, and gives a newer generation when there is one.

    Example::

        assistant = Assistant(open_index)
        answer = assistant.invoke(Question("Kapan ASN pindah ke IKN?"))
    """

    def __init__(
        self,
        open_index: IndexOpener,
        today: Callable[[], date] = date.today,
        writer: Writer | None = None,
    ) -> None:
        self._open_index = open_index
        self._today = today
        self._writer = writer
        self._steps = STEPS
        index = open_index(None)
        if index is None:
            raise ValueError("open_index must open an index when none is open")
        self._tools = _tools(index, writer)

    @classmethod
    def of(cls, settings: KnowledgeSettings) -> Self:
        """The assistant over the serving index.

        Raises:
            IndexMissing: before the first `tanya knowledge build`.
            ChatModelError: the chat model that is set cannot be used.
        """
        return cls(index_opener(settings), writer=Writer.of(ChatSettings(), settings.folder))

    def invoke(
        self,
        input: Question,
        config: RunnableConfig | None = None,  # noqa: ARG002 LangChain's signature
        **kwargs: Any,  # noqa: ARG002
    ) -> Answer:
        """Answer one question.

        Raises:
            InputError: the message is empty or too long.
        """
        done = [event for event in self._events(input) if isinstance(event, DoneEvent)]
        return done[0].answer

    def answer(
        self, message: str, *, history: Sequence[Message] = (), as_of: date | None = None
    ) -> Answer:
        """Answer one message; `history` is oldest first."""
        return self.invoke(Question(message, tuple(history), as_of))

    def events(
        self, message: str, *, history: Sequence[Message] = (), as_of: date | None = None
    ) -> Iterator[Event]:
        """What the assistant is doing, then each verified sentence, then the whole answer."""
        yield from self._events(Question(message, tuple(history), as_of))

    def document(self, name: str) -> DocumentView:
        """A statement or document by id or alias, as it stands today.

        Raises:
            UnknownDocument: when there is none.
        """
        corpus = self._tools.retriever.index.corpus
        return view(corpus.document(name), corpus, self._today())

    def ready(self) -> bool:
        """Whether the index and the model answer a canary query."""
        index = self._tools.retriever.index
        return index.answers() and bool(self._tools.retriever.search("ASN pindah ke IKN"))

    def refresh(self) -> None:
        """Go over to a newer generation of the index; turns under way finish on the old one."""
        index = self._tools.retriever.index
        newer = self._open_index(index.generation)
        if newer is not None:
            self._tools = _tools(newer, self._writer)

    def altered(self, tools: Callable[[Tools], Tools], steps: Sequence[Step] = STEPS) -> Self:
        """A copy that takes its turns with other tools or steps, to measure what each is worth."""
        other = copy.copy(self)
        other._tools, other._steps = tools(self._tools), tuple(steps)
        return other

    @property
    def copilot(self) -> Copilot:
        """What an officer's desk asks, over the serving index."""
        return Copilot(self._tools, self._today())

    @property
    def knowledge_date(self) -> date:
        """The day of the newest source."""
        return self._tools.retriever.index.corpus.newest

    def _events(self, question: Question) -> Iterator[Event]:
        tools, started = self._tools, time.perf_counter()
        turn = Turn(question.message, question.as_of or self._today(), question.history)
        timings: dict[str, float] = {}
        for step in self._steps:
            if turn.over:
                break
            if step in DOING:
                yield StatusEvent(DOING[step])
            before = time.perf_counter()
            turn = step(turn, tools)
            if step is compose and _rewords(turn) and tools.writer is not None:
                yield StatusEvent(WRITING)
                turn = yield from tools.writer.write(turn, tools)
            timings[step.__name__] = _ms(before)
        timings["total"] = _ms(started)
        answer = _answer(turn, tools, timings)
        cited = {citation.id: citation for citation in answer.citations}
        for sentence in answer.sentences[turn.told :]:
            yield SentenceEvent(sentence, tuple(cited[name] for name in sentence.citations))
        yield DoneEvent(answer)


def _rewords(turn: Turn) -> bool:
    """Whether a chat model may reword it: not the guided check, whose verdicts are no prose."""
    return not turn.over and not turn.criteria


def _tools(index: Index, writer: Writer | None = None) -> Tools:
    language = index.language
    retriever = PolicyRetriever(index, Ranker.load())
    return Tools(
        retriever=retriever,
        suspicion=Suspicion.load(language),
        language=language,
        attacks=Attacks.load(),
        replies=Replies.load(),
        confidence=Confidence.load(),
        scope=Scope.of(language, index.corpus),
        followups=FollowUps.load(language),
        comparisons=Comparisons.load(),
        check=Check.load(),
        writer=writer,
    )


def _answer(turn: Turn, tools: Tools, timings: dict[str, float]) -> Answer:
    if turn.status is None:
        raise RuntimeError("a turn ended without a status")
    newest = tools.retriever.index.corpus.newest
    return Answer(
        status=turn.status,
        answer=_text(turn, tools, newest) if turn.status.states_facts else turn.reply,
        sentences=turn.sentences,
        citations=turn.citations,
        as_of=turn.as_of,
        knowledge_date=newest,
        suggestions=turn.suggestions,
        handoff=turn.handoff,
        generator=turn.generator if turn.status.states_facts else "extractive",
        timings_ms=timings,
    )


def _text(turn: Turn, tools: Tools, newest: date) -> str:
    """Sentences of one passage make a paragraph; the day it holds for comes last."""
    paragraphs: list[str] = []
    cited: tuple[str, ...] = ()
    for sentence in turn.sentences:
        if paragraphs and sentence.citations == cited:
            paragraphs[-1] += f" {sentence.text}"
        else:
            paragraphs.append(sentence.text)
        cited = sentence.citations
    if turn.status is Status.PARTIAL:
        paragraphs.append(tools.replies.say("partial", missing="; ".join(turn.missing)))
    paragraphs.append(tools.replies.say("holds", day=turn.as_of, knowledge=newest))
    if turn.english:
        paragraphs.append(tools.replies.say("english"))
    return "\n\n".join(paragraphs)


def _ms(since: float) -> float:
    return round((time.perf_counter() - since) * 1000, 2)

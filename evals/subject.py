"""Who is examined: the assistant in this process, or any system that speaks the contract."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol, Self
from urllib.error import URLError
from urllib.request import Request, urlopen

from pydantic import ValidationError

from assistant.answer import Answer, Status
from assistant.assistant import STEPS, Assistant, Question
from assistant.retrieve import retrieve
from assistant.screen import screen
from assistant.tools import Tools
from assistant.turn import Ask, Find, Turn
from assistant.understand import understand
from evals.dataset import Item
from evals.errors import RunError
from knowledge.errors import InputError
from knowledge.settings import KnowledgeSettings

TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back for one question, and what is known of how it came about.

    `confidence`: what decided whether to answer; None where nothing was searched or it is unknown.
    `forced`: the answer that would have been given had it not been withheld for want of confidence.
    """

    answer: Answer
    milliseconds: float
    confidence: float | None = None
    forced: Answer | None = None


class Subject(Protocol):
    """A system under examination."""

    def reply(self, item: Item, day: date) -> Reply:
        """Answer one question as of that day."""


class LocalSubject:
    """The assistant in this process; the clock runs for the answer alone, not for the tracing."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.tools: Tools = assistant._tools  # until the assistant offers them

    @classmethod
    @contextmanager
    def of(cls, settings: KnowledgeSettings) -> Iterator[Self]:
        """The assistant over the serving index, which is let go of afterwards."""
        subject = cls(Assistant.of(settings))
        try:
            yield subject
        finally:
            subject.tools.retriever.index.close()

    def reply(self, item: Item, day: date) -> Reply:
        """Answer, then look at the turn again to see how sure it was."""
        reply = self.plainly(item, day)
        try:
            confidence, forced = self._forced(item, day, reply.answer)
        except InputError:
            return reply
        return replace(reply, confidence=confidence, forced=forced)

    def plainly(self, item: Item, day: date) -> Reply:
        """Answer, and no more."""
        question = Question(item.question, item.history, day)
        started = time.perf_counter()
        try:
            answer = self._assistant.invoke(question)
        except InputError as error:
            answer = self._unreadable(error, day)
        return Reply(answer.model_copy(update={"timings_ms": {}}), _ms(started))

    def altered(self, change: Callable[[Assistant], Assistant]) -> "Plain":
        """A subject whose assistant is changed."""
        return Plain(LocalSubject(change(self._assistant)))

    def _unreadable(self, error: InputError, day: date) -> Answer:
        newest = self._assistant.knowledge_date
        return Answer(status=Status.REFUSED, answer=str(error), as_of=day, knowledge_date=newest)

    def _forced(self, item: Item, day: date, answer: Answer) -> tuple[float | None, Answer | None]:
        """The confidence of the turn, and its answer were it not withheld."""
        turn = Turn(item.question, day, item.history)
        confidence = None
        for step in STEPS:
            turn = step(turn, self.tools)
            if step is retrieve:
                surest = max(turn.finds, key=lambda find: find.confidence)
                confidence = surest.confidence
                if turn.over:
                    turn = turn.but(status=None, finds=(surest,))
            if turn.over:
                break
        if confidence is None:
            return None, None
        changes: dict[str, object] = {
            "status": turn.status,
            "answer": " ".join(sentence.text for sentence in turn.sentences),
            "sentences": turn.sentences,
            "citations": turn.citations,
            "timings_ms": {},
        }
        return confidence, answer.model_copy(update=changes)

    def finds(self, item: Item, day: date) -> tuple[Find, ...]:
        """What is found for everything asked, follow-ups written out, whatever is answered."""
        turn = understand(_unrefused(item, day, self.tools), self.tools)
        asks = turn.asks or (Ask(turn.message),)
        turn = turn.but(status=None)
        return retrieve(turn.but(asks=asks), self.tools).finds


def _unrefused(item: Item, day: date, tools: Tools) -> Turn:
    return screen(Turn(item.question, day, item.history), tools).but(status=None)


@dataclass(frozen=True)
class Plain:
    """Another subject, of which only the answers are wanted."""

    subject: LocalSubject

    def reply(self, item: Item, day: date) -> Reply:
        """Answer one question as of that day."""
        return self.subject.plainly(item, day)


class EndpointSubject:
    """A system behind `POST {url}/api/v1/chat`.

    Example::

        EndpointSubject("http://127.0.0.1:8000").reply(item, date(2026, 4, 2))
    """

    def __init__(self, url: str) -> None:
        if not url.startswith(("http://", "https://")):
            raise RunError(f"Alamat {url} harus diawali http:// atau https://.")
        self._url = url.rstrip("/") + "/api/v1/chat"

    def reply(self, item: Item, day: date) -> Reply:
        """Ask over HTTP; an answer that breaks the contract ends the run with its reason."""
        started = time.perf_counter()
        data = self._post(
            {
                "message": item.question,
                "history": [{"role": m.role, "content": m.content} for m in item.history],
                "as_of": day.isoformat(),
            }
        )
        return Reply(answer_of(data, item.id), _ms(started))

    def _post(self, body: Mapping[str, Any]) -> Any:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        request = Request(self._url, json.dumps(body).encode(), headers)
        try:
            with urlopen(request, timeout=TIMEOUT_S) as response:
                return json.load(response)
        except (URLError, TimeoutError, json.JSONDecodeError) as error:
            raise RunError(f"{self._url} tidak menjawab sebagaimana kontrak: {error}.") from error


def answer_of(data: Any, name: str) -> Answer:
    """The answer object in some JSON, fields beyond the contract left out.

    Raises:
        RunError: it is not an answer object.
    """
    try:
        known = {key: data[key] for key in Answer.model_fields if key in data}
        return Answer.model_validate(known | {"conversation_id": None, "message_id": None,
                                              "timings_ms": {}})  # fmt: skip
    except (ValidationError, TypeError) as error:
        raise RunError(f"Jawaban untuk {name} tidak sesuai kontrak: {error}.") from error


def _ms(since: float) -> float:
    return round((time.perf_counter() - since) * 1000, 2)

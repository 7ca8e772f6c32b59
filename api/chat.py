"""`POST /api/v1/chat`: one question, its answer whole or as it comes."""

import hashlib
import re
import secrets
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Annotated, Any, Final, Literal, Self

from anyio import to_thread
from fastapi import APIRouter, Depends, Path, Request
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)
from starlette.responses import Response

from api.conversations import Note, new_conversation_id
from api.handoff import Handoff, Owned, silence
from api.problems import HttpError, Problem
from api.services import Client, Origin, Services, ServicesOf
from api.stream import REUSED, Outbox, Ticket, Write, event_stream, frame
from api.workers import Job
from assistant.answer import Answer, Citation, Sentence, Status
from assistant.turn import DoneEvent, Event, Message, SentenceEvent, StatusEvent
from knowledge.errors import InputError, MessageTooLong

MAX_MESSAGE: Final = 2_000
MAX_HISTORY: Final = 50
MAX_REMEMBERED: Final = 12
FIRST_DAY: Final = date(2019, 1, 1)
LOOK_AHEAD: Final = timedelta(days=366)
EVENT_STREAM: Final = "text/event-stream"
# 128 bits at least: who knows the key may read the stream.
STREAM_KEY: Final = re.compile(r"[A-Za-z0-9_-]{22,64}")


def clean(text: str) -> str:
    """Without control characters and outer blanks.

    >>> clean("  Kapan\\x00 pindah?\\r\\n ")
    'Kapan pindah?'
    """
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")
    return "".join(kept).strip()


def _not_blank(text: str) -> str:
    text = clean(text)
    # Zero-width characters are no question either.
    if not any(unicodedata.category(c)[0] not in "CZ" for c in text):
        raise ValueError("Pertanyaan tidak boleh kosong.")
    return text


def _plain_day(value: object) -> object:
    # Pydantic alone would take numbers and times for days.
    if value is not None and not (
        isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)
    ):
        raise ValueError("Tulis tanggal sebagai TTTT-BB-HH, misalnya 2025-01-24.")
    return value


class Strict(BaseModel):
    """Unknown fields are errors: a typo must not pass silently."""

    model_config = ConfigDict(extra="forbid")


class HistoryMessage(Strict):
    """One earlier message, for callers that keep the conversation themselves."""

    role: Literal["user", "assistant"]
    content: Annotated[str, Field(max_length=8_000)]


class ChatRequest(Strict):
    """A question."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "message": "Kapan ASN pindah ke IKN?",
                "conversation_id": None,
                "history": [],
                "as_of": None,
            }
        }
    )

    message: Annotated[
        str,
        AfterValidator(_not_blank),
        Field(
            description="Pertanyaan, 1 sampai 2.000 karakter.",
            json_schema_extra={"maxLength": MAX_MESSAGE},
        ),
    ]
    conversation_id: Annotated[
        str | None, Field(max_length=64, description="Percakapan yang dilanjutkan; null: baru.")
    ] = None
    history: Annotated[
        list[HistoryMessage],
        Field(max_length=MAX_HISTORY, description="Pesan terdahulu; hanya tanpa conversation_id."),
    ] = []
    as_of: Annotated[
        date | None,
        BeforeValidator(_plain_day),
        Field(description="Hari yang ditanyakan keadaannya; null berarti hari ini."),
    ] = None

    @model_validator(mode="after")
    def _one_past(self) -> Self:
        if self.history and self.conversation_id is not None:
            raise ValueError("Kirim conversation_id atau history, tidak keduanya.")
        return self


class StatusBody(BaseModel):
    """What the assistant is doing (event `status`)."""

    text: str


class SentenceBody(BaseModel):
    """A verified sentence and its citations (event `sentence`)."""

    sentence: Sentence
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A request that was checked, with the past that belongs to it.

    `id`: what its message is kept under, where the client named the request.
    """

    message: str
    as_of: date | None
    conversation_id: str | None
    past: tuple[Message, ...]
    begun: float
    origin: str | None = None
    handoff: Handoff | None = None
    id: str | None = None

    @property
    def owned(self) -> bool:
        """Whether a person owns the conversation, so that the assistant is not asked."""
        return self.handoff is not None and self.handoff.owned

    @property
    def arguments(self) -> dict[str, Any]:
        """What the assistant wants beside the message."""
        return {"history": self.past, "as_of": self.as_of}


def json_only(request: Request) -> None:
    """A body of another kind is turned away before it is looked at."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/json":
        raise HttpError(415, "Kirim pertanyaan sebagai JSON (Content-Type: application/json).")


router = APIRouter(prefix="/api/v1", tags=["tanya jawab"])

_PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    code: {"model": Problem, "description": description}
    for code, description in (
        (401, "Token widget sudah berakhir"),
        (404, "Percakapan tidak ada"),
        (413, "Terlalu panjang"),
        (415, "Bukan JSON"),
        (422, "Permintaan tidak dapat diproses"),
        (429, "Terlalu sering; lihat Retry-After"),
        (503, "Sibuk; lihat Retry-After"),
    )
}


@router.post(
    "/chat",
    summary="Ajukan satu pertanyaan",
    description="Jawaban sebagai JSON, atau dengan `Accept: text/event-stream` sebagai peristiwa "
    "`status`, `sentence`, lalu `done` (seluruh jawaban) atau `error`. Dengan `Idempotency-Key` "
    "(22 sampai 64 huruf acak) permintaan yang dikirim lagi tidak dicatat dua kali, dan aliran "
    "yang terputus dilanjutkan: kirim lagi permintaan yang sama dengan `Last-Event-ID`.",
    response_description="Jawaban",
    response_model=Answer,
    responses={200: {"content": {EVENT_STREAM: {}}}, **_PROBLEMS},
    dependencies=[Depends(json_only)],
)
async def chat(
    request: Request, body: ChatRequest, services: ServicesOf, client: Client, origin: Origin
) -> Answer | Response:
    """The answer as JSON, or with `Accept: text/event-stream` as events."""
    services.limit.check(client)
    streaming = EVENT_STREAM in request.headers.get("accept", "").lower()
    ticket = _ticket(request, body)
    if streaming and ticket and services.streams.knows(ticket):
        return event_stream(services.streams.resume(ticket))
    question = await _question(body, origin, ticket, services)
    if (kept := await _kept(question, services)) is not None:
        return _told_again(kept, services) if streaming else kept
    if streaming:
        return await _streamed(question, ticket, services)
    if question.owned:
        return await _keep_silent(question, services)
    work = partial(services.assistant.answer, question.message, **question.arguments)
    return await keep(await services.workers.run(work), question, services)


@router.delete(
    "/chat/{key}",
    status_code=204,
    summary="Hentikan satu jawaban",
    description="`key` ialah `Idempotency-Key` permintaannya.",
)
async def stop(key: Annotated[str, Path(max_length=64)], services: ServicesOf) -> Response:
    """The person does not want the answer any more."""
    services.streams.stop(key)
    return Response(status_code=204)


def _ticket(request: Request, body: ChatRequest) -> Ticket | None:
    """What the client calls its stream, so that it can come back for the rest of it."""
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    if not STREAM_KEY.fullmatch(key):
        raise HttpError(422, "Idempotency-Key harus 22 sampai 64 huruf, angka, garis.")
    read = request.headers.get("last-event-id", "0")
    if not re.fullmatch(r"\d{1,6}", read, re.ASCII):
        raise HttpError(422, "Last-Event-ID harus berupa angka.")
    digest = hashlib.sha256(body.model_dump_json().encode()).digest()
    return Ticket(key=key, body=digest, after=int(read))


async def _question(
    body: ChatRequest, origin: str | None, ticket: Ticket | None, services: Services
) -> Question:
    if len(body.message) > MAX_MESSAGE:
        raise MessageTooLong("Pertanyaan paling panjang 2.000 karakter. Mohon dipersingkat.")
    _check_day(body.as_of, services.today())
    return Question(
        message=body.message,
        as_of=body.as_of,
        conversation_id=body.conversation_id,
        past=await _past(body, services),
        begun=time.perf_counter(),
        origin=origin,
        handoff=await _handoff(body, services),
        id=hashlib.sha256(ticket.key.encode()).hexdigest()[:24] if ticket else None,
    )


def _check_day(day: date | None, today: date) -> None:
    if day is not None and not FIRST_DAY <= day <= today + LOOK_AHEAD:
        raise InputError("Tanggal harus antara 1 Januari 2019 dan satu tahun dari sekarang.")


async def _past(body: ChatRequest, services: Services) -> tuple[Message, ...]:
    if body.conversation_id is None:
        return tuple(Message(role=m.role, content=clean(m.content)) for m in body.history)
    stored = await services.conversations.messages(body.conversation_id, MAX_REMEMBERED)
    # What an officer wrote is not the assistant's to go on from.
    return tuple(Message(role=m.role, content=m.content) for m in stored if m.role != "officer")


async def _handoff(body: ChatRequest, services: Services) -> Handoff | None:
    if body.conversation_id is None:
        return None
    return await services.handoffs.find(body.conversation_id)


async def _kept(question: Question, services: Services) -> Answer | None:
    """The answer to a request that was kept, though nobody heard so: its server was lost."""
    turn = await services.conversations.turn(question.id) if question.id else []
    if not turn:
        return None
    asked, *after = turn
    if asked.content != services.mask(question.message):
        raise HttpError(422, REUSED)
    said = after[0].answer if after else None
    return said or _silent(question, asked.message_id, services)


def _told_again(answer: Answer, services: Services) -> Response:
    async def write(outbox: Outbox) -> None:
        outbox.put(frame("done", answer))

    return event_stream(services.streams.frames(write))


async def _streamed(question: Question, ticket: Ticket | None, services: Services) -> Response:
    write = await _writer(question, services)
    if ticket is None:
        return event_stream(services.streams.frames(write))
    if not services.streams.knows(ticket):
        services.streams.keep(ticket, write)
    return event_stream(services.streams.resume(ticket))


async def _writer(question: Question, services: Services) -> Write:
    if question.owned:
        return partial(_write_silence, question=question, services=services)
    # The place is taken before the response begins, so that "busy" can still be a 503.
    work = partial(services.assistant.events, question.message, **question.arguments)
    job: Job[Event] = await services.workers.start(work)

    async def write(outbox: Outbox) -> None:
        outbox.on_leave(job.stop)
        async for event in job.events():
            outbox.put(await _frame(event, question, services))

    return write


async def _write_silence(outbox: Outbox, question: Question, services: Services) -> None:
    outbox.put(frame("done", await _keep_silent(question, services)))


async def _frame(event: Event, question: Question, services: Services) -> bytes:
    match event:
        case StatusEvent(text=text):
            return frame("status", StatusBody(text=text))
        case SentenceEvent(sentence=sentence, citations=citations):
            return frame("sentence", SentenceBody(sentence=sentence, citations=citations))
        case DoneEvent(answer=answer):
            return frame("done", await keep(answer, question, services))


async def keep(answer: Answer, question: Question, services: Services) -> Answer:
    """Store the turn; only what is stored is acknowledged."""
    conversation_id = question.conversation_id or new_conversation_id()
    answer = answer.model_copy(
        update={"conversation_id": conversation_id, "message_id": secrets.token_hex(12)}
    )
    topic = await to_thread.run_sync(_topic, answer, question, services)
    notes = _notes(answer, topic, question, services)
    try:
        await _store(conversation_id, notes, question, services)
    except Owned:
        # An officer was asked for while the assistant worked: it keeps its answer to itself.
        handoff = await services.handoffs.find(conversation_id)
        return await _keep_silent(replace(question, handoff=handoff), services)
    services.metrics.answers.labels(answer.status.value).inc()
    services.metrics.seconds.observe(time.perf_counter() - question.begun)
    return answer


async def _store(
    conversation_id: str, notes: Sequence[Note], question: Question, services: Services
) -> None:
    now = services.clock()
    if question.conversation_id:
        await services.conversations.append(conversation_id, notes, now)
    else:
        await services.conversations.begin(conversation_id, notes, now, question.origin)
    services.bell.ring()


async def _keep_silent(question: Question, services: Services) -> Answer:
    """Keep what the person wrote for the officer; the assistant says nothing of its own."""
    answer = _silent(question, question.id or secrets.token_hex(12), services)
    note = Note("user", services.mask(question.message), id=answer.message_id)
    await _store(question.conversation_id or "", [note], question, services)
    services.metrics.answers.labels(answer.status.value).inc()
    return answer


def _silent(question: Question, message_id: str, services: Services) -> Answer:
    """What a person is told who writes to an officer."""
    handoff = question.handoff or Handoff("waiting", services.clock(), None)
    return Answer(
        conversation_id=question.conversation_id,
        message_id=message_id,
        status=Status.HANDED_OFF,
        answer=silence(handoff, services.settings),
        as_of=question.as_of or services.today(),
        knowledge_date=services.assistant.knowledge_date,
        timings_ms={"total": round((time.perf_counter() - question.begun) * 1_000, 1)},
    )


def _topic(answer: Answer, question: Question, services: Services) -> str | None:
    """What a question is about that was answered or could not be."""
    copilot = services.assistant.copilot
    if answer.citations:
        return copilot.topic(answer.citations[0].document_id)
    if answer.status is Status.NOT_IN_KNOWLEDGE:
        return copilot.about(question.message).topic
    return None


def _notes(
    answer: Answer, topic: str | None, question: Question, services: Services
) -> Sequence[Note]:
    past = () if question.conversation_id else question.past
    return [
        *(Note(m.role, services.mask(m.content)) for m in past),
        Note("user", services.mask(question.message), id=question.id),
        Note("assistant", answer.answer, answer, topic=topic),
    ]

"""Handing a conversation over to an officer: asked for, shown, undone.

While a handoff is `waiting` or `active` a person owns the conversation and the bot is silent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final, Literal, cast

from anyio import to_thread
from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from api.console.queue import Case, Step, Who, move
from api.database import CaseEventRow, HandoffRow, storing, touch
from api.facts import Kind, record
from api.problems import HttpError, Problem
from api.services import Client, Origin, Services, ServicesOf
from api.settings import ApiSettings
from api.wording import JAKARTA
from assistant.answer import Status
from assistant.copilot import About
from knowledge.errors import TanyaError, UnknownConversation

if TYPE_CHECKING:
    from api.conversations import StoredMessage

State = Literal["waiting", "active", "ended"]
PERSON: Final = Who("penanya")
Reason = Literal["asked", "withheld", "complaint", "sensitive", "low_confidence"]
SATURDAY: Final = 5
MOST_READ: Final = 12
REASONS: Final[dict[Status, Reason]] = {
    Status.NOT_IN_KNOWLEDGE: "withheld",
    Status.PARTIAL: "low_confidence",
}
UNKNOWN: Final = "Percakapan ini tidak ada atau sudah dihapus. Silakan mulai percakapan baru."


class Owned(TanyaError):
    """A person owns the conversation: the assistant must not speak in it."""


@dataclass(frozen=True, slots=True)
class Handoff:
    """A handoff as it is stored."""

    state: State
    since: datetime
    officer: str | None

    @property
    def owned(self) -> bool:
        """Whether the bot is silent."""
        return self.state != "ended"


class HandoffView(BaseModel):
    """What the person is shown; `officer` is a role, never a name."""

    state: State
    since: datetime
    officer: str | None
    office_hours: str
    open_now: bool


class HandoffRequest(BaseModel):
    """Why an officer is asked for; without a reason it follows from the last turn."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason | None = None


class Handoffs:
    """Where handoffs are kept; what the helpdesk does with them is in `api.console.cases`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._session = async_sessionmaker(engine, expire_on_commit=False)

    async def find(self, conversation_id: str) -> Handoff | None:
        """That of a conversation, if there is one."""
        async with storing(), self._session() as session:
            row = await session.get(HandoffRow, conversation_id)
        return _handoff(row) if row else None

    async def ask(
        self, conversation_id: str, reason: Reason, about: About, now: datetime
    ) -> Handoff:
        """Ask for an officer; asking again changes nothing while one is waited for."""
        async with storing(), self._session.begin() as session:
            row = await _taken(session, conversation_id)
            if case_of(row).silent and row:
                return _handoff(row)
            case = move(case_of(row), Step.ASK, PERSON)
            row = await session.merge(
                HandoffRow(
                    conversation_id=conversation_id,
                    state=case.state,
                    reason=reason,
                    officer=None,
                    since=now,
                    name=case_name(conversation_id),
                    owner=case.owner,
                    topic=about.topic,
                    language=about.language,
                )
            )
            session.add(happened(conversation_id, Step.ASK, PERSON.name, now, reason))
            ref = f"{case_name(conversation_id)}:{now.isoformat()}"
            await record(session, Kind.HANDED_OVER, ref, now, label=reason, topic=about.topic)
            return _handoff(row)

    async def undo(self, conversation_id: str, now: datetime) -> None:
        """Give the conversation back to the assistant."""
        async with storing(), self._session.begin() as session:
            row = await _taken(session, conversation_id)
            if row:
                move(case_of(row), Step.UNDO, PERSON)
                await session.delete(row)
                session.add(happened(conversation_id, Step.UNDO, PERSON.name, now))


def case_name(conversation_id: str) -> str:
    """What the console calls a conversation whose id is a secret.

    >>> case_name("rahasia")
    '541e984103d4'
    """
    return hashlib.sha256(conversation_id.encode()).hexdigest()[:12]


def case_of(row: HandoffRow | None) -> Case:
    """The state machine's view of a row."""
    return Case(cast(State, row.state), row.owner) if row else Case()


def happened(
    conversation_id: str, step: Step, actor: str, now: datetime, text: str | None = None
) -> CaseEventRow:
    """A row for what happened."""
    return CaseEventRow(
        conversation_id=conversation_id, at=now, step=step.value, actor=actor, text=text
    )


def handoff_view(handoff: Handoff, services: Services) -> HandoffView:
    """What the person is shown."""
    settings = services.settings
    return HandoffView(
        state=handoff.state,
        since=handoff.since,
        officer=handoff.officer,
        office_hours=office_hours(settings),
        open_now=is_open(services.clock(), settings),
    )


def office_hours(settings: ApiSettings) -> str:
    """When officers answer, in words."""
    opens, closes = (t.strftime("%H.%M") for t in (settings.office_opens, settings.office_closes))
    return f"Senin–Jumat pukul {opens}–{closes} WIB"


def is_open(now: datetime, settings: ApiSettings) -> bool:
    """Whether officers are at work now; holidays are not known."""
    here = now.astimezone(JAKARTA)
    return here.weekday() < SATURDAY and (
        settings.office_opens <= here.time() < settings.office_closes
    )


def silence(handoff: Handoff, settings: ApiSettings) -> str:
    """What a person reads who writes while an officer owns the conversation."""
    if handoff.state == "active":
        return "Pesan Anda diteruskan ke petugas yang menangani percakapan ini."
    return (
        "Pesan Anda disimpan untuk petugas dan dijawab pada jam layanan, "
        f"{office_hours(settings)}. Asisten tidak menjawab selama menunggu; Anda dapat "
        "membatalkan permintaan ini kapan saja."
    )


router = APIRouter(
    prefix="/api/v1/conversations/{conversation_id}/handoff",
    tags=["petugas"],
    responses={404: {"model": Problem, "description": "Percakapan tidak ada"}},
)
ConversationId = Annotated[str, Path(max_length=64)]


@router.post(
    "",
    summary="Minta diteruskan ke petugas",
    description="Sejak itu asisten diam: `POST /api/v1/chat` berstatus `handed_off`.",
)
async def ask(
    conversation_id: ConversationId,
    services: ServicesOf,
    client: Client,
    _origin: Origin,
    body: HandoffRequest | None = None,
) -> HandoffView:
    """Ask for an officer."""
    services.limit.check(client)
    if not await services.helpdesk():
        raise HttpError(409, "Layanan petugas belum tersedia di sini.")
    messages = await services.conversations.messages(conversation_id, MOST_READ)
    asked = " ".join([m.content for m in messages if m.role == "user"][-1:])
    about = await to_thread.run_sync(services.assistant.copilot.about, asked)
    reason = (body and body.reason) or about.concern or _reason(messages)
    handoff = await services.handoffs.ask(conversation_id, reason, about, services.clock())
    services.bell.ring()
    return handoff_view(handoff, services)


@router.delete("", status_code=204, summary="Batalkan permintaan ke petugas")
async def undo(
    conversation_id: ConversationId, services: ServicesOf, client: Client, _origin: Origin
) -> Response:
    """The assistant answers again."""
    services.limit.check(client)
    await services.handoffs.undo(conversation_id, services.clock())
    services.bell.ring()
    return Response(status_code=204)


def _handoff(row: HandoffRow) -> Handoff:
    return Handoff(state=cast(State, row.state), since=row.since, officer=row.officer)


def _reason(messages: Sequence[StoredMessage]) -> Reason:
    """Why somebody asks who does not say why: what became of the last answer."""
    answers = [m for m in messages if m.answer is not None]
    if not answers or answers[-1].answer is None:
        return "asked"
    if answers[-1].feedback == "down":
        return "complaint"
    return REASONS.get(answers[-1].answer.status, "asked")


async def _taken(session: AsyncSession, conversation_id: str) -> HandoffRow | None:
    """The row of a conversation, which is locked until the transaction ends."""
    if not await touch(session, conversation_id):
        raise UnknownConversation(UNKNOWN)
    return await session.get(HandoffRow, conversation_id)

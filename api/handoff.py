"""Handing a conversation over to an officer: asked for, shown, undone.

While a handoff is `waiting` or `active` a person owns the conversation and the bot is silent.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final, Literal, cast

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker

from api.database import Conversation, HandoffRow, storing
from api.problems import HttpError, Problem
from api.services import Client, Origin, Services, ServicesOf
from api.settings import ApiSettings
from api.wording import JAKARTA
from knowledge.errors import TanyaError, UnknownConversation

State = Literal["waiting", "active", "ended"]
Reason = Literal["asked", "withheld", "complaint", "sensitive", "low_confidence"]
SATURDAY: Final = 5
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
    """Why an officer is asked for."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason = "asked"


class Handoffs:
    """Where handoffs are kept."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._session = async_sessionmaker(engine, expire_on_commit=False)

    async def find(self, conversation_id: str) -> Handoff | None:
        """That of a conversation, if there is one."""
        async with storing(), self._session() as session:
            row = await session.get(HandoffRow, conversation_id)
        return _handoff(row) if row else None

    async def ask(self, conversation_id: str, reason: Reason, now: datetime) -> Handoff:
        """Ask for an officer; asking again changes nothing while one is waited for."""
        async with storing(), self._session.begin() as session:
            if await session.get(Conversation, conversation_id, with_for_update=True) is None:
                raise UnknownConversation(UNKNOWN)
            row = await session.get(HandoffRow, conversation_id)
            if row is None or row.state == "ended":
                row = await session.merge(
                    HandoffRow(
                        conversation_id=conversation_id,
                        state="waiting",
                        reason=reason,
                        officer=None,
                        since=now,
                    )
                )
            return _handoff(row)

    async def undo(self, conversation_id: str) -> None:
        """Give the conversation back to the assistant."""
        async with storing(), self._session.begin() as session:
            if await session.get(Conversation, conversation_id) is None:
                raise UnknownConversation(UNKNOWN)
            mine = HandoffRow.conversation_id == conversation_id
            await session.execute(delete(HandoffRow).where(mine))


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
    reason = (body or HandoffRequest()).reason
    handoff = await services.handoffs.ask(conversation_id, reason, services.clock())
    return handoff_view(handoff, services)


@router.delete("", status_code=204, summary="Batalkan permintaan ke petugas")
async def undo(
    conversation_id: ConversationId, services: ServicesOf, client: Client, _origin: Origin
) -> Response:
    """The assistant answers again."""
    services.limit.check(client)
    await services.handoffs.undo(conversation_id)
    return Response(status_code=204)


def _handoff(row: HandoffRow) -> Handoff:
    return Handoff(state=cast(State, row.state), since=row.since, officer=row.officer)

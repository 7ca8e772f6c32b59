"""What people think of an answer, traced to the message and to the statements that it cited."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal, Self

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker

from api.chat import clean, json_only
from api.console.tables import DraftRow
from api.database import FeedbackRow, MessageRow, storing
from api.facts import Kind, forget, record
from api.problems import Problem
from api.services import Client, Origin, ServicesOf
from knowledge.errors import UnknownConversation

Rating = Literal["up", "down"]
Reason = Literal["salah", "kurang_lengkap", "usang", "sumber", "bahasa", "lainnya"]
MOST_COMMENT: Final = 500
UNKNOWN: Final = "Jawaban ini tidak ada atau sudah dihapus."


class FeedbackRequest(BaseModel):
    """What a person thinks of one answer; sent again it replaces the earlier one."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "conversation_id": "…",
                "message_id": "…",
                "rating": "down",
                "reason": "usang",
                "comment": "Sudah ada surat yang lebih baru.",
            }
        },
    )

    conversation_id: Annotated[str, Field(max_length=64)]
    message_id: Annotated[str, Field(max_length=64)]
    rating: Rating
    reason: Reason | None = None
    comment: Annotated[str | None, Field(max_length=MOST_COMMENT)] = None

    @model_validator(mode="after")
    def _no_reason_for_praise(self) -> Self:
        if self.rating == "up" and self.reason is not None:
            raise ValueError("Alasan hanya untuk jawaban yang dinilai kurang.")
        return self


class Feedback:
    """Where it is kept."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._session = async_sessionmaker(engine)

    async def keep(self, given: FeedbackRequest, now: datetime) -> None:
        """One for each answer, with the statements that the answer cited."""
        answer = select(MessageRow).where(
            MessageRow.id == given.message_id,
            MessageRow.conversation_id == given.conversation_id,
            MessageRow.role != "user",
        )
        async with storing(), self._session.begin() as session:
            message = await session.scalar(answer)
            if message is None:
                raise UnknownConversation(UNKNOWN)
            sent = select(DraftRow.reply).where(DraftRow.message_id == message.id)
            statements = _statements(message.answer or await session.scalar(sent))
            row = FeedbackRow(
                message_id=message.id,
                rating=given.rating,
                reason=given.reason,
                comment=given.comment,
                statements=statements,
                created_at=now,
            )
            await session.merge(row)
            await record(session, Kind.RATED, message.id, now, label=given.rating)
            await forget(session, Kind.DISPUTED, f"{message.id}:")
            for name in statements if given.rating == "down" else ():
                await record(session, Kind.DISPUTED, f"{message.id}:{name}", now, label=name)


router = APIRouter(prefix="/api/v1", tags=["penilaian"])


@router.post(
    "/feedback",
    status_code=204,
    summary="Nilai satu jawaban",
    description="`up` atau `down`, dengan alasan dan keterangan bila perlu; yang terakhir berlaku.",
    responses={404: {"model": Problem, "description": "Jawaban tidak ada"}},
    dependencies=[Depends(json_only)],
)
async def give(
    body: FeedbackRequest, services: ServicesOf, client: Client, _origin: Origin
) -> Response:
    """Kept, with what looks like a personal number masked."""
    services.limit.check(client)
    comment = services.mask(clean(body.comment or "")) or None
    kept = body.model_copy(update={"comment": comment})
    await services.feedback.keep(kept, services.clock())
    return Response(status_code=204)


def _statements(answer: dict[str, Any] | None) -> list[str]:
    citations = (answer or {}).get("citations", [])
    return list(dict.fromkeys(citation["document_id"] for citation in citations))

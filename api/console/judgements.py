"""Whether the assistant was right, as somebody at the helpdesk judged it: four outcomes."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker

from api.console.accounts import Account
from api.console.audit import Ledger
from api.conversations import StoredMessage
from api.database import MessageRow, storing
from api.facts import FactRow, Kind, record
from api.problems import HttpError

# The first half is for answers that state facts, the second for those that withhold.
OUTCOMES: Final[dict[str, str]] = {
    "answered_right": "Dijawab benar",
    "answered_wrong": "Dijawab salah",
    "withheld_rightly": "Menahan diri, tepat",
    "withheld_wrongly": "Menahan diri, padahal tahu",
}


class Judgements:
    """Where they are kept: as facts."""

    def __init__(self, engine: AsyncEngine, ledger: Ledger) -> None:
        self._session = async_sessionmaker(engine)
        self._ledger = ledger

    async def of(self, messages: Iterable[StoredMessage]) -> dict[str, str]:
        """The outcomes of those messages that were judged."""
        names = [message.message_id for message in messages if message.answer]
        rows = select(FactRow.ref, FactRow.label).where(
            FactRow.kind == Kind.JUDGED.value, FactRow.ref.in_(names)
        )
        async with storing(), self._session() as session:
            return {ref: label or "" for ref, label in await session.execute(rows)}

    async def judge(self, message_id: str, outcome: str, by: Account) -> None:
        """Judge an answer; judged again the last counts."""
        if outcome not in OUTCOMES:
            raise HttpError(422, "Pilih salah satu dari empat hasil.")
        async with self._ledger.change(by.name) as change:
            rows = select(MessageRow).where(
                MessageRow.id == message_id, MessageRow.status.is_not(None)
            )
            if (await change.session.scalars(rows)).one_or_none() is None:
                raise HttpError(404, "Jawaban ini tidak ada atau sudah dihapus.")
            await record(
                change.session, Kind.JUDGED, message_id, change.now, label=outcome, unit=by.unit
            )
            change.note("nilai-jawaban", message_id, hasil=outcome)

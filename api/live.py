"""News for open pages: that something changed, never what; pages then ask for themselves.

Within a process the bell rings at once; changes by another process are seen by looking again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker

from api.console.tables import AuditHead
from api.database import CaseEventRow, HandoffRow, MessageRow, storing
from api.stream import Outbox, frame

LOOK_SECONDS: Final = 1.0
# After that a browser comes back by itself, and shows anew that it may listen.
LIFETIME_SECONDS: Final = 300.0
State = tuple[object, ...]


class News(BaseModel):
    """Something changed."""

    changed: bool = True


class Bell:
    """Rung after every change; those who listen look what it was."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._session = async_sessionmaker(engine)
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Something was kept."""
        told, self._rung = self._rung, asyncio.Event()
        told.set()

    async def everything(self, outbox: Outbox) -> None:
        """Tell a console of every change."""
        await self._watch(outbox, self._newest)

    async def conversation(self, outbox: Outbox, conversation_id: str) -> None:
        """Tell a widget of changes in its conversation."""

        async def look() -> State:
            return await self._state(conversation_id)

        await self._watch(outbox, look)

    async def _watch(self, outbox: Outbox, look: Callable[[], Awaitable[State]]) -> None:
        outbox.on_leave(self.ring)
        seen: State | None = None
        with suppress(TimeoutError):
            async with asyncio.timeout(LIFETIME_SECONDS):
                while not outbox.closed:
                    rung = self._rung
                    now = await asyncio.shield(asyncio.ensure_future(look()))
                    if now != seen:
                        outbox.put(frame("berubah", News(changed=seen is not None)))
                    seen = now
                    await _heard(rung)

    async def _newest(self) -> State:
        numbers = select(
            select(func.max(MessageRow.seq)).scalar_subquery(),
            select(func.max(CaseEventRow.number)).scalar_subquery(),
            select(AuditHead.number).scalar_subquery(),
        )
        async with storing(), self._session() as session:
            return tuple((await session.execute(numbers)).one())

    async def _state(self, conversation_id: str) -> State:
        newest = select(func.max(MessageRow.seq)).where(
            MessageRow.conversation_id == conversation_id
        )
        async with storing(), self._session() as session:
            handoff = await session.get(HandoffRow, conversation_id)
            state = (handoff.state, handoff.officer) if handoff else ()
            return (await session.scalar(newest), *state)


async def _heard(rung: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(LOOK_SECONDS):
            await rung.wait()

"""Signed-in browsers: sessions kept here, a random token in the cookie and its digest on disk."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker

from api.console.accounts import Account, account_of
from api.console.tables import AccountRow, SessionRow
from api.database import storing

COOKIE: Final = "tanya_meja"


@dataclass(frozen=True, slots=True)
class Signed:
    """Who is signed in, and the word that their forms must bring back."""

    account: Account
    csrf: str


class Sessions:
    """Where sessions are kept."""

    def __init__(
        self, engine: AsyncEngine, clock: Callable[[], datetime], lifetime: timedelta
    ) -> None:
        self._session = async_sessionmaker(engine, expire_on_commit=False)
        self._clock = clock
        self.lifetime = lifetime

    async def begin(self, account: Account) -> str:
        """A new session; returns the token for the cookie. Old ones are cleared away."""
        token, now = secrets.token_urlsafe(32), self._clock()
        async with storing(), self._session.begin() as session:
            await session.execute(delete(SessionRow).where(SessionRow.expires_at < now))
            row = SessionRow(
                token=_digest(token),
                account_id=account.id,
                csrf=secrets.token_urlsafe(24),
                expires_at=now + self.lifetime,
            )
            session.add(row)
        return token

    async def find(self, token: str) -> Signed | None:
        """Who has this token, while the session lasts and the account is open."""
        rows = (
            select(SessionRow, AccountRow)
            .join(AccountRow, AccountRow.id == SessionRow.account_id)
            .where(
                SessionRow.token == _digest(token),
                SessionRow.expires_at > self._clock(),
                ~AccountRow.disabled,
            )
        )
        async with storing(), self._session() as session:
            found = (await session.execute(rows)).one_or_none()
        return Signed(account_of(found[1]), found[0].csrf) if found else None

    async def end(self, token: str) -> None:
        """Sign out."""
        async with storing(), self._session.begin() as session:
            await session.execute(delete(SessionRow).where(SessionRow.token == _digest(token)))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

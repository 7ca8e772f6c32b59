"""Accounts of the helpdesk: passwords, lock-out, roles."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from anyio import to_thread
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from api.console.audit import Ledger
from api.console.rights import Role
from api.console.tables import AccountRow, SessionRow
from api.database import storing
from api.problems import HttpError

MOST_FAILURES: Final = 5
LOCKED_FOR: Final = timedelta(minutes=15)
SHORTEST: Final = 12
WRONG: Final = "Nama akun atau kata sandi tidak cocok."


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it is shown and asked for rights."""

    id: int
    name: str
    person: str
    unit: str
    role: Role
    must_change: bool
    disabled: bool
    locked_until: datetime | None
    local: bool

    @property
    def title(self) -> str:
        """What a person in the widget reads: a role, never a name.

        >>> Account(1, "siti", "Siti", "BKN", Role.OFFICER, False, False, None, True).title
        'Petugas BKN'
        """
        return f"Petugas {self.unit}".strip()


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What is needed for an account; without `local` it signs in by OIDC only."""

    name: str
    person: str
    role: Role
    unit: str = ""
    local: bool = True


class Accounts:
    """Where accounts are kept."""

    def __init__(
        self,
        engine: AsyncEngine,
        ledger: Ledger,
        clock: Callable[[], datetime],
        hasher: PasswordHasher | None = None,
    ) -> None:
        self._session = async_sessionmaker(engine, expire_on_commit=False)
        self._ledger = ledger
        self._clock = clock
        self._hasher = hasher or PasswordHasher()

    @cached_property
    def _decoy(self) -> str:
        """Verified where there is no such account, so that an answer takes as long."""
        return self._hasher.hash(secrets.token_urlsafe(12))

    async def all(self) -> list[Account]:
        """Every account, by name."""
        async with storing(), self._session() as session:
            rows = await session.scalars(select(AccountRow).order_by(AccountRow.name))
            return [account_of(row) for row in rows]

    async def staffed(self) -> bool:
        """Whether anybody is there to answer a person."""
        desk = (Role.OFFICER, Role.SUPERVISOR)
        count = select(func.count()).where(AccountRow.role.in_(desk), ~AccountRow.disabled)
        async with storing(), self._session() as session:
            return bool(await session.scalar(count))

    async def add(self, new: NewAccount, actor: str) -> str | None:
        """A new account; returns its first password, which must be changed at once."""
        password = secrets.token_urlsafe(12) if new.local else None
        kept = await self._hash(password) if password else None
        async with self._ledger.change(actor) as change:
            if await _named(change.session, new.name):
                raise HttpError(409, f"Akun {new.name} sudah ada.")
            row = AccountRow(
                name=_name(new.name),
                person=new.person.strip() or new.name,
                unit=new.unit.strip(),
                role=new.role,
                password=kept,
                must_change=new.local,
                failures=0,
                locked_until=None,
                disabled=False,
                created_at=change.now,
            )
            change.session.add(row)
            change.note("tambah-akun", row.name, role=new.role)
        return password

    async def set_role(self, name: str, role: Role, actor: str) -> None:
        """Give an account another role."""
        async with self._ledger.change(actor) as change:
            row = await _found(change.session, name)
            await _keep_an_admin(change.session, row, role is Role.ADMIN)
            change.note("ubah-peran", name, before=row.role, after=role)
            row.role = role

    async def set_disabled(self, name: str, disabled: bool, actor: str) -> None:
        """Close an account or open it again; its sessions end."""
        async with self._ledger.change(actor) as change:
            row = await _found(change.session, name)
            await _keep_an_admin(change.session, row, not disabled)
            row.disabled = disabled
            await _end_sessions(change.session, row.id)
            change.note("nonaktifkan-akun" if disabled else "aktifkan-akun", name)

    async def reset(self, name: str, actor: str) -> str:
        """A new first password, for somebody who forgot theirs; also opens the lock."""
        password = secrets.token_urlsafe(12)
        kept = await self._hash(password)
        async with self._ledger.change(actor) as change:
            row = await _found(change.session, name)
            row.password, row.must_change = kept, True
            row.failures, row.locked_until = 0, None
            await _end_sessions(change.session, row.id)
            change.note("atur-ulang-sandi", name)
        return password

    async def change_password(self, account: Account, old: str, new: str) -> None:
        """By the person themselves; their other sessions end."""
        if len(new) < SHORTEST or new.casefold() in (account.name, account.name * 2):
            raise HttpError(422, f"Kata sandi baru paling pendek {SHORTEST} karakter.")
        if new == old:
            raise HttpError(422, "Kata sandi baru harus berbeda dari yang lama.")
        await self.sign_in(account.name, old)
        kept = await self._hash(new)
        async with self._ledger.change(account.name) as change:
            row = await _found(change.session, account.name)
            row.password, row.must_change = kept, False
            await _end_sessions(change.session, row.id)
            change.note("ganti-sandi", account.name)

    async def sign_in(self, name: str, password: str) -> Account:
        """The account, if the password fits; five misses in a row lock it for a while."""
        async with storing(), self._session() as session:
            row = await _named(session, name)
        usable = row is not None and not row.disabled and row.password is not None
        fits = await self._fits(row.password if row and usable else None, password)
        if row is None or not usable:
            raise HttpError(403, WRONG)
        now = self._clock()
        if row.locked_until and now < row.locked_until:
            raise HttpError(403, "Akun dikunci sementara karena terlalu banyak percobaan.")
        if not fits:
            await self._missed(row.name)
            raise HttpError(403, WRONG)
        if row.failures:
            async with storing(), self._session.begin() as session:
                clean = update(AccountRow).where(AccountRow.id == row.id)
                await session.execute(clean.values(failures=0, locked_until=None))
        return account_of(row)

    async def known(self, names: Sequence[str]) -> Account:
        """The open account with one of these names, for who was proved by OIDC."""
        wanted = [name.casefold() for name in names]
        rows = select(AccountRow).where(AccountRow.name.in_(wanted), ~AccountRow.disabled)
        async with storing(), self._session() as session:
            found = (await session.scalars(rows)).all()
        if len(found) != 1:
            raise HttpError(403, "Anda belum punya akun di meja layanan ini. Hubungi admin Anda.")
        return account_of(found[0])

    async def _missed(self, name: str) -> None:
        async with self._ledger.change(name) as change:
            row = await _found(change.session, name)
            row.failures += 1
            change.note("gagal-masuk", name, count=row.failures)
            if row.failures >= MOST_FAILURES:
                row.failures, row.locked_until = 0, change.now + LOCKED_FOR
                change.note("kunci-akun", name)

    async def _hash(self, password: str) -> str:
        return await to_thread.run_sync(self._hasher.hash, password)

    async def _fits(self, kept: str | None, password: str) -> bool:
        def verify() -> bool:
            try:
                return self._hasher.verify(kept or self._decoy, password)
            except (VerificationError, InvalidHashError):
                return False

        return await to_thread.run_sync(verify)


def account_of(row: AccountRow) -> Account:
    """An account as it is stored."""
    return Account(
        id=row.id,
        name=row.name,
        person=row.person,
        unit=row.unit,
        role=Role(row.role),
        must_change=row.must_change,
        disabled=row.disabled,
        locked_until=row.locked_until,
        local=row.password is not None,
    )


def _name(name: str) -> str:
    name = name.strip().casefold()
    if not name or len(name) > 64 or any(c.isspace() for c in name):
        raise HttpError(422, "Nama akun: 1 sampai 64 karakter tanpa spasi.")
    return name


async def _named(session: AsyncSession, name: str) -> AccountRow | None:
    rows = select(AccountRow).where(AccountRow.name == name.strip().casefold())
    return (await session.scalars(rows)).one_or_none()


async def _found(session: AsyncSession, name: str) -> AccountRow:
    row = await _named(session, name)
    if row is None:
        raise HttpError(404, f"Tidak ada akun bernama {name}.")
    return row


async def _keep_an_admin(session: AsyncSession, row: AccountRow, stays: bool) -> None:
    """The last admin cannot be lost: nobody could give the role back."""
    if row.role != Role.ADMIN or row.disabled or stays:
        return
    admins = select(func.count()).where(AccountRow.role == Role.ADMIN, ~AccountRow.disabled)
    if (await session.scalar(admins) or 0) < 2:
        raise HttpError(409, "Ini admin terakhir. Tunjuk admin lain lebih dahulu.")


async def _end_sessions(session: AsyncSession, account_id: int) -> None:
    await session.execute(delete(SessionRow).where(SessionRow.account_id == account_id))

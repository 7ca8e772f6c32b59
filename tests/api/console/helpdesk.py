"""People at the helpdesk for tests: accounts made quickly, and clients that are signed in."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
from argon2 import PasswordHasher
from fastapi import FastAPI

from api.console.audit import Ledger
from api.console.desk import Desk
from api.console.rights import Role
from api.console.sessions import COOKIE
from api.console.tables import AccountRow
from api.database import open_engine

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "sandi-panjang-sekali"


def desk_of(app: FastAPI) -> Desk:
    desk: Desk = app.state.desk
    return desk


async def hire(app: FastAPI, name: str, role: Role, unit: str = "BKN") -> None:
    """An account with a password of its own."""
    desk = desk_of(app)
    async with desk.ledger.change("uji") as change:
        change.session.add(row(name, role, unit, change.now))


def hire_in(database: str, people: dict[str, Role], must_change: bool = False) -> None:
    """The same in the database of a server that runs in another thread or process."""

    async def work() -> None:
        engine = open_engine(database)
        ledger = Ledger(engine, lambda: datetime.now(UTC))
        for name, role in people.items():
            async with ledger.change("uji") as change:
                new = row(name, role, "BKN", change.now)
                new.must_change = must_change
                change.session.add(new)
        await engine.dispose()

    # In a thread: Playwright has a loop of its own in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work()).result()


def row(name: str, role: Role, unit: str, now: datetime) -> AccountRow:
    return AccountRow(
        name=name,
        person=name.title(),
        unit=unit,
        role=role,
        password=QUICK.hash(PASSWORD),
        must_change=False,
        failures=0,
        locked_until=None,
        disabled=False,
        created_at=now,
    )


@dataclass
class Person:
    """A browser in which somebody is signed in."""

    http: httpx.AsyncClient
    csrf: str

    async def get(self, path: str, **kwargs: Any) -> httpx.Response:
        return await self.http.get(f"/console{path}", **kwargs)

    async def post(self, path: str, **fields: Any) -> httpx.Response:
        """Send a form; follows to the page that shows what came of it."""
        data = {"csrf": self.csrf} | fields
        return await self.http.post(f"/console{path}", data=data, follow_redirects=True)


async def sign_in(app: FastAPI, name: str, role: Role, unit: str = "BKN") -> Person:
    """Somebody new at the helpdesk, signed in; the app must have been started."""
    await hire(app, name, role, unit)
    desk = desk_of(app)
    account = next(a for a in await desk.accounts.all() if a.name == name)
    token = await desk.sessions.begin(account)
    found = await desk.sessions.find(token)
    assert found is not None
    http = httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://tanya.test", cookies={COOKIE: token}
    )
    return Person(http, found.csrf)


def hidden(page: str, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]

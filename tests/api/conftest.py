import io
import os
import secrets
import shutil
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright
from sqlalchemy import create_engine, make_url, text

from api.app import create_app
from api.logs import make_log
from api.settings import ApiSettings
from tests.api.fakes import FakeAssistant, fake_mask
from tests.api.running import AppClient, Running, start

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
# A slow machine is no failure: what is waited for may take this long, and comes at once elsewhere.
PATIENCE_MS = 45_000
# Longer than this no test in a browser can take: then its browser is ended, and the test fails.
LONGEST_SECONDS = 240.0

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def drivers() -> set[int]:
    """The processes through which a browser is steered."""
    return set()


@pytest.fixture(scope="module")
def browser(drivers: set[int]) -> Iterator[Browser]:
    before = children()
    with sync_playwright() as playwright:
        drivers |= children() - before
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=ARGUMENTS, timeout=2 * PATIENCE_MS
        )
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def no_browser_hangs(request: pytest.FixtureRequest, drivers: set[int]) -> Iterator[None]:
    with ended_in_time(drivers) if "browser" in request.fixturenames else nullcontext():
        yield


def children() -> set[int]:
    """The processes that this one has started, where the system tells."""
    told = Path(f"/proc/self/task/{os.getpid()}/children")
    return {int(one) for one in told.read_text().split()} if told.exists() else set()


@contextmanager
def ended_in_time(drivers: set[int], seconds: float = LONGEST_SECONDS) -> Iterator[None]:
    """Nothing hangs: without its driver whatever waits for the browser fails at once."""

    def end() -> None:
        for driver in drivers:
            os.kill(driver, signal.SIGKILL)

    watch = threading.Timer(seconds, end)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of its own for each test, as a person in Indonesia has it."""
    context = browser.new_context(locale="id-ID", permissions=["clipboard-read", "clipboard-write"])
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def database_url() -> Iterator[str | None]:
    """A database of its own on the PostgreSQL of `scripts/postgres`; None means SQLite."""
    with fresh_database() as url:
        yield url


@contextmanager
def fresh_database() -> Iterator[str | None]:
    server = os.environ.get("TANYA_TEST_POSTGRES")
    if server is None:
        yield None
        return
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    name = f"uji_{secrets.token_hex(6)}"
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        yield make_url(server).set(database=name).render_as_string()
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def settings(tmp_path: Path, database_url: str | None) -> ApiSettings:
    return ApiSettings(
        home=tmp_path,
        port=0,
        rate_per_minute=0,
        drain_seconds=0.5,
        helpdesk=True,
        database_url=database_url,
    )


@pytest.fixture
def logged() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def make_app(
    assistant: FakeAssistant, settings: ApiSettings, logged: io.StringIO
) -> Callable[..., FastAPI]:
    def make(**changes: object) -> FastAPI:
        changed = settings.model_copy(update=changes)
        log = make_log("debug", logged)
        return create_app(assistant, changed, clock=lambda: NOW, mask=fake_mask, log=log)

    return make


@pytest.fixture
async def client(make_app: Callable[..., FastAPI]) -> AsyncIterator[httpx.AsyncClient]:
    async with AppClient(make_app()) as client:
        yield client


@pytest.fixture
def serve(
    make_app: Callable[..., FastAPI], assistant: FakeAssistant
) -> Callable[..., AbstractContextManager[Running]]:
    @contextmanager
    def serve(**changes: object) -> Iterator[Running]:
        running = start(make_app(**changes))
        try:
            yield running
        finally:
            assistant.release()
            running.stop()

    return serve

import io
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, sync_playwright

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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def settings(tmp_path: Path) -> ApiSettings:
    return ApiSettings(home=tmp_path, port=0, rate_per_minute=0, drain_seconds=0.5, helpdesk=True)


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
def serve(make_app: Callable[..., FastAPI]) -> Callable[..., AbstractContextManager[Running]]:
    @contextmanager
    def serve(**changes: object) -> Iterator[Running]:
        running = start(make_app(**changes))
        try:
            yield running
        finally:
            running.stop()

    return serve

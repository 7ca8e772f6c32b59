"""The web application, put together: `create_app`.

from api.app import create_app
from api.server import serve
serve(create_app(assistant, ApiSettings()), ApiSettings())
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Final

from anyio import to_thread
from fastapi import FastAPI
from starlette.middleware import Middleware

from api import chat, conversations, feedback, handoff, health, problems, uploads
from api.assistant import Answering
from api.console.accounts import Accounts
from api.console.audit import Ledger
from api.console.desk import Desk, make_desk
from api.console.pages import ROUTERS, documents
from api.console.publishing import NothingPublished, Publishing
from api.conversations import Conversations, SqlConversations
from api.database import open_engine
from api.documents import documents_router
from api.embedding import Tokens
from api.feedback import Feedback
from api.handoff import Handoffs
from api.home import home_router
from api.limits import Allowance, BodyLimit, ClientLimit
from api.live import Bell
from api.logs import Log, make_log
from api.metrics import Metrics
from api.observe import Observe
from api.pages import STATIC, Pages, PublicFiles
from api.portals import Portals
from api.problems import Boundary
from api.security import SecurityHeaders
from api.services import Clock, Mask, Services
from api.settings import ApiSettings
from api.stream import Streams
from api.uploads import UPLOADS
from api.widget import widget_router
from api.workers import Workers

PURGE_SECONDS: Final = 3_600.0


def utc_now() -> datetime:
    """The default clock."""
    return datetime.now(UTC)


def create_app(
    assistant: Answering,
    settings: ApiSettings,
    *,
    clock: Clock = utc_now,
    mask: Mask | None = None,
    conversations: Conversations | None = None,
    log: Log | None = None,
    publisher: Publishing | None = None,
) -> FastAPI:
    """The app; everything that touches the world can be replaced.

    `mask` hides personal data before anything is stored (`assistant.privacy.mask`);
    `publisher` brings statements of the helpdesk into the index.
    """
    log = log or make_log(settings.log_level)
    metrics = Metrics()
    engine = open_engine(settings.database)
    bell = Bell(engine)
    ledger = Ledger(engine, clock, bell.ring)
    services = Services(
        assistant=assistant,
        settings=settings,
        conversations=conversations or SqlConversations(engine),
        feedback=Feedback(engine),
        handoffs=Handoffs(engine),
        accounts=Accounts(engine, ledger, clock),
        bell=bell,
        tokens=Tokens(settings.folder),
        clock=clock,
        mask=mask or _real_mask(),
        limit=ClientLimit(settings.rate_per_minute),
        workers=Workers(settings.max_answers, settings.max_waiting, settings.wait_seconds, metrics),
        streams=_streams(settings, metrics, log),
        metrics=metrics,
        log=log,
    )
    app = FastAPI(
        title="Tanya IKN",
        description="Tanya jawab bagi ASN tentang pemindahan ke Ibu Kota Nusantara, dengan bukti "
        "dan tanggal.",
        version="1",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
        middleware=_middleware(services),
    )
    pages = Pages()
    app.state.services = services
    app.state.desk = make_desk(engine, services, ledger, pages, publisher or NothingPublished())
    problems.install(app)
    _add_routes(app, pages)
    return app


def _streams(settings: ApiSettings, metrics: Metrics, log: Log) -> Streams:
    return Streams(
        settings.heartbeat_seconds, settings.drain_seconds, metrics, log, settings.resume_seconds
    )


def _middleware(services: Services) -> list[Middleware]:
    settings = services.settings
    upload = Allowance(settings.max_upload_bytes, settings.upload_seconds)
    return [
        Middleware(Observe, metrics=services.metrics, log=services.log),
        Middleware(SecurityHeaders),
        Middleware(Portals, listed=settings.embed_origins),
        Middleware(Boundary, log=services.log),
        Middleware(
            BodyLimit,
            usual=Allowance(settings.max_body_bytes, settings.body_seconds),
            asked=dict.fromkeys((UPLOADS, documents.UPLOADS), upload),
        ),
    ]


def _add_routes(app: FastAPI, pages: Pages) -> None:
    app.include_router(chat.router)
    app.include_router(conversations.router)
    app.include_router(handoff.router)
    app.include_router(feedback.router)
    app.include_router(documents_router(pages))
    app.include_router(uploads.router)
    app.include_router(health.router)
    app.include_router(home_router(pages))
    app.include_router(widget_router(pages))
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", PublicFiles(directory=STATIC), name="static")


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    services: Services = app.state.services
    desk: Desk = app.state.desk
    settings, log = services.settings, services.log
    await services.conversations.open()
    stopping = asyncio.Event()
    chores = asyncio.gather(
        _every(settings.refresh_seconds, _refresh(services), stopping, log),
        _every(PURGE_SECONDS, _purge(services), stopping, log),
        _every(settings.refresh_seconds, desk.proposals.sync, stopping, log),
    )
    yield
    # Chores are not cancelled: a database call that is cut off leaves its connection behind.
    stopping.set()
    await chores
    await services.workers.close()
    await services.streams.close(settings.wait_seconds)
    await services.conversations.close()


async def _every(
    seconds: float, chore: Callable[[], Awaitable[None]], stopping: asyncio.Event, log: Log
) -> None:
    while not stopping.is_set():
        # A chore that fails is logged and tried again next time: the old index still answers.
        await problems.guarded(chore, log)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await stopping.wait()


def _refresh(services: Services) -> Callable[[], Awaitable[None]]:
    async def refresh() -> None:
        await to_thread.run_sync(services.assistant.refresh)

    return refresh


def _purge(services: Services) -> Callable[[], Awaitable[None]]:
    async def purge() -> None:
        age = timedelta(days=services.settings.retention_days)
        gone = await services.conversations.purge(services.clock() - age)
        if gone:
            services.log.info("percakapan lama dihapus", count=gone)

    return purge


def _real_mask() -> Mask:
    from assistant.privacy import mask  # here, so that tests need not load the assistant

    return mask

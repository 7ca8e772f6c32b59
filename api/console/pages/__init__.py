"""The routes of the console, a module a subject."""

from typing import Final

from fastapi import APIRouter

from api.console.pages import accounts, audit, drafts, live, queue, signing

ROUTERS: Final[tuple[APIRouter, ...]] = (
    signing.router,
    live.router,
    queue.router,
    drafts.router,
    accounts.router,
    audit.router,
)

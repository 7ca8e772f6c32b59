"""The routes of the console, a module a subject."""

from typing import Final

from fastapi import APIRouter

from api.console.pages import (
    accounts,
    audit,
    canned,
    documents,
    drafts,
    gaps,
    live,
    queue,
    signing,
    summary,
)

ROUTERS: Final[tuple[APIRouter, ...]] = (
    signing.router,
    live.router,
    queue.router,
    drafts.router,
    canned.router,
    gaps.router,
    documents.router,
    summary.router,
    accounts.router,
    audit.router,
)

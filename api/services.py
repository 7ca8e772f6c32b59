"""What the routes work with, in one frozen bundle that hangs on the app."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Final, cast
from urllib.parse import urlsplit

from fastapi import Depends, Request

from api.assistant import Answering
from api.embedding import Tokens, allowed
from api.limits import ClientLimit, client_of
from api.live import Bell
from api.logs import Log
from api.metrics import Metrics
from api.problems import HttpError
from api.settings import ApiSettings
from api.stream import Streams
from api.wording import JAKARTA
from api.workers import Workers

if TYPE_CHECKING:
    from api.console.accounts import Accounts
    from api.conversations import Conversations
    from api.feedback import Feedback
    from api.handoff import Handoffs

Clock = Callable[[], datetime]
Mask = Callable[[str], str]

TOKEN_HEADER: Final = "Tanya-Widget"


@dataclass(frozen=True, slots=True)
class Services:
    """The assistant, the store and the tools; made once by `create_app`."""

    assistant: Answering
    settings: ApiSettings
    conversations: Conversations
    feedback: Feedback
    handoffs: Handoffs
    accounts: Accounts
    bell: Bell
    tokens: Tokens
    clock: Clock
    mask: Mask
    limit: ClientLimit
    workers: Workers
    streams: Streams
    metrics: Metrics
    log: Log

    async def helpdesk(self) -> bool:
        """Whether a conversation can be handed over to an officer."""
        if self.settings.helpdesk is not None:
            return self.settings.helpdesk
        return await self.accounts.staffed()

    def today(self) -> date:
        """Today in Jakarta."""
        return self.clock().astimezone(JAKARTA).date()


def services_of(request: Request) -> Services:
    """The bundle of the app that serves this request."""
    return cast(Services, request.app.state.services)


def client_address(request: Request) -> str:
    """Whom the limit counts."""
    return client_of(request, services_of(request).settings.trusted_proxies)


def embedding_origin(request: Request) -> str | None:
    """The page that a question comes through, by its token; None for a program without one."""
    services = services_of(request)
    token = request.headers.get(TOKEN_HEADER)
    if token is not None:
        origin = services.tokens.origin(token, services.clock())
        sender = request.headers.get("Origin", origin)
        if sender != origin and _is_other_portal(request, sender):
            raise HttpError(403, "Token ini diberikan untuk halaman lain.")
        return origin
    if not services.settings.api_open:
        raise HttpError(403, "Layanan ini hanya menerima pertanyaan dari widget.")
    return None


def _is_other_portal(request: Request, sender: str) -> bool:
    """A frame sends from our own origin, a portal from its own: none with another's token."""
    listed = services_of(request).settings.embed_origins
    return urlsplit(sender).netloc != request.url.netloc and allowed(sender, "", listed)


ServicesOf = Annotated[Services, Depends(services_of)]
Client = Annotated[str, Depends(client_address)]
Origin = Annotated[str | None, Depends(embedding_origin)]

"""What the routes work with, in one frozen bundle that hangs on the app."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Annotated, Final, cast

from fastapi import Depends, Request

from api.assistant import Answering
from api.limits import ClientLimit, client_of
from api.logs import Log
from api.metrics import Metrics
from api.settings import ApiSettings
from api.stream import Streams
from api.workers import Workers

if TYPE_CHECKING:
    from api.conversations import Conversations

Clock = Callable[[], datetime]
Mask = Callable[[str], str]

# A fixed offset: Jakarta knows no summer time, and a slim machine has no zone files.
JAKARTA: Final = timezone(timedelta(hours=7), "WIB")


@dataclass(frozen=True, slots=True)
class Services:
    """The assistant, the store and the tools; made once by `create_app`."""

    assistant: Answering
    settings: ApiSettings
    conversations: Conversations
    clock: Clock
    mask: Mask
    limit: ClientLimit
    workers: Workers
    streams: Streams
    metrics: Metrics
    log: Log

    def today(self) -> date:
        """Today in Jakarta."""
        return self.clock().astimezone(JAKARTA).date()


def services_of(request: Request) -> Services:
    """The bundle of the app that serves this request."""
    return cast(Services, request.app.state.services)


def client_address(request: Request) -> str:
    """Whom the limit counts."""
    return client_of(request, services_of(request).settings.trusted_proxies)


ServicesOf = Annotated[Services, Depends(services_of)]
Client = Annotated[str, Depends(client_address)]

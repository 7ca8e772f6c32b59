"""News for open consoles."""

from fastapi import Depends
from starlette.responses import Response

from api.console.web import DeskOf, page_router, settled
from api.stream import event_stream

router = page_router()


@router.get("/peristiwa", dependencies=[Depends(settled)])
async def listen(desk: DeskOf) -> Response:
    """That something changed; pages ask for what they show."""
    services = desk.services
    return event_stream(services.streams.frames(services.bell.everything))

"""The audit log, for reading."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response

from api.console.rights import Action
from api.console.sessions import Signed
from api.console.web import DeskOf, May, page_router, show

router = page_router()


@router.get("/audit")
async def audit(
    request: Request,
    who: Annotated[Signed, Depends(May(Action.AUDIT))],
    desk: DeskOf,
    sebelum: int | None = None,
) -> Response:
    """The newest rows first, and whether the chain holds."""
    number, broken = await desk.ledger.verify()
    rows = await desk.ledger.entries(sebelum)
    return show(request, who, "meja-audit.html", rows=rows, number=number, broken=broken)

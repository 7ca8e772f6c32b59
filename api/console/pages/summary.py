"""The dashboard, and the same as CSV."""

from datetime import date
from typing import Annotated, Final

from fastapi import Depends, Query, Request
from starlette.responses import PlainTextResponse, Response

from api.console import charts
from api.console.desk import Desk
from api.console.judgements import OUTCOMES
from api.console.rights import Action
from api.console.sessions import Signed
from api.console.summary import Period, as_csv
from api.console.web import DeskOf, May, page_router, show
from api.problems import HttpError

router = page_router()
Seer = Annotated[Signed, Depends(May(Action.SEE))]
MOST_DAYS: Final = 366
Unit = Annotated[str, Query(max_length=60)]


@router.get("/ringkasan")
async def summary(
    request: Request,
    who: Seer,
    desk: DeskOf,
    dari: date | None = None,
    sampai: date | None = None,
    unit: Unit = "",
) -> Response:
    """A day, a month, a unit."""
    period = _period(desk, dari, sampai, unit)
    numbers = await desk.summary.numbers(period)
    return show(
        request,
        who,
        "meja-ringkasan.html",
        n=numbers,
        units=await desk.summary.units(),
        charts=charts,
        outcomes=OUTCOMES,
        today=desk.services.today(),
    )


@router.get("/ringkasan.csv")
async def as_table(
    who: Seer,  # noqa: ARG001 the right is asked for
    desk: DeskOf,
    dari: date | None = None,
    sampai: date | None = None,
    unit: Unit = "",
) -> Response:
    """For a spreadsheet."""
    period = _period(desk, dari, sampai, unit)
    name = f"ringkasan-{period.first}-{period.last}.csv"
    return PlainTextResponse(
        as_csv(await desk.summary.numbers(period)),
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
        media_type="text/csv",
    )


def _period(desk: Desk, first: date | None, last: date | None, unit: str) -> Period:
    """This month where nothing is asked for."""
    today = desk.services.today()
    first = first or (last or today).replace(day=1)
    last = last or max(first, today)
    if not 0 <= (last - first).days <= MOST_DAYS:
        raise HttpError(422, "Pilih rentang paling panjang satu tahun, dari awal ke akhir.")
    return Period(first, last, unit)

"""Charts as inline SVG: coloured by the page, readable in print, nothing loaded."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from markupsafe import Markup, escape

from api.wording import STATUSES

WIDTH: Final = 640
# Rows of names and bars stand two beside each other, so their text must not shrink.
NARROW: Final = 480
NAMED: Final = 170
HEIGHT: Final = 150
BASE: Final = HEIGHT - 22
ORDER: Final = ("answered", "partial", "not_in_knowledge", "out_of_scope", "refused", "clarify")


def days(by_day: Mapping[date, Mapping[str, int]]) -> Markup:
    """A column a day, its parts by status."""
    most = max((sum(counts.values()) for counts in by_day.values()), default=0)
    step = WIDTH / max(len(by_day), 1)
    parts = [
        _column(n * step, step, day, counts, most) for n, (day, counts) in enumerate(by_day.items())
    ]
    return _svg("Jawaban per hari menurut hasil", HEIGHT, Markup("").join(parts))


def bars(rows: Sequence[tuple[str, int]], title: str) -> Markup:
    """A bar a row, with its name and number."""
    most = max((count for _, count in rows), default=0) or 1
    longest = NARROW - NAMED - 40
    lines = [
        Markup(
            '{name}<rect class="bar" x="{x}" y="{top}" width="{width:.1f}" height="15"/>'
            '<text x="{end:.1f}" y="{y}">{count}</text>'
        ).format(
            name=_name(n, name),
            x=NAMED,
            y=24 * n + 17,
            top=24 * n + 5,
            width=longest * count / most,
            end=NAMED + 6 + longest * count / most,
            count=count,
        )
        for n, (name, count) in enumerate(rows)
    ]
    return _svg(title, 24 * max(len(rows), 1), Markup("").join(lines), NARROW)


def strips(rows: Mapping[str, Mapping[date, int]], days: Sequence[date], title: str) -> Markup:
    """A row a name, in it a column a day: how each went over time, all on one scale."""
    most = max((n for counts in rows.values() for n in counts.values()), default=0) or 1
    step = (NARROW - NAMED - 40) / max(len(days), 1)
    lines = [
        _strip(n, name, counts, days, step, most) for n, (name, counts) in enumerate(rows.items())
    ]
    return _svg(title, 32 * max(len(rows), 1), Markup("").join(lines), NARROW)


def _strip(
    n: int, name: str, counts: Mapping[date, int], days: Sequence[date], step: float, most: int
) -> Markup:
    base = 32 * n + 26
    columns = [
        Markup(
            '<rect class="bar" x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}">'
            "<title>{told}</title></rect>"
        ).format(
            x=NAMED + at * step,
            y=base - 22 * counts[day] / most,
            w=step * 0.8,
            h=22 * counts[day] / most,
            told=f"{day} {name}: {counts[day]}",
        )
        for at, day in enumerate(days)
        if counts.get(day)
    ]
    return Markup(
        '{name}{columns}<line class="base" x1="{x}" x2="{end}" y1="{y}" y2="{y}"/>'
        '<text x="{after}" y="{y}">{total}</text>'
    ).format(
        name=_name(n, name, 32),
        columns=Markup("").join(columns),
        x=NAMED,
        end=NARROW - 40,
        y=base,
        after=NARROW - 34,
        total=sum(counts.values()),
    )


def _name(n: int, name: str, high: int = 24) -> Markup:
    y = high * n + high - 7
    return Markup('<text x="0" y="{y}">{name}</text>').format(y=y, name=name[:26])


def _column(x: float, step: float, day: date, counts: Mapping[str, int], most: int) -> Markup:
    rest = sum(n for status, n in counts.items() if status not in ORDER)
    rows = [*((status, counts.get(status, 0)) for status in ORDER), ("lain", rest)]
    y, parts = float(BASE), []
    for status, count in rows:
        if count:
            high = (BASE - 8) * count / most
            y -= high
            told = f"{day}: {STATUSES.get(status, 'lainnya')} {count}"
            parts.append(
                Markup(
                    '<rect class="c-{status}" x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" '
                    'height="{h:.1f}"><title>{told}</title></rect>'
                ).format(status=status, x=x + step * 0.1, y=y, w=step * 0.8, h=high, told=told)
            )
    if step >= 18:
        parts.append(
            Markup('<text x="{x:.1f}" y="{y}" text-anchor="middle">{day}</text>').format(
                x=x + step / 2, y=HEIGHT - 6, day=day.day
            )
        )
    return Markup("").join(parts)


def _svg(title: str, height: int, body: Markup, width: int = WIDTH) -> Markup:
    return Markup(
        '<svg class="chart" viewBox="0 0 {width} {height}" role="img"><title>{title}</title>'
        "{body}</svg>"
    ).format(width=width, height=height, title=escape(title), body=body)

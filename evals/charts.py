"""Plots as inline SVG: drawn here, coloured by the page, nothing loaded from anywhere."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from evals import words
from evals.summary import Figure, Json

SIZE, LEFT, BOTTOM = 320, 44, 40
PLOT = SIZE - LEFT - 12
FEWEST = 10  # below that many questions a share says nothing
TICKS = (0, 0.25, 0.5, 0.75, 1)


def risk_coverage(found: Json) -> Markup:
    """Risk against coverage, and where the product stands."""
    points = [(point["coverage"], point["risk"]) for point in found["curve"]]
    points = [p for p in points if p[0] * found["n"] >= FEWEST] or points
    here = min(points, key=lambda point: abs(point[0] - found["answered"]))
    path = "M" + " L".join(f"{_x(x)},{_y(y)}" for x, y in points)
    body = (
        f'<path class="line" d="{path}"/>'
        f'<line class="guide" x1="{_x(here[0])}" y1="{_y(0)}" x2="{_x(here[0])}" y2="{_y(1)}"/>'
        f'<circle class="here" cx="{_x(here[0])}" cy="{_y(here[1])}" r="5"/>'
    )
    title = (
        f"Pada cakupan {words.number(100 * here[0], 0)} %, "
        f"{words.number(100 * here[1], 0)} % jawaban salah"
    )
    return _plot(body, title, "cakupan: bagian yang dijawab", "risiko: bagian yang salah")


def reliability(found: Json) -> Markup:
    """Share right against confidence, a dot a bin with its interval."""
    largest = max(one["right"]["n"] for one in found["bins"])
    marks = (_bin(one["confidence"], one["right"], largest) for one in found["bins"])
    diagonal = f'<line class="guide" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>'
    title = "Garis putus-putus: keyakinan yang persis menepati janjinya"
    return _plot(diagonal + "".join(marks), title, "keyakinan", "bagian yang benar")


def _bin(confidence: float, right: Json, largest: int) -> str:
    x, low, high = _x(confidence), _y(right["low"]), _y(right["high"])
    radius = 3 + 5 * (right["n"] / largest) ** 0.5
    return (
        f'<line class="whisker" x1="{x}" x2="{x}" y1="{low}" y2="{high}"/>'
        f'<circle class="dot" cx="{x}" cy="{_y(right["mean"])}" r="{radius:.1f}">'
        f"<title>{right['n']} pertanyaan, {words.share(right)} benar</title></circle>"
    )


def _plot(body: str, title: str, across: str, up: str) -> Markup:
    middle = LEFT + PLOT / 2
    return Markup(
        f'<svg class="plot" viewBox="0 0 {SIZE} {SIZE}" role="img"><title>{title}</title>'
        f"{''.join(_grid())}{body}"
        f'<text class="axis" x="{middle}" y="{SIZE - 4}" text-anchor="middle">{across}</text>'
        f'<text class="axis" transform="translate(12 {12 + PLOT / 2}) rotate(-90)" '
        f'text-anchor="middle">{up}</text></svg>'
    )


def _grid() -> Iterable[str]:
    for tick in TICKS:
        label = words.number(100 * tick, 0)
        yield f'<line class="grid" x1="{_x(0)}" x2="{_x(1)}" y1="{_y(tick)}" y2="{_y(tick)}"/>'
        yield f'<text x="{LEFT - 6}" y="{_y(tick) + 4}" text-anchor="end">{label}</text>'
        yield f'<text x="{_x(tick)}" y="{SIZE - BOTTOM + 22}" text-anchor="middle">{label}</text>'


def _x(value: float) -> float:
    return round(LEFT + value * PLOT, 1)


def _y(value: float) -> float:
    return round(12 + (1 - value) * PLOT, 1)


def whisker(figure: Figure) -> Markup:
    """A share and its interval as a dot on a line from 0 to 1."""
    if figure is None:
        return Markup("")
    low, mean, high = (round(100 * figure[key], 2) for key in ("low", "mean", "high"))
    return Markup(
        '<svg class="range" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<line class="grid" x1="0" x2="100" y1="5" y2="5"/>'
        f'<line class="whisker" x1="{low}" x2="{high}" y1="5" y2="5"/>'
        f'<line class="mark" x1="{mean}" x2="{mean}" y1="0" y2="10"/></svg>'
    )


def stacked(figures: Json, keys: Sequence[str]) -> Markup:
    """The four outcomes as one bar."""
    start, bars, spoken = 0.0, [], []
    for key in keys:
        figure = figures[key]
        width = round(100 * figure["mean"], 3)
        name = f"{words.OUTCOMES[key]} {words.share(figure)}"
        spoken.append(name)
        bars.append(
            f'<rect class="{key}" x="{start:.3f}" y="0" width="{width}" height="10">'
            f"<title>{name}</title></rect>"
        )
        start += width
    return Markup(
        '<svg class="stack" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" '
        f'aria-label="{"; ".join(spoken)}">{"".join(bars)}</svg>'
    )

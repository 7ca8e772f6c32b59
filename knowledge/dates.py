"""Indonesian dates: written out for a person, and found in what a person wrote."""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from knowledge.mentions import regulation_mentions

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
_MONTH_NUMBERS = {
    **{name.lower(): number for number, name in enumerate(MONTHS, 1)},
    **{name.lower()[:3]: number for number, name in enumerate(MONTHS, 1)},
    **{"pebruari": 2, "peb": 2, "agt": 8, "ags": 8, "aug": 8, "sept": 9, "nopember": 11, "nop": 11},
    **{"january": 1, "february": 2, "march": 3, "may": 5, "june": 6, "july": 7, "august": 8},
    **{"october": 10, "oct": 10, "december": 12, "dec": 12},
}
_MONTH = rf"(?:{'|'.join(sorted(_MONTH_NUMBERS, key=len, reverse=True))})\b\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:19|20)\d\d(?![\d/]|[.,:]\d)"
_TO = r"\s*(?:-|–|—|s\.?\s?/?d\.?|sampai(?: dengan)?|hingga)\s*"
_PART = r"(?P<part>awal|pertengahan|akhir)"
_COUNTED = r"(?:orang|asn|pns|pppk|pegawai|unit|personel|rupiah|ribu|juta|meter|hektare|ha|kali)\b"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_FIGURES = r"(?P<nth>iv|iii|ii|i|[1-4])"


@dataclass(frozen=True, slots=True)
class DateMention:
    """A day or a period named in a text: first day, last day, and where it stands."""

    start: date
    end: date
    span: tuple[int, int]


def format_date(day: date) -> str:
    """A date as Indonesian prose writes it.

    >>> format_date(date(2025, 1, 24))
    '24 Januari 2025'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def parse_dates(text: str, today: date | None = None) -> tuple[DateMention, ...]:
    """Every date and period in the text, in order; those that depend on today need `today`.

    The year in the name of a regulation is no date. A day without a year is no date either.

    >>> [found] = parse_dates("Surat tanggal 24 Januari 2025 menunda pemindahan")
    >>> found.start.isoformat(), found.end.isoformat(), found.span
    ('2025-01-24', '2025-01-24', (14, 29))
    >>> def periods(text, today=None):
    ...     return [f"{found.start}..{found.end}" for found in parse_dates(text, today)]
    >>> periods("April 2024, 24/1/2025, 2025-01-24")
    ['2024-04-01..2024-04-30', '2025-01-24..2025-01-24', '2025-01-24..2025-01-24']
    >>> periods("awal 2024 sampai akhir 2025, lalu tahun 2028")
    ['2024-01-01..2024-04-30', '2025-09-01..2025-12-31', '2028-01-01..2028-12-31']
    >>> periods("16-17 Maret 2026 dan 2025-2029")
    ['2026-03-16..2026-03-17', '2025-01-01..2029-12-31']
    >>> periods("tahun lalu, bulan lalu, kemarin, sekarang", date(2026, 3, 15))
    ... # doctest: +NORMALIZE_WHITESPACE
    ['2025-01-01..2025-12-31', '2026-02-01..2026-02-28', '2026-03-14..2026-03-14',
     '2026-03-15..2026-03-15']
    >>> periods("PP 94/2021 dan Perpres Nomor 79 Tahun 2025")
    []
    """
    taken = [mention.span for mention in regulation_mentions(text)]
    found: list[DateMention] = []
    for span, period in _candidates(text, today):
        if all(span[1] <= start or end <= span[0] for start, end in taken):
            taken.append(span)
            found += [DateMention(*period, span)] if period else []
    return tuple(sorted(found, key=lambda mention: mention.span))


_Period = tuple[date, date]
_Span = tuple[int, int]


def _candidates(text: str, today: date | None) -> Iterator[tuple[_Span, _Period | None]]:
    """Longer forms first, so that a shorter one inside them finds its place taken."""
    for pattern, period in _ABSOLUTE:
        yield from _matches(text, pattern, period)
    if today is not None:
        for pattern, relative in _RELATIVE:
            yield from _matches(text, pattern, partial(relative, today))


def _matches(
    text: str, pattern: re.Pattern[str], period: Callable[[re.Match[str]], _Period]
) -> Iterator[tuple[_Span, _Period | None]]:
    """None for a day that does not exist: "31 Februari 2025" is not February 2025 either."""
    for match in pattern.finditer(text):
        try:
            start, end = period(match)
        except (ValueError, OverflowError):
            yield match.span(), None
        else:
            if start <= end:
                yield match.span(), (start, end)


def _month_number(name: str) -> int:
    return _MONTH_NUMBERS[name.rstrip(".").lower()]


def _month(year: int, month: int) -> _Period:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _months(year: int, first: int, last: int) -> _Period:
    return date(year, first, 1), _month(year, last)[1]


def _day_range(match: re.Match[str]) -> _Period:
    last = date(int(match["year"]), _month_number(match["month"]), int(match["last"]))
    month = _month_number(match["first_month"]) if match["first_month"] else last.month
    return date(last.year, month, int(match["first"])), last


def _written_day(match: re.Match[str]) -> _Period:
    day = date(int(match["year"]), _month_number(match["month"]), int(match["day"]))
    return day, day


def _figures_day(match: re.Match[str]) -> _Period:
    day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    return day, day


def _month_range(match: re.Match[str]) -> _Period:
    first, last = _month_number(match["first"]), _month_number(match["last"])
    return _months(int(match["year"]), first, last)


def _part_of_month(match: re.Match[str]) -> _Period:
    first, last = _month(int(match["year"]), _month_number(match["month"]))
    days = {"awal": (1, 10), "pertengahan": (11, 20), "akhir": (21, last.day)}
    begin, end = days[match["part"].lower()]
    return first.replace(day=begin), last.replace(day=end)


def _whole_month(match: re.Match[str]) -> _Period:
    return _month(int(match["year"]), _month_number(match["month"]))


def _part_of_year(match: re.Match[str]) -> _Period:
    return _third(int(match["year"]), match["part"])


def _third(year: int, part: str) -> _Period:
    months = {"awal": (1, 4), "pertengahan": (5, 8), "akhir": (9, 12)}
    return _months(year, *months[part.lower()])


def _part_in_figures(match: re.Match[str]) -> _Period:
    nth = _ROMAN.get(match["nth"].lower()) or int(match["nth"])
    length = 6 if match["kind"].lower() == "semester" else 3
    return _months(int(match["year"]), (nth - 1) * length + 1, nth * length)


def _year_range(match: re.Match[str]) -> _Period:
    return date(int(match["first"]), 1, 1), date(int(match["last"]), 12, 31)


def _whole_year(match: re.Match[str]) -> _Period:
    return _months(int(match["year"]), 1, 12)


def _absolute(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w/]){pattern}(?!\w)", re.IGNORECASE)


_Y = rf"(?P<year>{_YEAR})"
_ABSOLUTE: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], _Period]], ...] = (
    (
        _absolute(
            rf"(?P<first>{_DAY})(?:\s+(?P<first_month>{_MONTH}))?{_TO}"
            rf"(?P<last>{_DAY})\s+(?P<month>{_MONTH})\s+{_Y}"
        ),
        _day_range,
    ),
    (_absolute(rf"(?P<day>{_DAY})[\s-]+(?P<month>{_MONTH})[\s,-]+{_Y}"), _written_day),
    (
        _absolute(r"(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?:T[\d:.+Z-]+)?"),
        _figures_day,
    ),
    (
        _absolute(
            rf"(?P<day>{_DAY})(?P<by>[/.-])(?P<month>0?[1-9]|1[0-2])(?P=by)(?P<year>(?:19|20)\d\d)"
        ),
        _figures_day,
    ),
    (_absolute(rf"(?P<first>{_MONTH}){_TO}(?P<last>{_MONTH})\s+{_Y}"), _month_range),
    (
        _absolute(rf"{_PART}\s+(?:bulan\s+)?(?P<month>{_MONTH})\s+(?:tahun\s+)?{_Y}"),
        _part_of_month,
    ),
    (_absolute(rf"(?P<month>{_MONTH})(?:\s+tahun)?[\s,]+{_Y}"), _whole_month),
    (_absolute(rf"{_PART}\s+(?:tahun\s+)?{_Y}"), _part_of_year),
    (
        _absolute(
            rf"(?P<kind>semester|triwulan|kuartal)\s+(?:ke-?)?{_FIGURES}[\s/]+(?:tahun\s+)?{_Y}"
        ),
        _part_in_figures,
    ),
    (_absolute(rf"(?P<kind>q){_FIGURES}[\s/-]*{_Y}"), _part_in_figures),
    (
        _absolute(
            rf"(?:tahun\s+)?(?P<first>(?:19|20)\d\d){_TO}(?:tahun\s+)?(?P<last>{_YEAR})"
            rf"(?!\s+{_COUNTED})"
        ),
        _year_range,
    ),
    (_absolute(rf"tahun\s+{_Y}"), _whole_year),
    (
        _absolute(
            rf"(?<![.,:-])(?<!Rp )(?P<year>(?:19[4-9]\d|20\d\d)(?![\d/-]|[.,:]\d))(?!\s+{_COUNTED})"
        ),
        _whole_year,
    ),
)


def _shifted_month(today: date, months: int) -> _Period:
    index = today.year * 12 + today.month - 1 + months
    return _month(index // 12, index % 12 + 1)


def _week(today: date, weeks: int) -> _Period:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)
    return monday, monday + timedelta(days=6)


def _ago(today: date, match: re.Match[str]) -> _Period:
    """Two months ago is that month, two days ago that day."""
    word = match["count"].lower()
    count = _COUNTS.get(word) or int(word)
    count = count if match["way"].lower().endswith("lagi") else -count
    match match["unit"].lower():
        case "hari":
            return (day := today + timedelta(days=count)), day
        case "minggu" | "pekan":
            return _week(today, count)
        case "bulan":
            return _shifted_month(today, count)
        case _:
            return _months(today.year + count, 1, 12)


_COUNTS = {
    "dua": 2,
    "tiga": 3,
    "empat": 4,
    "lima": 5,
    "enam": 6,
    "tujuh": 7,
    "delapan": 8,
    "sembilan": 9,
    "sepuluh": 10,
}
_DAYS = {"kemarin lusa": -2, "kemarin": -1, "besok": 1, "lusa": 2}
_WAYS = {"lalu": -1, "kemarin": -1, "sebelumnya": -1, "ini": 0, "depan": 1, "besok": 1}


def _named_day(today: date, match: re.Match[str]) -> _Period:
    day = today + timedelta(days=_DAYS.get(match.group().lower(), 0))
    return day, day


def _named_period(today: date, match: re.Match[str]) -> _Period:
    way = _WAYS[match["way"].lower()]
    match match["unit"].lower():
        case "minggu" | "pekan":
            return _week(today, way)
        case "bulan":
            return _shifted_month(today, way)
        case _:
            return _months(today.year + way, 1, 12)


def _part_of_this_year(today: date, match: re.Match[str]) -> _Period:
    return _third(today.year + _WAYS[match["way"].lower()], match["part"])


_RELATIVE: tuple[tuple[re.Pattern[str], Callable[[date, re.Match[str]], _Period]], ...] = (
    (_absolute(rf"{_PART}\s+tahun\s+(?P<way>lalu|kemarin|ini|depan)"), _part_of_this_year),
    (
        _absolute(
            rf"(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)})\s+(?P<unit>hari|minggu|pekan|bulan|tahun)\s+"
            r"(?P<way>(?:yang\s+)?lalu|lagi)"
        ),
        _ago,
    ),
    (
        _absolute(
            r"(?P<unit>minggu|pekan|bulan|tahun)\s+(?:yang\s+)?"
            r"(?P<way>lalu|kemarin|sebelumnya|ini|depan|besok)"
        ),
        _named_period,
    ),
    (
        _absolute(r"kemarin lusa|kemarin|besok|lusa|hari ini|saat ini|sekarang|kini"),
        _named_day,
    ),
)

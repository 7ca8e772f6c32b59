from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.dates import MONTHS, format_date, parse_dates

TODAY = date(2026, 11, 24)
DAYS = st.dates(date(1945, 1, 1), date(2099, 12, 31))


def periods(text: str, today: date | None = None) -> list[str]:
    return [f"{found.start}..{found.end}" for found in parse_dates(text, today)]


@given(DAYS)
def test_a_written_date_is_read_back(day: date) -> None:
    [found] = parse_dates(f"pada {format_date(day)}.")
    assert (found.start, found.end) == (day, day)


@given(DAYS)
def test_figures_are_read_back(day: date) -> None:
    for text in (day.isoformat(), f"{day.day}/{day.month}/{day.year}"):
        [found] = parse_dates(f"({text})")
        assert (found.start, found.end) == (day, day)


@given(st.text(max_size=80), DAYS)
def test_any_text_is_read_in_order_without_overlaps(text: str, today: date) -> None:
    found = parse_dates(text, today)
    for mention in found:
        assert mention.start <= mention.end
    for first, second in pairwise(found):
        assert first.span[1] <= second.span[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tgl 5 Agt 2024", "2024-08-05..2024-08-05"),
        ("April 2024", "2024-04-01..2024-04-30"),
        ("bulan Februari tahun 2024", "2024-02-01..2024-02-29"),
        ("awal April 2024", "2024-04-01..2024-04-10"),
        ("akhir Desember 2024", "2024-12-21..2024-12-31"),
        ("awal 2024", "2024-01-01..2024-04-30"),
        ("pertengahan tahun 2025", "2025-05-01..2025-08-31"),
        ("akhir 2025", "2025-09-01..2025-12-31"),
        ("tahun 2028", "2028-01-01..2028-12-31"),
        ("ibu kota politik 2028?", "2028-01-01..2028-12-31"),
        ("2022-2024", "2022-01-01..2024-12-31"),
        ("2022 sampai 2024", "2022-01-01..2024-12-31"),
        ("Juli-November 2024", "2024-07-01..2024-11-30"),
        ("16-17 Maret 2026", "2026-03-16..2026-03-17"),
        ("20 Februari s.d. 4 Maret 2026", "2026-02-20..2026-03-04"),
        ("semester II 2025", "2025-07-01..2025-12-31"),
        ("triwulan ke-1 2026", "2026-01-01..2026-03-31"),
        ("Q3 2025", "2025-07-01..2025-09-30"),
        ("2025-01-24T10:00:00", "2025-01-24..2025-01-24"),
        ("24.1.2025", "2025-01-24..2025-01-24"),
        ("January 2025", "2025-01-01..2025-01-31"),
    ],
)
def test_absolute(text: str, expected: str) -> None:
    assert periods(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sekarang", "2026-11-24..2026-11-24"),
        ("hari ini", "2026-11-24..2026-11-24"),
        ("kemarin", "2026-11-23..2026-11-23"),
        ("kemarin lusa", "2026-11-22..2026-11-22"),
        ("besok", "2026-11-25..2026-11-25"),
        ("minggu lalu", "2026-11-16..2026-11-22"),
        ("bulan lalu", "2026-10-01..2026-10-31"),
        ("bulan depan", "2026-12-01..2026-12-31"),
        ("tahun lalu", "2025-01-01..2025-12-31"),
        ("tahun yang lalu", "2025-01-01..2025-12-31"),
        ("tahun ini", "2026-01-01..2026-12-31"),
        ("akhir tahun ini", "2026-09-01..2026-12-31"),
        ("dua tahun lalu", "2024-01-01..2024-12-31"),
        ("3 bulan yang lalu", "2026-08-01..2026-08-31"),
        ("2 hari lagi", "2026-11-26..2026-11-26"),
    ],
)
def test_relative(text: str, expected: str) -> None:
    assert periods(text, TODAY) == [expected]
    assert periods(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "PP 94/2021",
        "UU Nomor 3 Tahun 2022",
        "surat B/380/M.SM.01.00/2025",
        "31 Februari 2025",
        "2.820 unit dan 3.246 ASN",
        "2000 orang",
        "17 Agustus",
        "pukul 07.30",
        "putusan 270/PUU-XXIII/2025",
        "",
    ],
)
def test_no_dates(text: str) -> None:
    assert periods(text, TODAY) == []


def test_the_date_beside_a_regulation_is_found() -> None:
    assert periods("Perpres 79/2025 tanggal 30 Juni 2025") == ["2025-06-30..2025-06-30"]


def test_the_span_is_where_the_date_stands() -> None:
    text = "ditunda sejak 24 Januari 2025 sampai kapan"
    [found] = parse_dates(text)
    assert text[slice(*found.span)] == "24 Januari 2025"


def test_january_has_a_last_month() -> None:
    assert periods("bulan lalu", date(2026, 1, 5)) == ["2025-12-01..2025-12-31"]


def test_far_days_do_not_overflow() -> None:
    assert parse_dates("999 tahun lalu", date(500, 1, 1)) == ()
    assert parse_dates("kemarin", date.min) == ()


def test_there_are_twelve_months() -> None:
    assert [format_date(date(2025, month, 1)) for month in range(1, 13)] == [
        f"1 {name} 2025" for name in MONTHS
    ]

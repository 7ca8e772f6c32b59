"""The report in a real browser: whole, quiet, filterable, and fit for a phone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from evals.run import Run, write


@pytest.fixture
def report(run: Run, folder: Path) -> Path:
    write(run, folder, against=run.records)
    return folder / "report.html"


def opened(browser: Browser, report: Path, width: int, scheme: str) -> tuple[Page, list[str]]:
    seen: list[str] = []
    page = browser.new_page(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.on("request", lambda request: seen.append(request.url))
    page.goto(report.as_uri())
    return page, seen


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_asks_for_nothing_else(
    browser: Browser, report: Path, width: int, scheme: str
) -> None:
    page, seen = opened(browser, report, width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert seen == [report.as_uri()]
    expect(page.locator("h1")).to_contain_text("dari 8 pertanyaan")
    page.close()


def test_what_went_wrong_is_shown_beside_what_was_expected(browser: Browser, report: Path) -> None:
    page, _ = opened(browser, report, 1280, "light")
    case = page.locator(".case", has_text="Berapa tunjangan pionir?").first
    case.locator("summary").click()
    expect(case).to_contain_text("Rp 15 juta")
    expect(case).to_contain_text("Diharapkan")
    expect(case).to_contain_text("Ditemukan, terbaik lebih dulu")
    page.close()


def test_cases_are_sifted(browser: Browser, report: Path) -> None:
    page, _ = opened(browser, report, 1280, "light")
    page.get_by_label("Kategori", exact=True).select_option("hak")
    assert page.locator(".case:visible").count() == 1
    page.get_by_label("Cari kata atau id").fill("tidak ada yang begini")
    assert page.locator(".case:visible").count() == 0
    expect(page.locator("#count")).to_contain_text("0 dari")
    page.close()


def test_questions_are_text_and_never_markup(report: Path) -> None:
    page = report.read_text("utf-8")
    assert "<script>alert(1)" not in page
    assert len(re.findall(r"<script", page)) == 1


def test_a_report_without_trimmings(run: Run, folder: Path) -> None:
    """Without baselines, retrieval or an earlier run nothing is promised."""
    from dataclasses import replace

    bare = [replace(r, baselines={}, retrieval={}, strict={}, found={}, bare={}, confidence=None,
                    without={})
            for r in run.records]  # fmt: skip
    write(replace(run, records=bare), folder)
    page = (folder / "report.html").read_text("utf-8")
    assert not re.search(r'id="(pembanding|pencarian|kalibrasi|perubahan|pelepasan)"', page)
    assert "Pembanding" not in (folder / "table.md").read_text("utf-8")

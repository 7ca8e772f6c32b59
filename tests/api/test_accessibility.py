"""Every state of the chat under axe, in three looks; nothing may be found."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.answer import Handoff, Status
from knowledge.schema import Validity
from tests.api.axe import violations
from tests.api.conftest import PATIENCE_MS
from tests.api.fakes import DECREE, LETTER, FakeAssistant, answer_of
from tests.api.running import Running

Serve = Callable[..., AbstractContextManager[Running]]
LOOKS = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 320, "height": 568}},
    "dark": {"viewport": {"width": 416, "height": 704}, "color_scheme": "dark"},
}


@pytest.fixture(params=list(LOOKS))
def page(request: pytest.FixtureRequest, browser: Browser, serve: Serve) -> Iterator[Page]:
    look: dict[str, Any] = LOOKS[request.param]
    context = browser.new_context(locale="id-ID", reduced_motion="reduce", **look)
    with serve() as running:
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{running.url}/tanya")
        yield page
    context.close()


def ask(page: Page, text: str = "Kapan?") -> None:
    page.get_by_label("Pertanyaan Anda").fill(text)
    page.keyboard.press("Enter")


def check(page: Page, state: str) -> None:
    found = violations(page)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert (state, found, wide <= 0) == (state, [], True)


def test_no_state_has_a_violation(page: Page, assistant: FakeAssistant, tmp_path: Path) -> None:
    check(page, "notice and empty")
    page.get_by_label("Pertanyaan Anda").fill("NIK 6471010101900001")
    check(page, "typing, with a warning")
    page.get_by_role("button", name="Periksa keadaan saya").click()
    check(page, "guided check")
    page.keyboard.press("Escape")

    assistant.hold()
    ask(page)
    expect(page.locator(".waiting .body p").first).to_be_visible()
    check(page, "streaming")
    assistant.release()
    expect(page.locator(".reply.s-answered")).to_be_visible()
    check(page, "answered")
    page.locator(".changes summary").click()
    check(page, "timeline open")
    page.locator(".source").first.click()
    check(page, "card")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Kurang membantu").click()
    check(page, "rating")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Menu percakapan").click()
    check(page, "menu")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Jawaban per hari ini").click()
    check(page, "day")
    page.keyboard.press("Escape")

    disputed = tuple(c.model_copy(update={"validity": Validity.DISPUTED}) for c in (LETTER, DECREE))
    offered = Handoff(offered=True, reason="ragu")
    assistant.queue.extend(
        [
            answer_of(citations=disputed, handoff=offered),
            *(answer_of(status) for status in Status if status is not Status.ANSWERED),
            RuntimeError("x"),
        ]
    )
    ask(page)
    expect(page.locator(".versions")).to_be_visible()
    check(page, "disputed, officer offered")
    for status in Status:
        if status is not Status.ANSWERED:
            ask(page, status.value)
            expect(page.locator(f".reply.s-{status.value}")).to_be_visible()
            if status is Status.CLARIFY:
                expect(page.locator(".choice").first).to_be_visible()
                check(page, "clarify")
    check(page, "every status")
    ask(page)
    expect(page.locator(".reply.failed")).to_be_visible()
    check(page, "error")
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible()
    check(page, "offline")
    page.context.set_offline(False)

    page.locator("#officer").click()
    check(page, "officer asked for")
    page.get_by_role("button", name="Ya, teruskan").click()
    expect(page.locator("#handoff-title")).to_have_text("Menunggu petugas")
    check(page, "waiting for a person")
    officer_says(tmp_path, "active", "Surat Anda sudah kami terima.")
    expect(page.locator("#handoff-title")).to_contain_text("Petugas BKN menjawab")
    expect(page.locator(".said")).to_have_text("Surat Anda sudah kami terima.")
    check(page, "with a person")
    officer_says(tmp_path, "ended", "Terima kasih.")
    expect(page.locator("#handoff-title")).to_have_text("Petugas BKN telah selesai")
    expect(page.locator(".said")).to_have_count(2)
    check(page, "ended")


def officer_says(folder: Path, state: str, text: str) -> None:
    """What the console will do."""
    with sqlite3.connect(folder / "tanya.db") as database:
        database.execute("UPDATE handoff SET state = ?, officer = 'Petugas BKN'", (state,))
        database.execute(
            "INSERT INTO message (id, conversation_id, role, content, author, created_at) "
            "SELECT hex(randomblob(12)), conversation_id, 'officer', ?, 'Petugas BKN', since "
            "FROM handoff",
            (text,),
        )
    database.close()


@pytest.mark.parametrize("path", ["/", "/?tema=dark&bahasa=en", "/privasi", "/tanya?lang=en"])
def test_other_pages_have_none(browser: Browser, serve: Serve, path: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    with serve() as running:
        page = context.new_page()
        page.goto(running.url + path)
        if path.startswith("/?") or path == "/":
            expect(page.frame_locator("tanya-ikn iframe").locator("#message")).to_be_visible()
            assert violations(next(f for f in page.frames if "/embed" in f.url)) == []
        assert violations(page) == []
    context.close()


def test_a_screen_of_400_percent_can_be_used(browser: Browser, serve: Serve) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 256})
    with serve() as running:
        page = context.new_page()
        page.goto(running.url)
        page.locator("tanya-ikn button").click()
        frame = page.frame_locator("tanya-ikn iframe")
        expect(frame.locator("html[data-ready]")).to_have_count(1)
        frame.locator("#message").fill("Kapan?")
        frame.locator("#message").press("Enter")
        expect(frame.locator(".reply.s-answered")).to_be_visible()
        size = "[document.documentElement.scrollWidth - innerWidth, innerWidth]"
        inner = next(f for f in page.frames if "/embed" in f.url)
        assert inner.evaluate(size) == [0, 320]
        frame.locator("#close").click()
        expect(page.locator("tanya-ikn button")).to_be_focused()
    context.close()


def test_more_space_between_words_hides_nothing(browser: Browser, serve: Serve) -> None:
    """WCAG 1.4.12."""
    context = browser.new_context(viewport={"width": 416, "height": 704}, bypass_csp=True)
    with serve() as running:
        page = context.new_page()
        page.goto(f"{running.url}/tanya")
        page.add_style_tag(
            content="* { line-height: 1.5 !important; letter-spacing: .12em !important; "
            "word-spacing: .16em !important } p { margin-bottom: 2em !important }"
        )
        ask(page)
        expect(page.locator(".reply.s-answered")).to_be_visible()
        cut = page.evaluate(
            """[...document.querySelectorAll("button, p, h2, li")].filter((e) => e.checkVisibility()
            && !e.closest(".unseen") && e.scrollWidth > e.clientWidth + 2
            && getComputedStyle(e).overflow !== "visible").map((e) => e.outerHTML.slice(0, 80))"""
        )
        assert cut == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    context.close()


def test_forced_colours_keep_the_edges(browser: Browser, serve: Serve) -> None:
    context = browser.new_context(forced_colors="active")
    with serve() as running:
        page = context.new_page()
        page.goto(f"{running.url}/tanya")
        ask(page)
        expect(page.locator(".reply.s-answered")).to_be_visible()
        for selector in (".reply", ".cite", ".badge", ".question", ".send"):
            width = page.locator(selector).first.evaluate("e => getComputedStyle(e).borderTopWidth")
            assert width != "0px", selector
    context.close()

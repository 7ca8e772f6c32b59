"""Every state of the chat under axe, in three looks; nothing may be found."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from assistant.answer import Citation, Handoff, Status
from knowledge.schema import Validity
from tests.api.axe import violations
from tests.api.conftest import PATIENCE_MS
from tests.api.fakes import DECREE, LETTER, TEXT, FakeAssistant, answer_of
from tests.api.running import Running

Serve = Callable[..., AbstractContextManager[Running]]
# Where photographs of every state go, for somebody to look at; nowhere unless it is set.
SHOTS = os.environ.get("TANYA_SHOTS")
STATES = {
    "closed",
    "notice",
    "empty",
    "typing",
    "streaming",
    "answered",
    "cited card open",
    "clarify",
    "guided check",
    "error",
    "offline",
    "waiting for a person",
    "with a person",
    "ended",
}
# How much of what an officer has just written is behind the field.
HIDDEN_BY = """[...document.querySelectorAll(".said")].at(-1).getBoundingClientRect().bottom
    - document.querySelector(".composer").getBoundingClientRect().top"""
# How far the page itself can be scrolled; the chat scrolls inside, and never sideways.
ROOM = """(({ scrollWidth: x, scrollHeight: y }) => [x - innerWidth, y - innerHeight])(
    document.documentElement)"""
LOOKS = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 320, "height": 568}},
    "dark": {"viewport": {"width": 416, "height": 704}, "color_scheme": "dark"},
}


@dataclass
class Walk:
    """A way through the states of the chat: each is judged, and photographed if that is asked."""

    page: Page
    server: Running
    look: str
    seen: list[str] = field(default_factory=list)

    def check(self, state: str, frame: Page | Frame | None = None) -> None:
        self.seen.append(state)
        if SHOTS:
            name = f"{self.look}-{len(self.seen):02}-{state.replace(' ', '-').replace(',', '')}.png"
            self.page.screenshot(path=Path(SHOTS) / name)
        found = violations(frame or self.page)
        wide, tall = self.page.evaluate(ROOM)
        chat = self.page.url.endswith("/tanya")
        assert (state, found, wide > 0, chat and tall > 0) == (state, [], False, False)

    def ask(self, text: str = "Kapan?") -> None:
        ask(self.page, text)

    def afresh(self) -> None:
        """A short page is judged much faster than a long one."""
        self.page.locator("#fresh").click()
        expect(self.page.locator("#welcome")).to_be_visible()


@pytest.fixture(params=list(LOOKS))
def walk(request: pytest.FixtureRequest, browser: Browser, serve: Serve) -> Iterator[Walk]:
    look: dict[str, Any] = LOOKS[request.param]
    context = browser.new_context(locale="id-ID", reduced_motion="reduce", **look)
    context.set_default_timeout(PATIENCE_MS)
    with serve() as running:
        yield Walk(context.new_page(), running, request.param)
    context.close()


def ask(page: Page, text: str = "Kapan?") -> None:
    page.get_by_label("Pertanyaan Anda").fill(text)
    page.keyboard.press("Enter")


def test_no_state_has_a_violation(walk: Walk, assistant: FakeAssistant, tmp_path: Path) -> None:
    closed_and_open(walk)
    before_the_first_answer(walk)
    an_answer(walk, assistant)
    other_answers(walk, assistant)
    with_a_person(walk, tmp_path)
    assert set(walk.seen) >= STATES


def closed_and_open(walk: Walk) -> None:
    page = walk.page
    page.goto(walk.server.url)
    widget = page.locator("tanya-ikn")
    expect(widget.locator("button")).to_be_visible()
    widget.evaluate("widget => widget.opened && widget.close()")
    walk.check("closed")
    widget.locator("button").click()
    expect(page.frame_locator("tanya-ikn iframe").locator("html[data-ready]")).to_have_count(1)
    walk.check("open in a page", next(f for f in page.frames if "/embed" in f.url))


def before_the_first_answer(walk: Walk) -> None:
    page = walk.page
    page.goto(f"{walk.server.url}/tanya")
    expect(page.locator("#privacy")).to_be_visible()
    walk.check("notice")
    page.locator("#check-open").scroll_into_view_if_needed()
    walk.check("empty")
    page.get_by_label("Pertanyaan Anda").fill("NIK 6471010101900001")
    expect(page.locator("#warning")).to_be_visible()
    walk.check("typing")
    page.get_by_role("button", name="Apakah saya termasuk?").click()
    walk.check("guided check")
    page.keyboard.press("Escape")


def an_answer(walk: Walk, assistant: FakeAssistant) -> None:
    page = walk.page
    assistant.hold()
    walk.ask()
    expect(page.locator(".waiting .body p").first).to_be_visible()
    walk.check("streaming")
    assistant.release()
    expect(page.locator(".reply.s-answered")).to_be_visible()
    expect(page.locator(".changes")).to_be_visible()
    walk.check("answered")
    page.locator(".changes summary").click()
    walk.check("timeline open")
    page.locator(".source").first.click()
    walk.check("cited card open")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Kurang membantu").click()
    walk.check("rating")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Menu percakapan").click()
    walk.check("menu")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Jawaban per hari ini").click()
    walk.check("day")
    page.keyboard.press("Escape")


def other_answers(walk: Walk, assistant: FakeAssistant) -> None:
    page = walk.page
    walk.afresh()
    disputed = tuple(c.model_copy(update={"validity": Validity.DISPUTED}) for c in (LETTER, DECREE))
    offered = Handoff(offered=True, reason="ragu")
    table = f"{TEXT}\n\n| Jabatan | Jumlah |\n|---|---|\n| Ahli | 3.246 |\n\n- satu\n- dua"
    assistant.queue.extend(
        [
            answer_of(
                citations=every_validity(), answer=table, sentences=answer_of().sentences[:1]
            ),
            answer_of(citations=disputed, handoff=offered),
            *(answer_of(status) for status in Status if status is not Status.ANSWERED),
            RuntimeError("x"),
        ]
    )
    walk.ask()
    expect(page.locator(".body table")).to_be_visible()
    walk.check("table, list and every validity")
    walk.ask()
    expect(page.locator(".versions")).to_be_visible()
    walk.check("disputed, officer offered")
    for status in Status:
        if status is not Status.ANSWERED:
            walk.ask(status.value)
            expect(page.locator(f".reply.s-{status.value}")).to_be_visible()
            if status is Status.CLARIFY:
                expect(page.locator(".choice").first).to_be_visible()
                walk.check("clarify")
    walk.check("every status")
    walk.afresh()
    walk.ask()
    expect(page.locator(".reply.failed")).to_be_visible()
    walk.check("error")
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible()
    walk.check("offline")
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden()


def with_a_person(walk: Walk, folder: Path) -> None:
    page = walk.page
    walk.ask()
    expect(page.locator(".reply.s-answered")).to_be_visible()
    page.locator("#officer").click()
    walk.check("officer asked for")
    page.get_by_role("button", name="Ya, teruskan").click()
    expect(page.locator("#handoff-title")).to_have_text("Menunggu petugas")
    walk.check("waiting for a person")
    officer_says(folder, "active", "Surat Anda sudah kami terima.")
    expect(page.locator("#handoff-title")).to_contain_text("Petugas BKN menjawab")
    expect(page.locator(".said")).to_have_text("Surat Anda sudah kami terima.")
    assert page.evaluate(HIDDEN_BY) <= 0
    walk.check("with a person")
    officer_says(folder, "ended", "Terima kasih.")
    expect(page.locator("#handoff-title")).to_have_text("Petugas BKN telah selesai")
    expect(page.locator(".said")).to_have_count(2)
    assert page.evaluate(HIDDEN_BY) <= 0
    walk.check("ended")


def every_validity() -> tuple[Citation, ...]:
    return tuple(
        LETTER.model_copy(update={"id": str(number), "validity": validity})
        for number, validity in enumerate(Validity, 1)
    )


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


DEMOS = ["/?tema=auto", "/?tema=light", "/?tema=dark", "/?tema=dark&bahasa=en"]
PAGES = [*DEMOS, "/?cara=elemen", "/?cara=elemen&tema=dark", "/privasi", "/tanya?lang=en"]


@pytest.mark.parametrize("path", PAGES)
def test_other_pages_have_none(browser: Browser, serve: Serve, path: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    with serve() as running:
        page = context.new_page()
        page.goto(running.url + path)
        if "cara=elemen" in path:
            expect(page.locator("#message")).to_be_visible()
        elif path in DEMOS:
            expect(page.frame_locator("tanya-ikn iframe").locator("#message")).to_be_visible()
            assert violations(next(f for f in page.frames if "/embed" in f.url)) == []
        assert violations(page) == []
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("colour", ["ffcc00", "101010", "f4f4f4", "e4002b"])
def test_any_colour_of_an_institution_can_be_read(
    browser: Browser, serve: Serve, colour: str, theme: str
) -> None:
    context = browser.new_context(viewport={"width": 416, "height": 704}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    with serve() as running:
        page = context.new_page()
        page.goto(f"{running.url}/embed?origin={running.url}&color=%23{colour}&theme={theme}")
        ask(page)
        expect(page.locator(".reply.s-answered")).to_be_visible()
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

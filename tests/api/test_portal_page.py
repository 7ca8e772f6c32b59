"""The widget as a part of a portal that trusts it: an open shadow root, no frame."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.api.axe import violations
from tests.api.fakes import TEXT, FakeAssistant
from tests.api.hosting import PORTAL, Embedded, embedded
from tests.api.running import Running

Serve = Callable[..., AbstractContextManager[Running]]
Portal = Callable[..., AbstractContextManager[Embedded]]
BODY = (
    '<head><script src="{server}/widget.js" defer></script>{style}</head><body><main>'
    "<h1>Portal</h1><p><button>Lain</button></p></main>{element}</body>"
)
# As portals are, and worse: a root of ten pixels, and rules for everything.
HOSTILE = """<style>html { font-size: 10px } * { display: none !important; color: red !important }
html, body, main, tanya-ikn { display: block !important } button { width: 1px !important }
tanya-ikn { opacity: 0 !important; transform: scale(0) !important }</style>"""
SHADOW = "document.querySelector('tanya-ikn').shadowRoot.querySelector('div').shadowRoot"


@pytest.fixture
def portal(context: BrowserContext, serve: Serve) -> Portal:
    @contextmanager
    def portal(
        element: str = "<tanya-ikn></tanya-ikn>",
        style: str = "",
        csp: str = PORTAL,
        **changes: object,
    ) -> Iterator[Embedded]:
        body = BODY.replace("{element}", element).replace("{style}", style)
        with serve(**changes) as running, embedded(context, running, body, csp) as seen:
            yield seen

    return portal


def ask(page: Page, text: str = "Kapan saya pindah?") -> None:
    page.locator("#message").fill(text)
    page.locator("#message").press("Enter")


def test_it_is_in_the_page_under_a_strict_policy(portal: Portal, assistant: FakeAssistant) -> None:
    with portal('<tanya-ikn institution="Biro SDM"></tanya-ikn>') as seen:
        page = seen.page
        assert [url for url in seen.requests if "/static/" in url] == []
        page.locator(seen.launcher).first.click()
        expect(page.locator("#message")).to_be_focused()
        expect(page.get_by_text("Biro SDM")).to_be_visible()
        ask(page)
        expect(page.locator(".reply.s-answered")).to_be_visible()
        assert page.locator("iframe").count() == 0
        assert TEXT in page.evaluate(f"{SHADOW}.querySelector('.body').textContent")
        assert assistant.asked[0].message == "Kapan saya pindah?"
        page.locator(".cite").first.click()
        link = page.get_by_role("link", name="Buka di dokumen")
        expect(link).to_have_attribute("href", f"{seen.server.url}/dokumen/F9#F9")
        page.keyboard.press("Escape")
        expect(page.locator(".cite").first).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("tanya-ikn dialog").first).to_be_hidden()
        expect(page.locator(seen.launcher).first).to_be_focused()
        assert seen.errors == []


def test_nothing_global_is_left(portal: Portal) -> None:
    with portal("<tanya-ikn inline></tanya-ikn>") as seen:
        expect(seen.page.locator("#welcome")).to_be_visible()
        left = seen.page.evaluate(
            """() => { const f = document.createElement("iframe"); document.body.append(f);
            const plain = new Set(Object.getOwnPropertyNames(f.contentWindow)); f.remove();
            return Object.getOwnPropertyNames(window).filter((n) => !plain.has(n)); }"""
        )
        assert [name for name in left if not name.isdigit()] == []


def test_a_hostile_stylesheet_does_not_reach_it(portal: Portal) -> None:
    with portal("<tanya-ikn></tanya-ikn>", HOSTILE, csp="") as seen:
        page = seen.page
        box = page.locator(seen.launcher).first.bounding_box()
        assert box
        assert box["height"] >= 44
        page.locator(seen.launcher).first.click()
        ask(page)
        expect(page.locator(".reply.s-answered")).to_be_visible()
        words = page.locator(".body p").first
        size, colour = words.evaluate(
            "(p) => [getComputedStyle(p).fontSize, getComputedStyle(p).color]"
        )
        assert float(size.removesuffix("px")) >= 16
        assert colour != "rgb(255, 0, 0)"


def test_it_can_stand_in_the_page_without_a_violation(portal: Portal) -> None:
    with portal('<tanya-ikn inline greeting="Di sini"></tanya-ikn>') as seen:
        expect(seen.page.get_by_text("Di sini", exact=True)).to_be_visible()
        ask(seen.page)
        expect(seen.page.locator(".reply.s-answered")).to_be_visible()
        assert violations(seen.page) == []
        assert seen.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert seen.errors == []


def test_the_page_can_ask_and_hear(portal: Portal) -> None:
    with portal() as seen:
        seen.page.evaluate(
            """() => { const t = document.querySelector("tanya-ikn");
            document.documentElement.dataset.heard = "";
            for (const name of ["ready", "open", "close", "answer"])
              t.addEventListener("tanya-" + name, (e) => document.documentElement.dataset.heard +=
                name + (e.detail?.status ?? "") + " ");
            t.ask("Kapan?"); }"""
        )
        expect(seen.page.locator(".reply.s-answered")).to_be_visible()
        seen.page.locator("#close").click()
        # A dialog tells that it closed in a task of its own, a moment after the click.
        heard = "open ready answeranswered close "
        expect(seen.page.locator("html")).to_have_attribute("data-heard", heard)


def test_an_element_that_comes_late_takes_the_place_of_the_button(portal: Portal) -> None:
    """As where the page is made by a program: the loader has already put its own."""
    with portal("<div id='isi-portal'></div>") as seen:
        expect(seen.page.locator(seen.launcher)).to_have_count(1)
        seen.page.evaluate(
            """() => { const made = document.createElement("tanya-ikn");
            made.toggleAttribute("inline", true);
            document.getElementById("isi-portal").append(made); }"""
        )
        expect(seen.page.locator("#welcome")).to_be_visible()
        expect(seen.page.locator("tanya-ikn")).to_have_count(1)
        assert seen.errors == []


def test_an_origin_that_is_not_listed_is_told(portal: Portal) -> None:
    with portal(embed_origins=("https://lain.go.id",)) as seen:
        seen.page.locator(seen.launcher).first.click()
        expect(seen.page.get_by_role("alert")).to_contain_text("tidak dapat dimuat")
        expect(seen.page.locator("tanya-chat")).to_have_count(0)


def test_it_survives_a_reload_and_a_lost_line(portal: Portal, assistant: FakeAssistant) -> None:
    with portal("<tanya-ikn open='true'></tanya-ikn>") as seen:
        assistant.hold()
        ask(seen.page)
        expect(seen.page.locator(".waiting .body p")).to_have_count(1)
        seen.page.reload()
        expect(seen.page.locator(".waiting .body p")).to_have_count(1)
        assistant.release()
        expect(seen.page.locator(".reply.s-answered")).to_be_visible()
        assert len(assistant.asked) == 1


# In place of the printer, in every frame: what is on its page goes to the page around it.
PRINTER = """window.print = () => {
    const shown = [...document.querySelectorAll("body *")].filter((e) => e.checkVisibility());
    top.dispatchEvent(new CustomEvent("uji-cetak", { detail: {
        inFrame: window !== top, text: shown.map((e) => e.innerText).join("\\n") } }));
    dispatchEvent(new Event("afterprint"));
};"""
LISTEN = """document.documentElement.dataset.printed = "[]";
addEventListener("uji-cetak", ({ detail }) => {
    const data = document.documentElement.dataset;
    data.printed = JSON.stringify([...JSON.parse(data.printed), detail]); })"""


def test_the_conversation_is_printed_and_nothing_of_the_portal(
    portal: Portal, context: BrowserContext
) -> None:
    context.add_init_script(PRINTER)
    with portal("<tanya-ikn open='true'></tanya-ikn>") as seen:
        page = seen.page
        page.evaluate(LISTEN)
        ask(page)
        expect(page.locator(".reply.s-answered")).to_be_visible()
        page.locator("#menu-toggle").click()
        page.get_by_role("button", name="Cetak").click()
        (printed,) = json.loads(page.evaluate("document.documentElement.dataset.printed"))
        assert printed["inFrame"]
        for words in ("Anda: Kapan saya pindah?", f"{TEXT} [1]", "Sumber:", "24 November 2026"):
            assert words in printed["text"]
        assert "Lain" not in printed["text"].split()
        expect(page.locator("iframe")).to_have_count(0)
        expect(page.locator("#menu-toggle")).to_be_focused()
        assert seen.errors == []


def test_the_conversation_by_keyboard(portal: Portal) -> None:
    with portal() as seen:
        page, keys = seen.page, seen.page.keyboard
        active = f"{SHADOW}.activeElement"

        def tab_to(selector: str) -> None:
            for _ in range(50):
                if page.evaluate(f"{active}?.matches('{selector}') ?? false"):
                    return
                keys.press("Tab")
            raise AssertionError(f"{selector} is not reached")

        keys.press("Tab")
        keys.press("Tab")
        keys.press("Enter")
        expect(page.locator("#message")).to_be_focused()
        keys.type("Kapan saya pindah?")
        keys.press("Enter")
        expect(page.locator(".reply.s-answered")).to_be_visible()
        page.locator("#isi").focus()
        tab_to(".thumb[data-rating=up]")
        keys.press("Enter")
        expect(page.locator("#toast")).to_have_text("Terima kasih, penilaian tersimpan")
        tab_to("#officer")
        keys.press("Enter")
        tab_to("#ask-officer .strong")
        keys.press("Enter")
        expect(page.locator("#handoff-title")).to_have_text("Menunggu petugas")
        assert seen.errors == []

"""The widget on an institution's page: another origin, a strict policy, a hostile stylesheet."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from assistant.answer import Citation, Sentence
from knowledge.schema import Validity
from tests.api.fakes import DECREE, LETTER, PLAN, TEXT, FakeAssistant, answer_of
from tests.api.hosting import STRICT, TAG, Line, host_page
from tests.api.payloads import PAYLOADS
from tests.api.running import Running

Serve = Callable[..., AbstractContextManager[Running]]
HOSTILE = """
<style>
* { display: none !important; color: red !important; font-size: 2px !important; }
html, body, h1 { display: block !important; }
tanya-ikn, tanya-ikn * { opacity: 0 !important; position: static !important; }
button, iframe, dialog { width: 1px !important; height: 1px !important; }
</style>
"""
BODY = "<head>{tag}</head><body><h1>Kementerian</h1><button>Lain</button></body>"


@dataclass
class Embedded:
    """A host page with the widget, and everything that went wrong or left for elsewhere."""

    page: Page
    server: Running
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    @property
    def frame(self) -> FrameLocator:
        return self.page.frame_locator("tanya-ikn iframe")

    @property
    def launcher(self) -> str:
        return "tanya-ikn button"

    def open(self) -> None:
        self.page.locator(self.launcher).click()
        expect(self.frame.locator("html[data-ready]")).to_have_count(1)

    def ask(self, text: str = "Kapan saya pindah?") -> None:
        self.frame.locator("#message").fill(text)
        self.frame.locator("#message").press("Enter")

    def elsewhere(self, *ours: str) -> list[str]:
        return [url for url in self.requests if not url.startswith(ours)]


@contextmanager
def embedded(
    context: BrowserContext, running: Running, body: str, csp: str = STRICT
) -> Iterator[Embedded]:
    with host_page(body, running.url, csp) as address:
        seen = Embedded(context.new_page(), running)
        seen.page.on("pageerror", lambda error: seen.errors.append(str(error)))
        seen.page.on("console", lambda m: seen.errors.append(m.text) if m.type == "error" else None)
        seen.page.on("request", lambda request: seen.requests.append(request.url))
        seen.page.goto(address)
        yield seen
        assert seen.elsewhere(running.url, address) == []


@pytest.fixture
def host(context: BrowserContext, serve: Serve) -> Iterator[Embedded]:
    body = BODY.replace("{tag}", TAG.replace("{options}", 'data-institution="Kementerian X"'))
    with serve() as running, embedded(context, running, body) as seen:
        yield seen


def test_it_works_under_a_strict_policy_on_another_origin(host: Embedded) -> None:
    assert all("/embed" not in url for url in host.requests)
    host.open()
    expect(host.frame.get_by_text("Kementerian X")).to_be_visible()
    expect(host.frame.locator("#privacy")).to_contain_text("Jangan tuliskan")
    host.ask()
    expect(host.frame.locator(".reply.s-answered")).to_be_visible()
    assert host.errors == []


def test_the_page_cannot_read_the_conversation_and_finds_nothing_global(host: Embedded) -> None:
    before = host.page.evaluate(
        """() => { const f = document.createElement("iframe"); document.body.append(f);
        const plain = new Set(Object.getOwnPropertyNames(f.contentWindow)); f.remove();
        return Object.getOwnPropertyNames(window).filter((n) => !plain.has(n)); }"""
    )
    assert [name for name in before if not name.isdigit()] == []
    host.open()
    read = """() => { try { return
        document.querySelector("tanya-ikn").shadowRoot.querySelector("iframe").contentDocument }
        catch { return null } }"""
    assert host.page.evaluate(read) is None
    assert host.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert host.page.evaluate("document.cookie") == ""


def test_a_hostile_stylesheet_does_not_reach_it(context: BrowserContext, serve: Serve) -> None:
    body = HOSTILE + BODY.replace("{tag}", TAG.replace("{options}", ""))
    with serve() as running, embedded(context, running, body, csp="") as seen:
        box = seen.page.locator(seen.launcher).bounding_box()
        assert box
        assert box["height"] >= 44
        assert box["x"] > 640
        seen.open()
        panel = seen.page.locator("tanya-ikn iframe").bounding_box()
        assert panel
        assert panel["width"] > 350
        assert seen.page.evaluate("getComputedStyle(document.querySelector('tanya-ikn')).opacity")


@pytest.mark.parametrize("how", ["script", "element"])
def test_a_second_one_is_refused_politely(context: BrowserContext, serve: Serve, how: str) -> None:
    tag = TAG.replace("{options}", "")
    more = tag if how == "script" else "<tanya-ikn></tanya-ikn><tanya-ikn></tanya-ikn>"
    body = BODY.replace("{tag}", tag) + more
    notes: list[str] = []
    with serve() as running:
        context.on("console", lambda m: notes.append(m.text))
        with embedded(context, running, body) as seen:
            assert seen.page.locator(seen.launcher).count() == 1
            assert any("hanya satu widget" in note for note in notes)
            assert seen.errors == []


def test_an_origin_that_is_not_listed_is_refused_and_told(
    context: BrowserContext, serve: Serve
) -> None:
    body = BODY.replace("{tag}", TAG.replace("{options}", ""))
    with (
        serve(embed_origins=("https://lain.go.id",)) as running,
        embedded(context, running, body) as seen,
    ):
        seen.page.clock.install()
        seen.page.locator(seen.launcher).click()
        seen.page.clock.fast_forward(16_000)
        expect(seen.page.get_by_role("alert")).to_contain_text("tidak dapat dimuat")
        link = seen.page.get_by_role("link", name="Buka di tab baru")
        expect(link).to_have_attribute("href", f"{running.url}/tanya")


def test_a_page_that_lies_about_its_origin_is_refused_by_the_browser(
    context: BrowserContext, serve: Serve
) -> None:
    with serve() as running:
        lie = f'<iframe src="{running.url}/embed?origin=http://localhost:1"></iframe>'
        with embedded(context, running, lie) as seen:
            expect(seen.page.frame_locator("iframe").locator("#message")).to_have_count(0)
            assert any("frame-ancestors" in error for error in seen.errors)


def test_the_page_can_open_ask_close_and_hear(host: Embedded) -> None:
    host.page.evaluate(
        """() => { const t = document.querySelector("tanya-ikn");
        document.documentElement.dataset.heard = "";
        for (const name of ["ready", "open", "close", "answer"])
          t.addEventListener("tanya-" + name, (e) => document.documentElement.dataset.heard +=
            name + (e.detail?.status ?? "") + " "); }"""
    )
    host.page.evaluate("document.querySelector('tanya-ikn').ask('Kapan?')")
    expect(host.frame.locator(".reply.s-answered")).to_be_visible()
    host.page.evaluate("document.querySelector('tanya-ikn').close()")
    expect(host.page.locator("tanya-ikn dialog")).to_be_hidden()
    heard = host.page.evaluate("document.documentElement.dataset.heard")
    assert heard.split() == ["open", "ready", "answeranswered", "close"]


def test_messages_from_others_are_not_heard(host: Embedded) -> None:
    host.open()
    host.page.evaluate(
        """() => { window.postMessage({ tanya: "close" }, "*");
        const f = document.createElement("iframe"); document.body.append(f); }"""
    )
    frame = next(f for f in host.page.frames if "/embed" in f.url)
    frame.evaluate("window.postMessage({ tanya: 'ask', text: 'Kapan?' }, '*')")
    # What comes after is heard: so what came before was heard, and passed over.
    host.page.evaluate("document.querySelector('tanya-ikn').ask('Siapa?')")
    expect(host.frame.locator(".reply.s-answered")).to_be_visible()
    expect(host.page.locator("tanya-ikn dialog")).to_be_visible()
    expect(host.frame.locator(".question")).to_have_text("Anda: Siapa?")


def test_options_change_how_it_looks(context: BrowserContext, serve: Serve) -> None:
    options = (
        'data-lang="en" data-theme="dark" data-color="#ffcc00" data-position="left" '
        'data-greeting="Selamat datang" data-institution="X" data-open="true"'
    )
    body = BODY.replace("{tag}", TAG.replace("{options}", options))
    with serve() as running, embedded(context, running, body) as seen:
        expect(seen.frame.get_by_label("Your question")).to_be_visible()
        expect(seen.frame.get_by_text("Selamat datang")).to_be_visible()
        root = seen.frame.locator("html")
        expect(root).to_have_attribute("data-theme", "dark")
        assert root.evaluate("e => getComputedStyle(e).colorScheme") == "dark"
        box = seen.page.locator(seen.launcher).bounding_box()
        assert box
        assert box["x"] < 100
        assert seen.errors == []


def test_it_can_stand_in_the_page(context: BrowserContext, serve: Serve) -> None:
    body = BODY.replace("{tag}", TAG.replace("{options}", "")).replace(
        "<button>", '<tanya-ikn inline frame greeting="Di sini"></tanya-ikn><button>'
    )
    with serve() as running, embedded(context, running, body) as seen:
        expect(seen.frame.get_by_text("Di sini", exact=True)).to_be_visible()
        expect(seen.frame.locator("html[data-ready]")).to_have_count(1)
        assert seen.page.locator(seen.launcher).count() == 0
        seen.ask()
        expect(seen.frame.locator(".reply.s-answered")).to_be_visible()
        assert seen.errors == []


def test_the_whole_conversation_by_keyboard(host: Embedded) -> None:
    """From the page to an answer, its source, its rating, an officer and back, without a mouse."""
    keys = host.page.keyboard
    focused = host.frame.locator("*:focus")

    def tab_to(selector: str, most: int = 40) -> None:
        for _ in range(most):
            if focused.count() and focused.evaluate("(e, s) => e.matches(s)", selector):
                return
            keys.press("Tab")
        raise AssertionError(f"{selector} is not reached")

    keys.press("Tab")
    keys.press("Tab")
    expect(host.page.locator(host.launcher)).to_be_focused()
    keys.press("Enter")
    expect(host.frame.locator("#message")).to_be_focused()
    keys.type("Kapan saya pindah?")
    keys.press("Enter")
    expect(host.frame.locator(".reply.s-answered")).to_be_visible()
    expect(host.frame.locator("#message")).to_be_focused()
    host.frame.locator("#isi").focus()
    tab_to(".cite")
    keys.press("Enter")
    expect(host.frame.locator("#card")).to_be_visible()
    keys.press("Escape")
    expect(host.frame.locator(".cite").first).to_be_focused()
    tab_to(".thumb[aria-label='Kurang membantu']")
    keys.press("Enter")
    keys.press("ArrowDown")
    tab_to(".reasons .strong")
    keys.press("Enter")
    expect(host.frame.locator("#toast")).to_have_text("Terima kasih, penilaian tersimpan")
    expect(host.frame.locator(".thumb[aria-pressed='true']")).to_be_focused()
    tab_to("#officer")
    keys.press("Enter")
    tab_to("#ask-officer .strong")
    keys.press("Enter")
    expect(host.frame.locator("#handoff-title")).to_have_text("Menunggu petugas")
    expect(host.frame.locator("#message")).to_be_focused()
    keys.press("Shift+Tab")
    keys.press("Shift+Tab")
    expect(host.frame.locator("#handoff-undo")).to_be_focused()
    keys.press("Enter")
    expect(host.frame.locator("#handoff")).to_be_hidden()
    expect(host.frame.locator("#message")).to_be_focused()
    host.frame.locator("#menu-toggle").focus()
    keys.press("Enter")
    expect(host.frame.locator("#copy-all")).to_be_focused()
    keys.press("Escape")
    expect(host.frame.locator("#menu-toggle")).to_be_focused()
    keys.press("Escape")
    expect(host.page.locator("tanya-ikn dialog")).to_be_hidden()
    expect(host.page.locator(host.launcher)).to_be_focused()
    assert host.errors == []


def test_each_sentence_is_announced_once(host: Embedded, assistant: FakeAssistant) -> None:
    host.open()
    frame = next(f for f in host.page.frames if "/embed" in f.url)
    frame.evaluate(
        """() => { window.said = []; new MutationObserver((changes) => changes.forEach((c) =>
        c.addedNodes.forEach((n) => window.said.push(n.textContent))))
        .observe(document.getElementById("spoken"), { childList: true }); }"""
    )
    host.ask()
    expect(host.frame.locator(".reply.s-answered")).to_be_visible()
    assert frame.evaluate("window.said") == [
        TEXT,
        PLAN,
        "Terjawab dengan sumber. Jawaban selesai, 2 sumber.",
    ]
    live = "[aria-live=polite], [aria-live=assertive], [role=alert]"
    assert host.frame.locator(live).count() == 1
    expect(host.frame.locator("#log")).to_have_attribute("aria-live", "off")


def test_what_anybody_writes_runs_nothing(host: Embedded, assistant: FakeAssistant) -> None:
    assert len(PAYLOADS) >= 60
    citations = tuple(
        Citation(
            id=str(number),
            document_id=payload,
            title=payload,
            publisher=payload,
            url=payload,
            published=payload,
            locator=payload,
            validity=Validity.DISPUTED,
            superseded_by=payload,
            quote=payload,
        )
        for number, payload in enumerate(PAYLOADS, 1)
    )
    sentences = tuple(
        Sentence(text=payload, citations=(str(number),))
        for number, payload in enumerate(PAYLOADS, 1)
    )
    evil = answer_of(
        answer="\n".join(PAYLOADS),
        sentences=sentences,
        citations=citations,
        suggestions=tuple(PAYLOADS[:12]),
    )
    short = answer_of(sentences=(), citations=(), suggestions=())
    assistant.queue.extend([evil, *[short] * len(PAYLOADS)])
    host.open()
    frame = next(f for f in host.page.frames if "/embed" in f.url)
    host.ask(PAYLOADS[0])
    expect(host.frame.locator(".reply.s-answered")).to_be_visible()
    assert host.frame.locator(".source").count() == len(PAYLOADS)
    for at in range(len(PAYLOADS)):
        frame.evaluate("(at) => document.querySelectorAll('.source')[at].click()", at)
        assert host.frame.locator("#card blockquote").text_content() == PAYLOADS[at]
        frame.evaluate("document.getElementById('card').close()")
    for payload in PAYLOADS[1:]:
        host.frame.locator("#message").fill(payload)
        host.frame.locator("#message").press("Enter")
        expect(host.frame.locator("#send")).to_be_visible()
    assert host.frame.locator(".question").count() == len(PAYLOADS)
    assert host.frame.locator("[href^=javascript i], [href^=data i]").count() == 0
    tags = "#isi :is(img, script, iframe, object, embed, form:not(.reasons), style, link, base)"
    assert host.frame.locator(tags).count() == 0
    assert frame.evaluate("window.kena") is None
    assert host.page.evaluate("window.kena") is None
    assert [error for error in host.errors if "404" not in error] == []


def test_disputes_stand_side_by_side(host: Embedded, assistant: FakeAssistant) -> None:
    one = LETTER.model_copy(update={"validity": Validity.DISPUTED})
    other = DECREE.model_copy(update={"validity": Validity.DISPUTED})
    assistant.queue.append(answer_of(citations=(one, other)))
    host.open()
    host.ask()
    sides = host.frame.locator(".versions li")
    expect(sides).to_have_count(2)
    expect(sides.first).to_contain_text("Okezone")
    expect(sides.last).to_contain_text("30 Juni 2025")
    assert host.frame.locator(".body").text_content() == ""


def test_history_is_a_timeline(host: Embedded, assistant: FakeAssistant) -> None:
    past = LETTER.model_copy(update={"validity": Validity.SUPERSEDED})
    assistant.queue.append(answer_of(citations=(past, DECREE)))
    host.open()
    host.ask()
    entries = host.frame.locator(".changes .history li")
    expect(entries.first).to_be_visible()
    assert "1 Maret 2024" in entries.first.inner_text()
    expect(host.frame.locator(".changes .current")).to_have_count(1)


def test_lists_become_lists(host: Embedded, assistant: FakeAssistant) -> None:
    answer = f"{TEXT}\n- satu\n- dua\n1. pertama\n2. kedua\n{PLAN}"
    assistant.queue.append(answer_of(answer=answer))
    host.open()
    host.ask()
    expect(host.frame.locator(".body ul li")).to_have_count(2)
    expect(host.frame.locator(".body ol li")).to_have_text(["pertama", "kedua"])


def test_personal_numbers_are_pointed_out_and_never_leave(
    host: Embedded, assistant: FakeAssistant
) -> None:
    host.open()
    box = host.frame.locator("#message")
    box.fill("NIK 6471010101900001 dan hp 0812-3456-7890, surel a@b.go.id")
    expect(host.frame.locator("#warning")).to_contain_text("NIK atau nomor identitas")
    expect(host.frame.locator("#warning")).to_contain_text("nomor telepon")
    assert "6471" not in str(host.page.context.cookies())
    bodies: list[str] = []
    host.page.on("request", lambda request: bodies.append(request.post_data or ""))
    box.press("Enter")
    expect(host.frame.locator(".reply.s-answered")).to_be_visible()
    sent = "NIK [nomor identitas disamarkan] dan hp [nomor telepon disamarkan], surel "
    assert assistant.asked[0].message == f"{sent}[surel disamarkan]"
    assert not re.search("6471|3456", "".join(bodies))
    box.fill("surat B/380/M.SM.01.00/2025 menyebut 1.700-4.100 orang pada 24 Januari 2025")
    expect(host.frame.locator("#warning")).to_be_hidden()


def test_nothing_is_kept_beyond_the_session_unless_asked(
    host: Embedded, assistant: FakeAssistant
) -> None:
    host.open()
    host.ask()
    expect(host.frame.locator(".reply.s-answered")).to_be_visible()
    name = host.frame.locator("#remember")

    def lasting() -> list[str]:
        cookies = host.page.context.cookies()
        return sorted(c["name"] for c in cookies if c["expires"] > 0)

    assert lasting() == []
    host.frame.locator("#menu-toggle").click()
    name.check()
    assert lasting() == ["__Host-tanya-conversation", "__Host-tanya-remember"]
    name.uncheck()
    assert lasting() == []


def test_it_survives_a_reload_of_the_page(host: Embedded, assistant: FakeAssistant) -> None:
    host.open()
    host.ask()
    expect(host.frame.locator(".reply.s-answered")).to_be_visible()
    host.page.reload()
    host.open()
    expect(host.frame.locator(".reply.s-answered")).to_have_count(1)


def test_a_reload_in_mid_stream_takes_the_stream_up(
    host: Embedded, assistant: FakeAssistant
) -> None:
    assistant.queue.append(answer_of(sentences=answer_of().sentences * 8))
    assistant.hold(5)
    host.open()
    host.ask()
    expect(host.frame.locator(".waiting .body p")).to_have_count(4)
    host.page.reload()
    host.open()
    expect(host.frame.locator(".waiting .body p")).to_have_count(4)
    assistant.release()
    expect(host.frame.locator(".reply.s-answered")).to_be_visible()
    expect(host.frame.locator(".question")).to_have_count(1)
    assert len(assistant.asked) == 1


def test_a_line_cut_fifty_times_gives_the_same_answer(
    context: BrowserContext, serve: Serve, assistant: FakeAssistant
) -> None:
    assistant.pause = 0.002
    numbered = tuple(Sentence(text=f"Kalimat {n}.", citations=("1",)) for n in range(200))
    whole = answer_of(
        answer="\n".join(s.text for s in numbered), sentences=numbered, citations=(LETTER,)
    )
    assistant.queue.append(whole)
    with serve() as running:
        line = Line(int(running.url.rsplit(":", 1)[1]), after=2_300, cuts=50)
        with line as address:
            page = context.new_page()
            page.goto(f"{address}/tanya")
            page.get_by_label("Pertanyaan Anda").fill("Kapan?")
            page.keyboard.press("Enter")
            expect(page.locator(".reply.s-answered")).to_be_visible(timeout=180_000)
            shown = page.locator(".reply .body p").all_inner_texts()
    assert line.done == 50
    assert [re.sub(r"\s*1$", "", text) for text in shown] == [s.text for s in numbered]
    assert len(assistant.asked) == 1


def test_offline_is_said_plainly_and_passes(host: Embedded) -> None:
    host.open()
    host.page.context.set_offline(True)
    expect(host.frame.locator("#offline")).to_contain_text("luring")
    host.ask()
    expect(host.frame.locator(".reply.failed")).to_contain_text("tidak dapat dihubungi")
    host.page.context.set_offline(False)
    expect(host.frame.locator("#offline")).to_be_hidden()
    host.frame.get_by_role("button", name="Coba lagi").click()
    expect(host.frame.locator(".reply.s-answered")).to_be_visible()


def test_an_old_token_is_renewed(host: Embedded) -> None:
    host.open()
    frame = next(f for f in host.page.frames if "/embed" in f.url)
    services = host.server.app.state.services
    stale = services.tokens.issue(host.page.url.rstrip("/"), services.clock().replace(hour=1))
    frame.evaluate("(t) => { document.querySelector('tanya-chat').app.api.token = t }", stale)
    host.ask()
    expect(host.frame.locator(".reply.s-answered")).to_be_visible()


def test_choices_are_buttons_and_the_check_is_a_form(
    host: Embedded, assistant: FakeAssistant
) -> None:
    host.open()
    host.frame.get_by_role("button", name="Periksa keadaan saya").click()
    host.frame.get_by_label("Kepegawaian").select_option("PPPK")
    host.frame.get_by_role("button", name="Ajukan pertanyaan").click()
    expect(host.frame.locator(".reply.s-answered")).to_be_visible()
    asked = assistant.asked[0].message
    assert asked == "Apakah PPPK kementerian atau lembaga pusat dipindahkan ke IKN, dan kapan?"


def test_the_transcript_can_be_taken_along(host: Embedded) -> None:
    host.open()
    host.ask()
    expect(host.frame.locator(".reply.s-answered")).to_be_visible()
    host.frame.locator("#menu-toggle").click()
    with host.page.expect_download() as waiting:
        host.frame.get_by_role("button", name="Unduh sebagai teks").click()
    text = waiting.value.path().read_text()
    for words in ("Anda: Kapan saya pindah?", f"{TEXT} [1]", "Sumber:", "24 November 2026"):
        assert words in text

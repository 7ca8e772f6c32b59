"""The widget on an institution's page: another origin, a strict policy, a hostile stylesheet."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from api.wording import VALIDITIES
from assistant.answer import Answer, Citation, Sentence
from assistant.check import Check
from knowledge.schema import Validity
from tests.api.conftest import PATIENCE_MS
from tests.api.fakes import DECREE, LETTER, PLAN, TEXT, FakeAssistant, answer_of
from tests.api.hosting import BODY, STRICT, TAG, Embedded, Line, embedded
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
    # A dialog tells that it closed in a task of its own, after it is hidden.
    heard = "open ready answeranswered close "
    expect(host.page.locator("html")).to_have_attribute("data-heard", heard)


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


def test_the_keyboard_of_a_phone_covers_nothing(browser: Browser, serve: Serve) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    context.set_default_timeout(PATIENCE_MS)
    body = BODY.replace("{tag}", TAG.replace("{options}", ""))
    with serve() as running, embedded(context, running, body) as seen:
        seen.open()
        panel = seen.page.locator("tanya-ikn dialog")
        expect(seen.frame.locator("#send")).to_be_in_viewport()
        # What a browser tells when its keyboard comes up.
        seen.page.evaluate(
            """() => { for (const [name, value] of [["height", 420], ["offsetTop", 30]])
            Object.defineProperty(visualViewport, name, { value });
            visualViewport.dispatchEvent(new Event("resize")); }"""
        )
        expect(panel).to_have_css("height", "420px")
        expect(panel).to_have_css("top", "30px")
        box = seen.frame.locator("#send").bounding_box()
        assert box
        assert box["y"] + box["height"] <= 450
    context.close()


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


def evil_answer() -> Answer:
    """Every payload as a sentence, and as everything that a citation has."""
    numbered = list(enumerate(PAYLOADS, 1))
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
        for number, payload in numbered
    )
    sentences = tuple(Sentence(text=text, citations=(str(n),)) for n, text in numbered)
    return answer_of(
        answer="\n".join(PAYLOADS),
        sentences=sentences,
        citations=citations,
        suggestions=tuple(PAYLOADS[:12]),
    )


# In a frame, and in a portal that has no policy of its own to fall back on.
XSS = {
    "frame": (TAG.replace("{options}", ""), STRICT),
    "portal": (TAG.replace("{options}", "") + "<tanya-ikn></tanya-ikn>", ""),
}


@pytest.mark.parametrize("way", list(XSS))
def test_what_anybody_writes_runs_nothing(
    context: BrowserContext, serve: Serve, assistant: FakeAssistant, way: str
) -> None:
    assert len(PAYLOADS) >= 60
    tag, csp = XSS[way]
    short = answer_of(sentences=(), citations=(), suggestions=())
    # Once as sentences that differ, once as prose: with lists, tables, emphasis and links.
    plain = evil_answer()
    prose = plain.model_copy(
        update={
            "citations": tuple(
                c.model_copy(update={"validity": Validity.IN_FORCE}) for c in plain.citations
            )
        }
    )
    asked = PAYLOADS if way == "frame" else PAYLOADS[:8]
    assistant.queue.extend([plain, prose, *[short] * len(asked)])
    with (
        serve() as running,
        embedded(context, running, BODY.replace("{tag}", tag), csp) as seen,
    ):
        inside = seen.frame if way == "frame" else seen.page
        seen.page.locator(seen.launcher).first.click()
        for answers in (1, 2):
            inside.locator("#message").fill(PAYLOADS[0])
            inside.locator("#message").press("Enter")
            expect(inside.locator(".reply.s-answered")).to_have_count(answers)
        expect(inside.locator(".source")).to_have_count(2 * len(PAYLOADS))
        assert inside.locator(".body td").count() >= 2
        quotes = inside.locator("tanya-chat").evaluate(READ_QUOTES)
        assert quotes == PAYLOADS
        for number, payload in enumerate(asked, 3):
            inside.locator("#message").fill(payload)
            inside.locator("#message").press("Enter")
            expect(inside.locator(".question")).to_have_count(number)
            expect(inside.locator("#send")).to_be_visible()
        assert inside.locator("[href^=javascript i], [href^=data i]").count() == 0
        assert inside.locator("#isi").locator(NEVER).count() == 0
        for frame in seen.page.frames:
            assert frame.evaluate("window.kena") is None
        assert [error for error in seen.errors if "404" not in error] == []


# Opens the card of each source, and reads its quote.
READ_QUOTES = """async (chat) => {
    const read = [];
    const sources = [...chat.querySelectorAll(".reply")][0].querySelectorAll(".source");
    for (const source of sources) {
        source.click();
        const card = chat.querySelector("tanya-card");
        await card.updateComplete;
        read.push(card.querySelector("blockquote").textContent);
        card.querySelector("dialog").close();
    }
    return read;
}"""
NEVER = "img, script, iframe, object, embed, form:not(.reasons), style, link, base, video, audio"


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


def test_tables_become_tables(host: Embedded, assistant: FakeAssistant) -> None:
    answer = f"{TEXT}\n| Jabatan | Besaran |\n|---|--:|\n| **Ahli** | 5 juta |\n| Umum | 3 juta |"
    row = Sentence(text="| Umum | 3 juta |", citations=("2",))
    assistant.queue.append(answer_of(answer=answer, sentences=(answer_of().sentences[0], row)))
    host.open()
    host.ask()
    expect(host.frame.locator(".body th[scope=col]")).to_have_text(["Jabatan", "Besaran"])
    expect(host.frame.locator(".body td")).to_have_text(["Ahli", "5 juta", "Umum", "3 juta2"])
    expect(host.frame.locator(".body td strong")).to_have_text("Ahli")
    expect(host.frame.locator(".body td .cite")).to_have_text("2")


def test_links_lead_only_to_what_the_server_issued(
    host: Embedded, assistant: FakeAssistant
) -> None:
    text = f"Lihat [sumbernya]({LETTER.url}) dan [yang lain](https://lain.example/)."
    assistant.queue.append(
        answer_of(answer=text, sentences=(Sentence(text=text, citations=("1",)),))
    )
    host.open()
    host.ask()
    link = host.frame.locator(".body a")
    expect(link).to_have_count(1)
    expect(link).to_have_attribute("href", LETTER.url)
    expect(link).to_have_attribute("rel", "noopener noreferrer external")
    expect(host.frame.locator(".body")).to_contain_text("[yang lain](https://lain.example/)")


def test_each_validity_has_its_word_its_colour_and_its_shape(
    host: Embedded, assistant: FakeAssistant
) -> None:
    citations = tuple(
        LETTER.model_copy(update={"id": str(number), "validity": validity})
        for number, validity in enumerate(Validity, 1)
    )
    assistant.queue.append(answer_of(citations=citations))
    host.open()
    host.ask()
    badges = host.frame.locator(".source .badge")
    expect(badges).to_have_text([VALIDITIES[validity][0] for validity in Validity])
    looks = badges.evaluate_all(
        "(all) => all.map((b) => [getComputedStyle(b).color, b.querySelector('use').href.baseVal])"
    )
    assert len({colour for colour, _ in looks}) == len(Validity)
    assert len({shape for _, shape in looks}) == len(Validity)


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
    host.frame.get_by_role("button", name="Apakah saya termasuk?").click()
    host.frame.get_by_label("Kepegawaian").select_option("PPPK")
    host.frame.get_by_label("Tempat bertugas").select_option(
        "kantor wilayah atau instansi vertikal"
    )
    host.frame.get_by_role("button", name="Periksa", exact=True).click()
    expect(host.frame.locator(".reply.s-answered")).to_be_visible()
    chosen = ("PPPK", "kementerian atau lembaga", "kantor wilayah atau instansi vertikal")
    usual = ("berkeluarga", "formasi umum")
    assert assistant.asked[0].message == Check.load().ask(*chosen, *usual)


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

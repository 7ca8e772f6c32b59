"""The page in a real browser: what a person sees, and what the browser must not do."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from assistant.answer import Sentence, Status
from tests.api.fakes import PLAN, TEXT, FakeAssistant, answer_of
from tests.api.running import Running

XSS = '<img src=x onerror="document.title=`kena`"><script>document.title="kena"</script>'
Serve = Callable[..., AbstractContextManager[Running]]


@dataclass
class Seen:
    """A page, and what went wrong in it."""

    page: Page
    server: Running
    errors: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def ask(self, text: str) -> None:
        self.page.get_by_label("Pertanyaan Anda").fill(text)
        self.page.keyboard.press("Enter")

    def last(self, selector: str) -> str:
        return self.page.locator(selector).last.inner_text()


@pytest.fixture
def seen(context: BrowserContext, serve: Serve) -> Iterator[Seen]:
    with serve() as running:
        seen = Seen(context.new_page(), running)
        seen.page.on("pageerror", lambda error: seen.errors.append(str(error)))
        seen.page.on(
            "console",
            lambda line: seen.errors.append(line.text) if line.type == "error" else None,
        )
        seen.page.on("request", lambda request: seen.hosts.add(request.url.split("/")[2]))
        seen.page.goto(running.url + "/tanya")
        yield seen
        assert seen.hosts == {running.url.split("/")[2]}


def test_a_question_is_answered_sentence_by_sentence(seen: Seen, assistant: FakeAssistant) -> None:
    assistant.hold()
    expect(seen.page.get_by_text("2 April 2026")).to_be_visible()
    expect(seen.page.locator("#privacy")).to_be_visible()
    seen.ask("Kapan saya pindah?")
    expect(seen.page.locator(".waiting .body p").first).to_contain_text("ditunda")
    expect(seen.page.locator(".waiting .body p")).to_have_count(1)
    assistant.release()
    expect(seen.page.locator(".reply.s-answered")).to_be_visible()
    assert TEXT in seen.last(".reply .body").replace("\n", " ")
    assert "24 November 2026" in seen.last(".holds")
    assert seen.page.locator(".suggestions button").count() == 2
    expect(seen.page.locator("#welcome")).to_be_hidden()
    assert seen.errors == []


def test_a_citation_opens_its_card_and_leads_to_the_passage(seen: Seen) -> None:
    seen.ask("Kapan saya pindah?")
    cite = seen.page.locator(".body .cite").first
    cite.focus()
    seen.page.keyboard.press("Enter")
    card = seen.page.locator("#card")
    expect(card).to_be_visible()
    for words in ("Okezone", "31 Januari 2025", "Pernyataan", TEXT):
        expect(card).to_contain_text(words)
    link = card.get_by_role("link", name="Buka di dokumen")
    expect(link).to_have_attribute("href", "/dokumen/F9#F9")
    seen.page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(cite).to_be_focused()
    seen.page.goto(f"{seen.server.url}/dokumen/F9#F9%2Flanjutan")
    expect(seen.page.locator(".passage:target .cited")).to_be_visible()
    assert seen.errors == []


def test_what_people_and_documents_write_is_text(seen: Seen, assistant: FakeAssistant) -> None:
    citation = (
        answer_of()
        .citations[0]
        .model_copy(
            update={"title": XSS, "quote": XSS, "url": "javascript:alert(1)", "publisher": XSS}
        )
    )
    assistant.queue.append(
        answer_of(
            answer=XSS,
            sentences=(Sentence(text=XSS, citations=("1",)),),
            citations=(citation,),
            suggestions=(XSS,),
        )
    )
    seen.ask(XSS)
    expect(seen.page.locator(".reply.s-answered")).to_be_visible()
    seen.page.locator(".source").click()
    expect(seen.page.locator("#card blockquote")).to_have_text(XSS)
    assert seen.page.locator("#card a[href^='javascript']").count() == 0
    assert seen.page.locator("img").count() == 0
    assert seen.last(".question").endswith(XSS)
    seen.page.keyboard.press("Escape")
    seen.page.reload()
    expect(seen.page.locator(".question")).to_contain_text(XSS)
    assert seen.page.title() == "Tanya IKN"
    assert seen.errors == []


def test_the_conversation_is_there_after_a_reload(seen: Seen, assistant: FakeAssistant) -> None:
    seen.ask("Kapan saya pindah?")
    expect(seen.page.locator(".reply.s-answered")).to_be_visible()
    seen.page.get_by_label("Pertanyaan Anda").fill("belum dikirim")
    seen.page.reload()
    expect(seen.page.locator(".question")).to_contain_text("Kapan saya pindah?")
    expect(seen.page.locator(".reply.s-answered")).to_be_visible()
    expect(seen.page.get_by_label("Pertanyaan Anda")).to_have_value("belum dikirim")
    seen.ask("Siapa saja?")
    expect(seen.page.locator(".reply.s-answered")).to_have_count(2)
    assert assistant.asked[1].history[0].content == "Kapan saya pindah?"
    assert seen.errors == []


def test_a_failure_keeps_the_question_and_can_be_tried_again(
    seen: Seen, assistant: FakeAssistant
) -> None:
    assistant.queue.append(RuntimeError("rahasia"))
    seen.ask("Kapan saya pindah?")
    expect(seen.page.locator(".reply.failed")).to_contain_text("galat")
    expect(seen.page.locator(".question")).to_contain_text("Kapan saya pindah?")
    seen.page.get_by_role("button", name="Coba lagi").click()
    expect(seen.page.locator(".reply.s-answered")).to_be_visible()
    assert seen.page.locator(".question").count() == 1


def test_without_a_connection_the_question_stays(seen: Seen) -> None:
    def cut(route: Route) -> None:
        route.abort()

    seen.page.route("**/api/v1/chat", cut)
    seen.ask("Kapan saya pindah?")
    expect(seen.page.locator(".reply.failed")).to_contain_text("tidak dapat dihubungi")
    seen.page.reload()
    expect(seen.page.get_by_label("Pertanyaan Anda")).to_have_value("Kapan saya pindah?")


def test_an_answer_can_be_stopped(seen: Seen, assistant: FakeAssistant) -> None:
    assistant.hold()
    seen.ask("Kapan saya pindah?")
    expect(seen.page.locator(".waiting .body p")).to_have_count(1)
    seen.page.get_by_role("button", name="Hentikan jawaban").click()
    expect(seen.page.locator(".reply.failed")).to_contain_text("menghentikan")
    expect(seen.page.get_by_role("button", name="Kirim pertanyaan")).to_be_visible()


def test_keys_send_or_break_the_line(seen: Seen, assistant: FakeAssistant) -> None:
    box = seen.page.get_by_label("Pertanyaan Anda")
    box.click()
    seen.page.keyboard.type("Baris satu")
    seen.page.keyboard.press("Shift+Enter")
    seen.page.keyboard.type("baris dua")
    seen.page.keyboard.press("Enter")
    expect(seen.page.locator(".reply.s-answered")).to_be_visible()
    assert assistant.asked[0].message == "Baris satu\nbaris dua"
    expect(box).to_have_value("")


def test_the_day_of_the_answer_can_be_chosen(seen: Seen, assistant: FakeAssistant) -> None:
    seen.page.get_by_role("button", name="Jawaban per hari ini").click()
    seen.page.get_by_label("Jawaban per tanggal").fill("2024-05-01")
    expect(seen.page.locator("#day-label")).to_have_text("Jawaban per 1 Mei 2024")
    seen.ask("Kapan?")
    expect(seen.page.locator(".reply.s-answered")).to_be_visible()
    assert str(assistant.asked[0].as_of) == "2024-05-01"


def test_deleting_deletes_on_the_server(seen: Seen) -> None:
    seen.ask("Kapan?")
    expect(seen.page.locator(".reply.s-answered")).to_be_visible()
    name = seen.page.evaluate("sessionStorage.getItem('tanya.conversation')")
    seen.page.get_by_role("button", name="Menu percakapan").click()
    seen.page.get_by_role("button", name="Hapus percakapan ini").click()
    seen.page.get_by_role("button", name="Hapus percakapan", exact=True).click()
    expect(seen.page.locator("#welcome")).to_be_visible()
    gone = seen.page.request.get(f"{seen.server.url}/api/v1/conversations/{name}")
    assert gone.status == 404


def test_copying_takes_the_sources_along(seen: Seen) -> None:
    seen.ask("Kapan?")
    seen.page.get_by_role("button", name="Salin jawaban dengan sumber").click()
    expect(seen.page.locator("#toast")).to_have_text("Jawaban disalin")
    copied = seen.page.evaluate("navigator.clipboard.readText()")
    for words in (f"{TEXT} [1]", f"{PLAN} [2]", "Sumber:", "(Rencana)", "peraturan.go.id"):
        assert words in copied


def test_the_day_it_holds_for_is_said_once(seen: Seen, assistant: FakeAssistant) -> None:
    day = "Jawaban ini untuk keadaan per 24 November 2026; sumber terbaru bertanggal 2 April 2026."
    assistant.queue.append(answer_of(answer=f"{TEXT} {PLAN}\n\nBelum terjawab: X.\n\n{day}"))
    seen.ask("Kapan?")
    expect(seen.page.locator(".reply.s-answered .body p")).to_have_count(2)
    assert seen.page.locator(".body p").first.locator(".cite").count() == 2
    assert "Belum terjawab: X." in seen.last(".reply .body")
    assert seen.last(".reply").count("24 November 2026") == 1


@pytest.mark.parametrize("status", list(Status))
def test_each_status_has_its_look(seen: Seen, assistant: FakeAssistant, status: Status) -> None:
    assistant.queue.append(answer_of(status))
    seen.ask("Apa?")
    expect(seen.page.locator(f".reply.s-{status.value}")).to_be_visible()
    assert seen.page.locator(".verdict").count() == (0 if status is Status.SMALLTALK else 1)
    assert bool(seen.page.locator(".proof").count()) == status.states_facts
    assert seen.errors == []


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("path", ["/", "/tanya", "/privasi", "/dokumen/F9", "/docs"])
def test_nothing_scrolls_sideways(seen: Seen, path: str, width: int) -> None:
    seen.page.set_viewport_size({"width": width, "height": 640})
    seen.page.goto(seen.server.url + path)
    if path == "/tanya":
        seen.ask("Kapan? " + "panjangsekali" * 20)
        expect(seen.page.locator(".reply.s-answered")).to_be_visible()
    room = seen.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert room <= 0
    assert seen.errors == []


def test_nothing_lasts_in_the_browser_unless_asked(seen: Seen) -> None:
    seen.ask("NIK 6471010101900001, kapan?")
    expect(seen.page.locator(".reply.s-answered")).to_be_visible()
    kept = "JSON.stringify([{ ...localStorage }, { ...sessionStorage }])"
    assert "6471010101900001" not in seen.page.evaluate(kept)
    assert seen.page.evaluate("localStorage.length") == 0
    seen.page.get_by_role("button", name="Menu percakapan").click()
    seen.page.get_by_label("Ingat di peramban ini").check()
    assert seen.page.evaluate("localStorage.length") == 2
    seen.page.get_by_label("Ingat di peramban ini").uncheck()
    assert seen.page.evaluate("localStorage.length") == 0
    assert seen.page.evaluate("document.cookie") == ""

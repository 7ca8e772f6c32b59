"""The whole of it in real browsers, over the product as it is run: from a question that nobody
could answer to the same question answered by the assistant."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.api.conftest import PATIENCE_MS
from tests.api.product import Served, home_like, serve, tanya

QUESTION = "Apakah ada bus antarjemput untuk pegawai di IKN?"
SECOND = "Kapan ASN pindah ke IKN?"
OWN = "Jadwal busnya kami kirim begitu terbit."
PASSWORD = "empat kata yang panjang"
# Building the index anew takes its time on a slow machine.
PUBLISHED_MS = 180_000
ASKED = [
    QUESTION,
    "ada bus jemputan pegawai gak di ikn?",
    "Apakah disediakan bus antarjemput bagi ASN di IKN?",
    "ke kantor di ikn naik apa, ada antar jemput?",
    "bus karyawan dari rusun asn ke kantor ada?",
    "Layanan antarjemput ASN di IKN tersedia mulai kapan?",
    "is there a shuttle bus for employees in IKN?",
    "suami saya di ikn berangkat kerja dijemput bus?",
]
STATEMENT = {
    "title": "Bus antarjemput pegawai di IKN",
    "text": "Menurut Surat Edaran Otorita IKN 7/2026, bus antarjemput bagi pegawai di IKN "
    "tersedia dari rusun ASN ke kompleks perkantoran pada hari kerja.",
    "as_of": "2026-05-04",
    "source_title": "Surat Edaran Otorita IKN Nomor 7 Tahun 2026",
    "publisher": "Otorita Ibu Kota Nusantara",
    "url": "https://contoh.example/se-7-2026",
    "published": "2026-05-04",
    "questions": "\n".join(ASKED),
}


@dataclass
class Seat:
    """Somebody at the helpdesk, in a browser of their own."""

    page: Page
    name: str

    def sign_in(self, served: Served, password: str) -> None:
        """For the first time: with a password of their own afterwards."""
        page = self.page
        page.goto(f"{served.url}/console")
        page.get_by_label("Nama akun").fill(self.name)
        page.get_by_label("Kata sandi").fill(password)
        page.get_by_role("button", name="Masuk").click()
        page.get_by_label("Kata sandi sekarang").fill(password)
        page.get_by_label("Kata sandi baru (").fill(PASSWORD)
        page.get_by_label("Ulangi kata sandi baru").fill(PASSWORD)
        self.press("Simpan kata sandi")
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Ganti kata sandi")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()


@dataclass
class Asker:
    """Somebody with a question, in the widget of a page."""

    page: Page

    @property
    def inside(self) -> Locator:
        return self.page.frame_locator("tanya-ikn iframe").locator("body")

    def open(self, served: Served) -> None:
        self.page.goto(served.url)  # where the widget opens by itself
        expect(self.inside.locator("#message")).to_be_visible()

    def ask(self, text: str) -> None:
        self.inside.locator("#message").fill(text)
        self.inside.locator("#message").press("Enter")

    def press(self, name: str) -> None:
        self.inside.get_by_role("button", name=name).last.click()


@pytest.fixture
def people(browser: Browser) -> Iterator[list[BrowserContext]]:
    contexts = [browser.new_context(locale="id-ID") for _ in range(4)]
    for one in contexts:
        one.set_default_timeout(PATIENCE_MS)
    yield contexts
    for one in contexts:
        one.close()


@pytest.fixture(scope="module")
def served(product_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = home_like(product_home, tmp_path_factory.mktemp("produk"))
    served = serve(home, approval="true", helpdesk="true", refresh_seconds="2")
    yield served
    served.stop()


def test_from_a_question_to_its_answer(served: Served, people: list[BrowserContext]) -> None:
    asker, officer, boss, editor = sit_down(served, people)
    asked_withheld_and_handed_over(asker)
    claimed(asker, officer)
    drafted_and_edited(asker, officer)
    approved_and_sent(asker, officer, boss)
    answered_back_and_resolved(asker, officer)
    turned_into_a_statement(editor, boss)
    answered_by_the_assistant(asker)
    assert tanya(served.home, "audit", "verify").startswith("Utuh")


def sit_down(served: Served, people: list[BrowserContext]) -> tuple[Asker, Seat, Seat, Seat]:
    asker, *pages = (one.new_page() for one in people)
    roles = {"ani": "officer", "bos": "supervisor", "edi": "editor"}
    seats = []
    for page, (name, role) in zip(pages, roles.items(), strict=True):
        password = tanya(served.home, "users", "add", name, "--role", role, "--unit", "BKN")
        seats.append(Seat(page, name))
        seats[-1].sign_in(served, password)
    asking = Asker(asker)
    asking.open(served)
    officer, boss, editor = seats
    return asking, officer, boss, editor


def asked_withheld_and_handed_over(asker: Asker) -> None:
    asker.ask(QUESTION)
    expect(asker.inside.locator(".reply.s-not_in_knowledge")).to_be_visible()
    asker.press("Minta diteruskan ke petugas")
    asker.press("Ya, teruskan")
    expect(asker.inside.locator("#handoff-title")).to_have_text("Menunggu petugas")


def claimed(asker: Asker, officer: Seat) -> None:
    """The queue was open all the time: the conversation comes into it by itself."""
    line = officer.page.locator("#antrean .line").filter(has_text=QUESTION)
    expect(line).to_contain_text("Asisten tidak tahu")
    line.get_by_role("button", name="Ambil").click()
    expect(officer.page.locator("#kepala")).to_contain_text("Ditangani oleh Anda")
    expect(asker.inside.locator("#handoff-title")).to_have_text(
        "Petugas BKN menjawab percakapan ini"
    )


def drafted_and_edited(asker: Asker, officer: Seat) -> None:
    page = officer.page
    officer.press("Buat konsep balasan")
    expect(page.get_by_text("Belum ada dalam pengetahuan:")).to_be_visible()
    expect(page.locator("#panel")).to_contain_text("Asisten tidak mengusulkan apa pun")
    # The assistant is silent, and what was drafted before this message cannot be sent.
    asker.ask(SECOND)
    expect(asker.inside.locator(".reply.s-handed_off")).to_be_visible()
    expect(page.locator("#pesan")).to_contain_text(SECOND)
    expect(page.get_by_role("alert")).to_contain_text("pesan yang lebih baru")
    expect(page.get_by_role("button", name="Mintakan persetujuan")).to_be_disabled()
    officer.press("Buat konsep baru")
    proof = page.locator(".proof")
    expect(proof).to_contain_text("ditunda")
    expect(page.locator("#panel .tell")).to_contain_text("bus antarjemput")
    expect(proof.locator(".cite").first).to_be_visible()
    field = page.get_by_label("Sunting balasan")
    field.fill(f"{field.input_value()}\n\n{OWN}")
    officer.press("Simpan w")
    expect(proof.locator(".own:not(.tag)")).to_have_text(f"{OWN} petugas")


def approved_and_sent(asker: Asker, officer: Seat, boss: Seat) -> None:
    officer.press("Mintakan persetujuan")
    waiting = boss.page.locator("#persetujuan ~ ol a")
    expect(waiting).to_have_count(1)
    waiting.click()
    expect(boss.page.locator(".proof .own:not(.tag)")).to_contain_text(OWN)
    boss.press("Setujui")
    expect(boss.page.locator("#panel")).to_contain_text("Disetujui")
    # The officer's page did not have to be loaded again.
    officer.press("Kirim")
    said = asker.inside.locator(".said")
    expect(said).to_contain_text(OWN)
    expect(said).to_contain_text("Sumber:")
    assert "Ani" not in asker.inside.inner_text()


def answered_back_and_resolved(asker: Asker, officer: Seat) -> None:
    asker.ask("Terima kasih banyak, sudah jelas.")
    expect(officer.page.locator("#pesan")).to_contain_text("sudah jelas")
    officer.press("Selesai")
    expect(asker.inside.locator("#handoff-title")).to_have_text("Petugas BKN telah selesai")
    rating = asker.inside.locator(".said ~ tanya-rating")
    rating.get_by_role("button", name="Membantu", exact=True).click()
    expect(asker.inside.locator("#toast")).to_have_text("Terima kasih, penilaian tersimpan")
    officer.page.reload()
    expect(officer.page.locator("#pesan .message.officer")).to_contain_text("dinilai membantu")


def turned_into_a_statement(editor: Seat, boss: Seat) -> None:
    page = editor.page
    editor.page.goto(f"{page.url.split('/console')[0]}/console/celah")
    page.locator("[data-item]").filter(has_text="bus antarjemput").click()
    for name, text in STATEMENT.items():
        page.locator(f"[name={name}]").fill(text)
    editor.press("Simpan konsep pernyataan")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"H1 · {STATEMENT['title']}")
    boss.page.goto(page.url)
    boss.press("Terbitkan")
    there = boss.page.get_by_role("link", name="Lihat sebagai dokumen")
    expect(there).to_be_visible(timeout=PUBLISHED_MS)


def answered_by_the_assistant(asker: Asker) -> None:
    """Somebody else asks what was asked at the beginning."""
    asker.press("Percakapan baru")
    asker.ask(QUESTION)
    reply = asker.inside.locator(".reply.s-answered")
    expect(reply).to_contain_text("tersedia dari rusun ASN ke kompleks perkantoran")
    reply.locator(".cite").first.click()
    card = asker.inside.locator("#card")
    expect(card).to_contain_text(STATEMENT["source_title"])
    expect(card.get_by_role("link", name="Buka di dokumen")).to_have_attribute(
        "href", "/dokumen/H1#H1"
    )

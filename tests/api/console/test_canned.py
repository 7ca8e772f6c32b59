import httpx
import pytest
from fastapi import FastAPI

from api.console.rights import Role
from knowledge.errors import UnknownDocument
from knowledge.schema import Validity
from tests.api.console.helpdesk import Person, sign_in
from tests.api.console.test_drafts import draft_of
from tests.api.fakes import DOCUMENT, LETTER, TEXT, FakeAssistant, answer_of

pytestmark = pytest.mark.database


async def kept(app: FastAPI, assistant: FakeAssistant) -> tuple[Person, str]:
    """A supervisor, and the canned answer that they kept from a reply to a mail."""
    boss = await sign_in(app, "bos", Role.SUPERVISOR)
    only = answer_of(citations=(LETTER,), sentences=answer_of().sentences[:1])
    assistant.queue.append(only)
    page = await boss.post("/tanya", pertanyaan="Kapan?", saluran="surel")
    number = draft_of(page)
    early = await boss.post(f"/jawaban/dari/{number}", judul="Jadwal")
    assert early.status_code == 409
    await boss.post(f"/konsep/{number}/kirim")
    page = await boss.post(f"/jawaban/dari/{number}", judul="Jadwal pindah")
    assert page.status_code == 200, page.text
    return boss, page.url.path.rsplit("/", 1)[1]


async def test_kept_used_and_versioned(
    visitor: httpx.AsyncClient, app: FastAPI, assistant: FakeAssistant
) -> None:
    boss, name = await kept(app, assistant)
    assert "Jadwal pindah" in (await boss.get("/jawaban")).text
    new = f"{TEXT} Kami kabari bila berubah."
    page = await boss.post(f"/jawaban/{name}/versi", judul="Jadwal", isi=new)
    assert "Versi 2" in page.text
    assert "Versi 1" in page.text
    officer = await sign_in(app, "ani", Role.OFFICER)
    number = draft_of(await officer.post("/tanya", pertanyaan="Kapan?", saluran="telepon"))
    page = await officer.post(f"/konsep/{number}/siap", siap=name)
    assert "Kami kabari bila berubah." in page.text


async def test_it_expires_with_its_sources(
    visitor: httpx.AsyncClient, app: FastAPI, assistant: FakeAssistant
) -> None:
    boss, name = await kept(app, assistant)
    number = draft_of(await boss.post("/tanya", pertanyaan="Kapan?", saluran="telepon"))
    assert (await boss.post(f"/konsep/{number}/siap", siap=name)).status_code == 200
    superseded = DOCUMENT.model_copy(update={"validity": Validity.SUPERSEDED})
    assistant.document = lambda _name: superseded  # type: ignore[method-assign,assignment]
    assert "sudah digantikan atau dicabut" in (await boss.get("/jawaban")).text
    assert (await boss.post(f"/konsep/{number}/siap", siap=name)).status_code == 409

    def withdrawn(name: str) -> object:
        raise UnknownDocument(name)

    assistant.document = withdrawn  # type: ignore[method-assign,assignment]
    assert "F9 ditarik" in (await boss.get(f"/jawaban/{name}")).text


async def test_withdrawn_it_is_not_used(
    visitor: httpx.AsyncClient, app: FastAPI, assistant: FakeAssistant
) -> None:
    boss, name = await kept(app, assistant)
    await boss.post(f"/jawaban/{name}/tarik")
    number = draft_of(await boss.post("/tanya", pertanyaan="Kapan?", saluran="telepon"))
    assert (await boss.post(f"/konsep/{number}/siap", siap=name)).status_code == 409
    assert (await boss.get("/jawaban/tidak-ada")).status_code == 404


async def test_without_a_source_it_is_not_kept(
    visitor: httpx.AsyncClient, app: FastAPI, assistant: FakeAssistant
) -> None:
    boss = await sign_in(app, "bos", Role.SUPERVISOR)
    number = draft_of(await boss.post("/tanya", pertanyaan="Kapan?", saluran="surel"))
    await boss.post(f"/konsep/{number}/kirim", isi="Menurut saya besok.")
    refused = await boss.post(f"/jawaban/dari/{number}", judul="Besok")
    assert refused.status_code == 422

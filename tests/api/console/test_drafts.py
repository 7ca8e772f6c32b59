"""The copilot over HTTP, as an officer uses it."""

import re
from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI

from api.console.drafts import CHANGED, STALE
from api.console.rights import Role
from api.handoff import case_name
from assistant.answer import Status
from tests.api.console.helpdesk import Person, desk_of, hidden, sign_in
from tests.api.fakes import LETTER, PLAN, TEXT, FakeAssistant, answer_of
from tests.api.running import AppClient

pytestmark = pytest.mark.database


async def handed_over(
    visitor: httpx.AsyncClient, message: str = "Kapan pindah?"
) -> tuple[str, str]:
    """A conversation that waits; its id, and what the console calls it."""

    asked = await visitor.post("/api/v1/chat", json={"message": message})
    conversation = asked.json()["conversation_id"]
    await visitor.post(f"/api/v1/conversations/{conversation}/handoff")
    return conversation, case_name(conversation)


def draft_of(page: httpx.Response) -> str:
    found = re.search(r'action="/console/konsep/(\d+)/simpan"', page.text)
    assert found, page.text
    return found[1]


async def drafting(officer: Person, case: str) -> str:
    await officer.post(f"/percakapan/{case}/ambil")
    return draft_of(await officer.post(f"/percakapan/{case}/konsep"))


async def approve(boss: Person, number: str) -> httpx.Response:
    """As whoever has just read the draft."""
    page = (await boss.get(f"/konsep/{number}")).text
    return await boss.post(f"/konsep/{number}/setujui", dilihat=hidden(page, "dilihat"))


async def messages(visitor: httpx.AsyncClient, conversation: str) -> list[dict[str, str]]:
    found = (await visitor.get(f"/api/v1/conversations/{conversation}")).json()["messages"]
    return [m for m in found if m["role"] == "officer"]


async def test_drafted_edited_and_sent(visitor: httpx.AsyncClient, app: FastAPI) -> None:
    conversation, case = await handed_over(visitor)
    officer = await sign_in(app, "ani", Role.OFFICER)
    number = await drafting(officer, case)
    text = f"{TEXT} Silakan hubungi biro kepegawaian Anda.\n\n{PLAN}"
    page = await officer.post(f"/konsep/{number}/simpan", isi=text)
    assert page.text.count('class="tag own"') == 1
    assert "biro kepegawaian" in page.text
    sent = await officer.post(f"/konsep/{number}/kirim", isi=text)
    assert sent.status_code == 200
    (message,) = await messages(visitor, conversation)
    assert message["author"] == "Petugas BKN"
    assert "Ani" not in message["content"]
    assert f"{TEXT} [1] Silakan hubungi biro kepegawaian Anda." in message["content"]
    assert "Sumber:\n[1] ASN Batal Pindah" in message["content"]
    assert "Kalimat tanpa nomor sumber adalah keterangan petugas." in message["content"]
    again = await officer.post(f"/konsep/{number}/kirim", isi=text)
    assert again.status_code == 409
    assert len(await messages(visitor, conversation)) == 1
    history = (await officer.get(f"/konsep/{number}")).text
    for deed in ("susun", "sunting", "kirim"):
        assert f"· {deed}" in history


async def test_shorten_formal_and_insert(visitor: httpx.AsyncClient, app: FastAPI) -> None:
    _, case = await handed_over(visitor)
    officer = await sign_in(app, "ani", Role.OFFICER)
    number = await drafting(officer, case)
    own = f"{TEXT}\n\nmemang gak ada jadwal"
    page = await officer.post(f"/konsep/{number}/formal", isi=own)
    assert "Yth. Bapak/Ibu," in page.text
    assert "Memang tidak ada jadwal." in page.text
    page = await officer.post(f"/konsep/{number}/sisip", kutipan="1")
    assert PLAN in page.text
    assert (await officer.post(f"/konsep/{number}/sisip", kutipan="9")).status_code == 422
    page = await officer.post(f"/konsep/{number}/ringkas")
    assert PLAN in page.text


async def test_a_draft_older_than_the_newest_message_is_not_sent(
    visitor: httpx.AsyncClient, app: FastAPI
) -> None:
    conversation, case = await handed_over(visitor)
    officer = await sign_in(app, "ani", Role.OFFICER)
    number = await drafting(officer, case)
    more = {"message": "Satu lagi, bagaimana rumahnya?", "conversation_id": conversation}
    assert (await visitor.post("/api/v1/chat", json=more)).json()["status"] == "handed_off"
    refused = await officer.post(f"/konsep/{number}/kirim")
    assert refused.status_code == 409
    assert STALE in refused.text
    assert "Ada pesan yang lebih baru" in (await officer.get(f"/percakapan/{case}")).text
    assert await messages(visitor, conversation) == []
    fresh = draft_of(await officer.post(f"/percakapan/{case}/konsep"))
    assert (await officer.post(f"/konsep/{fresh}/kirim")).status_code == 200
    assert len(await messages(visitor, conversation)) == 1


async def test_only_its_owner_sends(visitor: httpx.AsyncClient, app: FastAPI) -> None:
    conversation, case = await handed_over(visitor)
    ani = await sign_in(app, "ani", Role.OFFICER)
    budi = await sign_in(app, "budi", Role.OFFICER)
    number = await drafting(ani, case)
    assert (await budi.post(f"/konsep/{number}/kirim")).status_code == 409
    assert (await budi.post(f"/percakapan/{case}/ambil")).status_code == 409
    await ani.post(f"/percakapan/{case}/alihkan", kepada="budi")
    assert (await ani.post(f"/konsep/{number}/kirim")).status_code == 409
    assert await messages(visitor, conversation) == []


async def test_what_the_assistant_withheld_is_still_asked(
    visitor: httpx.AsyncClient, app: FastAPI, assistant: FakeAssistant
) -> None:
    assistant.queue.append(answer_of(Status.NOT_IN_KNOWLEDGE))
    conversation, case = await handed_over(visitor, "Ada busnya?")
    officer = await sign_in(app, "ani", Role.OFFICER)
    more = {"message": "Dan kapan?", "conversation_id": conversation}
    await visitor.post("/api/v1/chat", json=more)
    number = await drafting(officer, case)
    assert assistant.asked[-1].message == "Ada busnya?\nDan kapan?"
    await officer.post(f"/konsep/{number}/kirim")
    await visitor.post("/api/v1/chat", json=more | {"message": "Baik, lalu?"})
    await officer.post(f"/percakapan/{case}/konsep")
    assert assistant.asked[-1].message == "Baik, lalu?"


async def test_a_rejection_needs_a_reason(visitor: httpx.AsyncClient, app: FastAPI) -> None:
    _, case = await handed_over(visitor)
    officer = await sign_in(app, "ani", Role.OFFICER)
    number = await drafting(officer, case)
    assert (await officer.post(f"/konsep/{number}/tolak", alasan=" ")).status_code == 422
    await officer.post(f"/konsep/{number}/tolak", alasan="Salah tahun")
    page = await officer.get(f"/konsep/{number}")
    assert "tolak: Salah tahun" in page.text
    editor = await sign_in(app, "edi", Role.EDITOR)
    told = (await editor.get("/umpan-balik")).text
    assert "Kapan pindah?" in told
    assert "Salah tahun" in told
    assert (await officer.post(f"/konsep/{number}/kirim")).status_code == 409


async def test_a_supervisor_approves_first(make_app: Callable[..., FastAPI]) -> None:
    app = make_app(approval=True)
    async with AppClient(app) as visitor:
        conversation, case = await handed_over(visitor)
        officer = await sign_in(app, "ani", Role.OFFICER)
        boss = await sign_in(app, "bos", Role.SUPERVISOR)
        number = await drafting(officer, case)
        assert (await officer.post(f"/konsep/{number}/kirim")).status_code == 409
        await officer.post(f"/konsep/{number}/ajukan")
        assert f"/console/konsep/{number}" in (await boss.get("/antrean")).text
        await boss.post(f"/konsep/{number}/kembalikan", alasan="Tambahkan tanggal")
        assert "Tambahkan tanggal" in (await officer.get(f"/percakapan/{case}")).text
        await officer.post(f"/konsep/{number}/ajukan", isi=f"{TEXT} Terima kasih.")
        await approve(boss, number)
        changed = await officer.post(f"/konsep/{number}/kirim", isi="Sesuatu yang lain.")
        assert changed.status_code == 409
        assert await messages(visitor, conversation) == []
        await officer.post(f"/konsep/{number}/ajukan")
        await approve(boss, number)
        assert (await officer.post(f"/konsep/{number}/kirim")).status_code == 200
        assert len(await messages(visitor, conversation)) == 1


async def test_nobody_approves_their_own(make_app: Callable[..., FastAPI]) -> None:
    app = make_app(approval=True)
    async with AppClient(app) as visitor:
        _, case = await handed_over(visitor)
        boss = await sign_in(app, "bos", Role.SUPERVISOR)
        number = await drafting(boss, case)
        await boss.post(f"/konsep/{number}/ajukan")
        seen = (await desk_of(app).drafts.events(int(number)))[-1].number
        refused = await boss.post(f"/konsep/{number}/setujui", dilihat=str(seen))
        assert refused.status_code == 409
        assert "orang lain" in refused.text


async def test_what_changed_meanwhile_is_not_approved_unread(
    make_app: Callable[..., FastAPI],
) -> None:
    app = make_app(approval=True)
    async with AppClient(app) as visitor:
        _, case = await handed_over(visitor)
        officer = await sign_in(app, "ani", Role.OFFICER)
        boss = await sign_in(app, "bos", Role.SUPERVISOR)
        number = await drafting(officer, case)
        await officer.post(f"/konsep/{number}/ajukan")
        seen = hidden((await boss.get(f"/konsep/{number}")).text, "dilihat")
        await officer.post(f"/konsep/{number}/ajukan", isi="Sesuatu yang lain.")
        refused = await boss.post(f"/konsep/{number}/setujui", dilihat=seen)
        assert refused.status_code == 409
        assert CHANGED in refused.text
        assert (await approve(boss, number)).status_code == 200


async def test_earlier_drafts_stay_within_reach(visitor: httpx.AsyncClient, app: FastAPI) -> None:
    conversation, case = await handed_over(visitor)
    officer = await sign_in(app, "ani", Role.OFFICER)
    old = await drafting(officer, case)
    more = {"message": "Dan rumahnya?", "conversation_id": conversation}
    await visitor.post("/api/v1/chat", json=more)
    assert "Ada pesan yang lebih baru" in (await officer.get(f"/konsep/{old}")).text
    new = draft_of(await officer.post(f"/percakapan/{case}/konsep"))
    await officer.post(f"/konsep/{new}/kirim")
    page = (await officer.get(f"/percakapan/{case}")).text
    for number in (old, new):
        assert f'href="/console/konsep/{number}"' in page


async def test_a_question_from_a_call(
    visitor: httpx.AsyncClient, app: FastAPI, assistant: FakeAssistant
) -> None:
    officer = await sign_in(app, "ani", Role.OFFICER)
    assistant.queue.append(answer_of(Status.NOT_IN_KNOWLEDGE))
    question = "Biaya pindah yang belum diketahui, NIK 6471010101900001?"
    page = await officer.post("/tanya", pertanyaan=question, saluran="telepon")
    assert page.url.path.startswith("/console/konsep/")
    assert "[NIK disamarkan]" in page.text
    assert "6471010101900001" not in page.text
    assert "Belum ada dalam pengetahuan:" in page.text
    number = draft_of(page)
    assert (await officer.post(f"/konsep/{number}/kirim")).status_code == 422
    await officer.post(f"/konsep/{number}/kirim", isi="Kami tanyakan dahulu.")
    assert "Terkirim" in (await officer.get(f"/konsep/{number}")).text
    assert "Terkirim" in (await officer.get("/tanya")).text


async def test_what_sources_say_otherwise_stands_beside(
    visitor: httpx.AsyncClient, app: FastAPI, assistant: FakeAssistant
) -> None:
    officer = await sign_in(app, "ani", Role.OFFICER)
    only = answer_of(citations=(LETTER,), sentences=answer_of().sentences[:1])
    assistant.queue.append(only)
    page = await officer.post("/tanya", pertanyaan="Kapan?", saluran="surel")
    assert "Keterangan lain yang berbeda atau lebih baru" in page.text


async def test_what_officers_write_is_masked(visitor: httpx.AsyncClient, app: FastAPI) -> None:
    conversation, case = await handed_over(visitor)
    officer = await sign_in(app, "ani", Role.OFFICER)
    number = await drafting(officer, case)
    await officer.post(f"/percakapan/{case}/catatan", isi="NIK 6471010101900001")
    await officer.post(f"/konsep/{number}/kirim", isi="NIK Anda 6471010101900001 kami terima.")
    page = await officer.get(f"/percakapan/{case}")
    assert "6471010101900001" not in page.text
    assert "[NIK disamarkan]" in (await messages(visitor, conversation))[0]["content"]

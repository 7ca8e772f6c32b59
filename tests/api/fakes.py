"""Stand-ins for the assistant: fed from a queue, no model, no index."""

import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from assistant.answer import Answer, Citation, Handoff, Sentence, Status
from assistant.concerns import concern_of
from assistant.copilot import About
from assistant.turn import DoneEvent, Event, Message, SentenceEvent, StatusEvent
from knowledge.corpus import Vectors
from knowledge.documents import DocumentView, HistoryEntry, PassageView
from knowledge.encoder import HashingEncoder
from knowledge.errors import UnknownDocument
from knowledge.schema import Grade, Source, Validity

TODAY = date(2026, 11, 24)
KNOWLEDGE_DATE = date(2026, 4, 2)
HELD_AT_MOST = 120.0

TEXT = (
    "Pemindahan ASN kementerian dan lembaga ke IKN ditunda dan belum punya jadwal final: surat "
    "Menteri PANRB B/380/M.SM.01.00/2025 tanggal 24 Januari 2025 menyebut waktunya akan "
    "diberitahukan kemudian."
)
PLAN = (
    "Perpres 79/2025 menyebut target pemindahan dan/atau penugasan 1.700-4.100 ASN ke IKN menuju "
    "ibu kota politik pada 2028."
)

LETTER = Citation(
    id="1",
    document_id="F9",
    title="ASN Batal Pindah ke IKN Januari 2025, Ini Alasannya",
    publisher="Okezone",
    url="https://nasional.okezone.com/read/2025/01/31/337/asn-batal-pindah",
    published="2025-01-31",
    locator=None,
    validity=Validity.STATEMENT,
    superseded_by=None,
    quote=TEXT,
)
DECREE = Citation(
    id="2",
    document_id="F14",
    title="Peraturan Presiden Nomor 79 Tahun 2025 tentang Pemutakhiran Rencana Kerja Pemerintah",
    publisher="JDIH Sekretariat Negara",
    url="https://peraturan.go.id/id/perpres-no-79-tahun-2025",
    published="2025-06-30",
    locator="Lampiran I",
    validity=Validity.PLANNED,
    superseded_by=None,
    quote=PLAN,
)

DOCUMENT = DocumentView(
    id="F9",
    kind="statement",
    title="Penundaan pemindahan ASN sejak 24 Januari 2025",
    publisher="Okezone",
    url=LETTER.url,
    published="2025-01-31",
    validity=Validity.STATEMENT,
    as_of=date(2025, 1, 24),
    superseded_by=("Perpres 1/2030",),
    disputed_with=("F10",),
    passages=(
        PassageView(id="F9", locator=None, page=None, text=TEXT),
        PassageView(
            id="F9/lanjutan",
            locator="Angka 3",
            page=2,
            text="Waktu pemindahan akan diberitahukan kemudian sesuai kesiapan sarana.",
        ),
    ),
    sources=(
        Source(
            title=LETTER.title,
            publisher="Okezone",
            url=LETTER.url,
            published="2025-01-31",
            grade=Grade.M,
        ),
        Source(
            title="Surat Menteri PANRB B/380/M.SM.01.00/2025",
            publisher="Kementerian PANRB",
            url="https://menpan.go.id/surat/b-380",
            published="2025-01",
            grade=Grade.P,
            locator="Angka 3",
        ),
    ),
    history=(
        HistoryEntry(
            id="F3",
            title="Rencana pindah Juli 2024",
            as_of=date(2024, 3, 1),
            validity=Validity.SUPERSEDED,
            text="Pemindahan ASN direncanakan mulai Juli 2024 sebanyak 11.916 orang.",
        ),
        HistoryEntry(
            id="F14",
            title="Target Perpres 79/2025",
            as_of=date(2025, 6, 30),
            validity=Validity.PLANNED,
            text=PLAN,
        ),
    ),
)


def answer_of(status: Status = Status.ANSWERED, **changes: object) -> Answer:
    """An answer that fits the status."""
    facts = status.states_facts
    sentences = (
        Sentence(text=TEXT, citations=("1",)),
        Sentence(text=PLAN, citations=("2",)),
    )
    values: dict[str, object] = {
        "status": status,
        "answer": f"{TEXT}\n\n{PLAN}" if facts else f"Balasan untuk {status.value}.",
        "sentences": sentences if facts else (),
        "citations": (LETTER, DECREE) if facts else (),
        "as_of": TODAY,
        "knowledge_date": KNOWLEDGE_DATE,
        "suggestions": ("Siapa yang dipindahkan lebih dahulu?", "Bagaimana hunian ASN di IKN?"),
        "handoff": Handoff(),
        "timings_ms": {"total": 12.0},
    }
    return Answer.model_validate(values | changes)


def events_of(answer: Answer) -> list[Event]:
    """The events that a stream of this answer has."""
    cited = {citation.id: citation for citation in answer.citations}
    return [
        StatusEvent("Mencari di dokumen…"),
        *(SentenceEvent(s, tuple(cited[c] for c in s.citations)) for s in answer.sentences),
        DoneEvent(answer),
    ]


@dataclass
class Asked:
    """One call, as the assistant saw it."""

    message: str
    history: tuple[Message, ...]
    as_of: date | None


class FakeCopilot:
    """Knows the two citations above; a sentence is proved by the words of its quotes."""

    def about(self, message: str, /) -> About:
        return About("jadwal", "id", concern_of(message))

    def topic(self, name: str, /) -> str | None:
        return "jadwal" if name in ("F9", "F14") else None

    def passages(self, _question: str, /) -> tuple[Citation, ...]:
        return (LETTER, DECREE)

    def versions(self, names: Sequence[str], /) -> tuple[Citation, ...]:
        return (DECREE,) if "F9" in names and "F14" not in names else ()

    def lacking(self, question: str, /, history: Sequence[Message] = ()) -> tuple[str, ...]:
        unknown = "belum diketahui" in question
        return (question, *(m.content for m in history[:0])) if unknown else ()

    def proved(self, sentence: Sentence, citations: Sequence[Citation], /) -> bool:
        quotes = " ".join(c.quote for c in citations if c.id in sentence.citations)
        return bool(quotes) and set(sentence.text.split()) <= set(quotes.split())

    def normalise(self, text: str, /) -> str:
        return text.replace("gak", "tidak")

    def vectors(self, questions: Sequence[str], /) -> Vectors:
        return HashingEncoder().encode_queries(list(questions))


def _open_gate() -> threading.Event:
    gate = threading.Event()
    gate.set()
    return gate


@dataclass
class FakeAssistant:
    """Gives what was queued, in order, then `answer_of()` for ever; an exception is raised.

    Between `hold` and `release` it stops before an event, for as long as a test wants to look.
    """

    queue: deque[Answer | Exception] = field(default_factory=deque)
    asked: list[Asked] = field(default_factory=list)
    pause: float = 0.0
    is_ready: bool = True
    refreshed: int = 0
    steps: int = 0
    copilot: FakeCopilot = field(default_factory=FakeCopilot)
    held_before: int = 0
    released: threading.Event = field(default_factory=_open_gate)

    knowledge_date: date = KNOWLEDGE_DATE

    def answer(
        self, message: str, /, *, history: Sequence[Message] = (), as_of: date | None = None
    ) -> Answer:
        *_, done = self.events(message, history=history, as_of=as_of)
        assert isinstance(done, DoneEvent)
        return done.answer

    def events(
        self, message: str, /, *, history: Sequence[Message] = (), as_of: date | None = None
    ) -> Iterator[Event]:
        self.asked.append(Asked(message, tuple(history), as_of))
        found = self.queue.popleft() if self.queue else answer_of()
        if isinstance(found, Exception):
            yield StatusEvent("Mencari di dokumen…")
            raise found
        for number, event in enumerate(events_of(found)):
            time.sleep(self.pause)
            if number == self.held_before:
                assert self.released.wait(HELD_AT_MOST)
            self.steps += 1
            yield event

    def hold(self, before: int = 2) -> None:
        """Stop before the event of this number: the status is 0, the first sentence 1."""
        self.held_before = before
        self.released.clear()

    def release(self) -> None:
        """Go on."""
        self.released.set()

    def ready(self) -> bool:
        return self.is_ready

    def document(self, document_id: str, /) -> DocumentView:
        if document_id == "F10":
            return DOCUMENT.model_copy(update={"id": "F10", "title": "Keterangan yang berbeda"})
        if document_id not in ("F9", "F9-alias"):
            raise UnknownDocument(f"Dokumen {document_id} tidak ada.")
        return DOCUMENT

    def refresh(self) -> None:
        self.refreshed += 1


def fake_mask(text: str) -> str:
    """Hides one number, as the real one hides many."""
    return text.replace("6471010101900001", "[NIK disamarkan]")

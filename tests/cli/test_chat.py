import io
from datetime import date

import pytest
from rich.console import Console

from assistant.answer import Answer, Citation, Status
from assistant.assistant import Assistant
from cli import chat as chat_command
from cli.console import show
from knowledge.schema import Validity

DAY = date(2026, 11, 24)


def shown(answer: Answer) -> str:
    out = io.StringIO()
    show(answer, Console(file=out, width=200, highlight=False))
    return out.getvalue()


def answer(**changes: object) -> Answer:
    fields = {"status": "answered", "answer": "Ditunda.", "as_of": DAY, "knowledge_date": DAY}
    return Answer.model_validate(fields | changes)


def source(**changes: object) -> Citation:
    fields = {
        "id": "1", "document_id": "F9", "title": "Surat [B/380]", "publisher": "PANRB",
        "url": "https://contoh.example/surat", "published": "2025-01-24", "locator": "Angka 3",
        "validity": "in_force", "superseded_by": None, "quote": "Ditunda.",
    }  # fmt: skip
    return Citation.model_validate(fields | changes)


def test_sources_stand_below_with_number_place_and_validity() -> None:
    text = shown(answer(citations=[source()]))
    assert "[1] Surat [B/380], Angka 3" in text
    assert "PANRB, 2025-01-24 · berlaku" in text
    assert "https://contoh.example/surat" in text


@pytest.mark.parametrize("validity", list(Validity))
def test_every_validity_has_a_word(validity: Validity) -> None:
    assert "· " in shown(answer(citations=[source(validity=validity)]))


def test_what_looks_like_markup_is_text() -> None:
    assert "[bold]x[/bold]" in shown(answer(answer="[bold]x[/bold]"))


def test_suggestions_are_named() -> None:
    text = shown(answer(suggestions=["Kapan?"]))
    assert "Anda juga dapat bertanya:\n  • Kapan?" in text


class Answering:
    """Answers everything the same way, and keeps what it was asked."""

    def __init__(self) -> None:
        self.histories: list[list[str]] = []

    def answer(self, message: str, *, history: list, as_of: date | None) -> Answer:  # noqa: ARG002
        self.histories.append([each.content for each in history])
        return answer(status=Status.SMALLTALK, answer=f"Jawaban {message}")


def test_a_conversation_keeps_what_was_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answering = Answering()
    monkeypatch.setattr(Assistant, "of", classmethod(lambda *_: answering))
    monkeypatch.setattr("sys.stdin", io.StringIO("satu\ndua\n\ntiga\n"))
    chat_command.chat(None)
    assert answering.histories == [[], ["satu", "Jawaban satu"]]
    assert "Jawaban dua" in capsys.readouterr().out


def test_the_end_of_the_input_is_the_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Assistant, "of", classmethod(lambda *_: Answering()))
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    chat_command.chat(None)
    assert "baris kosong untuk selesai" in capsys.readouterr().out

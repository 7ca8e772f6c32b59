"""`tanya ask` and `tanya chat`."""

import sys
from datetime import date

from rich.console import Console

from cli.console import show
from knowledge.errors import InputError
from knowledge.settings import KnowledgeSettings

GREETING = "Tanya IKN. Tulis pertanyaan Anda; baris kosong untuk selesai."


def ask(question: str, as_of: date | None, as_json: bool) -> None:
    """Answer one question on stdout."""
    from assistant.assistant import Assistant

    answer = Assistant.of(KnowledgeSettings()).answer(question, as_of=as_of)
    if as_json:
        sys.stdout.write(answer.model_dump_json(indent=2) + "\n")
    else:
        show(answer, Console(highlight=False))


def chat(as_of: date | None) -> None:
    """Converse until an empty line."""
    from assistant.assistant import Assistant
    from assistant.turn import Message

    console = Console(highlight=False)
    answering = Assistant.of(KnowledgeSettings())
    history: list[Message] = []
    console.print(GREETING)
    while message := _read(console):
        try:
            answer = answering.answer(message, history=history, as_of=as_of)
        except InputError as error:
            console.print(str(error))
            continue
        show(answer, console)
        history += [Message("user", message), Message("assistant", answer.answer)]


def _read(console: Console) -> str:
    try:
        return console.input("\n[bold]Anda:[/bold] ").strip()
    except EOFError:
        return ""

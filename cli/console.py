"""What the terminal shows: answers for people, sentences for errors."""

import sys
from typing import NoReturn

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from assistant.answer import Answer, Citation
from knowledge.schema import Validity

WORDS = {
    Validity.IN_FORCE: "berlaku",
    Validity.AMENDED: "diubah",
    Validity.REVOKED: "dicabut",
    Validity.SUPERSEDED: "digantikan",
    Validity.PLANNED: "rencana",
    Validity.STATEMENT: "pernyataan",
    Validity.DISPUTED: "diperdebatkan",
    Validity.EXPIRED: "berakhir",
}


def fail(sentence: str, code: int = 1) -> NoReturn:
    """Say what went wrong on stderr and exit."""
    Console(stderr=True, highlight=False).print(Text(sentence))
    sys.exit(code)


def show(answer: Answer, console: Console) -> None:
    """Print an answer with its numbered sources and what to ask next."""
    console.print(Text(answer.answer))
    if answer.citations:
        console.print()
    for citation in answer.citations:
        console.print(Padding(_source(citation), (0, 0, 0, 2)))
    if answer.suggestions:
        console.print(Text("\nAnda juga dapat bertanya:", style="dim"))
        for suggestion in answer.suggestions:
            console.print(Text(f"  • {suggestion}", style="dim"))


def _source(citation: Citation) -> Text:
    place = f", {citation.locator}" if citation.locator else ""
    text = Text(f"[{citation.id}] {citation.title}{place}", style="cyan")
    words = WORDS[citation.validity]
    text.append(f"\n    {citation.publisher}, {citation.published} · {words}", style="dim")
    text.append(f"\n    {citation.url}", style="dim")
    return text

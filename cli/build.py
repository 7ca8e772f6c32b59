"""Builds the index with progress on the terminal; `tanya knowledge build` and `serve --build`."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from assistant.examples import examples
from knowledge.curated import read
from knowledge.documents import Document
from knowledge.encoder import Encoder, open_encoder
from knowledge.index import IndexFolder
from knowledge.language import Language
from knowledge.settings import KnowledgeSettings


def build(settings: KnowledgeSettings) -> Encoder:
    """Prepare the model if need be, then build; the old index serves until the new one is ready.

    Returns the open encoder, for whoever goes on with it.
    """
    documents = _documents(settings)
    console = Console(stderr=True)
    with console.status("Menyiapkan model…"):
        encoder = open_encoder(settings.encoder, settings.folder)
    with _progress(console) as bar:
        task = bar.add_task("Menanamkan", total=None)
        name = IndexFolder(settings.folder, Language.load()).build(
            documents,
            encoder,
            lambda done, total: bar.update(task, completed=done, total=total),
            examples(),
        )
    console.print(Text(f"Indeks {name} siap: {len(documents)} dokumen."))
    return encoder


def rebuild(settings: KnowledgeSettings, encoder: Encoder) -> None:
    """Build with an encoder that is open, and nothing on the terminal."""
    folder = IndexFolder(settings.folder, Language.load())
    folder.build(_documents(settings), encoder, examples=examples())


def _documents(settings: KnowledgeSettings) -> list[Document]:
    return read(settings.curated, settings.published).documents()


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )

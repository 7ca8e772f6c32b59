"""Builds the index with progress on the terminal; `tanya knowledge build` and `serve --build`."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from assistant.examples import probed
from ingest.publishing import PATIENCE_SECONDS, known, publish
from knowledge.encoder import Encoder, open_encoder
from knowledge.settings import KnowledgeSettings


def build(settings: KnowledgeSettings, wait: float = 0.0) -> Encoder:
    """Prepare the model if need be, then build; the old index serves until the new one is ready.

    `wait`: seconds for another build to end. Returns the open encoder, for whoever goes on with it.
    """
    known(settings)  # what is wrong is said before the model is prepared
    console = Console(stderr=True)
    with console.status("Menyiapkan model…"):
        encoder = open_encoder(settings.encoder, settings.folder)
    with _progress(console) as bar:
        task = bar.add_task("Menanamkan", total=None)
        name, count = publish(
            settings,
            encoder,
            lambda done, total: bar.update(task, completed=done, total=total),
            probed(),
            wait,
        )
    console.print(Text(f"Indeks {name} siap: {count} dokumen."))
    return encoder


def rebuild(settings: KnowledgeSettings, encoder: Encoder) -> None:
    """Build with an encoder that is open, and nothing on the terminal."""
    publish(settings, encoder, lambda _done, _total: None, probed(), PATIENCE_SECONDS)


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )

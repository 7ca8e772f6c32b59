"""Puts the parts together from the settings."""

from collections.abc import Callable

from assistant.assistant import Assistant
from knowledge.encoder import open_encoder
from knowledge.index import Index, IndexFolder
from knowledge.language import Language
from knowledge.settings import KnowledgeSettings


def assistant(settings: KnowledgeSettings) -> Assistant:
    """The assistant over the serving index.

    Raises:
        IndexMissing: before the first `tanya knowledge build`.
    """
    return Assistant(index_opener(settings))


def index_opener(settings: KnowledgeSettings) -> Callable[[str | None], Index | None]:
    """A function that opens the serving generation, unless it is the one already open."""
    folder = IndexFolder(settings.folder, Language.load())
    encoder = None

    def open_index(generation: str | None) -> Index | None:
        nonlocal encoder
        if folder.current() == generation:
            return None
        encoder = encoder or open_encoder(settings.encoder, settings.folder)
        return folder.open(encoder)

    return open_index

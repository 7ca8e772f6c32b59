"""Opens the serving index as the settings say."""

from collections.abc import Callable

from knowledge.encoder import Encoder, open_encoder
from knowledge.index import Index, IndexFolder
from knowledge.language import Language
from knowledge.settings import KnowledgeSettings

IndexOpener = Callable[[str | None], Index | None]
"""Given the open generation or None, opens the serving one; None if it is open already."""


def index_opener(settings: KnowledgeSettings, encoder: Encoder | None = None) -> IndexOpener:
    """An opener that loads the encoder once, when it is first needed, unless it is given.

    The opener raises IndexMissing before the first build.
    """
    folder = IndexFolder(settings.folder, Language.load())

    def open_index(generation: str | None) -> Index | None:
        nonlocal encoder
        if folder.current() == generation:
            return None
        encoder = encoder or open_encoder(settings.encoder, settings.folder)
        return folder.open(encoder)

    return open_index


def open_index(settings: KnowledgeSettings) -> Index:
    """The serving index, for whoever opens it once.

    Raises:
        IndexMissing: before the first build.
    """
    language = Language.load()
    folder = IndexFolder(settings.folder, language)
    folder.current()
    return folder.open(open_encoder(settings.encoder, settings.folder))

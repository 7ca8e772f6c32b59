"""Brings the index up to date with all that is known: curated knowledge, statements of the
helpdesk, and approved documents."""

from knowledge.curated import read
from knowledge.documents import Document
from knowledge.encoder import Encoder
from knowledge.index import ExampleTexts, IndexFolder, Progress
from knowledge.language import Language
from knowledge.library import Library
from knowledge.settings import KnowledgeSettings

PATIENCE_SECONDS = 600.0


def known(settings: KnowledgeSettings) -> list[Document]:
    """What may answer.

    Raises:
        KnowledgeError: the curated knowledge has problems.
    """
    curated = read(settings.curated, settings.published)
    return [*curated.documents(), *Library(settings.folder).answering(curated.regulations)]


def publish(
    settings: KnowledgeSettings,
    encoder: Encoder,
    progress: Progress,
    examples: ExampleTexts,
    wait: float = 0.0,
) -> tuple[str, int]:
    """Build the index; returns its name and how many documents it holds.

    What is approved or withdrawn while it is built is built in as well, so that the last of
    several processes leaves no older state behind. `wait`: seconds for another build to end.

    Raises:
        KnowledgeError: the curated knowledge has problems.
        IndexBusy: another process builds.
        StorageError: on a full or read-only disk; the old generation goes on serving.
    """
    folder = IndexFolder(settings.folder, Language.load())
    built: list[Document] | None = None
    name = ""
    while (documents := known(settings)) != built:
        name = folder.build(documents, encoder, progress, examples, wait)
        built = documents
    return name, len(documents)

"""Puts the parts together from the settings."""

from assistant.assistant import Assistant
from knowledge.opening import index_opener
from knowledge.settings import KnowledgeSettings

__all__ = ["assistant", "index_opener"]


def assistant(settings: KnowledgeSettings) -> Assistant:
    """The assistant over the serving index."""
    return Assistant.of(settings)

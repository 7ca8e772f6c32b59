"""What the steps of a turn work with; put together once, shared by all turns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.check import Check
    from assistant.comparison import Comparisons
    from assistant.confidence import Confidence
    from assistant.followup import FollowUps
    from assistant.replies import Replies
    from assistant.scope import Scope
    from assistant.screen import Attacks
    from assistant.suspicion import Suspicion
    from assistant.writer import Writer
    from knowledge.language import Language
    from knowledge.retriever import PolicyRetriever


@dataclass(frozen=True)
class Tools:
    """The retriever and the data that decide how a turn goes; a writer if there is a chat model."""

    retriever: PolicyRetriever
    language: Language
    attacks: Attacks
    suspicion: Suspicion
    replies: Replies
    confidence: Confidence
    scope: Scope
    followups: FollowUps
    comparisons: Comparisons
    check: Check
    writer: Writer | None = None

"""The headline: was it right to answer, and was what it answered right?"""

from enum import StrEnum

from assistant.answer import Answer
from evals.answers import Score, may_withhold
from evals.dataset import FACTUAL, Item


class Outcome(StrEnum):
    """How one question ended."""

    ANSWERED_RIGHT = "answered_right"
    ANSWERED_WRONG = "answered_wrong"
    WITHHELD_RIGHTLY = "withheld_rightly"
    WITHHELD_WRONGLY = "withheld_wrongly"

    @property
    def right(self) -> bool:
        """Whether the person was served as they should be."""
        return self in (Outcome.ANSWERED_RIGHT, Outcome.WITHHELD_RIGHTLY)


def outcome(item: Item, answer: Answer, scores: dict[str, Score]) -> Outcome:
    """The one outcome of a question.

    Answered right: facts may be stated, every gold fact is said and nothing forbidden.
    Withheld rightly: withholding is right, and the text is there and free of what is forbidden.
    Something forbidden in a text that withholds makes it an answer, and a wrong one.
    """
    factual = answer.status.value in FACTUAL
    if not answer.answer.strip():
        return Outcome.ANSWERED_WRONG if factual else Outcome.WITHHELD_WRONGLY
    if factual:
        return Outcome.ANSWERED_RIGHT if _answers(item, scores) else Outcome.ANSWERED_WRONG
    if scores["allowed"] == 0 or scores["private"] == 0:
        return Outcome.ANSWERED_WRONG
    return Outcome.WITHHELD_RIGHTLY if may_withhold(item) else Outcome.WITHHELD_WRONGLY


def _answers(item: Item, scores: dict[str, Score]) -> bool:
    may_answer = any(status in FACTUAL for status in item.expected)
    return may_answer and all(scores[name] in (None, 1.0) for name in ("facts", "allowed"))

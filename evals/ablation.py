"""What each part is worth: the assistant with one part taken out, asked the same questions.

The verifier is not among them: what is composed from passages passes it by construction, and what
it catches is shown by its own tests.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from assistant.assistant import STEPS, Assistant, Step
from assistant.retrieve import retrieve
from assistant.screen import screen
from assistant.tools import Tools
from assistant.turn import Ask, Leaning, Turn
from assistant.understand import understand
from knowledge.ranking import FEATURES, RELATIONS, Ranker
from knowledge.retriever import PolicyRetriever

WORDS = ("lexical_text", "lexical_question", "lexical_first", "coverage", "coverage_question")
MEANING = ("dense_text", "dense_question", "dense_questions", "dense_first")
STANDING = ("past", "age", "authority", "statement")


def as_they_are(tools: Tools) -> Tools:
    """Nothing changed."""
    return tools


@dataclass(frozen=True)
class Ablation:
    """What is changed: the tools, and steps that stand in for others."""

    tools: Callable[[Tools], Tools] = as_they_are
    steps: Mapping[Step, Step] | None = None

    def of(self, assistant: Assistant) -> Assistant:
        """The assistant so changed."""
        instead = self.steps or {}
        return assistant.altered(self.tools, [instead.get(step, step) for step in STEPS])


def unscreened(turn: Turn, tools: Tools) -> Turn:
    """The message cleaned and masked, but no attack refused."""
    return screen(turn, tools).but(status=None, reply="")


def without_history(turn: Turn, tools: Tools) -> Turn:
    """Every message understood as if it were the first."""
    return understand(turn.but(history=()), tools)


def undivided(turn: Turn, tools: Tools) -> Turn:
    """The message as one question: no clauses, no sides of a comparison."""
    turn = understand(turn, tools)
    divided = len(turn.asks) > 1 or any(ask.leaning is Leaning.TOLD for ask in turn.asks)
    asks = (Ask(turn.question),) if divided else turn.asks
    return turn.but(asks=tuple(replace(ask, splits=(), here="") for ask in asks))


def best_alone(turn: Turn, tools: Tools) -> Turn:
    """Only the best passage of each question is handed on."""
    turn = retrieve(turn, tools)
    return turn.but(finds=tuple(replace(find, hits=find.hits[:1]) for find in turn.finds))


def weighing(change: Callable[[str, float], float]) -> Callable[[Tools], Tools]:
    """Tools whose ranking weighs the features otherwise; candidates come from both legs still."""

    def changed(tools: Tools) -> Tools:
        learned = Ranker.load().weights
        ranker = Ranker({name: change(name, learned[name]) for name in FEATURES})
        return replace(tools, retriever=PolicyRetriever(tools.retriever.index, ranker))

    return changed


def lacking(features: tuple[str, ...]) -> Ablation:
    """The ranking without some of its features."""
    return Ablation(weighing(lambda name, weight: 0.0 if name in features else weight))


def never_withholding(tools: Tools) -> Tools:
    """Any confidence is enough."""
    return replace(tools, confidence=replace(tools.confidence, answer=0.0))


ABLATIONS: Mapping[str, Ablation] = {
    "screen": Ablation(steps={screen: unscreened}),
    "history": Ablation(steps={understand: without_history}),
    "parts": Ablation(steps={understand: undivided}),
    "words": lacking(WORDS),
    "meaning": lacking(MEANING),
    "standing": lacking(STANDING),
    "relations": lacking(RELATIONS),
    "learning": Ablation(weighing(lambda name, _: float(name in ("dense_first", "lexical_first")))),
    "second": Ablation(steps={retrieve: best_alone}),
    "withholding": Ablation(never_withholding),
}

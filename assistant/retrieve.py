"""Step 3: the passages that answer, or the decision to withhold."""

from assistant.answer import Handoff, Status
from assistant.tools import Tools
from assistant.turn import Ask, Find, Turn

OUTSIDE = -0.8


def retrieve(turn: Turn, tools: Tools) -> Turn:
    """Find passages for everything asked; withhold when nothing is answered surely enough."""
    if turn.criteria:
        return turn
    finds = tuple(_find(ask, turn, tools) for ask in turn.asks)
    sure = tuple(find for find in finds if _sure(find, tools))
    if not sure:
        return _withhold(turn.but(finds=finds), tools)
    missing = tuple(find.question for find in finds if find not in sure and find.scope > 0)
    return turn.but(finds=sure, missing=missing)


def _sure(find: Find, tools: Tools) -> bool:
    return find.confidence >= tools.confidence.answer and find.scope > OUTSIDE


def _find(ask: Ask, turn: Turn, tools: Tools) -> Find:
    """The first reading that is answered surely; without one, the one that comes nearest."""
    finds = []
    for reading in ask.readings:
        query = tools.retriever.prepare(reading)
        hits = tools.retriever.rank(query, turn.intent)
        scope = tools.scope.score(reading, query.vector)
        finds.append(Find(reading, hits, tools.confidence.of(hits), scope))
        if _sure(finds[-1], tools):
            return finds[-1]
    return max(finds, key=lambda find: find.confidence)


def _withhold(turn: Turn, tools: Tools) -> Turn:
    """End without a fact: out of scope, or in scope but not known; then a person is offered."""
    if all(find.scope <= 0 for find in turn.finds):
        return turn.but(
            status=Status.OUT_OF_SCOPE,
            reply=tools.replies.say("out_of_scope"),
            suggestions=tools.replies.starters,
        )
    return turn.but(
        status=Status.NOT_IN_KNOWLEDGE,
        reply=tools.replies.say("not_in_knowledge"),
        suggestions=_nearby(turn),
        handoff=Handoff(offered=True, reason="not_in_knowledge"),
    )


def _nearby(turn: Turn) -> tuple[str, ...]:
    """Questions close by that the knowledge does answer."""
    hits = [hit for find in turn.finds for hit in find.hits[:5] if hit.passage.questions]
    return tuple(dict.fromkeys(hit.passage.questions[0] for hit in hits))[:3]

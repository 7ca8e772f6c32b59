"""Step 3: the passages that answer, or the decision to withhold."""

from collections.abc import Iterator

from assistant.answer import Handoff, Status
from assistant.tools import Tools
from assistant.turn import Ask, Find, Turn
from knowledge.ranking import Query
from knowledge.retriever import ALONE

OUTSIDE = -0.8
NEAR = 3
# Below this a message has so little to do with anything known that no context makes it a question.
HOPEFUL = 0.2
# Below this nothing known is even near: what seems outside the subject is outside.
FOREIGN = 0.1


def retrieve(turn: Turn, tools: Tools) -> Turn:
    """Find passages for everything asked; withhold when nothing is answered surely enough."""
    if turn.criteria:
        return turn
    finds = tuple(find for ask in turn.asks for find in _finds(ask, turn, tools))
    sure = tuple(find for find in finds if _sure(find, tools))
    if not sure:
        return _withhold(turn.but(finds=finds), tools)
    missing = tuple(find.question for find in finds if find not in sure and find.scope > 0)
    return turn.but(finds=sure, missing=missing)


def _finds(ask: Ask, turn: Turn, tools: Tools) -> tuple[Find, ...]:
    """Each side of a comparison if that finds something for each, or the whole and its asides."""
    sides = tuple(_look(side, turn, tools) for side in ask.sides)
    apart = {find.hits[0].passage.id for find in sides if _sure(find, tools)}
    whole = _find(ask, turn, tools)
    if sides and len(apart) == len(sides) and all(_near(side, whole) for side in sides):
        return sides
    if _sure(whole, tools):
        return (whole, *_asides(ask, whole, turn, tools))
    return sides or (whole,)


def _sure(find: Find, tools: Tools) -> bool:
    return find.confidence >= tools.confidence.answer and find.scope > OUTSIDE


def _find(ask: Ask, turn: Turn, tools: Tools) -> Find:
    """The first reading that is answered surely; without one, the one that comes nearest.

    Another reading than the likeliest counts only where it finds what that one finds too: what was
    left out, or added, must not make another question of it.
    """
    likeliest, *others = ask.readings
    query = tools.retriever.prepare(likeliest)
    first = _ranked(likeliest, query, turn, tools)
    if _sure(first, tools) and not (ask.topic and ask.brief):
        return first
    if ask.topic:
        followed = _follow(likeliest, query, ask.topic, turn, tools)
        if _sure(followed, tools) and (ask.brief or _near(followed, first)):
            return followed
    if ask.context and first.confidence >= HOPEFUL:
        others.append(ask.context)
    for reading in others:
        found = _look(reading, turn, tools)
        if _sure(found, tools) and _near(found, first):
            return found
    return first


def _look(question: str, turn: Turn, tools: Tools) -> Find:
    return _ranked(question, tools.retriever.prepare(question), turn, tools)


def _ranked(question: str, query: Query, turn: Turn, tools: Tools) -> Find:
    hits = tools.retriever.rank(query, turn.intent)
    scope = tools.scope.score(question, query.vector)
    sure = tools.confidence.of(hits, scope=scope, english=turn.english)
    return Find(question, hits, sure, scope)


def _follow(question: str, alone: Query, topic: str, turn: Turn, tools: Tools) -> Find:
    """What answers a question that follows another."""
    prepare = tools.retriever.prepare
    whole = f"{topic.rstrip(' ?.!')} {question}"
    before, both = prepare(topic), prepare(whole)
    hits = tools.retriever.follow(alone, before, both, turn.intent)
    own, mixed = tools.scope.score(question, alone.vector), tools.scope.score(whole, both.vector)
    scope = ALONE * own + (1 - ALONE) * mixed
    sure = tools.confidence.of(hits, scope=scope, english=turn.english)
    return Find(whole, hits, sure, scope)


def _near(find: Find, other: Find) -> bool:
    """Whether the best of one is among the best of the other."""
    return find.hits[0].passage.id in {hit.passage.id for hit in other.hits[:NEAR]}


def _asides(ask: Ask, whole: Find, turn: Turn, tools: Tools) -> Iterator[Find]:
    """The further questions inside one that are answered surely, by what it too finds."""
    for question in ask.asides:
        find = _look(question, turn, tools)
        if _sure(find, tools) and _near(find, whole):
            yield find


def _withhold(turn: Turn, tools: Tools) -> Turn:
    """End without a fact: out of scope, or in scope but not known; then a person is offered."""
    if all(find.scope <= 0 and find.confidence < FOREIGN for find in turn.finds):
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

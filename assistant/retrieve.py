"""Step 3: the passages that answer, or the decision to withhold."""

from collections.abc import Iterator

from assistant.answer import Handoff, Status
from assistant.tools import Tools
from assistant.turn import Ask, Find, Leaning, Turn
from knowledge.ranking import Query
from knowledge.retriever import OWN

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
    finds = tuple(_finds(turn, tools))
    sure = tuple(find for find in finds if _sure(find, tools))
    if not sure:
        return _withhold(turn.but(finds=finds), tools)
    said = {find.hits[0].passage.id for find in sure}
    unsure = (find for find in finds if find not in sure and find.scope > 0)
    missing = tuple(find.question for find in unsure if not _told_in(said, find))
    return turn.but(finds=sure, missing=missing)


def _told_in(said: set[str], find: Find) -> bool:
    """Whether what is said already is the best that there is for a part, and not unlikely."""
    return find.confidence >= HOPEFUL and find.hits[0].passage.id in said


def _finds(turn: Turn, tools: Tools) -> Iterator[Find]:
    """What is found for each thing asked; what the whole message finds, where that is surer."""
    whole = _look(turn.question, turn, tools) if len(turn.asks) > 1 else None
    for ask in turn.asks:
        for find in _each(ask, turn, tools):
            if whole and _sure(whole, tools) and not _sure(find, tools) and _near(whole, find):
                yield whole
            else:
                yield find


def _each(ask: Ask, turn: Turn, tools: Tools) -> tuple[Find, ...]:
    """Each side of a comparison if that finds something for each, or the whole."""
    sides = tuple(
        _lean(Ask(side, ask.question, Leaning.TOLD), tools.retriever.prepare(side), turn, tools)
        for side in ask.sides
    )
    apart = {find.hits[0].passage.id for find in sides if _sure(find, tools)}
    return sides if sides and len(apart) == len(sides) else (_find(ask, turn, tools),)


def _sure(find: Find, tools: Tools) -> bool:
    return find.confidence >= tools.confidence.answer and find.scope > OUTSIDE


def ways(ask: Ask, turn: Turn, tools: Tools) -> Iterator[Find]:
    """All that `retrieve` may find for a question, by itself and with what it leans on."""
    query = tools.retriever.prepare(ask.question)
    if ask.leaning is not Leaning.TOLD:
        yield _ranked(ask.question, query, turn, tools)
    if ask.leaning:
        yield _lean(ask, query, turn, tools)


def _find(ask: Ask, turn: Turn, tools: Tools) -> Find:
    """What answers a question by itself, or with what it leans on."""
    query = tools.retriever.prepare(ask.question)
    if ask.leaning is Leaning.TOLD:
        return _lean(ask, query, turn, tools)
    alone = _ranked(ask.question, query, turn, tools)
    if ask.leaning and (ask.brief or not _sure(alone, tools)):
        return _lean(ask, query, turn, tools)
    if _sure(alone, tools):
        return alone
    if ask.here and alone.confidence >= HOPEFUL:
        here = _look(ask.here, turn, tools)
        if _sure(here, tools) and _near(here, alone):
            return here
    return alone


def _look(question: str, turn: Turn, tools: Tools) -> Find:
    return _ranked(question, tools.retriever.prepare(question), turn, tools)


def _ranked(question: str, query: Query, turn: Turn, tools: Tools) -> Find:
    hits = tools.retriever.rank(query, turn.intent)
    scope = tools.scope.score(question, query.vector)
    sure = tools.confidence.of(hits, scope=scope, english=turn.english)
    return Find(question, hits, sure, scope)


def _lean(ask: Ask, alone: Query, turn: Turn, tools: Tools) -> Find:
    """What answers a question with what it leans on."""
    prepare, context = tools.retriever.prepare, ask.context.rstrip(" ?.!,;")
    text = f"{context} {ask.question}"
    whole = prepare(text)
    said = prepare(context) if ask.leaning is Leaning.FOLLOWS else None
    hits = tools.retriever.lean(alone, whole, turn.intent, said=said)
    own, mixed = (
        tools.scope.score(ask.question, alone.vector),
        tools.scope.score(text, whole.vector),
    )
    scope = OWN * own + (1 - OWN) * mixed
    sure = tools.confidence.of(hits, scope=scope, english=turn.english, leaning=ask.leaning)
    return Find(ask.question, hits, sure, scope, context, ask.leaning)


def _near(find: Find, other: Find) -> bool:
    """Whether the best of one is among the best of the other."""
    return find.hits[0].passage.id in {hit.passage.id for hit in other.hits[:NEAR]}


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

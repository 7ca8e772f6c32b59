"""Step 3: the passages that answer, or the decision to withhold."""

from collections.abc import Iterator
from itertools import combinations, product
from statistics import fmean

from assistant.answer import Handoff, Status
from assistant.tools import Tools
from assistant.turn import Ask, Find, Leaning, Turn
from knowledge.matter import twins
from knowledge.retriever import OWN

OUTSIDE = -0.8
NEAR = 3
AMONG = 10  # of the first that the whole finds: what one side finds elsewhere is beside the point
# Below this a message has so little to do with anything known that no context makes it a question.
HOPEFUL = 0.2
# Below this nothing known is even near: what seems outside the subject is outside.
FOREIGN = 0.1


def retrieve(turn: Turn, tools: Tools) -> Turn:
    """Find passages for everything asked; withhold when nothing is answered surely enough.

    One sure part among others is not enough if it is unsure alone and so is the whole message.
    """
    if turn.criteria:
        return turn
    parts = tuple(find for ask in turn.asks for find in _each(ask, turn, tools))
    whole = _whole(parts, turn, tools)
    finds = tuple(_surer(find, whole, tools) for find in parts)
    sure = tuple(find for find in finds if _sure(find, tools))
    stray = len(sure) == 1 < len(finds) and whole is None
    if not sure or (stray and not _stands_alone(sure[0], turn, tools)):
        return _withhold(turn.but(finds=finds), tools)
    said = {find.hits[0].passage.id for find in sure}
    unsure = (find for find in finds if find not in sure and find.place.subject > 0)
    missing = tuple(f.question.rstrip(" .") for f in unsure if not _told_in(said, f))
    return turn.but(finds=sure, missing=missing)


def _stands_alone(find: Find, turn: Turn, tools: Tools) -> bool:
    return not find.leaning or _sure(look(Ask(find.question), turn, tools), tools)


def _told_in(said: set[str], find: Find) -> bool:
    """Whether what is said already is the best that there is for a part, and not unlikely."""
    return find.confidence >= HOPEFUL and find.hits[0].passage.id in said


def _whole(parts: tuple[Find, ...], turn: Turn, tools: Tools) -> Find | None:
    """What the whole message finds surely, where it has several parts and one is unsure."""
    if len(turn.asks) < 2 or all(_sure(find, tools) for find in parts):
        return None
    whole = look(Ask(turn.question), turn, tools)
    return whole if _sure(whole, tools) else None


def _surer(find: Find, whole: Find | None, tools: Tools) -> Find:
    """What the whole message finds, in place of an unsure part that comes near to it."""
    return whole if whole and not _sure(find, tools) and _near(whole, find) else find


def _each(ask: Ask, turn: Turn, tools: Tools) -> tuple[Find, ...]:
    """Each thing compared, where each by itself surely finds something of its own; or the whole."""
    whole = _find(ask, turn, tools)
    return max(_apart(ask, whole, turn, tools), key=_sureness, default=(whole,))


def _apart(ask: Ask, whole: Find, turn: Turn, tools: Tools) -> Iterator[tuple[Find, ...]]:
    """All ways to find surely, for each thing compared, a passage of its own."""
    among = {hit.passage.id for hit in whole.hits[:AMONG]}
    wordings = {wording for sides in ask.splits for side in sides for wording in side}
    finds = {wording: look(Ask(wording), turn, tools) for wording in wordings}
    found = {w: f for w, f in finds.items() if _sure(f, tools) and f.hits[0].passage.id in among}
    for sides in ask.splits:
        for each in product(*([found[w] for w in side if w in found] for side in sides)):
            if not any(_alike(one, other) for one, other in combinations(each, 2)):
                yield each


def _sureness(finds: tuple[Find, ...]) -> float:
    return fmean(find.confidence for find in finds)


def _alike(one: Find, other: Find) -> bool:
    """Whether the best of both says the same."""
    passage, another = one.hits[0].passage, other.hits[0].passage
    return passage.id == another.id or twins(passage, another)


def _sure(find: Find, tools: Tools) -> bool:
    return find.confidence >= tools.confidence.answer and find.place.subject > OUTSIDE


def _find(ask: Ask, turn: Turn, tools: Tools) -> Find:
    """What answers a question; one that names nothing of the subject is asked of it too."""
    found = look(ask, turn, tools)
    if ask.here and not _sure(found, tools) and found.confidence >= HOPEFUL:
        here = look(Ask(ask.here), turn, tools)
        if _sure(here, tools) and _near(here, found):
            return here
    return found


def look(ask: Ask, turn: Turn, tools: Tools) -> Find:
    """What is found for a question, with what it leans on if it does, and how sure that is."""
    query = tools.retriever.prepare(ask.question)
    place = tools.scope.place(ask.question, query.vector)
    if ask.leaning is None:
        hits = tools.retriever.rank(query, turn.intent)
    else:
        whole = tools.retriever.prepare(ask.whole)
        follows = ask.leaning is Leaning.FOLLOWS
        said = tools.retriever.prepare(ask.context) if follows else None
        hits = tools.retriever.lean(query, whole, turn.intent, said=said)
        place = place.mixed(tools.scope.place(ask.whole, whole.vector), OWN)
    sure = tools.confidence.of(hits, place, english=turn.english, leaning=ask.leaning)
    return Find(ask.question, hits, sure, place, ask.context, ask.leaning)


def _near(find: Find, other: Find) -> bool:
    """Whether the best of one is among the best of the other."""
    return find.hits[0].passage.id in {hit.passage.id for hit in other.hits[:NEAR]}


def _withhold(turn: Turn, tools: Tools) -> Turn:
    """End without a fact: out of scope, or in scope but not known; then a person is offered."""
    if all(find.place.subject <= 0 and find.confidence < FOREIGN for find in turn.finds):
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

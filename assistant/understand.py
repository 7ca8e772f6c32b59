"""Step 2: what is meant, as plain questions that stand alone; small talk is answered."""

import re
from collections.abc import Iterator

from assistant.answer import Status
from assistant.clauses import clauses
from assistant.tools import Tools
from assistant.turn import Ask, Leaning, Turn
from knowledge.ranking import Intent

MAX_ASKS = 3
_MASKED = re.compile(r"\[[^\]]* disamarkan\]")
_PAST = re.compile(
    r"\b(dulu|dahulu|dulunya|awalnya|semula|waktu itu|saat itu|ketika itu|sebelumnya|pernah"
    r"|rencana (awal|lama|semula|dulu)|kronologi|riwayat|sejarah|tahun lalu|tahun kemarin)\b"
)


def understand(turn: Turn, tools: Tools) -> Turn:
    """Answer small talk, take up the guided check, or write out what is asked as questions that
    stand alone."""
    if reply := tools.replies.smalltalk(turn.message):
        return turn.but(status=Status.SMALLTALK, reply=reply, suggestions=tools.replies.starters)
    corpus = tools.retriever.index.corpus
    if criteria := tools.check.criteria(turn.message, corpus, turn.as_of):
        return turn.but(criteria=criteria)
    message = tools.language.normalise(_MASKED.sub("", turn.message))
    before = [
        tools.language.normalise(m.content)
        for m in turn.history
        if m.role == "user" and not tools.replies.smalltalk(m.content)
    ]
    comparing = tools.comparisons.compares(message)
    return turn.but(
        question=message,
        asks=tuple(_asks(message, before, comparing, tools)),
        intent=Intent(day=turn.as_of, history=_PAST.search(message.casefold()) is not None),
        english=tools.language.language_of(turn.message) == "en",
        comparing=comparing,
    )


def _asks(message: str, before: list[str], comparing: bool, tools: Tools) -> Iterator[Ask]:
    """What a message asks, at most three things; it asks one where no clause of it asks."""
    told = clauses(message)
    asking = [number for number, clause in enumerate(told) if clause.asks][:MAX_ASKS]
    if not asking or (len(asking) == 1 and (comparing or before)):
        yield _ask(message, before, tools)
        return
    for number in asking:
        question, earlier = told[number].text, told[:number]
        after = [c.text for c in told[number + 1 :] if not c.asks]
        context = " ".join([*(clause.text for clause in earlier), *after])
        if not context:
            yield _ask(question, before, tools)
        else:
            follows = any(clause.asks for clause in earlier)
            leaning = Leaning.FOLLOWS if follows else Leaning.TOLD
            yield Ask(tools.followups.bare(question), context, leaning)


def _ask(question: str, before: list[str], tools: Tools) -> Ask:
    """One question, and what was asked before it."""
    topic = tools.followups.topic(before)
    replaced = tools.followups.replaced(question, topic) if topic else None
    if topic and not replaced:
        splits = () if tools.followups.leans(question) else tools.comparisons.splits(question)
        return Ask(tools.followups.bare(question), topic, Leaning.FOLLOWS, splits=splits)
    question = replaced or question
    here = "" if tools.scope.names(question) else f"{question.rstrip(' ?.!')} di IKN"
    return Ask(question, here=here, splits=tools.comparisons.splits(question))

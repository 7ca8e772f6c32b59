"""Step 2: what is meant, as plain questions that stand alone; small talk is answered."""

import re
from collections.abc import Iterator

from assistant.answer import Status
from assistant.tools import Tools
from assistant.turn import Ask, Turn
from knowledge.ranking import Intent

MAX_ASKS = 3
_MASKED = re.compile(r"\[[^\]]* disamarkan\]")
_PAST = re.compile(
    r"\b(dulu|dahulu|dulunya|awalnya|semula|waktu itu|saat itu|ketika itu|sebelumnya|pernah"
    r"|rencana (awal|lama|semula|dulu)|kronologi|riwayat|sejarah|tahun lalu|tahun kemarin)\b"
)
_ASKING = re.compile(
    r"\b(apa|apakah|siapa|kapan|mana|dimana|kemana|berapa|bagaimana|mengapa|kenapa|gimana"
    r"|bisa(kah)?|boleh(kah)?|haruskah|adakah|benarkah|what|when|who|where|how|why|is|are|can)\b"
)
_CLAUSE = re.compile(r"(?<=[.;!?])\s+|,\s+|\n+")
_CHECKING = re.compile(r"\b(?:tidak|belum|betul|benar)(?: (?:ya|sih|dong|kah))*\s*\?*$")
_SECOND = re.compile(
    r"(?:\?+|\n+|[,;]? (?:dan|serta|terus|lalu|trus)(?= (?:apa|siapa|kapan|di mana|berapa"
    r"|bagaimana|gimana|mengapa|kenapa|apakah)\b))\s*",
    re.IGNORECASE,
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
    comparing = tools.followups.compares(message)
    asks = []
    for part in _parts(message):
        asks.append(_ask(part, before, comparing, tools))
        before.append(part)
    intent = Intent(day=turn.as_of, history=_PAST.search(message.casefold()) is not None)
    english = tools.language.language_of(turn.message) == "en"
    return turn.but(asks=tuple(asks), intent=intent, english=english, comparing=comparing)


def _ask(part: str, before: list[str], comparing: bool, tools: Tools) -> Ask:
    """One question with its readings, and with what was asked before it."""
    topic = tools.followups.topic(before)
    replaced = tools.followups.replaced(part, topic) if topic else None
    alone = tools.followups.bare(part) if topic else part
    readings = (replaced,) if replaced else tuple(dict.fromkeys((alone, *_without_story(part))))
    sides = tools.followups.sides(readings[0]) if comparing else ()
    return Ask(
        readings,
        topic=None if replaced else topic,
        brief=_brief(part, tools),
        context=None if topic else _here(part, tools),
        asides=_asides(part),
        sides=sides if len(sides) > 1 else (),
    )


def _brief(part: str, tools: Tools) -> bool:
    """Whether a message says too little to stand alone; a short one may name the subject."""
    short = tools.followups.brief(part) and not tools.scope.names(part)
    return short or tools.followups.leans(part)


def _without_story(part: str) -> tuple[str, ...]:
    """The last clause that asks, alone, where others tell what led to it."""
    clauses = _CLAUSE.split(part)
    asking = [clause for clause in clauses if _asks(clause)]
    return tuple(asking[-1:]) if len(clauses) > 1 else ()


def _here(part: str, tools: Tools) -> str | None:
    """A question that names nothing of the subject, asked of it: who asks here means here."""
    return None if tools.scope.names(part) else f"{part.rstrip(' ?.!')} di IKN"


def _asides(part: str) -> tuple[str, ...]:
    """Each clause that asks, where there are several."""
    asking = tuple(clause for clause in _CLAUSE.split(part) if _asks(clause))
    return asking if len(asking) > 1 else ()


def _asks(clause: str) -> bool:
    low = clause.casefold()
    return _ASKING.search(low) is not None or _CHECKING.search(low) is not None


def _parts(message: str) -> Iterator[str]:
    """The questions in one message, at most three; what asks nothing belongs to its neighbour."""
    parts: list[str] = []
    for piece in filter(str.strip, _SECOND.split(message)):
        if parts and not (
            _ASKING.search(piece.casefold()) and _ASKING.search(parts[-1].casefold())
        ):
            parts[-1] = f"{parts[-1]}. {piece}"
        else:
            parts.append(piece)
    yield from parts[:MAX_ASKS] or [message]

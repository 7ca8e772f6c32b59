"""Which passages say the same, so that either is a right answer to what the other is asked."""

import re
from collections.abc import Iterator

from knowledge.documents import Document, Passage
from knowledge.mentions import PasalMention, pasal_mentions, regulation_mentions

FEW = 2
_ARTICLE = re.compile(r"^(?:dok-)?(?P<regulation>[a-z]+(?:-[a-z0-9]+)+)/")
Place = tuple[str, str, str | None]
"""A regulation, a pasal of it, and an ayat of that (None: all of the pasal)."""


def same_matter(one: Document, other: Document) -> bool:
    """Whether an answer from the other document is as right: parts, versions, both sides."""
    links = {*one.completed_by, *one.disputed_with, *one.superseded_by, one.part_of, one.id}
    back = {*other.completed_by, *other.disputed_with, *other.superseded_by, other.part_of}
    return other.id in links or one.id in back


def twins(one: Passage, other: Passage) -> bool:
    """Whether one is a provision of a regulation and the other a statement that tells it."""
    return is_article(one) != is_article(other) and overlap(places(one), places(other))


def overlap(some: frozenset[Place], others: frozenset[Place]) -> bool:
    """Whether a place is in both, or one of them holds a place of the other."""
    return any(
        one[:2] == other[:2] and (one[2] == other[2] or None in (one[2], other[2]))
        for one in some
        for other in others
    )


def places(passage: Passage) -> frozenset[Place]:
    """The provisions that a passage tells; one that names many tells none of them.

    >>> passage = Passage(id="P3", text="Mutasi dilakukan PPK (PP 11/2017 Pasal 191).")
    >>> places(passage)
    frozenset({('pp-11-2017', '191', None)})
    """
    article = _ARTICLE.match(passage.id)
    if article:
        named = [(article["regulation"], m) for m in pasal_mentions(passage.locator or "")]
    else:
        named = list(_named(passage.text))
    if len({mention.pasal for _, mention in named}) > FEW:
        return frozenset()
    return frozenset((regulation, m.pasal, m.ayat) for regulation, m in named)


def is_article(passage: Passage) -> bool:
    """Whether it is a provision of a regulation."""
    return _ARTICLE.match(passage.id) is not None


def _named(text: str) -> Iterator[tuple[str, PasalMention]]:
    """Each pasal with the regulation that is named nearest to it."""
    regulations = regulation_mentions(text)
    for mention in pasal_mentions(text) if regulations else ():
        nearest = min(regulations, key=lambda r: _distance(r.span, mention.span))
        yield nearest.token, mention


def _distance(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(one[0] - other[1], other[0] - one[1])

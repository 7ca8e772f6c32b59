"""What a parser gives: the lines of a file in reading order, before any structure is seen."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeVar

Thing = TypeVar("Thing")
Kind = Literal["text", "heading", "row"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, or a paragraph where the format has paragraphs.

    `place` is a locator that the parser knows, such as `Tabel 1 baris 3`.
    """

    text: str
    page: int | None = None
    kind: Kind = "text"
    level: int = 0
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """A file as read.

    `wrapped`: lines end where the page ends, not where a paragraph does.
    `notes` are for whoever reviews it; `suspicions` keep it from being approved unseen.
    """

    format: str
    lines: tuple[Line, ...]
    pages: int = 1
    wrapped: bool = False
    title: str | None = None
    published: str | None = None
    notes: tuple[str, ...] = ()
    suspicions: tuple[str, ...] = ()
    ocr_pages: tuple[int, ...] = ()


@dataclass(frozen=True)
class Flow:
    """The lines as one text that remembers the pages."""

    text: str
    starts: tuple[int, ...]
    pages: tuple[int | None, ...]
    wrapped: bool

    @classmethod
    def of(cls, lines: Iterable[Line], wrapped: bool) -> "Flow":
        """Join the lines.

        >>> flow = Flow.of([Line("satu", 1), Line("dua", 2)], wrapped=True)
        >>> flow.text, flow.page(0), flow.page(5)
        ('satu\\ndua', 1, 2)
        """
        starts: list[int] = []
        pages: list[int | None] = []
        position = 0
        texts = []
        for line in lines:
            starts.append(position)
            pages.append(line.page)
            texts.append(line.text)
            position += len(line.text) + 1
        return cls("\n".join(texts), tuple(starts), tuple(pages), wrapped)

    def page(self, offset: int) -> int | None:
        """The page on which that character stands."""
        number = bisect_right(self.starts, offset) - 1
        return self.pages[number] if number >= 0 else None

    @cached_property
    def folded(self) -> str:
        """The text in lower case, of the same length."""
        lower = self.text.lower()
        return lower if len(lower) == len(self.text) else self.text


def with_next(things: Sequence[Thing]) -> Iterator[tuple[Thing, Thing | None]]:
    """Each with the one after it; the last with None.

    >>> list(with_next("ab"))
    [('a', 'b'), ('b', None)]
    """
    return zip(things, [*things[1:], None], strict=False)

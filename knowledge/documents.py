"""One shape for everything that can be cited: a document and its passages."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from knowledge.schema import Authority, Grade, Regulation, Source, Statement, Topic, Validity


class Frozen(BaseModel):
    """Immutable, and strict about its fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Passage(Frozen):
    """The unit that is embedded, retrieved and quoted; `text` exactly as stored.

    `search`: the text with what a scanner misread repaired, for finding it; None if the same.
    `short`: ways to ask in few words, which need not stand alone.
    """

    id: str
    locator: str | None = None
    page: int | None = None
    text: str
    search: str | None = None
    questions: tuple[str, ...] = ()
    short: tuple[str, ...] = ()


class Document(Frozen):
    """A statement, a regulation or an ingested file, with its passages.

    `validity` is the one on `as_of`; `knowledge.timeline` tells that of another day.
    """

    id: str
    aliases: tuple[str, ...] = ()
    kind: Literal["statement", "regulation", "document"]
    topic: Topic | None = None
    title: str
    as_of: date
    valid_until: date | None = None
    amended_on: date | None = None
    revoked_on: date | None = None
    validity: Validity
    authority: Authority
    superseded_by: tuple[str, ...] = ()
    disputed_with: tuple[str, ...] = ()
    part_of: str | None = None
    completed_by: tuple[str, ...] = ()
    follow_up: tuple[str, ...] = ()
    sources: tuple[Source, ...]
    passages: tuple[Passage, ...]

    @property
    def last_told(self) -> date:
        """Its own day, or that of its youngest source."""
        return max([self.as_of, *(source.day for source in self.sources if source.day)])


class PassageView(Frozen):
    """A passage as the API shows it."""

    id: str
    locator: str | None
    page: int | None
    text: str


class HistoryEntry(Frozen):
    """An earlier or later version of the same matter."""

    id: str
    title: str
    as_of: date
    validity: Validity
    text: str


class DocumentView(Frozen):
    """What `GET /api/v1/documents/{id}` returns (contract)."""

    id: str
    kind: str
    title: str
    publisher: str
    url: str
    published: str
    validity: Validity
    as_of: date
    superseded_by: tuple[str, ...]
    disputed_with: tuple[str, ...]
    passages: tuple[PassageView, ...]
    sources: tuple[Source, ...]
    history: tuple[HistoryEntry, ...]


def of_statement(statement: Statement) -> Document:
    """A statement is a document of one passage, whose id is its own."""
    return Document(
        id=statement.id,
        aliases=statement.aliases,
        kind="statement",
        topic=statement.topic,
        title=statement.title,
        as_of=statement.as_of,
        valid_until=statement.valid_until,
        validity=statement.validity,
        authority=statement.authority,
        superseded_by=statement.superseded_by,
        disputed_with=statement.disputed_with,
        part_of=statement.part_of,
        completed_by=statement.completed_by,
        follow_up=statement.follow_up,
        sources=statement.sources,
        passages=(
            Passage(
                id=statement.id,
                locator=statement.sources[0].locator,
                text=statement.text,
                questions=statement.questions,
                short=statement.short,
            ),
        ),
    )


def of_regulation(regulation: Regulation) -> Document:
    """A regulation is a document of one passage for each article that matters here."""
    day = regulation.in_force_from or regulation.enacted or date(regulation.year, 12, 31)
    source = Source(
        title=f"{regulation.name} tentang {regulation.about}",
        publisher=regulation.publisher,
        url=regulation.url,
        published=str(regulation.enacted or regulation.year),
        grade=Grade.P,
    )
    return Document(
        id=regulation.id,
        kind="regulation",
        title=f"{regulation.name} tentang {regulation.about}",
        as_of=day,
        amended_on=min((change.on for change in regulation.amended_by), default=None),
        revoked_on=min((change.on for change in regulation.revoked_by), default=None),
        validity=Validity.IN_FORCE,
        superseded_by=tuple(change.by for change in regulation.revoked_by),
        authority=regulation.authority,
        sources=(source,),
        passages=tuple(_articles(regulation)),
    )


def _articles(regulation: Regulation) -> Iterable[Passage]:
    for article in regulation.articles:
        slug = "-".join(article.locator.lower().replace("(", "").replace(")", "").split())
        yield Passage(
            id=f"{regulation.id}/{slug}",
            locator=article.locator,
            text=article.text,
            questions=article.questions,
        )

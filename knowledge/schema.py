"""The shape of what is known: dated statements, regulations, and the passages made of them.

A policy officer edits statements and regulations as YAML (`knowledge/statements/*.yaml`,
`knowledge/regulations/*.yaml`); these models are what a file must look like.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
StatementId = Annotated[str, StringConstraints(pattern=r"^[A-Z]\d{1,3}[a-z]?$")]
RegulationId = Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z0-9]+)+$")]


class Validity(StrEnum):
    """What became of a rule, a plan or a word (contract: `validity`)."""

    IN_FORCE = "in_force"
    AMENDED = "amended"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    PLANNED = "planned"
    STATEMENT = "statement"
    DISPUTED = "disputed"
    EXPIRED = "expired"


class Authority(StrEnum):
    """Who says it, from the most binding down; the order of the members is the rank."""

    UU = "uu"
    PP = "pp"
    PERPRES = "perpres"
    PERMEN = "permen"
    SURAT = "surat"
    PERNYATAAN = "pernyataan"
    PERS = "pers"
    CATATAN = "catatan"

    @property
    def rank(self) -> int:
        """0 for a law, 7 for an editor's note.

        >>> Authority.UU.rank, Authority.PERS.rank
        (0, 6)
        """
        return list(Authority).index(self)

    @property
    def is_rule(self) -> bool:
        """Whether it holds until another replaces it; a letter only tells how things stand.

        >>> Authority.PERMEN.is_rule, Authority.SURAT.is_rule
        (True, False)
        """
        return self.rank < Authority.SURAT.rank


class Topic(StrEnum):
    """What a statement is about; values are what an editor writes."""

    FASE = "fase"
    SIAPA = "siapa"
    KERJA = "kerja"
    HAK = "hak"
    KEWAJIBAN = "kewajiban"
    JADWAL = "jadwal"
    REGULASI = "regulasi"
    PROSEDUR = "prosedur"
    REKRUTMEN = "rekrutmen"
    OTORITA = "otorita"
    DIGITAL = "digital"
    KEHIDUPAN = "kehidupan"


class Grade(StrEnum):
    """How good a source is: official, mainstream press, local press, copy or aggregator."""

    P = "P"
    M = "M"
    D = "D"
    X = "X"


class Strict(BaseModel):
    """Unknown fields are errors: a typo in a file must not pass silently."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Strict):
    """Where it was read. `published` is as exact as the source: 2025, 2025-04 or 2025-04-22."""

    title: Text
    publisher: Text
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
    published: Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
    grade: Grade
    locator: Text | None = None

    @property
    def day(self) -> date | None:
        """The day it was published, where that is known exactly."""
        exact = len(self.published) == len("2025-04-22")
        return date.fromisoformat(self.published) if exact else None


class Statement(Strict):
    """One thing that is known, in our own words, true alone when read aloud.

    `validity` is what it was on `as_of`; what it is on another day follows from
    `superseded_by`, `valid_until` and that day (see `knowledge.timeline`).
    `completed_by`: without these the answer would mislead; they are said with it.
    `follow_up`: what people ask next.
    `questions`: ways to ask that stand alone; `short`: the few words with which people ask for it
    in mid-conversation or in a search box, which need not.
    """

    id: StatementId
    aliases: tuple[StatementId, ...] = ()
    topic: Topic
    title: Text
    text: Text
    as_of: date
    valid_until: date | None = None
    validity: Validity
    authority: Authority
    superseded_by: tuple[StatementId, ...] = ()
    disputed_with: tuple[StatementId, ...] = ()
    part_of: Text | None = None
    completed_by: tuple[StatementId, ...] = ()
    follow_up: tuple[StatementId, ...] = ()
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    questions: Annotated[tuple[Text, ...], Field(min_length=8)]
    short: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _links_point_elsewhere(self) -> Self:
        linked = (
            *self.superseded_by,
            *self.disputed_with,
            *self.completed_by,
            *self.follow_up,
        )
        if self.id in linked:
            raise ValueError(f"{self.id} menunjuk dirinya sendiri")
        return self


class Amendment(Strict):
    """What changed or ended a regulation, and when."""

    by: Text
    on: date


class Article(Strict):
    """One provision that matters here, in our own words."""

    locator: Annotated[
        str, StringConstraints(pattern=r"^(Pasal|Lampiran|Bab|Diktum|Angka|Romawi)\b.*")
    ]
    text: Text
    questions: tuple[Text, ...] = ()


class Regulation(Strict):
    """A regulation, what became of it, and its provisions that matter here."""

    id: RegulationId
    kind: Text
    number: Text
    year: Annotated[int, Field(ge=1945, le=2100)]
    about: Text
    enacted: date | None
    in_force_from: date | None
    amended_by: tuple[Amendment, ...] = ()
    revoked_by: tuple[Amendment, ...] = ()
    authority: Authority
    publisher: Text
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
    note: Text | None = None
    articles: tuple[Article, ...] = ()

    @property
    def name(self) -> str:
        """As people cite it, e.g. `Perpres 21/2023`."""
        return f"{self.kind} {self.number}/{self.year}"

"""What an editor is told of statements beyond their form: wording, two that say the same, age."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from operator import attrgetter
from typing import Self

import numpy as np
import yaml

from knowledge.corpus import Corpus
from knowledge.documents import Document
from knowledge.language import Language
from knowledge.library import Stale
from knowledge.matter import same_matter
from knowledge.schema import Statement
from knowledge.timeline import PAST, Timeline

# Above the most alike of those that were read and found to differ (0.90); a statement said again
# in other words comes to 0.925 and more.
SAME = 0.92
MONTH = timedelta(days=30.44)
_FIGURE = re.compile(
    r"\b\d{1,3}(?:\.\d{3})+\b|\b\d+ (?:orang|unit|menara|kilometer|hektare|persen|ASN|ribu|juta)\b"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ABBREVIATION = re.compile(r"(?<![\w.\-/])[A-Z][A-Za-z]*[A-Z][A-Za-z]*\b(?![\w\-/]|\.\w)")
_MARKS = ".,;:()'\""
_ROMAN = re.compile(r"[IVXLC]+")


@dataclass(frozen=True)
class Wording:
    """Rules for the sentences of a statement; `names` need no explanation."""

    language: Language
    known: frozenset[str]

    @classmethod
    def load(cls) -> Self:
        """With the glossary and `language/names.yaml`."""
        language = Language.load()
        text = resources.files("knowledge").joinpath("language/names.yaml").read_text("utf-8")
        names = yaml.load(text, Loader=yaml.CSafeLoader)
        terms = (surface for term in language.glossary for surface in term.surfaces)
        return cls(language, frozenset(word.lower() for word in (*terms, *names)))

    def problems(self, statements: Iterable[Statement]) -> Iterator[str]:
        """Indonesian sentences, one for each thing that is wrong."""
        for statement in statements:
            for problem in self._of(statement):
                yield f"{statement.id}: {problem}"

    def _of(self, statement: Statement) -> Iterator[str]:
        text = statement.text
        if not statement.authority.is_rule and _FIGURE.search(text) and not _YEAR.search(text):
            yield "ada angka, tetapi tidak disebut kapan"
        for word in dict.fromkeys(_ABBREVIATION.findall(text)):
            if not self._explained(word, text):
                yield f"singkatan {word} tidak ada di glosarium dan tidak dijelaskan"
        for word, standard in self._informal(text):
            yield f"kata {word} bukan kata baku ({standard})"

    def _explained(self, word: str, text: str) -> bool:
        known = word.lower() in self.known or _ROMAN.fullmatch(word)
        return bool(known) or f"({word})" in text

    def _informal(self, text: str) -> Iterator[tuple[str, str]]:
        """Words of chat or English that the lexicon knows, with the standard one."""
        words, standard = text.split(), self.language.normalise(text).split()
        for word, better in zip(words, standard, strict=False):
            bare = word.strip(_MARKS)
            if bare.islower() and word != better and bare not in self.known:
                yield bare, better.strip(_MARKS)


def alike(corpus: Corpus) -> Iterator[str]:
    """Statements of different matter whose vectors are nearly the same, as Indonesian sentences."""
    documents = [document for document in corpus.documents if document.kind == "statement"]
    if not documents:
        return
    rows = [corpus.rows_of[document.passages[0].id][0] for document in documents]
    cosines = corpus.vectors[rows] @ corpus.vectors[rows].T
    for one, other in zip(*np.nonzero(np.triu(cosines >= SAME, 1)), strict=True):
        first, second = documents[one], documents[other]
        if not same_matter(first, second):
            yield f"{first.id} dan {second.id} mengatakan hal yang sama; satukan atau bedakan"


def old(documents: Sequence[Document], today: date, months: int) -> list[Stale]:
    """What still counts but was last told of more than so many months ago, oldest first.

    Rules do not age: they hold until another replaces them.
    """
    timeline = Timeline({document.id: document for document in documents})
    found = (
        document
        for document in documents
        if document.last_told < today - months * MONTH
        and not document.authority.is_rule
        and timeline.validity(document, today) not in PAST
    )
    return [
        Stale(
            id=one.id, title=one.title, reason=f"Terakhir diberitakan {one.last_told.isoformat()}."
        )
        for one in sorted(found, key=attrgetter("last_told"))
    ]

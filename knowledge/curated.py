"""The curated knowledge: YAML files that a policy officer edits, read and checked."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from knowledge.documents import Document, of_regulation, of_statement
from knowledge.errors import KnowledgeError
from knowledge.schema import Regulation, Statement, Validity

Model = TypeVar("Model", bound=BaseModel)
MAX_WORDS = 80  # at most some 240 tokens, half of what the encoder reads


@dataclass(frozen=True)
class Curated:
    """Everything curated, as read; `problems` are Indonesian sentences, empty when all is well."""

    statements: tuple[Statement, ...]
    regulations: tuple[Regulation, ...]
    problems: tuple[str, ...]

    @property
    def questions(self) -> int:
        """How many ways to ask are written down."""
        asked = chain(
            (s.questions for s in self.statements),
            (a.questions for r in self.regulations for a in r.articles),
        )
        return sum(map(len, asked))

    def documents(self) -> list[Document]:
        """All of it in the one shape that the index takes.

        Raises:
            KnowledgeError: while there are problems; nothing half right gets into an index.
        """
        if self.problems:
            raise KnowledgeError(
                f"Pengetahuan belum bisa dipakai, ada {len(self.problems)} masalah; "
                f"yang pertama: {self.problems[0]}"
            )
        statements = map(of_statement, self.statements)
        regulations = map(of_regulation, (r for r in self.regulations if r.articles))
        return [*statements, *regulations]


def read(folder: Path, *more: Path) -> Curated:
    """Read and check `statements/*.yaml` and `regulations/*.yaml` below the folder.

    `more`: folders with further statements, say those published at a helpdesk; one whose id the
    curated files have taken over since counts no more.
    """
    problems = [] if folder.is_dir() else [f"{folder}: folder tidak ada"]
    statements = tuple(_parse(folder / "statements", Statement, problems))
    taken = {name for s in statements for name in (s.id, *s.aliases)}
    added = (s for place in more for s in _parse(place / "statements", Statement, problems))
    statements += tuple(s for s in added if s.id not in taken)
    regulations = tuple(_parse(folder / "regulations", Regulation, problems))
    problems += check(statements, regulations)
    return Curated(statements, regulations, tuple(problems))


def check(statements: tuple[Statement, ...], regulations: tuple[Regulation, ...]) -> list[str]:
    """What is wrong with them together, as Indonesian sentences."""
    found = (
        _broken_links(statements),
        _wording(statements),
        _chains(statements),
        _long(regulations),
    )
    return [*_duplicates(statements, regulations), *chain.from_iterable(found)]


def _parse(folder: Path, model: type[Model], problems: list[str]) -> Iterator[Model]:
    for path in sorted(folder.glob("*.yaml")):
        for number, entry in enumerate(_entries(path, problems), start=1):
            try:
                yield model.model_validate(entry)
            except ValidationError as error:
                name = entry.get("id", f"butir {number}") if isinstance(entry, dict) else number
                problems.append(f"{path.name}, {name}: {_first_error(error)}")


def _entries(path: Path, problems: list[str]) -> list[Any]:
    try:
        entries = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError) as error:  # no text, or a day that does not exist
        problems.append(f"{path.name}: bukan YAML yang benar ({str(error).splitlines()[0]})")
        return []
    if not isinstance(entries, list):
        problems.append(f"{path.name}: isinya harus berupa daftar")
        return []
    return entries


def _first_error(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"kolom {'.'.join(map(str, first['loc'])) or '-'}: {first['msg']}"


def _duplicates(
    statements: Iterable[Statement], regulations: Iterable[Regulation]
) -> Iterator[str]:
    names = [n for s in statements for n in (s.id, *s.aliases)] + [r.id for r in regulations]
    yield from (f"{n}: id dipakai {c} kali" for n, c in Counter(names).items() if c > 1)
    asked = [q.casefold() for s in statements for q in s.questions]
    asked += [q.casefold() for r in regulations for a in r.articles for q in a.questions]
    yield from (f"pertanyaan dipakai {c} kali: {q}" for q, c in Counter(asked).items() if c > 1)
    places = Counter((r.id, a.locator) for r in regulations for a in r.articles)
    yield from (f"{r}: {p} ditulis {c} kali" for (r, p), c in places.items() if c > 1)


def _broken_links(statements: tuple[Statement, ...]) -> Iterator[str]:
    known = {name for s in statements for name in (s.id, *s.aliases)}
    for s in statements:
        for link in (*s.superseded_by, *s.disputed_with, *s.completed_by, *s.follow_up):
            if link not in known:
                yield f"{s.id}: menunjuk {link} yang tidak ada"


def _wording(statements: Iterable[Statement]) -> Iterator[str]:
    for s in statements:
        if (count := len(s.text.split())) > MAX_WORDS:
            yield f"{s.id}: {count} kata, terlalu panjang (paling banyak {MAX_WORDS})"
        if s.text[-1] not in ".!?":
            yield f"{s.id}: kalimatnya tidak selesai"
        if s.validity is Validity.DISPUTED and not (s.disputed_with or len(s.sources) > 1):
            yield f"{s.id}: diperdebatkan, tetapi versi lainnya tidak ditunjuk"


def _long(regulations: Iterable[Regulation]) -> Iterator[str]:
    for regulation in regulations:
        for article in regulation.articles:
            if (count := len(article.text.split())) > MAX_WORDS:
                yield f"{regulation.id}, {article.locator}: {count} kata, terlalu panjang"


def _chains(statements: tuple[Statement, ...]) -> Iterator[str]:
    by_name = {name: s for s in statements for name in (s.id, *s.aliases)}
    for s in statements:
        for name in s.superseded_by:
            successor = by_name.get(name)
            if successor and successor.as_of < s.as_of:
                yield f"{s.id}: digantikan {name} yang lebih tua"
            elif successor and successor.as_of == s.as_of and s.validity is Validity.IN_FORCE:
                yield f"{s.id}: ditulis berlaku, padahal sudah digantikan {name} pada hari itu"
        if _loops(s, by_name):
            yield f"{s.id}: rantai penggantinya melingkar"


def _loops(start: Statement, by_name: dict[str, Statement]) -> bool:
    seen: set[str] = set()
    pending = list(start.superseded_by)
    while pending:
        successor = by_name.get(pending.pop())
        if successor is start:
            return True
        if successor and successor.id not in seen:
            seen.add(successor.id)
            pending.extend(successor.superseded_by)
    return False

"""The body of documents of one index generation, kept in one SQLite file.

Text, metadata and vectors live here; the Chroma collection and the BM25 index are made from it.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from knowledge.documents import Document, Passage
from knowledge.errors import IndexMissing, UnknownDocument
from knowledge.timeline import Timeline

Vectors = NDArray[np.float32]
Kind = Literal["text", "question", "short"]
FOLDER, FILE = "index", "corpus.sqlite"
SCHEMA = """
create table meta (key text primary key, value text not null);
create table documents (id text primary key, body text not null);
create table examples (label text not null, text text not null, vector blob not null);
create table rows (
    number integer primary key, passage_id text not null, kind text not null,
    text text not null, tokens text not null, vector blob not null
);
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line to embed: the text of a passage, or one way to ask for it, in full or in short."""

    passage_id: str
    kind: Kind
    text: str
    tokens: tuple[str, ...]

    @property
    def asks(self) -> bool:
        """Whether it is a way to ask."""
        return self.kind != "text"


@dataclass(frozen=True)
class Examples:
    """Messages of one kind, for telling kinds apart, and their vectors (one a message)."""

    texts: tuple[str, ...]
    vectors: Vectors

    @property
    def pairs(self) -> Iterator[tuple[str, Vectors]]:
        """Each message with its vector."""
        return zip(self.texts, self.vectors, strict=True)


@dataclass(frozen=True)
class Corpus:
    """Documents, their rows, and one vector a row (`vectors`: rows x dimensions, unit length)."""

    documents: tuple[Document, ...]
    rows: tuple[Row, ...]
    vectors: Vectors
    meta: dict[str, str] = field(default_factory=dict)
    examples: dict[str, Examples] = field(default_factory=dict)

    @cached_property
    def by_name(self) -> dict[str, Document]:
        """Every id and alias with its document."""
        names = {alias: d for d in self.documents for alias in d.aliases}
        return names | {d.id: d for d in self.documents}

    @cached_property
    def passages(self) -> dict[str, tuple[Document, Passage]]:
        """Every passage id with its document and itself."""
        return {p.id: (d, p) for d in self.documents for p in d.passages}

    @cached_property
    def rows_of(self) -> dict[str, list[int]]:
        """The numbers of the rows of each passage."""
        numbers: dict[str, list[int]] = {}
        for number, row in enumerate(self.rows):
            numbers.setdefault(row.passage_id, []).append(number)
        return numbers

    @cached_property
    def timeline(self) -> Timeline:
        """What holds when, over these documents."""
        return Timeline(self.by_name)

    @cached_property
    def questions(self) -> Vectors:
        """The vectors of all known ways to ask (n x dimensions)."""
        return self.vectors[[n for n, row in enumerate(self.rows) if row.asks]]

    @cached_property
    def newest(self) -> date:
        """The day of the newest source or statement."""
        return max((document.last_told for document in self.documents), default=date.min)

    def document(self, name: str) -> Document:
        """The document with that id or alias.

        Raises:
            UnknownDocument: when there is none.
        """
        try:
            return self.by_name[name]
        except KeyError:
            raise UnknownDocument(f"Tidak ada dokumen dengan id {name}.") from None


def rows_to_embed(documents: Iterable[Document]) -> Iterator[tuple[str, Kind, str]]:
    """Yield (passage id, kind, text): each passage's text under its title, then the ways to ask.

    A title is said only once where the text already begins with it.
    """
    for document in documents:
        for passage in document.passages:
            yield passage.id, "text", _titled(document.title, passage.search or passage.text)
            yield from ((passage.id, "question", question) for question in passage.questions)
            yield from ((passage.id, "short", words) for words in passage.short)


def _titled(title: str, text: str) -> str:
    return text if text.casefold().startswith(title.casefold()) else f"{title}. {text}"


def write(corpus: Corpus, path: Path) -> None:
    """Write the corpus as a new SQLite file, on disk when this returns."""
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(SCHEMA)
        db.executemany("insert into meta values (?, ?)", corpus.meta.items())
        db.executemany(
            "insert into documents values (?, ?)",
            ((d.id, d.model_dump_json()) for d in corpus.documents),
        )
        db.executemany(
            "insert into examples values (?, ?, ?)",
            (
                (label, text, vector.tobytes())
                for label, kind in corpus.examples.items()
                for text, vector in kind.pairs
            ),
        )
        db.executemany(
            "insert into rows values (?, ?, ?, ?, ?, ?)",
            (
                (n, r.passage_id, r.kind, r.text, " ".join(r.tokens), v.tobytes())
                for n, (r, v) in enumerate(zip(corpus.rows, corpus.vectors, strict=True))
            ),
        )


def read(path: Path) -> Corpus:
    """Read what `write` wrote."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        meta = dict(db.execute("select key, value from meta"))
        bodies = db.execute("select body from documents order by rowid")
        documents = tuple(Document.model_validate_json(body) for (body,) in bodies)
        rows: list[Row] = []
        blobs: list[bytes] = []
        select = "select passage_id, kind, text, tokens, vector from rows order by number"
        for passage_id, kind, text, tokens, vector in db.execute(select):
            rows.append(Row(passage_id, kind, text, tuple(tokens.split())))
            blobs.append(vector)
        examples = _read_examples(db)
    return Corpus(documents, tuple(rows), _vectors(blobs), meta, examples)


def current(root: Path) -> str:
    """The name of the generation that serves, of those below `root`.

    Raises:
        IndexMissing: before the first build.
    """
    try:
        return (root / "current").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise IndexMissing(
            "Indeks belum dibuat. Jalankan `tanya knowledge build` lebih dahulu."
        ) from None


def serving(home: Path) -> Corpus:
    """The corpus of the generation that serves in `home`, beside whoever has it open.

    Raises:
        IndexMissing: before the first build.
    """
    root = home / FOLDER
    return read(root / current(root) / FILE)


def _read_examples(db: sqlite3.Connection) -> dict[str, Examples]:
    kinds: dict[str, list[tuple[str, bytes]]] = {}
    for label, text, vector in db.execute(
        "select label, text, vector from examples order by rowid"
    ):
        kinds.setdefault(label, []).append((text, vector))
    return {
        label: Examples(tuple(t for t, _ in pairs), _vectors([v for _, v in pairs]))
        for label, pairs in kinds.items()
    }


def _vectors(blobs: list[bytes]) -> Vectors:
    return np.frombuffer(b"".join(blobs), dtype=np.float32).reshape(len(blobs), -1)

"""Generations of the index: built beside the serving one, switched to at once, removed when unused.

    index/
    ├── current            the name of the serving generation, replaced atomically
    ├── build.lock         one build at a time
    └── 3f9c…/             a generation, never changed once it has its name
        ├── lease          readers hold a shared lock on it
        ├── corpus.sqlite  text, metadata, vectors
        ├── chroma/        the vector store made from them
        └── bm25/          the lexical index made from them

A build works in a folder of its own and renames it last, so a build that dies leaves the old
generation serving, and its leftovers go with the next build. Because a generation never changes,
a command may read it beside a running server.
"""

import errno
import fcntl
import hashlib
import os
import shutil
import sqlite3
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from filelock import FileLock, Timeout

from knowledge import corpus as corpora
from knowledge import vectors as vector_store
from knowledge.corpus import Corpus, Examples, Row, Vectors
from knowledge.documents import Document
from knowledge.encoder import Encoder
from knowledge.errors import IndexBusy, IndexUnavailable, KnowledgeError, StorageError
from knowledge.language import Language
from knowledge.lexical import LexicalIndex
from knowledge.library import Library
from knowledge.vectors import ChromaVectors, ExactVectors, VectorIndex
from knowledge.wordlists import word_lists

# Raise it when rows, terms or vectors of the same documents come out differently.
FORMAT = "4"
FULL = "Disk penuh atau tidak bisa ditulisi. Perbaiki lalu ulangi; indeks lama tetap dipakai."
Progress = Callable[[int, int], None]
ExampleTexts = Mapping[str, Sequence[str]]


def _silent(_done: int, _total: int) -> None:
    """Report nothing."""


@dataclass(frozen=True)
class Index:
    """An open generation: everything a retriever needs.

    It closes by itself once nobody holds it any more, so that turns under way can finish on it.
    `withheld`: documents that were withdrawn since it was made; asked anew for every question.
    """

    generation: str
    corpus: Corpus
    lexical: LexicalIndex
    vectors: VectorIndex
    encoder: Encoder
    language: Language
    lease: IO[bytes] | None = None
    withheld: Callable[[], frozenset[str]] = frozenset

    def answers(self) -> bool:
        """Whether a canary query finds itself: asks the stores, never `count()`."""
        if not self.corpus.rows:
            return False
        number = len(self.corpus.rows) // 2
        found = self.vectors.nearest(self.corpus.vectors[number], 5)
        same = self.corpus.rows[number].text
        return any(self.corpus.rows[n].text == same for n in found)

    def close(self) -> None:
        """Let go of files and of the lease, so that the generation can be removed."""
        _let_go(self.vectors, self.lease)


class IndexFolder:
    """The folder of generations in `home`."""

    def __init__(self, home: Path, language: Language) -> None:
        self._home = home
        self._root = home / corpora.FOLDER
        self._library = Library(home)
        self._language = language

    def current(self) -> str:
        """The name of the serving generation.

        Raises:
            IndexMissing: before the first build.
        """
        return corpora.current(self._root)

    def open(self, encoder: Encoder) -> Index:
        """Open the serving generation.

        Raises:
            IndexMissing: before the first build.
            IndexUnavailable: when it was made with another encoder, or is broken.
        """
        name = self.current()
        try:
            return self._open(name, encoder)
        except IndexUnavailable:
            if name == self.current():
                raise
            return self.open(encoder)  # switched and removed in between

    def _open(self, name: str, encoder: Encoder) -> Index:
        folder = self._root / name
        with ExitStack() as stack, _broken_generation():
            lease = stack.enter_context(_share(folder / "lease"))
            corpus = corpora.read(folder / corpora.FILE)
            if corpus.meta["encoder"] != encoder.fingerprint:
                raise IndexUnavailable(
                    "Indeks dibuat dengan model lain. Jalankan `tanya knowledge build`."
                )
            lexical = LexicalIndex.load(folder / "bm25", len(corpus.rows))
            vectors = _vectors(folder / "chroma", corpus, encoder)
            stack.pop_all()
        stores = (corpus, lexical, vectors)
        index = Index(name, *stores, encoder, self._language, lease, self._withheld)
        weakref.finalize(index, _let_go, vectors, lease).atexit = False
        return index

    def _withheld(self) -> frozenset[str]:
        """Where the library cannot be read nothing was withdrawn: the index says what answers."""
        with suppress(StorageError):
            return self._library.withheld()
        return frozenset()

    def build(
        self,
        documents: Sequence[Document],
        encoder: Encoder,
        progress: Progress = _silent,
        examples: ExampleTexts | None = None,
        wait: float = 0.0,
    ) -> str:
        """Make a generation of these documents and switch to it; returns its name.

        `examples`: messages by kind, whose vectors are kept for `knowledge.probe`.
        `wait`: how many seconds another process may go on building.

        Nothing is done when the serving one was made of the same. Vectors of unchanged text
        are taken over from it.

        Raises:
            KnowledgeError: there are no documents.
            IndexBusy: while another process builds.
            StorageError: on a full or read-only disk; the old generation goes on serving.
        """
        if not documents:
            raise KnowledgeError("Tidak ada dokumen untuk dijadikan indeks.")
        with _storage_errors(), self._building(wait):
            examples = examples or {}
            name = self._digest(documents, encoder, examples)
            if not self._sound(name, encoder):
                corpus = self._embed(documents, encoder, examples, progress)
                self._make(name, corpus)
            self._switch(name)
            self.sweep()
        return name

    def sweep(self) -> None:
        """Remove generations that nobody reads, and what dead builds left."""
        for folder in self._root.iterdir():
            if folder.is_dir() and folder.name != self.current() and _unused(folder / "lease"):
                shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _building(self, wait: float) -> Iterator[None]:
        self._root.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self._root / "build.lock", timeout=wait):
                yield
        except Timeout:
            raise IndexBusy("Indeks sedang dibuat oleh proses lain. Coba lagi nanti.") from None

    def _digest(
        self, documents: Sequence[Document], encoder: Encoder, examples: ExampleTexts
    ) -> str:
        parts = [FORMAT, encoder.fingerprint, word_lists().model_dump_json()]
        parts += [document.model_dump_json() for document in documents]
        parts += [f"{label}\0{text}" for label, texts in examples.items() for text in texts]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]

    def _sound(self, name: str, encoder: Encoder) -> bool:
        """Whether that generation is there and opens."""
        try:
            self._open(name, encoder).close()
        except IndexUnavailable:
            return False
        return True

    def _make(self, name: str, corpus: Corpus) -> None:
        with self._work(f"{name}.part") as work:
            corpora.write(corpus, work / corpora.FILE)
            LexicalIndex.build([row.tokens for row in corpus.rows]).save(work / "bm25")
            vector_store.write(corpus, work / "chroma")
            (work / "lease").touch()
            _sync(work)
            with suppress(FileNotFoundError):
                (self._root / name).rename(self._root / f"{name}.broken")
            work.rename(self._root / name)

    @contextmanager
    def _work(self, name: str) -> Iterator[Path]:
        """A new folder, which is removed if what goes on in it fails: the disk may be full."""
        work = self._root / name
        shutil.rmtree(work, ignore_errors=True)
        shutil.rmtree(work.with_suffix(".broken"), ignore_errors=True)
        work.mkdir()
        try:
            yield work
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise

    def _embed(
        self,
        documents: Sequence[Document],
        encoder: Encoder,
        examples: ExampleTexts,
        progress: Progress,
    ) -> Corpus:
        rows = tuple(
            Row(passage, kind, text, self._terms(text))
            for passage, kind, text in corpora.rows_to_embed(documents)
        )
        asked = [Row(label, "question", t, ()) for label, texts in examples.items() for t in texts]
        known = self._known_vectors(encoder)
        missing = [row for row in (*rows, *asked) if (row.kind, row.text) not in known]
        for done, (row, vector) in enumerate(self._encode(missing, encoder), start=1):
            known[row.kind, row.text] = vector
            progress(done, len(missing))
        vectors = np.array([known[row.kind, row.text] for row in rows], dtype=np.float32)
        kinds = {
            label: Examples(tuple(texts), np.array([known["question", text] for text in texts]))
            for label, texts in examples.items()
        }
        return Corpus(tuple(documents), rows, vectors, {"encoder": encoder.fingerprint}, kinds)

    def _encode(
        self, rows: Sequence[Row], encoder: Encoder, batch: int = 256
    ) -> Iterator[tuple[Row, Vectors]]:
        """Texts are embedded as passages, ways to ask as the queries that they are."""
        texts = [row for row in rows if row.kind == "text"]
        asked = [row for row in rows if row.asks]
        for start in range(0, len(texts), batch):
            part = texts[start : start + batch]
            yield from zip(part, encoder.encode_passages([row.text for row in part]), strict=True)
        for start in range(0, len(asked), batch):
            part = asked[start : start + batch]
            ready = [self._language.ready(row.text) for row in part]
            yield from zip(part, encoder.encode_queries(ready), strict=True)

    def _terms(self, text: str) -> tuple[str, ...]:
        return tuple(self._language.tokens(self._language.normalise(text)))

    def _known_vectors(self, encoder: Encoder) -> dict[tuple[str, str], Vectors]:
        with suppress(IndexUnavailable), _broken_generation():
            old = corpora.serving(self._home)
            if old.meta["encoder"] == encoder.fingerprint:
                asked = [pair for kind in old.examples.values() for pair in kind.pairs]
                known = {("question", text): vector for text, vector in asked}
                rows = zip(old.rows, old.vectors, strict=True)
                return known | {(row.kind, row.text): vector for row, vector in rows}
        return {}

    def _switch(self, name: str) -> None:
        pointer = self._root / "current.part"
        with pointer.open("w", encoding="ascii") as file:
            file.write(name)
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self._root / "current")
        _sync(self._root)


def _let_go(vectors: VectorIndex, lease: IO[bytes] | None) -> None:
    vectors.close()
    if lease:
        lease.close()


def _share(path: Path) -> IO[bytes]:
    lease = path.open("rb")
    fcntl.flock(lease, fcntl.LOCK_SH)
    return lease


def _unused(lease: Path) -> bool:
    try:
        with lease.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return True
    except BlockingIOError:
        return False
    return True


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _vectors(folder: Path, corpus: Corpus, encoder: Encoder) -> VectorIndex:
    """Chroma; where it may not write, hence not open, the stored vectors are scanned instead."""
    try:
        return ChromaVectors(folder, encoder)
    except StorageError:
        return ExactVectors(corpus.vectors)


@contextmanager
def _broken_generation() -> Iterator[None]:
    """Whatever a generation that lacks a file or a part of one makes its readers say."""
    try:
        yield
    except (FileNotFoundError, EOFError, sqlite3.Error, ValueError, KeyError) as error:
        raise IndexUnavailable("Indeks rusak. Jalankan `tanya knowledge build`.") from error


@contextmanager
def _storage_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StorageError(FULL) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageError(FULL) from error
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise StorageError(f"Folder {error.filename} tidak bisa ditulisi.") from error
        raise

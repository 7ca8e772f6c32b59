"""The documents that an institution brought in: kept, reviewed, and given to the index.

A document is a draft until a person approves it. Only what is approved and has a source and a
date answers. A changed document becomes a draft beside the approved version, which goes on
answering until the new one is approved. What has been acknowledged survives a kill.
"""

import errno
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import Field

from knowledge.documents import Document, Frozen, Passage
from knowledge.errors import KnowledgeError, StorageError, UnknownDocument
from knowledge.schema import Authority, Grade, Regulation, Source, Validity

STALE_AFTER = timedelta(days=365)
_VERSION = 1
_SCHEMA = """
create table documents (
    id text primary key,
    path text not null unique,
    digest text not null,
    status text not null check (status in ('draft', 'approved', 'withdrawn')),
    body text not null,
    approved_body text,
    approved_by text,
    missing_since text,
    ingested_at text not null,
    looked_at text not null
);
create table changes (
    number integer primary key,
    document_id text not null references documents (id) on delete cascade,
    body text not null,
    confirmed_at text,
    confirmed_by text,
    unique (document_id, body)
);
"""


class Status(StrEnum):
    """Where a document stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class Change(Frozen):
    """What a document does to another regulation, and the words that say so."""

    kind: Literal["amends", "inserts", "deletes", "repeals", "repeals_part"]
    target: str
    target_locator: str | None = None
    by_locator: str
    quote: str


class Ingested(Frozen):
    """A document as taken in; what the text does not say is None until a person adds it.

    `suspicions`: why it cannot be approved without looking. `regulation`: its id in the catalogue.
    """

    id: str
    title: str
    format: str
    kind: str | None = None
    number: str | None = None
    year: int | None = None
    about: str | None = None
    regulation: str | None = None
    as_of: date | None = None
    valid_until: date | None = None
    authority: Authority = Authority.CATATAN
    publisher: str | None = None
    url: str | None = None
    published: str | None = None
    pages: int = 1
    passages: tuple[Passage, ...] = ()
    changes: tuple[Change, ...] = ()
    mentions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    suspicions: tuple[str, ...] = ()

    @property
    def lacks(self) -> tuple[str, ...]:
        """What must be added before it can answer."""
        needed = {"alamat sumber (url)": self.url, "tanggal (date)": self.as_of}
        return tuple(name for name, value in needed.items() if not value)


class Entry(Frozen):
    """A document of the library and where it stands."""

    document: Ingested
    path: str
    digest: str
    status: Status
    answers: bool
    changed: bool
    missing_since: date | None
    ingested_at: datetime
    looked_at: datetime


class Proposal(Frozen):
    """A change to another regulation that waits for a person, or was confirmed by one."""

    number: int
    document_id: str
    change: Change
    confirmed: bool


class Stale(Frozen):
    """What needs another look, and why."""

    id: str
    title: str
    reason: str


class _Overlay(Frozen):
    """What became of a regulation according to others."""

    amended_on: date | None = None
    revoked_on: date | None = None
    revoked_by: tuple[str, ...] = Field(default=())


class Library:
    """The store in `home`; safe to use from several processes.

    >>> import tempfile
    >>> library = Library(Path(tempfile.mkdtemp()))
    >>> library.put(Ingested(id="dok-a", title="A", format="text"), "a.txt", "0")
    >>> [entry.status.value for entry in library.entries()]
    ['draft']
    """

    def __init__(self, home: Path) -> None:
        self._path = home / "library.sqlite"

    def entries(self) -> list[Entry]:
        """Every document, in the order of ids."""
        if not self._path.exists():
            return []
        with self._read() as db:
            return [_entry(row) for row in db.execute("select * from documents order by id")]

    def entry(self, name: str) -> Entry:
        """The document with that id.

        Raises:
            UnknownDocument: when there is none.
        """
        found = next((entry for entry in self.entries() if entry.document.id == name), None)
        if found is None:
            raise UnknownDocument(f"Tidak ada dokumen masukan dengan id {name}.")
        return found

    def put(self, document: Ingested, path: str, digest: str) -> None:
        """Add a document, or replace what came from that path; on disk when this returns."""
        now = _now()
        with self._write() as db:
            _make_way(db, document.id, path)
            db.execute(
                "insert into documents (id, path, digest, status, body, ingested_at, looked_at)"
                " values (?, ?, ?, 'draft', ?, ?, ?)"
                " on conflict (id) do update set path = excluded.path, digest = excluded.digest,"
                " status = 'draft', body = excluded.body, missing_since = null,"
                " ingested_at = excluded.ingested_at, looked_at = excluded.looked_at",
                (document.id, path, digest, document.model_dump_json(), now, now),
            )
            _put_changes(db, document)

    def moved(self, name: str, path: str) -> None:
        """The same document now lies at another path."""
        with self._write() as db:
            db.execute(
                "update documents set path = ?, missing_since = null where id = ?", (path, name)
            )

    def missing(self, name: str, since: date | None) -> None:
        """Propose withdrawal because the file is gone, or take the proposal back."""
        with self._write() as db:
            day = since.isoformat() if since else None
            db.execute("update documents set missing_since = ? where id = ?", (day, name))

    def approve(self, name: str, by: str | None = None, despite: bool = False) -> Entry:
        """Let a document answer.

        Raises:
            UnknownDocument: when there is none.
            KnowledgeError: it lacks a source or a date, or is suspicious and not `despite` that.
        """
        document = self.entry(name).document
        if document.lacks:
            raise KnowledgeError(
                f"{name} belum dapat disetujui: belum ada {' dan '.join(document.lacks)}. "
                f"Tambahkan di berkas .meta.yaml di sebelahnya, lalu jalankan `tanya ingest` lagi."
            )
        if document.suspicions and not despite:
            raise KnowledgeError(
                f"{name} ditahan: {' '.join(document.suspicions)} Periksa isinya; "
                f"bila memang benar, setujui dengan --force."
            )
        with self._write() as db:
            db.execute(
                "update documents set status = 'approved', approved_body = body, approved_by = ?,"
                " looked_at = ?, missing_since = null where id = ?",
                (by, _now(), name),
            )
        return self.entry(name)

    def withdraw(self, name: str) -> Entry:
        """Take a document out of the answers; its text is kept for the record.

        Raises:
            UnknownDocument: when there is none.
        """
        self.entry(name)
        with self._write() as db:
            db.execute(
                "update documents set status = 'withdrawn', approved_body = null,"
                " missing_since = null, looked_at = ? where id = ?",
                (_now(), name),
            )
        return self.entry(name)

    def withheld(self) -> frozenset[str]:
        """The ids of documents that must not answer, whatever an older index still holds."""
        if not self._path.exists():
            return frozenset()
        with self._read() as db:
            rows = db.execute("select id from documents where approved_body is null")
            return frozenset(row["id"] for row in rows)

    def proposals(self) -> list[Proposal]:
        """Every change to other regulations that the documents say they make."""
        if not self._path.exists():
            return []
        with self._read() as db:
            rows = db.execute("select * from changes order by number")
            return [
                Proposal(
                    number=row["number"],
                    document_id=row["document_id"],
                    change=Change.model_validate_json(row["body"]),
                    confirmed=row["confirmed_at"] is not None,
                )
                for row in rows
            ]

    def confirm(self, number: int, by: str | None = None) -> Proposal:
        """A person says that a proposed change is right; it then counts.

        Raises:
            UnknownDocument: when there is no such proposal.
        """
        with self._write() as db:
            done = db.execute(
                "update changes set confirmed_at = ?, confirmed_by = ? where number = ?",
                (_now(), by, number),
            )
            if done.rowcount == 0:
                raise UnknownDocument(f"Tidak ada usulan perubahan nomor {number}.")
        return next(p for p in self.proposals() if p.number == number)

    def answering(self, regulations: Iterable[Regulation] = ()) -> list[Document]:
        """What the index takes: approved documents with a source and a date.

        `regulations`: the catalogue, which tells what was amended or revoked, and when.
        """
        overlays = self._overlays(regulations)
        return [
            _as_document(document, overlays.get(document.regulation or "", _Overlay()))
            for document in self._approved()
            if not document.lacks and document.passages
        ]

    def stale(
        self, today: date, regulations: Iterable[Regulation] = (), after: timedelta = STALE_AFTER
    ) -> list[Stale]:
        """What needs another look: old, expired, gone, held back, replaced, or waiting."""
        regulations = tuple(regulations)
        overlays = self._overlays(regulations)
        found = [
            Stale(id=entry.document.id, title=entry.document.title, reason=reason)
            for entry in self.entries()
            if entry.status is not Status.WITHDRAWN
            for reason in _reasons(entry, overlays, today, after)
        ]
        titles = {entry.document.id: entry.document.title for entry in self.entries()}
        for proposal in self.proposals():
            if not proposal.confirmed and proposal.change.kind in ("repeals", "amends"):
                found.append(_waiting(proposal, titles))
        return found

    def _approved(self) -> list[Ingested]:
        if not self._path.exists():
            return []
        with self._read() as db:
            rows = db.execute(
                "select approved_body from documents where approved_body is not null order by id"
            )
            return [Ingested.model_validate_json(row["approved_body"]) for row in rows]

    def _overlays(self, regulations: Iterable[Regulation]) -> dict[str, _Overlay]:
        """The catalogue, completed by confirmed changes."""
        overlays = {regulation.id: _of_catalogue(regulation) for regulation in regulations}
        documents = {entry.document.id: entry.document for entry in self.entries()}
        for proposal in self.proposals():
            document = documents.get(proposal.document_id)
            if proposal.confirmed and document and document.as_of:
                old = overlays.get(proposal.change.target, _Overlay())
                overlays[proposal.change.target] = _with(old, proposal.change, document)
        return overlays

    @contextmanager
    def _read(self) -> Iterator[sqlite3.Connection]:
        with _storage_errors(), closing(self._connect()) as db:
            yield db

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        with _storage_errors():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._connect()) as db:
                db.execute("begin immediate")
                if db.execute("pragma user_version").fetchone()[0] == 0:
                    _create(db)
                yield db
                db.execute("commit")

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=30, isolation_level=None)
        db.row_factory = sqlite3.Row
        db.execute("pragma journal_mode = wal")
        db.execute("pragma synchronous = full")
        db.execute("pragma foreign_keys = on")
        return db


def _create(db: sqlite3.Connection) -> None:
    for statement in _SCHEMA.split(";"):
        if statement.strip():
            db.execute(statement)
    db.execute(f"pragma user_version = {_VERSION}")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _make_way(db: sqlite3.Connection, name: str, path: str) -> None:
    """Another document came from that path: a draft goes, one that answers stays for review."""
    other = (path, name)
    db.execute("delete from documents where path = ? and id != ? and approved_body is null", other)
    db.execute(
        "update documents set path = path || '#' || id, missing_since = date('now')"
        " where path = ? and id != ?",
        other,
    )


def _put_changes(db: sqlite3.Connection, document: Ingested) -> None:
    """The proposals of the document; what a person confirmed and still stands stays confirmed."""
    bodies = [change.model_dump_json() for change in document.changes]
    marks = ", ".join("?" * len(bodies))
    db.execute(
        f"delete from changes where document_id = ? and body not in ({marks})",
        (document.id, *bodies),
    )
    db.executemany(
        "insert or ignore into changes (document_id, body) values (?, ?)",
        ((document.id, body) for body in bodies),
    )


def _entry(row: sqlite3.Row) -> Entry:
    document = Ingested.model_validate_json(row["body"])
    approved = row["approved_body"]
    return Entry(
        document=document,
        path=row["path"],
        digest=row["digest"],
        status=Status(row["status"]),
        answers=approved is not None and not Ingested.model_validate_json(approved).lacks,
        changed=approved is not None and approved != row["body"],
        missing_since=row["missing_since"] and date.fromisoformat(row["missing_since"]),
        ingested_at=datetime.fromisoformat(row["ingested_at"]),
        looked_at=datetime.fromisoformat(row["looked_at"]),
    )


def _of_catalogue(regulation: Regulation) -> _Overlay:
    return _Overlay(
        amended_on=min((c.on for c in regulation.amended_by), default=None),
        revoked_on=min((c.on for c in regulation.revoked_by), default=None),
        revoked_by=tuple(c.by for c in regulation.revoked_by),
    )


def _with(overlay: _Overlay, change: Change, by: Ingested) -> _Overlay:
    day = by.as_of
    if change.kind == "repeals":
        names = tuple(dict.fromkeys((*overlay.revoked_by, by.title)))
        earliest = min(filter(None, (overlay.revoked_on, day)), default=None)
        return overlay.model_copy(update={"revoked_on": earliest, "revoked_by": names})
    earliest = min(filter(None, (overlay.amended_on, day)), default=None)
    return overlay.model_copy(update={"amended_on": earliest})


def _as_document(document: Ingested, overlay: _Overlay) -> Document:
    if document.as_of is None or document.url is None:  # `lacks` has kept these out
        raise KnowledgeError(f"{document.id} belum punya sumber atau tanggal.")
    official = ".go.id" in document.url
    source = Source(
        title=document.title,
        publisher=document.publisher or _host(document.url),
        url=document.url,
        published=document.published or document.as_of.isoformat(),
        grade=Grade.P if official else Grade.X,
    )
    is_rule = document.regulation is not None or document.authority.rank <= Authority.SURAT.rank
    return Document(
        id=document.id,
        kind="document",
        title=document.title,
        as_of=document.as_of,
        valid_until=document.valid_until,
        amended_on=overlay.amended_on,
        revoked_on=overlay.revoked_on,
        validity=Validity.IN_FORCE if is_rule else Validity.STATEMENT,
        authority=document.authority,
        superseded_by=overlay.revoked_by,
        sources=(source,),
        passages=document.passages,
    )


def _host(url: str) -> str:
    return url.split("/")[2]


def _reasons(
    entry: Entry, overlays: dict[str, _Overlay], today: date, after: timedelta
) -> Iterator[str]:
    document = entry.document
    overlay = overlays.get(document.regulation or "", _Overlay())
    if entry.missing_since:
        yield f"Berkasnya tidak ada lagi sejak {entry.missing_since}; usul: tarik."
    if document.suspicions:
        yield f"Ditahan: {' '.join(document.suspicions)}"
    if document.lacks:
        yield f"Belum ada {' dan '.join(document.lacks)}."
    if entry.status is Status.DRAFT and not document.lacks:
        yield "Versi baru menunggu persetujuan." if entry.changed else "Menunggu persetujuan."
    if document.valid_until and document.valid_until < today:
        yield f"Berakhir pada {document.valid_until}."
    if overlay.revoked_on and overlay.revoked_on <= today:
        yield f"Dicabut sejak {overlay.revoked_on} oleh {', '.join(overlay.revoked_by)}."
    elif overlay.amended_on and overlay.amended_on <= today:
        yield f"Diubah sejak {overlay.amended_on}; periksa apakah teksnya masih berlaku."
    if today - entry.looked_at.date() > after:
        yield f"Terakhir dilihat {entry.looked_at.date()}."


def _waiting(proposal: Proposal, titles: dict[str, str]) -> Stale:
    verb = "mencabut" if proposal.change.kind == "repeals" else "mengubah"
    return Stale(
        id=f"usulan-{proposal.number}",
        title=titles.get(proposal.document_id, proposal.document_id),
        reason=f"{proposal.change.by_locator} {verb} {proposal.change.target}; konfirmasikan.",
    )


@contextmanager
def _storage_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise StorageError(
            "Pustaka dokumen tidak dapat dibuka atau ditulisi: disk penuh, hanya-baca, rusak, atau "
            "sedang dikunci. Perbaiki lalu ulangi."
        ) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES):
            raise StorageError(f"Folder {error.filename} tidak bisa ditulisi.") from error
        raise

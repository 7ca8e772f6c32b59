"""Brings files and the library together: new, changed, unchanged, gone, refused.

Each document is stored in one transaction, on disk before the next file is opened, so repeating
or interrupting it at any moment is safe.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, Protocol, Self

from ingest.errors import IngestError, NotFound, Refused
from ingest.fetching import Fetcher
from ingest.metadata import NOTHING_ADDED, SIDECAR, Sidecar, sidecar
from ingest.reading import digest
from ingest.settings import IngestSettings
from ingest.worker import Worker
from knowledge.library import Entry, Ingested, Library, Status
from knowledge.schema import Regulation

Outcome = Literal["new", "changed", "unchanged", "moved"]


class Watcher(Protocol):
    """Is told how far it is."""

    def on_file(self, number: int, total: int, path: Path) -> None:
        """A file begins."""

    def on_page(self, page: int, of: int, by_ocr: bool) -> None:
        """A page of it begins."""


class Silent:
    """A watcher that says nothing."""

    def on_file(self, number: int, total: int, path: Path) -> None:
        """Say nothing."""

    def on_page(self, page: int, of: int, by_ocr: bool) -> None:
        """Say nothing."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A document that is in the library now, or would be; how its passages differ from before."""

    outcome: Outcome
    path: Path
    document: Ingested
    added: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file or an address that was not taken, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """A document whose file is no longer there: proposed for withdrawal."""

    id: str
    path: Path


@dataclass(frozen=True, slots=True)
class Report:
    """What became of every file."""

    taken: tuple[Taken, ...] = ()
    refused: tuple[Refusal, ...] = ()
    gone: tuple[Gone, ...] = ()

    def __add__(self, other: Self) -> "Report":
        """What became of the files of both."""
        return Report(
            self.taken + other.taken, self.refused + other.refused, self.gone + other.gone
        )

    def count(self, outcome: Outcome) -> int:
        """How many documents met that end."""
        return sum(1 for each in self.taken if each.outcome == outcome)


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    root: Path


def sync(
    paths: Sequence[Path],
    library: Library,
    regulations: Iterable[Regulation] = (),
    added: Sidecar = NOTHING_ADDED,
    limits: IngestSettings | None = None,
    watcher: Watcher | None = None,
    dry_run: bool = False,
) -> Report:
    """Take in files and folders; `dry_run` only says what would change.

    Raises:
        NotFound: a path does not exist.
        StorageError: the disk is full or read-only; what was acknowledged stays.
    """
    limits = limits or IngestSettings()
    files = list(_walk(paths))
    with Worker(limits, regulations) as worker:
        run = _Run(library, worker, added, limits, watcher or Silent(), dry_run)
        for number, file in enumerate(files, start=1):
            run.take(file, number, len(files))
    gone = tuple(run.gone([file.path for file in files], [p for p in paths if p.is_dir()]))
    return Report(tuple(run.taken), tuple(run.refused), gone)


def sync_url(
    url: str,
    fetcher: Fetcher,
    library: Library,
    regulations: Iterable[Regulation] = (),
    added: Sidecar = NOTHING_ADDED,
    watcher: Watcher | None = None,
    dry_run: bool = False,
) -> Report:
    """Take in what an address gives; the address is its source."""
    try:
        path = fetcher.fetch(url)
    except Refused as refused:
        return Report(refused=(Refusal(url, str(refused)),))
    sourced = added if added.url else added.model_copy(update={"url": url})
    return sync([path], library, regulations, sourced, fetcher.limits, watcher, dry_run)


def _walk(paths: Sequence[Path]) -> Iterator[_File]:
    """Files in order; sidecars and hidden files are none."""
    seen: set[Path] = set()
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise NotFound(f"{path} tidak ada.")
        root = path.absolute()
        inside = _inside(root) if root.is_dir() else [root]
        for found in inside:
            if found not in seen:
                seen.add(found)
                yield _File(found, root if root.is_dir() else root.parent)


def _inside(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name.endswith(SIDECAR):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _inside(path)
        elif path.is_symlink() or path.is_file():
            yield path


class _Run:
    """One pass over the files."""

    def __init__(
        self,
        library: Library,
        worker: Worker,
        added: Sidecar,
        limits: IngestSettings,
        watcher: Watcher,
        dry_run: bool,
    ) -> None:
        self._library = library
        self._worker = worker
        self._added = added
        self._limits = limits
        self._watcher = watcher
        self._dry_run = dry_run
        entries = library.entries()
        self._by_path = {entry.path: entry for entry in entries}
        self._by_digest = {entry.digest: entry for entry in entries}
        self._owners = {entry.document.id: entry.path for entry in entries}
        self.taken: list[Taken] = []
        self.refused: list[Refusal] = []

    def take(self, file: _File, number: int, total: int) -> None:
        """One file: taken, or refused with a reason."""
        self._watcher.on_file(number, total, file.path)
        try:
            self.taken.append(self._take(file))
        except IngestError as error:
            known = self._by_path.get(str(file.path))
            kept = " Versi yang lama tetap dipakai." if known and known.answers else ""
            self.refused.append(Refusal(str(file.path), f"{error}{kept}"))

    def _take(self, file: _File) -> Taken:
        data = _bytes(file, self._limits)
        added = _together(sidecar(file.path), self._added)
        mark = digest(data, added)
        known = self._by_path.get(str(file.path))
        if known and known.digest == mark:
            return self._unchanged(known, file.path)
        if (same := self._by_digest.get(mark)) and not Path(same.path).exists():
            return self._moved(same, file.path)
        size = len(data)
        del data
        document = self._worker.read(file.path, added, mark, size, self._watcher.on_page)
        document = self._with_own_id(document, file.path)
        return self._put(document, file.path, mark, known)

    def _unchanged(self, known: Entry, path: Path) -> Taken:
        if known.missing_since and not self._dry_run:
            self._library.missing(known.document.id, None)
        return Taken("unchanged", path, known.document)

    def _moved(self, known: Entry, path: Path) -> Taken:
        if not self._dry_run:
            self._library.moved(known.document.id, str(path))
        self._by_path.pop(known.path, None)
        self._owners[known.document.id] = str(path)
        return Taken("moved", path, known.document)

    def _put(self, document: Ingested, path: Path, mark: str, known: Entry | None) -> Taken:
        before = {(p.id, p.text) for p in known.document.passages} if known else set()
        after = {(p.id, p.text) for p in document.passages}
        if not self._dry_run:
            self._library.put(document, str(path), mark)
        self._owners[document.id] = str(path)
        outcome: Outcome = "changed" if known else "new"
        return Taken(outcome, path, document, len(after - before), len(before - after))

    def _with_own_id(self, document: Ingested, path: Path) -> Ingested:
        """The same regulation twice is refused; other documents of the same name are told apart."""
        count, name = 1, document.id
        while self._is_taken(name, path):
            if document.number and document.year:
                other = self._owners[name]
                raise Refused(f"{document.title.split(' tentang ')[0]} sudah ada dari {other}.")
            count += 1
            name = f"{document.id}-{count}"
        return _renamed(document, name) if name != document.id else document

    def _is_taken(self, name: str, path: Path) -> bool:
        owner = self._owners.get(name)
        return owner is not None and owner != str(path) and Path(owner).exists()

    def gone(self, walked: Sequence[Path], folders: Sequence[Path]) -> Iterator[Gone]:
        """Documents from these folders whose file is no longer there."""
        present = set(map(str, walked))
        for path, entry in self._by_path.items():
            inside = any(Path(path).is_relative_to(folder.absolute()) for folder in folders)
            current = self._owners.get(entry.document.id) == path
            if not inside or path in present or not current or entry.status is Status.WITHDRAWN:
                continue
            if not self._dry_run and entry.missing_since is None:
                self._library.missing(entry.document.id, date.today())
            yield Gone(entry.document.id, Path(path))


def _bytes(file: _File, limits: IngestSettings) -> bytes:
    if not file.path.resolve().is_relative_to(file.root.resolve()):
        raise Refused("Tautan ini menunjuk ke luar folder; tidak diikuti.")
    try:
        if file.path.stat().st_size > limits.max_bytes:
            raise Refused(f"Berkas ini lebih besar dari batas {limits.max_mib} MiB.")
        if not file.path.is_file():
            raise Refused("Ini bukan berkas biasa.")
        return file.path.read_bytes()
    except OSError as error:
        raise Refused(f"Berkas tidak dapat dibaca: {error.strerror}.") from None


def _together(own: Sidecar, common: Sidecar) -> Sidecar:
    """The sidecar of a file, completed by what was given for all files."""
    given = common.model_dump(exclude_none=True)
    return Sidecar.model_validate(given | own.model_dump(exclude_none=True))


def _renamed(document: Ingested, name: str) -> Ingested:
    passages = tuple(
        passage.model_copy(update={"id": f"{name}/{passage.id.split('/', 1)[1]}"})
        for passage in document.passages
    )
    return document.model_copy(update={"id": name, "passages": passages})

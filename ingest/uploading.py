"""A file that somebody sent: kept in a folder of the home, then taken in like any other."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath

from filelock import FileLock, Timeout

from ingest.errors import Refused
from ingest.metadata import NOTHING_ADDED, Sidecar
from ingest.reading import slug
from ingest.sync import Report, sync
from knowledge.errors import Busy
from knowledge.library import Ingested, Library
from knowledge.schema import Regulation

_SUFFIXES = frozenset((".pdf", ".docx", ".html", ".htm", ".md", ".markdown", ".txt"))
_PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent; sent again under the same name it is a newer version."""

    name: str
    data: bytes
    added: Sidecar = NOTHING_ADDED

    @property
    def file_name(self) -> str:
        """A name without anything that a path could be made of.

        >>> Upload("../../etc/Surat Edaran.PDF", b"").file_name
        'surat-edaran.pdf'
        """
        name = PurePath(self.name.replace("\\", "/"))
        suffix = name.suffix.lower()
        known = suffix if suffix in _SUFFIXES else ""
        return f"{slug(name.stem)[:80] or 'tanpa-nama'}{known}"


def take(upload: Upload, home: Path, regulations: Iterable[Regulation] = ()) -> Ingested:
    """The document that was sent, now a draft in the library of `home`.

    Raises:
        Refused: with an Indonesian sentence that says why; an older version stays as it was.
        Busy: other uploads take too long.
        StorageError: the disk is full or read-only.
    """
    folder = home / "unggahan"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / ".lock", timeout=_PATIENCE_SECONDS):
            report = _stored(upload, folder / upload.file_name, home, regulations)
    except Timeout:
        raise Busy("Unggahan lain sedang dibaca. Coba lagi sebentar lagi.") from None
    if report.refused:
        raise Refused(report.refused[0].reason)
    return report.taken[0].document


def _stored(upload: Upload, path: Path, home: Path, regulations: Iterable[Regulation]) -> Report:
    older = path.read_bytes() if path.exists() else None
    _write(path, upload.data)
    report = sync([path], Library(home), regulations, upload.added)
    if report.refused and older is not None:
        _write(path, older)
    elif report.refused:
        path.unlink()
    return report


def _write(path: Path, data: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    part.replace(path)

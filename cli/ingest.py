"""`tanya ingest`: documents into the library, as drafts."""

import json
import sys
from contextlib import nullcontext
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from knowledge.errors import InputError
from knowledge.settings import KnowledgeSettings

if TYPE_CHECKING:
    from ingest.metadata import Sidecar
    from ingest.sync import Outcome, Report, Taken

Paths = Annotated[list[Path] | None, typer.Argument(help="Berkas atau folder.", metavar="PATH…")]
Urls = Annotated[
    list[str] | None, typer.Option("--url", help="Ambil dari alamat publik.", metavar="URL")
]
Date = Annotated[str | None, typer.Option("--date", help="Tanggal dokumen.", metavar="TANGGAL")]
SourceUrl = Annotated[
    str | None, typer.Option("--source-url", help="Alamat asal dokumen.", metavar="URL")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Hanya tunjukkan perbedaannya.")]
AsJson = Annotated[bool, typer.Option("--json", help="Keluaran JSON saja.")]


def ingest(
    paths: Paths = None,
    url: Urls = None,
    source_url: SourceUrl = None,
    date: Date = None,
    dry_run: DryRun = False,
    json: AsJson = False,
) -> None:
    """Tambahkan atau perbarui dokumen; aman diulang dan dihentikan kapan saja."""
    if not paths and not url:
        raise InputError("Sebutkan berkas, folder, atau --url.")
    console = Console(stderr=True, highlight=False)
    watcher = _Bars(console) if console.is_terminal and not json else None
    with watcher or nullcontext():
        report = _taken(paths or [], url or [], _added(source_url, date), watcher, dry_run)
    sys.stdout.write(_as_json(report) if json else _as_text(report, dry_run))


def _taken(
    paths: list[Path], urls: list[str], added: "Sidecar", watcher: "_Bars | None", dry_run: bool
) -> "Report":
    from ingest.fetching import Fetcher
    from ingest.settings import IngestSettings
    from ingest.sync import sync, sync_url
    from knowledge.curated import read
    from knowledge.library import Library

    settings, limits = KnowledgeSettings(), IngestSettings()
    library, regulations = Library(settings.folder), read(settings.curated).regulations
    fetcher = Fetcher(settings.folder / "unduhan", limits)
    report = sync(paths, library, regulations, added, limits, watcher, dry_run)
    for url in urls:
        report += sync_url(url, fetcher, library, regulations, added, watcher, dry_run)
    return report


def _added(source_url: str | None, date: str | None) -> "Sidecar":
    from pydantic import ValidationError

    from ingest.metadata import Sidecar

    try:
        return Sidecar.model_validate({"url": source_url, "date": date})
    except ValidationError as error:
        if error.errors()[0]["loc"] == ("date",):
            raise InputError("Tulis tanggal sebagai TTTT-BB-HH, misalnya 2024-04-20.") from None
        raise InputError("Alamat sumber harus dimulai dengan http:// atau https://.") from None


def _as_json(report: "Report") -> str:
    documents = [
        {
            "id": taken.document.id,
            "title": taken.document.title,
            "passages": [
                {"locator": p.locator, "page": p.page, "text": p.text}
                for p in taken.document.passages
            ],
        }
        for taken in report.taken
    ]
    refused = [{"path": r.path, "reason": r.reason} for r in report.refused]
    body = {"documents": documents, "refused": refused}
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


_WORDS: "dict[Outcome, str]" = {
    "new": "baru",
    "changed": "berubah",
    "unchanged": "tetap",
    "moved": "pindah",
}


def _as_text(report: "Report", dry_run: bool) -> str:
    lines = [line for taken in report.taken for line in _taken_lines(taken)]
    lines += [f"ditolak  {refusal.path}: {refusal.reason}" for refusal in report.refused]
    lines += [f"hilang   {gone.id} ({gone.path}); usul: tanya knowledge withdraw {gone.id}"
              for gone in report.gone]  # fmt: skip
    counts = ", ".join(f"{report.count(outcome)} {word}" for outcome, word in _WORDS.items())
    lines.append(f"{counts}, {len(report.refused)} ditolak, {len(report.gone)} hilang.")
    if dry_run:
        lines.append("Tidak ada yang disimpan (--dry-run).")
    return "\n".join(lines) + "\n"


def _taken_lines(taken: "Taken") -> list[str]:
    if taken.outcome == "unchanged":
        return []
    document = taken.document
    head = f"{_WORDS[taken.outcome]:8} {document.id}: {document.title}"
    lines = [f"{head} (+{taken.added} -{taken.removed} bagian)"]
    lines += [f"         ditahan: {reason}" for reason in document.suspicions]
    lines += [f"         catatan: {note}" for note in document.notes]
    lines += [f"         belum ada: {', '.join(document.lacks)}"] if document.lacks else []
    lines += [
        f"         usul: {change.kind} {change.target} ({change.by_locator})"
        for change in document.changes
        if change.kind in ("amends", "repeals", "repeals_part") and not change.target_locator
    ]
    return lines


class _Bars:
    """Files and pages as progress bars with their rate."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"), TimeRemainingColumn(),
            console=console, transient=True,
        )  # fmt: skip
        self._files = self._progress.add_task("Berkas", total=None, rate="")
        self._pages = self._progress.add_task("Halaman", total=None, rate="")
        self._started = monotonic()
        self._count = 0

    def __enter__(self) -> "_Bars":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def on_file(self, number: int, total: int, path: Path) -> None:
        """Name the file that begins."""
        self._progress.update(
            self._files, description=path.name[:40], completed=number - 1, total=total
        )

    def on_page(self, page: int, of: int, by_ocr: bool) -> None:
        """Move on by a page."""
        self._count += 1
        rate = self._count / max(monotonic() - self._started, 0.001)
        words = "OCR halaman" if by_ocr else "Halaman"
        self._progress.update(
            self._pages, description=words, completed=page, total=of, rate=f"{rate:.1f}/s"
        )

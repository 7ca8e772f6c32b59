"""`tanya knowledge`: check, build and look into what is known."""

import json
import sys
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from knowledge.curated import Curated, read
from knowledge.documents import Document
from knowledge.errors import UnknownDocument
from knowledge.library import Entry, Library, Status
from knowledge.settings import KnowledgeSettings

app = typer.Typer(help="Periksa, bangun, dan lihat pengetahuan.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Keluaran JSON saja.")]
Names = Annotated[list[str], typer.Argument(metavar="ID…")]
Force = Annotated[bool, typer.Option("--force", help="Setujui walau ditahan, setelah diperiksa.")]
STANDS = {Status.DRAFT: "draf", Status.APPROVED: "disetujui", Status.WITHDRAWN: "ditarik"}


@app.command(epilog="Contoh: tanya knowledge check --json")
def check(
    json: AsJson = False,
    folder: Annotated[Path | None, typer.Option(help="Folder lain untuk diperiksa.")] = None,
    worklist: Annotated[
        bool, typer.Option("--worklist", help="Daftar pertanyaan yang menemukan jawaban lain.")
    ] = False,
) -> None:
    """Periksa berkas pengetahuan; keluar dengan 1 bila ada masalah."""
    from cli.checking import checked, misplaced

    curated = checked(folder, KnowledgeSettings())
    sys.stdout.write(_report_json(curated) if json else _report(curated))
    if curated.problems:
        raise typer.Exit(1)
    if worklist:
        sys.stdout.writelines(misplaced(KnowledgeSettings()))


@app.command(epilog="Contoh: tanya knowledge build")
def build() -> None:
    """Siapkan model bila perlu, lalu bangun indeks; yang lama melayani sampai yang baru siap."""
    from cli.build import build as run

    run(KnowledgeSettings())


@app.command("list", epilog="Contoh: tanya knowledge list --topic hak")
def list_(topic: Annotated[str | None, typer.Option(help="Hanya topik ini.")] = None) -> None:
    """Daftar pernyataan, peraturan, dan dokumen, satu baris masing-masing."""
    for document in _documents():
        if topic is None or document.topic == topic:
            sys.stdout.write(f"{document.id}\t{document.as_of}\t{document.title}\n")
    for entry in _entries() if topic is None else []:
        taken = entry.document
        stands = STANDS[entry.status]
        sys.stdout.write(f"{taken.id}\t{taken.as_of or '-'}\t{taken.title} ({stands})\n")


@app.command(epilog="Contoh: tanya knowledge show F9")
def show(name: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Tampilkan satu pernyataan, peraturan, atau dokumen; yang belum disetujui juga."""
    answering = (d for d in _documents() if name in (d.id, *d.aliases))
    waiting = (entry for entry in _entries() if entry.document.id == name)
    found = next(chain[Document | Entry](answering, waiting), None)
    if found is None:
        raise UnknownDocument(f"Tidak ada dokumen dengan id {name}.")
    data = found.model_dump(mode="json")
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


@app.command(epilog="Contoh: tanya knowledge approve dok-pp-94-2021")
def approve(names: Names, force: Force = False) -> None:
    """Setujui dokumen masukan atau usulan (usulan-3); indeks lalu diperbarui."""
    from cli.review import approve as run

    run(names, force)


@app.command(epilog="Contoh: tanya knowledge withdraw dok-pp-94-2021")
def withdraw(names: Names) -> None:
    """Tarik dokumen dari jawaban; indeks lalu diperbarui."""
    from cli.review import withdraw as run

    run(names)


@app.command(epilog="Contoh: tanya knowledge stale --months 6")
def stale(
    json: AsJson = False,
    months: Annotated[
        int | None, typer.Option(min=1, help="Juga pernyataan yang lebih lama dari sekian bulan.")
    ] = None,
) -> None:
    """Daftar yang perlu dilihat lagi: menunggu, ditahan, hilang, diubah, dicabut, atau lama."""
    from cli.review import stale as run

    run(json, months)


def _documents() -> list[Document]:
    settings = KnowledgeSettings()
    curated = read(settings.curated, settings.published)
    return [*curated.documents(), *Library(settings.folder).answering(curated.regulations)]


def _entries() -> list[Entry]:
    """Documents taken in that do not answer as they stand."""
    entries = Library(KnowledgeSettings().folder).entries()
    return [entry for entry in entries if not entry.answers]


def _summary(curated: Curated) -> dict[str, int]:
    return {
        "statements": len(curated.statements),
        "regulations": len(curated.regulations),
        "questions": curated.questions,
    }


def _report_json(curated: Curated) -> str:
    report = _summary(curated) | {"problems": list(curated.problems)}
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _report(curated: Curated) -> str:
    counts = _summary(curated)
    lines = [
        f"{counts['statements']} pernyataan, {counts['regulations']} peraturan, "
        f"{counts['questions']} pertanyaan.",
        *(f"Masalah: {problem}" for problem in curated.problems),
    ]
    return "\n".join(lines) + "\n"

"""`tanya knowledge`: check, build and look into what is known."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from knowledge.curated import Curated, read
from knowledge.documents import Document
from knowledge.errors import UnknownDocument
from knowledge.settings import KnowledgeSettings

app = typer.Typer(help="Periksa, bangun, dan lihat pengetahuan.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Keluaran JSON saja.")]


@app.command(epilog="Contoh: tanya knowledge check --json")
def check(
    json: AsJson = False,
    folder: Annotated[Path | None, typer.Option(help="Folder lain untuk diperiksa.")] = None,
) -> None:
    """Periksa berkas pengetahuan; keluar dengan 1 bila ada masalah."""
    curated = read(folder or KnowledgeSettings().curated)
    sys.stdout.write(_report_json(curated) if json else _report(curated))
    if curated.problems:
        raise typer.Exit(1)


@app.command(epilog="Contoh: tanya knowledge build")
def build() -> None:
    """Siapkan model bila perlu, lalu bangun indeks; yang lama melayani sampai yang baru siap."""
    from cli.build import build as run

    run(KnowledgeSettings())


@app.command("list", epilog="Contoh: tanya knowledge list --topic hak")
def list_(topic: Annotated[str | None, typer.Option(help="Hanya topik ini.")] = None) -> None:
    """Daftar pernyataan dan peraturan, satu baris masing-masing."""
    for document in _documents():
        if topic is None or document.topic == topic:
            sys.stdout.write(f"{document.id}\t{document.as_of}\t{document.title}\n")


@app.command(epilog="Contoh: tanya knowledge show F9")
def show(name: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Tampilkan satu pernyataan atau peraturan."""
    for document in _documents():
        if name in (document.id, *document.aliases):
            data = document.model_dump(mode="json")
            sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
            return
    raise UnknownDocument(f"Tidak ada dokumen dengan id {name}.")


def _documents() -> list[Document]:
    settings = KnowledgeSettings()
    return read(settings.curated, settings.published).documents()


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

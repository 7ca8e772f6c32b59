"""The `tanya` command: thin, and importing the rest only when it is needed."""

import logging
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from cli import chat as chat_command
from cli import evaluate as evaluate_command
from cli import ingest as ingest_command
from cli import knowledge as knowledge_command
from cli import users as users_command
from cli.console import fail
from knowledge.errors import TanyaError

app = typer.Typer(
    name="tanya",
    help="Tanya IKN: jawaban bagi ASN tentang pemindahan ke IKN, dengan sumber dan tanggalnya.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(knowledge_command.app, name="knowledge")
app.add_typer(evaluate_command.app, name="eval")
app.add_typer(users_command.app, name="users")
app.add_typer(users_command.audit, name="audit")


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise typer.BadParameter("tulis tanggal sebagai TTTT-BB-HH, misalnya 2024-04-20") from None


Day = Annotated[
    date | None,
    typer.Option("--as-of", parser=_day, metavar="TANGGAL", help="Jawaban untuk tanggal ini."),
]


@app.command(epilog='Contoh: tanya ask "Kapan ASN pindah ke IKN?" --as-of 2024-05-01')
def ask(
    question: Annotated[str, typer.Argument(help="Pertanyaan Anda, di antara tanda kutip.")],
    as_of: Day = None,
    json: Annotated[
        bool, typer.Option("--json", help="Hanya objek jawaban, sebagai JSON.")
    ] = False,
) -> None:
    """Ajukan satu pertanyaan."""
    chat_command.ask(question, as_of, json)


@app.command(epilog="Contoh: tanya chat")
def chat(as_of: Day = None) -> None:
    """Bercakap-cakap di terminal."""
    chat_command.chat(as_of)


app.command(epilog="Contoh: tanya ingest peraturan/ --source-url https://jdih.menpan.go.id")(
    ingest_command.ingest
)


@app.command(epilog="Contoh: tanya serve --port 9000")
def serve(
    host: Annotated[str | None, typer.Option(help="Alamat; bawaan 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; bawaan 8000.")] = None,
    build: Annotated[bool, typer.Option("--build", help="Perbarui indeks lebih dahulu.")] = False,
) -> None:
    """Jalankan API dan halaman percakapan."""
    from cli.serve import serve as run

    run(host, port, build)


bench_app = typer.Typer(invoke_without_command=True)
app.add_typer(bench_app, name="bench")


@bench_app.callback(epilog="Contoh: tanya bench --no-encoder")
def bench(
    context: typer.Context,
    encoder: Annotated[bool, typer.Option(help="Bandingkan juga model penanamnya.")] = True,
) -> None:
    """Ukur kecepatan dan memori di mesin ini."""
    if context.invoked_subcommand is None:
        from cli.bench import bench as run

        run(encoder)


@bench_app.command("ingest", epilog="Contoh: tanya bench ingest dokumen/ --questions soal.yaml")
def bench_ingest(
    folder: Annotated[Path, typer.Argument(help="Folder dokumen.", exists=True, file_okay=False)],
    questions: Annotated[
        Path | None, typer.Option(help="Soal dengan pasal yang benar.", exists=True)
    ] = None,
    typed: Annotated[
        Path | None, typer.Option(help="Satu halaman pindaian, diketik tangan.", exists=True)
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Tanpa ukuran yang lama.")] = False,
) -> None:
    """Ukur masukan dokumen: pasal, peringkat, OCR, biaya, kill -9, dan disk."""
    from cli.bench_ingest import bench as run

    run(folder, questions, typed, quick)


def main(run: Callable[[], Any] = app) -> None:
    """Run the command line; every expected failure is one Indonesian sentence on stderr."""
    logging.getLogger("bm25s").setLevel(logging.WARNING)  # it reports every build as debug
    try:
        run()
    except TanyaError as error:
        fail(str(error))
    except ValidationError as error:
        if not error.title.endswith("Settings"):
            raise
        names = ", ".join(f"TANYA_{str(e['loc'][0]).upper()}" for e in error.errors())
        fail(f"Nilai {names} tidak dapat dipakai; lihat docs/settings.md.")
    except KeyboardInterrupt:
        fail("Dihentikan.", code=130)
    except BrokenPipeError:
        sys.exit(0)


if __name__ == "__main__":
    main()

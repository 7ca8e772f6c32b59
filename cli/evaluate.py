"""`tanya eval`: how good the answers are, and whether a change made them better."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from knowledge.errors import IndexMissing
from knowledge.settings import KnowledgeSettings

if TYPE_CHECKING:
    from evals.dataset import QuestionSet
    from evals.run import Options, Run
    from knowledge.corpus import Corpus

app = typer.Typer(help="Nilai jawaban dengan sekumpulan soal.", no_args_is_help=True)
review = typer.Typer(help="Lembar telaah: penilaian orang, dan kesepakatannya.")
app.add_typer(review, name="review")
Report = Callable[[str, int, int], None]


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise typer.BadParameter("tulis tanggal sebagai TTTT-BB-HH, misalnya 2026-04-02") from None


Today = Annotated[
    date | None,
    typer.Option(
        "--today",
        parser=_day,
        metavar="TANGGAL",
        help="Hari yang dianggap hari ini bagi pertanyaan tanpa tanggal; bawaan hari ini.",
    ),
]


@app.command(epilog="Contoh: tanya eval run --dataset evals/datasets/test.jsonl --out hasil")
def run(
    out: Annotated[Path, typer.Option(help="Folder hasil.")],
    dataset: Annotated[Path | None, typer.Option(help="Berkas soal (JSON Lines).")] = None,
    repeat: Annotated[Path | None, typer.Option(help="Ulangi hasil di folder ini.")] = None,
    today: Today = None,
    baselines: Annotated[bool, typer.Option(help="Tanyai pembanding juga.")] = True,
    ablation: Annotated[bool, typer.Option(help="Lepas bagiannya satu per satu juga.")] = False,
    endpoint: Annotated[str | None, typer.Option(help="Nilai sistem di alamat ini.")] = None,
    against: Annotated[Path | None, typer.Option(help="Hasil lama, untuk perubahan.")] = None,
) -> None:
    """Jalankan sekumpulan soal, lalu tulis hasil, ringkasan, dan laporan."""
    from evals.records import read
    from evals.run import Options, write

    questions, day = _questions(dataset, repeat, today)
    options = Options(day, baselines, endpoint, ablation)
    earlier = read(against) if against else []
    with _progress() as progress:
        done = _examined(questions, options, progress)
    summary = write(done, out, earlier)
    console = Console(stderr=True, highlight=False)
    share, latency = summary["all"]["right"]["mean"], done.timings["answers"]
    console.print(Text(f"{100 * share:.1f} % dilayani sebagaimana mestinya; {out}/report.html"))
    console.print(Text(f"Waktu jawab p50 {latency['p50_ms']} ms, p95 {latency['p95_ms']} ms."))


def _questions(
    dataset: Path | None, repeat: Path | None, today: date | None
) -> "tuple[QuestionSet, date]":
    """The questions and the day: named, or those of an earlier run."""
    from evals.dataset import load
    from evals.run import repeated

    if (dataset is None) == (repeat is None):
        raise typer.BadParameter("sebutkan salah satu: --dataset atau --repeat")
    if repeat:
        return repeated(repeat)
    assert dataset is not None
    return load(dataset), today or date.today()


def _examined(questions: "QuestionSet", options: "Options", progress: Report) -> "Run":
    from evals.run import examine, examine_endpoint
    from evals.subject import LocalSubject

    if options.endpoint:
        return examine_endpoint(questions, options, _corpus(), progress)
    with LocalSubject.of(KnowledgeSettings()) as subject:
        return examine(questions, subject, options, progress)


def _corpus() -> "Corpus | None":
    """The corpus of this machine's index, to check quotes with; None without one."""
    from knowledge.opening import open_index

    try:
        with closing(open_index(KnowledgeSettings())) as index:
            return index.corpus
    except IndexMissing:
        return None


@app.command(epilog="Contoh: tanya eval compare hasil-lama hasil-baru")
def compare(
    a: Annotated[Path, typer.Argument(metavar="A")],
    b: Annotated[Path, typer.Argument(metavar="B")],
) -> None:
    """Bandingkan dua hasil, berpasangan per pertanyaan, dengan selang kepercayaan."""
    from evals.compare import compare as compared
    from evals.compare import table
    from evals.records import read

    sys.stdout.write(table(compared(read(a), read(b))))


@review.command("export", epilog="Contoh: tanya eval review export hasil telaah.csv --count 100")
def export_sheet(
    folder: Annotated[Path, typer.Argument(metavar="HASIL")],
    sheet: Annotated[Path, typer.Argument(metavar="LEMBAR")],
    count: Annotated[int, typer.Option(help="Banyaknya jawaban.", min=1)] = 100,
) -> None:
    """Tulis lembar telaah (CSV) dari jawaban sebuah hasil."""
    from evals.records import read
    from evals.review import export

    sheet.write_text(export(read(folder), count), "utf-8")
    sys.stderr.write(f"Isi kolom penilaian di {sheet} dengan benar atau salah.\n")


@review.command("read", epilog="Contoh: tanya eval review read hasil telaah.csv")
def read_sheet(
    folder: Annotated[Path, typer.Argument(metavar="HASIL")],
    sheet: Annotated[Path, typer.Argument(metavar="LEMBAR")],
) -> None:
    """Baca lembar telaah yang sudah diisi; tampilkan kesepakatan dengan orang."""
    from evals import review as sheets
    from evals.records import read

    marks = sheets.read(sheet.read_text("utf-8"))
    judges = {
        "Ukuran otomatis": sheets.own_verdicts(read(folder)),
        "Penilai": sheets.judge_verdicts(folder),
    }
    for name, verdicts in judges.items():
        if verdicts:
            found = sheets.agreement(marks, verdicts)
            trust = "boleh dijadikan syarat" if found.trusted else "belum boleh dijadikan syarat"
            sys.stdout.write(f"{name}: kappa {found.kappa:.2f}, n {found.n}, {trust}\n")


@app.command(epilog="Contoh: tanya eval judge hasil --url http://127.0.0.1:11434/v1 --model qwen3")
def judge(
    folder: Annotated[Path, typer.Argument(metavar="HASIL")],
    url: Annotated[str, typer.Option(help="Alamat yang serasi OpenAI, diakhiri /v1.")],
    model: Annotated[str, typer.Option(help="Nama model.")],
    key: Annotated[str, typer.Option(envvar="TANYA_JUDGE_KEY", help="Kunci, bila perlu.")] = "-",
) -> None:
    """Mintai pendapat sebuah model tentang jawaban; tidak pernah menjadi syarat sendirian."""
    from evals.judge import RagasJudge, verdicts, write
    from evals.records import read

    asked, records = RagasJudge.connect(url, model, key), read(folder)
    with _progress() as progress:
        found = list(verdicts(asked, records, partial(progress, "Menilai")))
    write(folder, found)
    sys.stdout.write(f"{sum(right for _, right in found)} dari {len(found)} dinilai benar.\n")


@app.command(epilog="Contoh: tanya eval gate")
def gate(
    accept: Annotated[bool, typer.Option(help="Jadikan hasil ini acuan baru.")] = False,
) -> None:
    """Jalankan soal singkat; keluar dengan 1 bila suatu batas dilanggar."""
    from evals import gate as gates
    from evals.subject import LocalSubject

    rules = gates.read()
    with LocalSubject.of(KnowledgeSettings()) as subject:
        records = gates.smoke(rules, subject)
    found = gates.breaches(rules, records, {} if accept else gates.reference())
    for breach in found:
        sys.stdout.write(f"{breach}\n")
    if found:
        raise typer.Exit(1)
    if accept:
        gates.accept(records)
    sys.stdout.write(f"{len(records)} soal, tidak ada batas yang dilanggar.\n")


@app.command(epilog="Contoh: tanya eval external idk_mrc/test.json --out hasil-idk")
def external(
    file: Annotated[Path, typer.Argument(metavar="BERKAS", help="JSON IDK-MRC.")],
    out: Annotated[Path, typer.Option(help="Folder hasil.")],
) -> None:
    """Ukur pencarian dan keyakinan pada IDK-MRC."""
    from evals import external as outside
    from knowledge.encoder import open_encoder

    settings = KnowledgeSettings()
    contexts, asked = outside.read(file)
    encoder = open_encoder(settings.encoder, settings.folder)
    with _progress() as progress:
        index = outside.index_of(contexts, encoder, progress)
        found = outside.measure(index, asked, progress)
    out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (out / "summary.json").write_text(text, "utf-8")
    sys.stdout.write(text)


@contextmanager
def _progress() -> Iterator[Report]:
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        TimeRemainingColumn(), console=console, transient=True,
    )  # fmt: skip
    tasks = {}

    def report(stage: str, done: int, total: int) -> None:
        if stage not in tasks:
            tasks[stage] = bar.add_task(stage, total=total)
        bar.update(tasks[stage], completed=done, total=total)

    with bar:
        yield report

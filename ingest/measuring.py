"""Measures ingestion on real and on made documents; `tanya bench ingest` prints it."""

import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter, sleep

import yaml

from ingest.errors import IngestError
from ingest.metadata import NOTHING_ADDED, SIDECAR, Sidecar
from ingest.reading import digest
from ingest.settings import IngestSettings
from ingest.sync import sync
from ingest.worker import Worker
from knowledge.documents import Document
from knowledge.encoder import Encoder, HashingEncoder
from knowledge.index import IndexFolder
from knowledge.language import Language
from knowledge.library import Ingested, Library
from knowledge.mentions import regulation_mentions
from knowledge.ranking import Intent, Ranker
from knowledge.retriever import Hit, PolicyRetriever
from knowledge.schema import Regulation

LAST_PASAL = {
    "dok-uu-3-2022": 44,
    "dok-pp-94-2021": 46,
    "dok-pp-17-2022": 190,
    "dok-uu-27-2022": 76,
    "dok-uu-5-2014": 141,
}
"""The number of the last pasal, from the printed regulations."""
_PASAL = re.compile(r"Pasal (\d+)(?![A-Z\d])")
_SOURCED = Sidecar(url="https://contoh.go.id/uji")
SENTENCE = "Pegawai yang pindah ke kebun nomor {} menerima satu kunci rumah dinas dari petugas."


@dataclass(frozen=True, slots=True)
class Measured:
    """What became of one file, and how long it took."""

    path: Path
    seconds: float
    document: Ingested | None
    refused: str | None

    @property
    def pasal(self) -> frozenset[int]:
        """The numbers of the pasal found."""
        passages = self.document.passages if self.document else ()
        found = (_PASAL.match(p.locator or "") for p in passages)
        return frozenset(int(match[1]) for match in found if match)

    @property
    def printed(self) -> frozenset[int]:
        """The numbers that the printed regulation has, where it is known."""
        last = LAST_PASAL.get(self.document.id, 0) if self.document else 0
        return frozenset(range(1, last + 1))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, what came first, and whether that is the right pasal, word for word."""

    question: str
    first: str
    right: bool
    verbatim: bool


def files(
    folder: Path, regulations: Iterable[Regulation], limits: IngestSettings
) -> Iterator[Measured]:
    """Read every file of the folder in the confined child, as `tanya ingest` does."""
    with Worker(limits, regulations) as worker:
        for path in sorted(folder.iterdir()):
            if path.is_file() and not path.name.endswith(SIDECAR) and path.name != "README.md":
                yield _measured(worker, path)


def _measured(worker: Worker, path: Path) -> Measured:
    data = path.read_bytes()
    start = perf_counter()
    try:
        mark = digest(data, NOTHING_ADDED)
        document = worker.read(path, NOTHING_ADDED, mark, len(data), lambda *_: None)
    except IngestError as refused:
        return Measured(path, perf_counter() - start, None, str(refused))
    return Measured(path, perf_counter() - start, document, None)


def library_of(documents: Iterable[Ingested], home: Path) -> Library:
    """A library in which these documents answer."""
    library = Library(home)
    for document in documents:
        if document.as_of and document.regulation:
            sourced = document.model_copy(update={"url": _SOURCED.url})
            library.put(sourced, document.id, document.id)
            library.approve(document.id, despite=True)
    return library


def ask(
    documents: Iterable[Ingested],
    regulations: tuple[Regulation, ...],
    questions: Path,
    encoder: Encoder,
    home: Path,
    beside: Sequence[Document] = (),
) -> Iterator[Asked]:
    """Whether the right pasal comes first among the passages of these documents.

    `beside`: curated documents in the same index; one that rests on that pasal is as right.
    """
    with tempfile.TemporaryDirectory() as temporary:
        library = library_of(documents, Path(temporary))
        answering = library.answering(regulations)
    folder = IndexFolder(home, Language.load())
    folder.build([*beside, *answering], encoder)
    index = folder.open(encoder)
    retriever = PolicyRetriever(index, Ranker.load())
    originals = {p.id: p.text for document in documents for p in document.passages}
    originals |= {p.id: p.text for document in beside for p in document.passages}
    for asked in yaml.safe_load(questions.read_text(encoding="utf-8")):
        hits = retriever.search(asked["question"], Intent(day=date.today()))
        first = hits[0].passage if hits else None
        right = bool(hits) and _is_that(hits[0], asked["document"], str(asked["pasal"]))
        verbatim = first is not None and originals.get(first.id) == first.text
        yield Asked(asked["question"], first.id if first else "–", right, verbatim)
    index.close()


def _is_that(hit: Hit, document: str, pasal: str) -> bool:
    """Whether a passage is that pasal of a document, or was written from it."""
    if hit.document.kind == "document":
        place = rf"{document}/(?:penjelasan-)?pasal-{pasal}(?:-|$)"
        return re.match(place, hit.passage.id) is not None
    regulation, said = document.removeprefix("dok-"), re.compile(rf"\bPasal {pasal}(?!\d)")
    if hit.document.id == regulation:
        return said.search(hit.passage.locator or "") is not None
    return any(
        said.search(source.locator or "") is not None and regulation in _named(source.title)
        for source in hit.document.sources
    )


def _named(title: str) -> set[str]:
    return {f"{m.kind}-{m.number}-{m.year}".lower() for m in regulation_mentions(title)}


def growth(make: Callable[[int], bytes], counts: Iterable[int]) -> Iterator[tuple[int, float]]:
    """Processor seconds for documents of so many pages; other work on the machine counts little."""
    with tempfile.TemporaryDirectory() as temporary:
        for count in counts:
            path = Path(temporary) / f"{count}.pdf"
            path.write_bytes(make(count))
            before = _spent_by_children()
            with Worker(IngestSettings()) as worker:
                measured = _measured(worker, path)
            if measured.refused:
                raise IngestError(f"{count} halaman: {measured.refused}")
            yield count, _spent_by_children() - before


def _spent_by_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def kills(times: int, seed: int = 6) -> tuple[int, int]:
    """Kill `tanya ingest` at random moments; returns what was acknowledged and what was lost.

    In the end one run goes through, and every file must be there.
    """
    moments = random.Random(seed)
    with tempfile.TemporaryDirectory() as temporary:
        folder, home = Path(temporary, "masuk"), Path(temporary, "home")
        folder.mkdir()
        for number in range(200):
            text = "\n\n".join(SENTENCE.format(f"{number}-{n}") for n in range(60))
            (folder / f"surat-{number:03}.txt").write_text(text, encoding="utf-8")
        kept: set[str] = set()
        lost: set[str] = set()
        for _ in range(times):
            _killed_after(moments.uniform(0.3, 4.0), folder, home)
            stored = {entry.document.id for entry in Library(home).entries()}
            lost |= kept - stored
            kept |= stored
        acknowledged = len(kept)
        sync([folder], Library(home))
        lost |= kept - {entry.document.id for entry in Library(home).entries()}
    return acknowledged, len(lost)


def _killed_after(seconds: float, folder: Path, home: Path) -> None:
    root = str(Path(__file__).parent.parent)
    process = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "ingest", str(folder)],
        env=os.environ | {"TANYA_HOME": str(home), "PYTHONPATH": root},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()


def rebuilds(documents: Iterable[Ingested], times: int) -> tuple[int, int]:
    """Bytes of the index after one build and after so many, each of other documents."""
    with tempfile.TemporaryDirectory() as temporary:
        home, encoder = Path(temporary), HashingEncoder()
        answering = library_of(documents, home).answering()
        folder = IndexFolder(home, Language.load())
        folder.build(answering, encoder)
        first = _size(home / "index")
        for number in range(1, times):
            changed = [
                d.model_copy(update={"title": f"{d.title} ({number % 7})"}) for d in answering
            ]
            folder.build(changed, encoder)
        return first, _size(home / "index")


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def error_rate(read: str, typed: str) -> float:
    """Share of letters that OCR got wrong, white space aside.

    >>> error_rate("Kunci  dibagi", "Kunci dibagi"), error_rate("Kunc1", "Kunci")
    (0.0, 0.2)
    """
    from rapidfuzz.distance import Levenshtein

    said, meant = " ".join(read.split()), " ".join(typed.split())
    return Levenshtein.distance(said, meant) / max(1, len(meant))

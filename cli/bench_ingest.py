"""`tanya bench ingest`: what ingestion finds, and what it costs, on this machine."""

import sys
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from ingest import measuring, ocr, pdf
from ingest.settings import IngestSettings
from knowledge.curated import read
from knowledge.library import Ingested
from knowledge.schema import Regulation
from knowledge.settings import KnowledgeSettings
from knowledge.timeline import Timeline

_ASKED = "Pasal 2"
COUNTS = (250, 500, 1000, 2000)


def bench(folder: Path, questions: Path | None, typed: Path | None, quick: bool) -> None:
    """Print a Markdown report, part by part, as it is measured."""
    settings = KnowledgeSettings()
    regulations = read(settings.curated).regulations
    measured = list(measuring.files(folder, regulations, IngestSettings()))
    _files(measured)
    _pasal(measured)
    without = measuring.files(folder, regulations, IngestSettings(ocr=False))
    _say("\nTanpa OCR ditolak: " + ", ".join(m.path.name for m in without if m.refused) + ".")
    documents = [m.document for m in measured if m.document]
    _repealed(documents, regulations)
    if typed:
        _ocr(folder, typed)
    if questions:
        _questions(documents, regulations, questions, settings)
    if not quick:
        _costs(documents)
        _withdrawal(documents, settings)


def _files(measured: Iterable[measuring.Measured]) -> None:
    _say("| berkas | halaman | bagian | detik | halaman/detik |\n|---|---|---|---|---|")
    for each in measured:
        if document := each.document:
            rate = document.pages / max(each.seconds, 0.001)
            counts = f"{document.pages} | {len(document.passages)}"
            _say(f"| {each.path.name} | {counts} | {each.seconds:.1f} | {rate:.1f} |")
        else:
            _say(f"| {each.path.name} | ditolak: {each.refused} | | {each.seconds:.1f} | |")


def _pasal(measured: Iterable[measuring.Measured]) -> None:
    _say(
        "\n| peraturan | pasal tercetak | ditemukan | hilang | mengada-ada |\n|---|---|---|---|---|"
    )
    for each in measured:
        if each.document and each.printed:
            found, printed = each.pasal, each.printed
            missing = ", ".join(map(str, sorted(printed - found))) or "–"
            invented = ", ".join(map(str, sorted(found - printed))) or "–"
            right = len(found & printed)
            name = each.document.id
            _say(f"| {name} | {len(printed)} | {right} | {missing} | {invented} |")


def _repealed(documents: Iterable[Ingested], regulations: Iterable[Regulation]) -> None:
    with tempfile.TemporaryDirectory() as home:
        library = measuring.library_of(documents, Path(home))
        answering = library.answering(regulations)
    timeline = Timeline({document.id: document for document in answering})
    for document in answering:
        validity = timeline.validity(document, date.today()).value
        _say(f"\n{document.title.split(' tentang ')[0]}: {validity}")


def _ocr(folder: Path, typed: Path) -> None:
    """`typed` is named `<file>.<page>.txt` and holds that page, typed by hand."""
    name, page = typed.name.removesuffix(".txt").rsplit(".", 1)
    path = folder / name
    if not path.exists() or not ocr.available():
        _say("\nOCR tidak terukur: berkasnya atau Tesseract tidak ada.")
        return
    content = pdf.read(path.read_bytes(), IngestSettings())
    said = "\n".join(line.text for line in content.lines if line.page == int(page))
    rate = measuring.error_rate(said, typed.read_text(encoding="utf-8"))
    _say(f"\nOCR {name} halaman {page}: {rate:.1%} huruf salah.")


def _questions(
    documents: list[Ingested],
    regulations: tuple[Regulation, ...],
    questions: Path,
    settings: KnowledgeSettings,
) -> None:
    from knowledge.encoder import open_encoder

    encoder = open_encoder(settings.encoder, settings.folder)
    curated = read(settings.curated).documents()
    _say("\nDi antara dokumen ini saja:")
    home = settings.folder / "bench"
    _asked(list(measuring.ask(documents, regulations, questions, encoder, home)))
    _say("\nDi samping seluruh pengetahuan terkurasi:")
    home = settings.folder / "bench-seluruh"
    _asked(list(measuring.ask(documents, regulations, questions, encoder, home, curated)))


def _asked(asked: list[measuring.Asked]) -> None:
    for each in asked:
        if not each.right:
            _say(f"\nSalah: {each.question} → {each.first}")
    right = sum(each.right for each in asked)
    verbatim = sum(each.verbatim for each in asked)
    share = right / max(1, len(asked))
    _say(f"\nPasal benar di peringkat 1: {right} dari {len(asked)} ({share:.1%}); "
         f"kutipan sama persis: {verbatim} dari {len(asked)}.")  # fmt: skip


def _costs(documents: list[Ingested]) -> None:
    _say("\n| halaman | detik prosesor | milidetik/halaman |\n|---|---|---|")
    for count, seconds in measuring.growth(_pages, COUNTS):
        _say(f"| {count} | {seconds:.1f} | {1000 * seconds / count:.1f} |")
    kept, lost = measuring.kills(30)
    _say(f"\nkill -9 pada 30 saat acak: {kept} dokumen tercatat, {lost} hilang.")
    first, last = measuring.rebuilds(documents, 50)
    _say(f"\nDisk indeks sesudah 1 dan 50 kali bangun: {first / 2**20:.1f} dan "
         f"{last / 2**20:.1f} MiB ({last / first:.2f} kali).")  # fmt: skip


def _withdrawal(documents: list[Ingested], settings: KnowledgeSettings) -> None:
    """Beside the whole product: the first document that has an article is withdrawn."""
    from cli.bench_withdrawal import serving, withdrawn_after
    from cli.build import build

    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        (home / "models").symlink_to(settings.folder / "models")
        library = measuring.library_of(documents, home)
        entry = next((e for e in library.entries() if _ASKED in _places(e.document)), None)
        if entry is None:
            return
        own = settings.model_copy(update={"home": home})
        build(own)
        environment = {"TANYA_HOME": temporary}
        with serving(environment) as server:
            name = entry.document.title.split(" tentang ")[0]
            question = f"Apa isi {_ASKED} {name}?"
            seconds = withdrawn_after(server, entry.document.id, question, environment)
    _say(f"\nPenarikan di samping layanan yang berjalan: {seconds:.0f} detik sampai jawaban "
         f"tidak lagi mengutipnya.")  # fmt: skip


def _places(document: Ingested) -> set[str | None]:
    return {passage.locator for passage in document.passages}


def _pages(count: int) -> bytes:
    """A PDF of so many pages of 40 lines."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"",
               b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]  # fmt: skip
    kids = []
    for page in range(count):
        lines = (measuring.SENTENCE.format(f"{page}-{n}").encode() for n in range(40))
        text = b"".join(
            b"BT /F 9 Tf 40 %d Td (%s) Tj ET\n" % (800 - 19 * n, line)
            for n, line in enumerate(lines)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, b" ".join(kids))
    return _written(objects)


def _written(objects: list[bytes]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    parts = [out]
    size = len(out)
    for number, content in enumerate(objects, start=1):
        part = b"%d 0 obj\n%s\nendobj\n" % (number, content)
        places.append(size)
        parts.append(part)
        size += len(part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table))
    parts.append(b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1))
    parts.append(b"startxref\n%d\n%%%%EOF\n" % size)
    return b"".join(parts)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()

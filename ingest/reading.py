"""One file into one document: bytes, lines, structure, passages, what it is."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePath

from ingest import html, markdown, sniff, suspicion, text
from ingest.changes import amended, changes
from ingest.content import Content, Flow
from ingest.errors import Refused
from ingest.furniture import without
from ingest.law import Law, Unit, is_law, take_apart, unique
from ingest.metadata import NOTHING_ADDED, Metadata, Sidecar, describe
from ingest.passages import Piece, pieces
from ingest.pdf import OnPage
from ingest.prose import sections
from ingest.readability import error_page, is_readable
from ingest.repair import repair, vocabulary
from ingest.settings import IngestSettings
from knowledge.documents import Passage
from knowledge.library import Ingested
from knowledge.schema import Regulation

VERSION = "1"
"""Part of every digest: a better reader reads again."""
_LONGEST_ID = 80
_LEAST_OF_LAW = 0.25


def digest(data: bytes, added: Sidecar) -> str:
    """What tells whether a file, or what a person says about it, has changed."""
    parts = (VERSION.encode(), data, added.model_dump_json().encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def read(
    data: bytes,
    name: str,
    added: Sidecar = NOTHING_ADDED,
    regulations: Iterable[Regulation] = (),
    limits: IngestSettings | None = None,
    on_page: OnPage = lambda *_: None,
) -> Ingested:
    """The document that these bytes are.

    Raises:
        Refused: with an Indonesian sentence that says why.

    >>> law = b"UNDANG-UNDANG REPUBLIK INDONESIA\\nNOMOR 9 TAHUN 2030\\nTENTANG\\nCONTOH\\n\\n"
    >>> law += b"Pasal 1\\n(1) Satu dan dua.\\n(2) Dua.\\nPasal 2\\nTiga untuk.\\nPasal 3\\nEmpat."
    >>> document = read(law, "contoh.txt")
    >>> document.id, [passage.locator for passage in document.passages]
    ('dok-uu-9-2030', ['Pasal 1 ayat (1)', 'Pasal 1 ayat (2)', 'Pasal 2', 'Pasal 3'])
    """
    content, unseen = _clean(_parse(data, name, limits or IngestSettings(), on_page))
    whole = "\n".join(line.text for line in content.lines)
    if error_page(whole, content.title):
        raise Refused("Ini halaman kesalahan dari server (misalnya 403 atau 404), bukan dokumen.")
    if not is_readable(whole):
        raise Refused("Tidak ada kalimat yang dapat dibaca dalam berkas ini.")
    regulations = tuple(regulations)
    told = describe(content, PurePath(name).stem, added, regulations)
    words = vocabulary(whole, _clean_words(regulations))
    return _document(content, told, PurePath(name), words, unseen)


def _clean_words(regulations: Iterable[Regulation]) -> str:
    """What editors wrote themselves."""
    return " ".join(
        f"{regulation.about} {' '.join(article.text for article in regulation.articles)}"
        for regulation in regulations
    )


def _parse(data: bytes, name: str, limits: IngestSettings, on_page: OnPage) -> Content:
    if len(data) > limits.max_bytes:
        raise Refused(f"Berkas ini lebih besar dari batas {limits.max_mib} MiB.")
    suffix = PurePath(name).suffix
    found = sniff.sniff(data, suffix)
    content = _by_format(found, data, limits, on_page)
    if sniff.misnamed(found, suffix):
        note = f"Namanya berakhiran {suffix}, isinya {found}."
        content = replace(content, notes=(*content.notes, note))
    return content


def _by_format(
    found: sniff.Format, data: bytes, limits: IngestSettings, on_page: OnPage
) -> Content:
    match found:
        case "pdf":
            from ingest import pdf

            return pdf.read(data, limits, on_page)
        case "docx":
            from ingest import docx

            return docx.read(data)
        case "html":
            return html.read(data)
        case "markdown":
            return markdown.read(data)
        case "text":
            return text.read(data)


def _clean(content: Content) -> tuple[Content, int]:
    """Without what nobody sees and what belongs to the page."""
    unseen = 0
    lines = []
    for line in content.lines:
        kept, count = suspicion.without_unseen(line.text)
        unseen += count
        lines.append(replace(line, text=kept) if kept != line.text else line)
    return replace(content, lines=without(lines)), unseen


def _document(
    content: Content, told: Metadata, name: PurePath, words: frozenset[str], unseen: int
) -> Ingested:
    identity = document_id(told, name)
    units, notes = _units(content, told)
    whole = "\n".join(line.text for line in content.lines)
    passages = tuple(_passages(identity, units, words))
    if not passages:
        raise Refused("Tidak ada bagian yang dapat dikutip dalam berkas ini.")
    law_units = [u for u in units if isinstance(u, Unit)]
    return Ingested(
        id=identity,
        title=told.title,
        format=content.format,
        kind=told.kind,
        number=told.number,
        year=told.year,
        about=told.about,
        regulation=told.regulation,
        as_of=told.as_of,
        valid_until=told.valid_until,
        authority=told.authority,
        publisher=told.publisher,
        url=told.url,
        published=told.published,
        pages=content.pages,
        passages=passages,
        changes=changes(law_units, told.token, told.about or told.title),
        mentions=told.mentions,
        notes=(*content.notes, *told.notes, *notes),
        suspicions=(
            *content.suspicions, *told.suspicions, *suspicion.suspicions(whole, unseen),
        ),
    )  # fmt: skip


def document_id(told: Metadata, name: PurePath) -> str:
    """A readable id that no statement and no regulation of the catalogue has.

    >>> document_id(Metadata(title="x", kind="PP", number="94", year=2021), PurePath("a.pdf"))
    'dok-pp-94-2021'
    """
    return f"dok-{(told.token or slug(name.stem) or 'tanpa-nama')[:_LONGEST_ID]}".rstrip("-")


def slug(text: str) -> str:
    """Letters and digits in lower case, parted by hyphens.

    >>> slug("Pasal 8 ayat (2)")
    'pasal-8-ayat-2'
    """
    return re.sub(r"[\W_]+", "-", text.lower()).strip("-")


def _units(content: Content, told: Metadata) -> tuple[Sequence[Unit], tuple[str, ...]]:
    """Provisions of a law, or sections of anything else."""
    law = structure(content, told)
    if law is not None:
        said = sum(len(unit.text) for unit in law.units)
        if said >= _LEAST_OF_LAW * sum(len(line.text) for line in content.lines):
            return law.units, law.notes
    found = sections(content)
    units = [
        Unit(
            section.locator or _place(section.page, number),
            section.text,
            section.page,
            kind="prosa",
        )
        for number, section in enumerate(found, start=1)
    ]
    asked = {unit.locator: s.questions for unit, s in zip(units, found, strict=True)}
    return _Asked(unique(units), asked), ()


class _Asked(list[Unit]):
    """Units with the questions that some of them answer."""

    def __init__(self, units: Iterable[Unit], asked: dict[str, tuple[str, ...]]) -> None:
        super().__init__(units)
        self.asked = asked


def structure(content: Content, told: Metadata) -> Law | None:
    """The document as law, if it is one."""
    flow = Flow.of(content.lines, content.wrapped)
    if not is_law(flow):
        return None
    return take_apart(flow, amended(told.about or told.title) is not None)


def _place(page: int | None, number: int) -> str:
    return f"Halaman {page}" if page else f"Bagian {number}"


def _passages(identity: str, units: Sequence[Unit], words: frozenset[str]) -> Iterable[Passage]:
    asked = units.asked if isinstance(units, _Asked) else {}
    seen: set[str] = set()
    for unit in units:
        for piece in pieces(unit.text):
            locator = f"{unit.locator} {piece.place}" if piece.place else unit.locator
            name = _free(slug(locator), seen)
            search = repair(_for_search(unit, locator, piece), words)
            yield Passage(
                id=f"{identity}/{name}",
                locator=locator,
                page=unit.page,
                text=piece.text,
                search=search if search != piece.text else None,
                questions=asked.get(unit.locator, ()),
            )


def _for_search(unit: Unit, locator: str, piece: Piece) -> str:
    """The text with what it is found by: its place, its headings, what leads into it."""
    if unit.kind == "prosa":
        return piece.text
    around = filter(None, (locator, unit.heading, piece.lead))
    return f"{'. '.join(around)}. {piece.text}"


def _free(name: str, seen: set[str]) -> str:
    count, free = 1, name
    while free in seen:
        count += 1
        free = f"{name}-{count}"
    seen.add(free)
    return free

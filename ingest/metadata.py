"""What a document is: proposed by its text, completed by a sidecar, held against the catalogue."""

import re
from collections.abc import Iterable
from datetime import date as Day  # noqa: N812 a field is named `date`
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
)

from ingest.content import Content
from ingest.errors import Refused
from ingest.repair import repair
from knowledge.dates import parse_dates
from knowledge.mentions import RegulationMention, regulation_mentions
from knowledge.schema import Authority, Regulation

SIDECAR = ".meta.yaml"
_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_OPENING = 2500
_TENTANG_ALONE = re.compile(r"(?:^|\n)\s*TENTANG\s*(?:\n|$)|\bTENTANG\b\s+(?=[A-Z]{4})")
_NAMES = {"SE": "Surat Edaran", "SKB": "Keputusan Bersama"}
_ABOUT_ENDS = re.compile(
    r"\s*(?:\bDENGAN\s+RAHMAT|\bMenimbang\b|\bMEMUTUSKAN|\bPRESIDEN\s+REPUBLIK|\bMENTERI\s+[A-Z]|\bKEPALA\s+[A-Z]|"
    r"\bBUPATI\b|\bGUBERNUR\b|\n\s*\n|\bABSTRAK\b|\bYth\b|\bBAB\s+I\b|\bPasal\s+1\b|\n\s*(?:A|1|I)\.\s)"
)
_ENACTED = re.compile(
    r"(?:[Dd]itetapkan|[Dd]isahkan|[Dd]ikeluarkan|[Dd]iundangkan)\s+di\s+\w+[\w ]*?,?\s+"
    r"pada\s+tanggal\s+(?P<day>.{6,40})",
    re.DOTALL,
)
_LETTER_NUMBER = re.compile(r"\bNomor\s*:?\s*(?P<number>[A-Z0-9][\w.\-]*(?:/[\w.\-]+){2,})")
_LETTER_ABOUT = re.compile(
    r"\b(?:Hal|Perihal)\s*:\s*(?P<about>.+?)(?=\n\s*(?:Yth|Kepada|Lampiran|Sifat)\b|\n\s*\n)",
    re.DOTALL,
)
_KINDS: tuple[tuple[re.Pattern[str], str, Authority], ...] = (
    (re.compile(r"SURAT\s+EDARAN", re.IGNORECASE), "SE", Authority.SURAT),
    (re.compile(r"KEPUTUSAN\s+BERSAMA", re.IGNORECASE), "SKB", Authority.SURAT),
    (re.compile(r"PERATURAN\s+DAERAH"), "Perda", Authority.PERMEN),
    (
        re.compile(r"PERATURAN\s+(?:MENTERI|KEPALA|BADAN|LEMBAGA|OTORITA|BUPATI|GUBERNUR)"),
        "Peraturan",
        Authority.PERMEN,
    ),
    (re.compile(r"KEPUTUSAN\s+(?:MENTERI|KEPALA|PRESIDEN|BADAN)"), "Keputusan", Authority.SURAT),
)
_AUTHORITIES = {
    "UU": Authority.UU, "Perppu": Authority.UU, "PP": Authority.PP, "Perpres": Authority.PERPRES,
    "Keppres": Authority.PERPRES, "Inpres": Authority.PERPRES, "SE": Authority.SURAT,
    "SKB": Authority.SURAT, "Surat": Authority.SURAT,
}  # fmt: skip
_PUBLISHERS = {"UU": "Pemerintah Republik Indonesia", "PP": "Pemerintah Republik Indonesia"}
_SMALL = frozenset((
    "dan", "atau", "di", "ke", "dari", "yang", "untuk", "dengan", "atas", "bagi", "pada", "dalam",
    "serta", "tentang", "oleh",
))  # fmt: skip


class Sidecar(BaseModel):
    """What a person adds in `<file>.meta.yaml`; every field may be left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: _Words | None = None
    kind: _Words | None = None
    number: _Words | None = None
    year: Annotated[int, Field(ge=1945, le=2100)] | None = None
    about: _Words | None = None
    date: Day | None = None
    valid_until: Day | None = None
    authority: Authority | None = None
    publisher: _Words | None = None
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None = None
    published: Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")] | None = None

    @field_validator("number", "published", mode="before")
    @classmethod
    def _written_plainly(cls, value: object) -> object:
        """YAML reads an unquoted 94 or 2025-01-24 as a number or a day."""
        return str(value) if isinstance(value, int | Day) else value


NOTHING_ADDED = Sidecar()


class Metadata(BaseModel):
    """What a document is."""

    model_config = ConfigDict(frozen=True)

    title: str
    kind: str | None = None
    number: str | None = None
    year: int | None = None
    about: str | None = None
    regulation: str | None = None
    as_of: Day | None = None
    valid_until: Day | None = None
    authority: Authority = Authority.PERNYATAAN
    publisher: str | None = None
    url: str | None = None
    published: str | None = None
    mentions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    suspicions: tuple[str, ...] = ()

    @property
    def token(self) -> str | None:
        """The name of a regulation as the catalogue writes it, such as `pp-94-2021`."""
        if not (self.kind and self.number and self.year) or "/" in self.number:
            return None
        return "-".join([*self.kind.split(), self.number, str(self.year)]).lower()


def sidecar(path: Path) -> Sidecar:
    """What stands in the file beside that one; nothing where there is none.

    Raises:
        Refused: the sidecar is wrong.
    """
    beside = path.with_name(path.name + SIDECAR)
    try:
        raw = yaml.load(beside.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except FileNotFoundError:
        return Sidecar()
    except (yaml.YAMLError, UnicodeDecodeError, OSError):
        raise Refused(f"Berkas {beside.name} bukan YAML yang benar.") from None
    try:
        return Sidecar.model_validate(raw or {})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "isi"
        raise Refused(f"Berkas {beside.name}, kolom {place}: {first['msg']}.") from None


def describe(
    content: Content,
    name: str,
    added: Sidecar = NOTHING_ADDED,
    regulations: Iterable[Regulation] = (),
) -> Metadata:
    """What the text says that it is, with what a person added."""
    text = "\n".join(line.text for line in content.lines)
    opening = repair(text[:_OPENING])
    proposed = _regulation(content, opening, text) or _other(content, opening, name)
    catalogue = {regulation.id: regulation for regulation in regulations}
    known = catalogue.get(proposed.token or "")
    if known:
        proposed = _as_catalogued(proposed, known)
    complete = _completed(proposed, added)
    if added.kind or added.number or added.year:
        complete = _checked(complete, proposed, catalogue)
    mentions = dict.fromkeys(m.token for m in regulation_mentions(repair(text)) if m.year)
    mentions.pop(complete.token or "", None)
    return complete.model_copy(update={"mentions": tuple(mentions)[:200]})


def _regulation(content: Content, opening: str, text: str) -> Metadata | None:
    """A regulation that names itself in its title or in capitals at the top."""
    flat = " ".join(opening.split())
    mention = _own_mention(flat) or _own_mention(" ".join((content.title or "").split()), True)
    if mention is None or mention.year is None or mention.kind == "Surat":
        return None
    about = _about(opening, mention)
    name = f"{mention.kind} {mention.number}/{mention.year}"
    return Metadata(
        title=f"{name} tentang {about}" if about else name,
        kind=mention.kind,
        number=mention.number,
        year=mention.year,
        about=about,
        as_of=_enacted(text, mention.year),
        authority=_AUTHORITIES.get(mention.kind, Authority.PERMEN),
        publisher=_PUBLISHERS.get(mention.kind),
        published=None,
    )


def _own_mention(flat: str, is_title: bool = False) -> RegulationMention | None:
    for mention in regulation_mentions(flat):
        start, end = mention.span
        said = flat[start:end]
        followed = is_title or flat[end : end + 12].strip(" ,").upper().startswith("TENTANG")
        capital = is_title or said.replace("No.", "NO.").isupper()
        leads = not re.search(r"(?:PERUBAHAN|ATAS|PENJELASAN)\W*$", flat[:start], re.IGNORECASE)
        if capital and followed and leads and (not is_title or start < 20):
            return mention
    return None


def _about(opening: str, mention: RegulationMention) -> str | None:
    flat_number = re.compile(
        rf"NO(?:MOR|\.)\s*{mention.number}\s+TAHUN\s+{mention.year}\s+TENTANG\s+", re.IGNORECASE
    )
    found = flat_number.search(opening)
    if found is None:
        return None
    rest = opening[found.end() :]
    end = _ABOUT_ENDS.search(rest)
    words = " ".join(rest[: end.start() if end else 200].split()).rstrip(" .,:;")
    return _in_title_case(words[:300]) if words else None


def _in_title_case(text: str) -> str:
    """Capitals as a title is written.

    >>> _in_title_case("DISIPLIN PEGAWAI DAN PEJABAT")
    'Disiplin Pegawai dan Pejabat'
    """
    if not text.isupper():
        return text
    words = [
        w if w in _SMALL else "-".join(p.capitalize() for p in w.split("-"))
        for w in text.lower().split()
    ]
    first, *rest = words
    return " ".join([first[:1].upper() + first[1:], *rest])


def _enacted(text: str, year: int | None = None) -> Day | None:
    """The last day on which the text says that it was enacted or promulgated."""
    days = []
    for match in _ENACTED.finditer(text):
        found = parse_dates(repair(" ".join(match["day"].split())))
        days += [mention.start for mention in found[:1] if mention.start == mention.end]
    fit = [day for day in days if year is None or day.year in (year, year + 1)]
    return fit[-1] if fit else None


def _other(content: Content, opening: str, name: str) -> Metadata:
    """A circular, a letter, a page: named by its number, its subject or its heading."""
    is_page = content.format == "html"
    letter = None if is_page else _LETTER_NUMBER.search(opening)
    subject = None if is_page else _subject(opening)
    text = "\n".join(line.text for line in content.lines)
    kind, authority = (None, Authority.PERNYATAAN) if is_page else _kind(opening, letter, subject)
    number = letter["number"] if letter else None
    title = content.title or _first_line(content) or name
    if kind and (number or subject):
        title = " ".join(filter(None, (_NAMES.get(kind, kind), number)))
        title += f" tentang {subject}" if subject else ""
    return Metadata(
        title=title[:300],
        kind=kind,
        number=number,
        about=subject,
        as_of=_enacted(text) or _letter_day(opening, bool(letter)) or _published_day(content),
        authority=authority,
        published=content.published,
    )


def _kind(
    opening: str, letter: re.Match[str] | None, subject: str | None
) -> tuple[str | None, Authority]:
    for pattern, kind, authority in _KINDS:
        if pattern.search(opening[:800]):
            return kind, authority
    return ("Surat", Authority.SURAT) if letter and subject else (None, Authority.PERNYATAAN)


def _subject(opening: str) -> str | None:
    """What a letter or a circular says that it is about."""
    if about := _LETTER_ABOUT.search(opening):
        return " ".join(about["about"].split())
    if named := _TENTANG_ALONE.search(opening):
        rest = opening[named.end() :]
        end = _ABOUT_ENDS.search(rest)
        words = " ".join(rest[: end.start() if end else 200].split()).rstrip(" .,:;")
        return _in_title_case(words[:200]) or None
    return None


def _first_line(content: Content) -> str | None:
    lines = (" ".join(line.text.split()) for line in content.lines if line.kind != "row")
    return next((line for line in lines if len(line) >= 8 and any(map(str.isalpha, line))), None)


def _letter_day(opening: str, is_letter: bool) -> Day | None:
    """The day beside the number of a letter."""
    if not is_letter:
        return None
    days = [m for m in parse_dates(opening[:1200]) if m.start == m.end]
    return days[0].start if days else None


def _published_day(content: Content) -> Day | None:
    return Day.fromisoformat(content.published) if content.published else None


def _as_catalogued(proposed: Metadata, known: Regulation) -> Metadata:
    notes = list(proposed.notes)
    days = {known.enacted, known.in_force_from} - {None}
    if proposed.as_of and days and proposed.as_of not in days:
        notes.append(
            f"Teks bertanggal {proposed.as_of}, katalog {known.enacted or known.in_force_from}."
        )
    return proposed.model_copy(
        update={
            "title": f"{known.name} tentang {known.about}",
            "about": known.about,
            "regulation": known.id,
            "as_of": known.in_force_from or known.enacted or proposed.as_of,
            "published": str(known.enacted) if known.enacted else None,
            "authority": known.authority,
            "publisher": proposed.publisher or known.publisher,
            "notes": (*notes, f"Alamat menurut katalog: {known.url}"),
        }
    )


def _completed(proposed: Metadata, added: Sidecar) -> Metadata:
    given = added.model_dump(exclude_none=True)
    if "date" in given:
        given["as_of"] = given.pop("date")
    return proposed.model_copy(update=given)


def _checked(complete: Metadata, proposed: Metadata, catalogue: dict[str, Regulation]) -> Metadata:
    """What a person wrote must not contradict the text without somebody looking."""
    token = complete.token
    update: dict[str, object] = {"regulation": token if token in catalogue else None}
    if proposed.token and token != proposed.token:
        update["suspicions"] = (
            *complete.suspicions,
            f"Keterangan menyebut {token}, teksnya {proposed.token}; periksa mana yang benar.",
        )
    elif token and token not in catalogue:
        update["notes"] = (*complete.notes, f"{token} belum ada di katalog peraturan.")
    return complete.model_copy(update=update)

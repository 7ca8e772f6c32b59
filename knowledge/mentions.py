"""Where a text names a regulation, a letter, or a pasal, ayat or huruf of one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_MENTERI_PANRB = (
    r"(?:pendayagunaan aparatur negara dan reformasi birokrasi|pan(?:[ -]?(?:dan )?rb)?)(?: ri)?"
)
# Longer names before the shorter ones that they begin with.
_KINDS: tuple[tuple[str, str], ...] = (
    ("Perppu", r"perp?pu|peraturan pemerintah pengganti undang[ -]undang"),
    ("UU", r"undang[ -]undang|uu"),
    ("PP", r"peraturan pemerintah|pp"),
    ("Perpres", r"peraturan presiden|perpres"),
    ("Keppres", r"keputusan presiden|kep?pres"),
    ("Inpres", r"instruksi presiden|inpres"),
    (
        "PermenPANRB",
        rf"(?:peraturan menteri|permen)[ -]?{_MENTERI_PANRB}",
    ),
    ("KepmenPANRB", rf"(?:keputusan menteri|kepmen)[ -]?{_MENTERI_PANRB}"),
    ("PMK", r"peraturan menteri keuangan|permenkeu|pmk"),
    ("PerBKN", r"peraturan (?:kepala )?(?:badan kepegawaian negara|bkn)|per(?:ka)?[ -]?bkn"),
    ("PerLAN", r"peraturan (?:kepala )?(?:lembaga administrasi negara|lan)|per(?:ka)?[ -]?lan"),
    (
        "PerOIKN",
        r"peraturan (?:kepala )?(?:otorita(?: ibu kota nusantara| ikn)?|oikn)"
        r"|perka (?:oikn|otorita ikn)",
    ),
    ("Permen", r"permen[a-z]+|kepmen[a-z]+"),
    (
        "SE",
        r"(?:surat edaran|se)(?: bersama)?"
        r"(?: (?:men(?:teri )?pan[ -]?(?:rb)?|kepala bkn|bkn|menteri [a-z]+))?",
    ),
    ("SKB", r"(?:surat keputusan bersama|skb)(?: (?:3|tiga) menteri)?"),
)
# A number may stand without its year only where the name of the kind means nothing else.
_YEAR_NEEDED = frozenset({"SE", "SKB", "Permen"})

_SUBJECT = r"(?: (?:republik indonesia|ri))?(?: (?:ikn|asn|dkj|otorita ikn|ibu kota negara))?"
_ORDINAL = r"\s*(?:nomor|nomer|no\.?|nmr|nr\.?)?\s*\(?"
_YEAR = r"(?:\s*/\s*|\s*(?:tahun|thn\.?|th\.?)\s*|\s+)(?P<year>(?:19|20)\d\d)(?!\d)(?!/\d)"
_NO_UNIT = (
    r"(?![\d/])(?!\s*(?:x|kali|hari|jam|orang|ribu|rb|juta|persen|bulan|tahun|menteri)\b)(?![.,]\d)"
)
_KIND = "|".join(f"(?P<k{n}>{pattern})" for n, (_, pattern) in enumerate(_KINDS))

_REGULATION = re.compile(
    rf"\b(?:{_KIND}){_SUBJECT}{_ORDINAL}(?P<number>\d{{1,4}}[a-z]?)"
    rf"(?:/pmk\.\d+)?(?:{_YEAR}|{_NO_UNIT})",
    re.IGNORECASE,
)
_FURTHER = re.compile(
    r"\s*(?:,|dan|&|serta|jo\.?|juncto)\s*(?:nomor|no\.?)?\s*(?P<number>\d{1,4}[a-z]?)"
    r"\s*(?:/|tahun|thn\.?|th\.?)\s*(?P<year>(?:19|20)\d\d)(?![\d/])",
    re.IGNORECASE,
)
_LETTER = re.compile(
    r"\b(?:(?P<surat>[A-Z]{1,4}(?:\.[A-Z0-9]+)*/\d+(?:/[A-Z0-9.\-]+)+/(?P<surat_year>(?:19|20)\d\d))"
    r"|(?P<putusan>\d+/puu-[ivxlc]+/(?P<putusan_year>(?:19|20)\d\d)))\b",
    re.IGNORECASE,
)

# The word may be repeated: ayat (1) dan ayat (2).
_ITEM = (
    r"\(?(?P<{name}>{value}"
    r"(?:\)?\s*(?:-|–|s\.?d\.?|sampai(?: dengan)?|dan|,)\s*(?:{name}\s*)?\(?{value}\b)*)\)?"
)
_AYAT_LIST = _ITEM.format(name="ayat", value=r"\d{1,2}[a-z]?")
_PASAL_LIST = (
    r"(?P<pasal>\d{1,3}[A-Z]{0,2}(?:\s*(?:-|–|s\.?d\.?|sampai(?: dengan)?)\s*\d{1,3}\b)?|[IVX]+)\b"
)
_PASAL = re.compile(
    rf"\b(?:pasal|psl)\.?\s*{_PASAL_LIST}(?:\s*,?\s*ayat\s*{_AYAT_LIST})?"
    r"(?:\s*,?\s*huruf\s+(?P<huruf>[a-z])\b)?(?:\s*,?\s*angka\s+(?P<angka>\d{1,2})\b(?![.,]\d))?",
    re.IGNORECASE,
)
_RANGE = re.compile(r"-|–|s\.?d|sampai", re.IGNORECASE)
_LONGEST_RANGE = 20


@dataclass(frozen=True, slots=True)
class RegulationMention:
    """A regulation as a text names it; `year` is None where the text leaves it out.

    A letter or a court decision has its whole number: `B/380/M.SM.01.00/2025`.
    """

    kind: str
    number: str
    year: int | None
    span: tuple[int, int] = field(default=(0, 0), compare=False)

    @property
    def token(self) -> str:
        """One exact search term; the same as the id of the regulation in the catalogue.

        >>> RegulationMention("PP", "94", 2021).token
        'pp-94-2021'
        """
        if "/" in self.number:
            return self.number.lower()
        parts = [self.kind, self.number, *([str(self.year)] if self.year else [])]
        return "-".join(parts).lower()


@dataclass(frozen=True, slots=True)
class PasalMention:
    """A provision as a text names it.

    >>> str(PasalMention("22", "5"))
    'Pasal 22 ayat (5)'
    """

    pasal: str
    ayat: str | None = None
    huruf: str | None = None
    angka: str | None = None
    span: tuple[int, int] = field(default=(0, 0), compare=False)

    def __str__(self) -> str:
        parts = [f"Pasal {self.pasal}"]
        parts += [f"ayat ({self.ayat})"] if self.ayat else []
        parts += [f"huruf {self.huruf}"] if self.huruf else []
        parts += [f"angka {self.angka}"] if self.angka else []
        return " ".join(parts)


def regulation_mentions(text: str) -> tuple[RegulationMention, ...]:
    """Every regulation, letter and court decision that the text names by number, in order.

    >>> regulation_mentions("pp no 94 thn 2021 dan Peraturan Presiden Nomor 79 Tahun 2025")
    ... # doctest: +NORMALIZE_WHITESPACE
    (RegulationMention(kind='PP', number='94', year=2021, span=(0, 17)),
     RegulationMention(kind='Perpres', number='79', year=2025, span=(22, 60)))
    >>> [mention.token for mention in regulation_mentions("UU 3/2022 jo. 21/2023, PP 94")]
    ['uu-3-2022', 'uu-21-2023', 'pp-94']
    """
    if not any(map(str.isdigit, text)):
        return ()
    letters = list(_letters(text))
    taken = [mention.span for mention in letters]
    named = [each for each in _regulations(text) if not _inside(each.span, taken)]
    return tuple(sorted([*letters, *named], key=lambda mention: mention.span))


def pasal_mentions(text: str) -> tuple[PasalMention, ...]:
    """Every pasal that the text names, one mention for each ayat; ranges are written out.

    >>> list(map(str, pasal_mentions("Pasal 22 ayat (4) dan (5) serta pasal 3 huruf h")))
    ['Pasal 22 ayat (4)', 'Pasal 22 ayat (5)', 'Pasal 3 huruf h']
    >>> list(map(str, pasal_mentions("Pasal 6-7")))
    ['Pasal 6', 'Pasal 7']
    """
    return tuple(mention for match in _PASAL.finditer(text) for mention in _pasals(match))


def _letters(text: str) -> Iterator[RegulationMention]:
    for match in _LETTER.finditer(text):
        kind = "Surat" if match["surat"] else "Putusan MK"
        year = int(match["surat_year"] or match["putusan_year"])
        yield RegulationMention(kind, match.group().upper(), year, match.span())


def _regulations(text: str) -> Iterator[RegulationMention]:
    for match in _REGULATION.finditer(text):
        kind = _kind(match)
        if match["year"] is None and kind in _YEAR_NEEDED:
            continue
        year = int(match["year"]) if match["year"] else None
        yield RegulationMention(kind, match["number"].upper(), year, match.span())
        yield from _further(text, kind, match.end())


def _further(text: str, kind: str, position: int) -> Iterator[RegulationMention]:
    while match := _FURTHER.match(text, position):
        span = match.start("number"), match.end()
        yield RegulationMention(kind, match["number"].upper(), int(match["year"]), span)
        position = match.end()


def _kind(match: re.Match[str]) -> str:
    found = next(n for n in range(len(_KINDS)) if match[f"k{n}"])
    name = _KINDS[found][0]
    if name != "Permen":
        return name
    issuer = match[f"k{found}"][6:]
    return match[f"k{found}"][:6].capitalize() + (
        issuer.upper() if len(issuer) <= 4 else issuer.lower()
    )


def _inside(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)


def _pasals(match: re.Match[str]) -> Iterator[PasalMention]:
    huruf = match["huruf"].lower() if match["huruf"] else None
    for pasal in _written_out(match["pasal"]):
        for ayat in _written_out(match["ayat"]) if match["ayat"] else [None]:
            yield PasalMention(pasal, ayat, huruf, match["angka"], match.span())


def _written_out(items: str) -> list[str]:
    """'6-8' is 6, 7, 8; '(2) dan (4)' is 2, 4; a range too long to be one is its two ends."""
    found = [item.upper() for item in re.findall(r"\d+[a-zA-Z]*|[ivxIVX]+$", items)]
    if len(found) == 2 and _RANGE.search(items) and found[0].isdigit() and found[1].isdigit():
        first, last = map(int, found)
        if 0 < last - first <= _LONGEST_RANGE:
            return [str(number) for number in range(first, last + 1)]
    return found

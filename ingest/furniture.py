"""What a page carries besides its text: running heads, page numbers, catchwords, footers."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from rapidfuzz import fuzz

from ingest.content import Line, with_next

_EDGE = 4
_PAGE_NUMBER = re.compile(
    r"[-–—_.,'^~\s]*(?:hal(?:aman)?\.?\s*)?\d{1,4}[-–—_.,'^~\s]*", re.IGNORECASE
)
_OF_PAGES = re.compile(r"(?:hal(?:aman)?|page)\.?\s*\d+\s*(?:dari|of|/)\s*\d+", re.IGNORECASE)
_SERIAL = re.compile(r"S[Kk]\s*N[o0]\.?\s*\d[\d\sOol]*[A-Z]?")
_DOTS = re.compile(r"\s*(?:\.\s?){2,}$|\s*…$|\s+\.$")
_HEADS = ("PRESIDEN", "REPUBLIK INDONESIA", "PRESIDEN REPUBLIK INDONESIA")
_HEAD_LIKENESS = 78
_MARK = r"(?:\(\d{1,2}[)1lt]|\(?[a-z][.)]|\d{1,3}[.)]|[Pp]asal\s\d+|BAB\s[IVXLC]+|[A-Z]\w+)"
# "2. Pejabat 2. Pejabat Pembina", "(2) Hukuman . (21 Hukuman Disiplin", "10. APBN... 10. APBN"
_CATCHWORD = re.compile(
    r"(?P<mark>\(\d{1,2}[)1lt]|[a-z][.)]|\d{1,3}[.)])\s(?P<word>[^\W\d_]+)"
    r"(?:\s?\.){0,3}\s(?:(?:\d{1,2}\s){1,8}|[A-Z ]{0,12}REPUBLIK INDONESIA\s)?"
    r"(?=(?P<again>\(\d{1,2}[)1lt]|[a-z][.)]|\d{1,3}[.)])\s(?P=word)\b)"
)
_TWICE = re.compile(r"\b(?P<head>[Pp]asal \d{1,3}|BAB [IVXLC]+|Bagian Ke\w+)\s+(?=(?P=head)\b)")
_STRUCTURE = re.compile(r"(?:\(\d{1,2}[)1lt]|[a-z][.)]\s\w|\d{1,2}[.)l]\s|Pasal\s|BAB\s|Bagian\s)")
_TOKENS = re.compile(r"\S+")
_ENDS = re.compile(r"[.;:,]\s")
_ORDINARY = re.compile(
    r"[\"“(]?(?:(?=[^\W\d_]*[aeiouAEIOU])[^\W\d_]{4,}|dan|atau|ini|itu|di|ke|[Aa]yat|dalam|pada)"
    r"(?:[-/][^\W\d_]+)*[\"”),.;:]*|\d{4}[,.;:]?|\([^\W\d_ ]{2,}\)?"
)


def without(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines without what belongs to the page and not to the text.

    >>> page = [Line(text, 2) for text in ("PRESIDEN", "- 2 -", "PNS wajib:", "a. setia . . .")]
    >>> [line.text for line in without([Line("Satu", 1), *page, Line("a. setia;", 3)])]
    ['Satu', 'PNS wajib:', 'a. setia;']
    """
    paged = [list(group) for _, group in groupby(lines, key=lambda line: line.page)]
    if len(paged) > 1:
        repeated = _repeated(paged)
        paged = [list(_bare(page, number, repeated)) for number, page in enumerate(paged)]
        paged = list(_without_catchwords(paged))
    flat = [line for page in paged for line in page]
    return tuple(_without_twins(list(_unmarked(flat))))


def _unmarked(lines: Sequence[Line]) -> Iterator[Line]:
    """Running text of one page together: what flowed into it may stand across two lines."""
    for (_, plain), group in groupby(lines, key=lambda line: (line.page, line.kind == "text")):
        if not plain:
            yield from group
            continue
        first, *rest = group
        text = "\n".join(line.text for line in (first, *rest))
        yield from (replace(first, text=part) for part in unmarked(text).split("\n"))


def unmarked(text: str) -> str:
    """A running text without the catchwords and garbled footers that flowed into it.

    >>> unmarked("berat. : .1<' [..1o i(rz,-.5; I (2) Jenis Hukuman")
    'berat. (2) Jenis Hukuman'
    >>> unmarked("a. satu; 2. Pejabat 2. Pejabat Pembina")
    'a. satu; 2. Pejabat Pembina'
    """
    text = _TWICE.sub("", text)
    text = _CATCHWORD.sub(_same_mark, text)
    return "".join(_without_noise(text))


def _same_mark(match: re.Match[str]) -> str:
    def plain(mark: str) -> str:
        return re.sub(r"[)1lt.]$", "", mark)

    return "" if plain(match["mark"]) == plain(match["again"]) else match.group()


def _without_noise(text: str) -> Iterator[str]:
    """Footers such as `SK No 106163 A` read as noise, between a sentence and the next unit."""
    position = 0
    for end in _ENDS.finditer(text):
        if end.end() <= position:
            continue
        noise = _noise(text, end.end())
        if noise:
            yield text[position : end.end()]
            yield "\n" if "\n" in text[end.end() : noise] else ""
            position = noise
    yield text[position:]


def _noise(text: str, start: int) -> int:
    """Where the noise that begins there ends; 0 if there is none."""
    odd = 0
    for count, token in enumerate(_TOKENS.finditer(text, start, start + 60)):
        if count >= 2 and odd >= 2 and _STRUCTURE.match(text, token.start()):
            return token.start()
        if _ORDINARY.fullmatch(token.group()):
            return 0
        odd += _is_odd(token.group())
    return 0


_SYMBOLS = re.compile(r"[<>\[\]{}|\\^*~\"'!=+_]")


def _is_odd(token: str) -> bool:
    mixed = any(c.isdigit() for c in token) and any(c.isalpha() for c in token)
    inner = re.search(r"\w[.,(]\w", token) is not None and not token[0].isdigit()
    bare = not any(c.isalnum() for c in token)
    open_only = ("(" in token) != (")" in token)
    return bool(_SYMBOLS.search(token)) or mixed or inner or bare or open_only


def _key(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.lower().split()))


def _repeated(pages: Sequence[list[Line]]) -> frozenset[str]:
    """Lines at the edges of most pages, but for their numbers."""
    if len(pages) < 3:
        return frozenset()
    counts = Counter(
        key
        for page in pages
        for key in {_key(line.text) for line in _edges(page) if not _STRUCTURE.match(line.text)}
        if key
    )
    return frozenset(key for key, n in counts.items() if n >= max(3, len(pages) * 0.6))


def _edges(page: Sequence[Line]) -> Iterable[Line]:
    return [*page[:_EDGE], *page[-_EDGE:]]


def _bare(page: Sequence[Line], number: int, repeated: frozenset[str]) -> Iterator[Line]:
    for place, line in enumerate(page):
        edge = place < _EDGE or place >= len(page) - _EDGE
        if line.kind != "text" or not edge or not _is_furniture(line.text, number, repeated):
            yield line


def _is_furniture(text: str, page: int, repeated: frozenset[str]) -> bool:
    text = text.strip()
    if _PAGE_NUMBER.fullmatch(text) or _OF_PAGES.fullmatch(text) or _SERIAL.fullmatch(text):
        return True
    return page > 0 and (_key(text) in repeated or _is_head(text))


def _is_head(text: str) -> bool:
    upper = text.isupper() and len(text) <= 40
    return upper and max(fuzz.ratio(text, head) for head in _HEADS) >= _HEAD_LIKENESS


def _without_catchwords(pages: Sequence[list[Line]]) -> Iterator[list[Line]]:
    for page, following in pairwise([*pages, []]):
        yield page[:-1] if page and following and _announces(page[-1], following[0]) else page


def _announces(last: Line, first: Line) -> bool:
    words = _DOTS.sub("", last.text).split()
    dotted = _DOTS.search(last.text) is not None
    if not words or len(words) > 4 or last.kind != "text":
        return False
    begins = first.text.split()[: len(words)]
    alike = fuzz.ratio(" ".join(words).lower(), " ".join(begins).lower())
    return alike >= (70 if dotted else 95)


def _without_twins(lines: Sequence[Line]) -> Iterator[Line]:
    """A heading said alone and then again with what follows is said once."""
    for line, following in with_next(lines):
        text = line.text.strip()
        short = re.fullmatch(rf"{_MARK}(?:\s\w+)?", text) is not None
        if line.kind == "text" and short and following and _begins_with(following.text, text):
            continue
        yield line


def _begins_with(text: str, start: str) -> bool:
    return text.strip() != start and text.strip().startswith(f"{start} ")

"""Whether a text holds a fact, however numbers, ranges and spaces are written."""

import re
import unicodedata
from functools import lru_cache

_DASHES = re.compile(r"\s*[‐‑‒–—−-]\s*(?=\d)|[‐‑‒–—−]")
_RANGE = re.compile(r"(?<=\d)\s*(?:sampai(?: dengan)?|hingga|s\.?d\.?|-)\s*(?=\d)")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:[.,]\d{3})+(?![\d])")
_DECIMAL = re.compile(r"(?<=\d),(?=\d)")
_ONES = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_ONE = "|".join(_ONES[1:])
_WORDS = re.compile(
    rf"\b(?:(?P<tens>{_ONE}) puluh(?: (?P<ones>{_ONE}))?|(?P<teen>{_ONE}) belas"
    rf"|(?P<ten>sepuluh)|(?P<eleven>sebelas)|(?P<one>{_ONE}))\b"
)
NEGATIONS = frozenset({"tidak", "bukan", "belum", "tanpa", "jangan", "tak"})
_BEFORE = re.compile(r"(\w+)\W+$")


@lru_cache(maxsize=8192)
def normal(text: str) -> str:
    """One way to write it: lower case, single spaces, plain dashes, digits without separators.

    >>> normal("Sebanyak  3.246 orang, 2025 – 2029, 37,5 jam, lima tahap")
    'sebanyak 3246 orang, 2025-2029, 37.5 jam, 5 tahap'
    """
    text = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    text = _RANGE.sub("-", _DASHES.sub("-", text))
    text = _THOUSANDS.sub(lambda match: re.sub(r"[.,]", "", match.group()), text)
    return _WORDS.sub(_digits, _DECIMAL.sub(".", text))


def _digits(match: re.Match[str]) -> str:
    part = match.groupdict()
    if part["tens"]:
        return str(10 * _ONES.index(part["tens"]) + _ONES.index(part["ones"] or "nol"))
    if part["teen"]:
        return str(10 + _ONES.index(part["teen"]))
    if part["one"]:
        return str(_ONES.index(part["one"]))
    return "10" if part["ten"] else "11"


def holds_fact(text: str, fact: str) -> bool:
    """Whether any of the fact's `|` variants is said, and not said to be otherwise.

    >>> holds_fact("Jam kerjanya 37,5 jam.", "37 jam 30 menit|37.5 jam")
    True
    >>> holds_fact("PPPK tidak wajib pindah.", "wajib pindah")
    False
    >>> holds_fact("Lahir 1958.", "58")
    False
    """
    return any(_affirmed(text, variant) for variant in fact.split("|") if variant.strip())


def _affirmed(text: str, variant: str) -> bool:
    plain = normal(text)
    found = _edges(normal(variant)).finditer(plain)
    return any(not _denied(plain[: match.start()]) for match in found)


def _denied(before: str) -> bool:
    word = _BEFORE.search(before)
    return word is not None and word.group(1) in NEGATIONS


@lru_cache(maxsize=8192)
def _edges(variant: str) -> re.Pattern[str]:
    """A word may go on behind the fact (`ponselnya`), a number may not."""
    start = r"(?<!\w)" if variant[:1].isalnum() else ""
    if variant[:1].isdigit():
        start = r"(?<![\w])(?<!\d[.,/])"
    end = r"(?![\d])(?![.,/]\d)" if variant[-1:].isdigit() else ""
    return re.compile(start + re.escape(variant) + end)


def holds_forbidden(text: str, entry: str) -> bool:
    """Whether a `must_not` entry is in the text; `re:` begins a regular expression.

    >>> holds_forbidden("Biayanya Rp 5 juta.", "re:Rp\\\\s?\\\\d")
    True
    """
    if entry.startswith("re:"):
        plain = " ".join(unicodedata.normalize("NFKC", text).split())
        return re.search(entry[3:], plain, re.IGNORECASE) is not None
    return any(_edges(normal(v)).search(normal(text)) for v in entry.split("|") if v.strip())

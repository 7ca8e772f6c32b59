"""Repairs what a scanner misread, in the search form only: the stored text stays as it is."""

import re
from collections import Counter
from collections.abc import Callable

_Fix = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]
_DIGITS = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1", "L": "1"})


def digits(text: str) -> str:
    """Letters that stand for digits as digits.

    >>> digits("2Ol4"), digits("1 1"), digits("lO9")
    ('2014', '11', '109')
    """
    return text.translate(_DIGITS).replace(" ", "")


def _as_digits(match: re.Match[str]) -> str:
    return digits(match.group())


def _ayat(match: re.Match[str]) -> str:
    return f"{match['lead']}({digits(match['number'])})"


_FIXES: tuple[_Fix, ...] = (
    (re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff]"), ""),
    (re.compile(r"(?<=\w)- (?=[A-Z])"), "-"),
    (re.compile(r"(?<![\w])\^(?=\S)"), ""),
    # 25o/o, 25oh, 25Yo, looyo
    (re.compile(r"(?<=\d)\s?(?:[oO0]\s?/\s?[oO0]|oh\b|[YyV]o\b)"), "%"),
    (re.compile(r"\b[lI1]([oO0]{1,2})[yY]o\b"), lambda m: "1" + "0" * len(m[1]) + "%"),
    # ayat (21, ayat l7l, ayat (41
    (
        re.compile(r"(?P<lead>\b[Aa]yat )[(\[{l](?P<number>[\dOlI]{1,2}?)[)\]}1ltI](?![\w)])"),
        _ayat,
    ),
    # 2Ol4, 2OO9, lO8, 1O (but no word)
    (re.compile(r"(?<![\w])(?=[\dOoIl]*\d)(?=[\dOoIl]*[OoIl])[\dOoIl]{2,4}(?![\w/])"), _as_digits),
    (re.compile(r"(?<![\w])[12t][Oo0][OoIl\d][\dOoIl](?![\w])"), lambda m: _year(m.group())),
    # Pasal lO8, Pasal 1 1
    (
        re.compile(r"(?<=[Pp]asal )(?:\d [\dlI](?![\w(])|[lI]?[OoIl\d]{1,3}(?!\w))"),
        lambda m: digits(m.group()) if any(c.isdigit() for c in m.group()) else m.group(),
    ),
    (re.compile(r"(?P<lead>(?:^|(?<=[.;:\n] )|(?<=\n)))\((?P<number>\d)1(?= )"), _ayat),
    (re.compile(r"(?P<lead>(?:^|(?<=[.;:\n] )|(?<=\n)))[l{](?P<number>\d)[l}](?= )"), _ayat),
    (re.compile(r"\bpNS\b"), "PNS"),
    (re.compile(r"\b([pP])JpK\b"), "PJPK"),
    (re.compile(r"\bApB([ND])\b"), r"APB\1"),
    (re.compile(r"\bl(?=bu (?:Kota|kota))"), "I"),
    (re.compile(r"\b([Hh]uruf)(?=[a-h]\b)"), r"\1 "),
    (re.compile(r"\bdan[lf]\s?atau\b"), "dan/atau"),
    (re.compile(r"\bKeda\b"), "Kerja"),
    (re.compile(r"\bhari keda\b"), "hari kerja"),
    (re.compile(r"\bKe4a\b"), "Kerja"),
    (re.compile(r"\bpe\{anjian\b"), "perjanjian"),
    (re.compile(r"\bte\{adi\b"), "terjadi"),
    (re.compile(r"\b(di)?mal(?:s|k)ud\b"), r"\1maksud"),
    (re.compile(r"\bperLlndang"), "perundang"),
    (re.compile(r"\bpenurLlnan\b"), "penurunan"),
    (re.compile(r"(?<=[a-z])(?:q|qj)u(?=(?:an|i)\b)"), "ju"),
    (re.compile(r"\bRalryat\b"), "Rakyat"),
    (re.compile(r"\bLembaran\b|\bkmbaran\b"), "Lembaran"),
    (re.compile(r"\bBag[ri]?ran\b"), "Bagian"),
    (re.compile(r"(?<=[a-z]{3})rr(?=[a-z]?\b)"), "n"),
)


def _year(text: str) -> str:
    return digits(text.replace("t", "1")) if text[1:] != "000" else text


def repair(text: str, known: frozenset[str] = frozenset()) -> str:
    """The text as it was meant, for finding it.

    `known`: words of the same document, by which a word torn in two is told.

    >>> repair("sebesar 25o/o menurut UU 5 Tahun 2Ol4, pNS pada ayat (21")
    'sebesar 25% menurut UU 5 Tahun 2014, PNS pada ayat (2)'
    >>> repair("Ibu Kota Nusa ntara", frozenset({"nusantara"}))
    'Ibu Kota Nusantara'
    """
    for pattern, replacement in _FIXES:
        text = pattern.sub(replacement, text)
    return _joined(text, known) if known else text


_TORN = re.compile(r"\b([^\W\d_]+) ([^\W\d_]+)\b")


def _joined(text: str, known: frozenset[str]) -> str:
    """Join two pieces where they are one known word and at least one piece is none."""

    def join(match: re.Match[str]) -> str:
        left, right = match[1].lower(), match[2].lower()
        whole = left + right
        if whole in known and not (left in known and right in known) and match[2][0].islower():
            return match[1] + match[2]
        return match.group()

    position, pieces = 0, []
    while match := _TORN.search(text, position):
        joined = join(match)
        end = match.end() if " " not in joined else match.end(1)
        pieces.append(text[position : match.start()])
        pieces.append(joined if " " not in joined else match[1])
        position = end
    return "".join(pieces) + text[position:]


_WORD = re.compile(r"[^\W\d_]+")
_SHORT_WORDS = frozenset(("di", "ke", "ia", "si", "pp", "uu"))
_LONG_WORD = 7


def vocabulary(text: str, clean: str = "", least: int = 3) -> frozenset[str]:
    """Words to be trusted: those of a text that is known to be clean, and frequent ones of this.

    >>> sorted(vocabulary("kota kota kota ko ta n n n di di di", "aparatur"))
    ['aparatur', 'di', 'kota']
    """
    counts = Counter(word.lower() for word in _WORD.findall(text))
    frequent = {
        word
        for word, count in counts.items()
        if count >= (least if len(word) < _LONG_WORD else least - 1)
        and (len(word) > 2 or word in _SHORT_WORDS)
    }
    return frozenset(frequent | {w.lower() for w in _WORD.findall(clean) if len(w) > 3})

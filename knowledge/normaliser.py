"""Chat Indonesian to standard Indonesian, without losing a number, a name or a negation."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

CLITICS = ("nya", "kah", "lah", "pun", "ku", "mu")
"""What Indonesian writes onto the end of a word without changing the word."""

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co"})
_VARIATION_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))
_ADDRESS = re.compile(r"https?://|www\.|\S@\S", re.IGNORECASE)
_SEGMENT = re.compile(r"[^,;!?()\"“”…]+")
_WORD = re.compile(r"(?<![A-Z]\.)(?<![^\W\d_])[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_RUN = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)
_TWICE = re.compile(r"([^\W\d_]{3,})2(nya|ku|mu)?([.:]*)")
_NUMBERED = re.compile(r"([^\W\d_]{3,})(\d{1,4})([.:]*)")
_COUNTED = re.compile(r"(\d[\d.,]*)([^\W\d_]{2,})([.:]*)")
_ROMAN = re.compile(
    r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})|(?:iv|i{1,3})[a-e]"
)
# Nouns that a number follows: "fase2" is fase 2, not fases.
_NOUNS = """
fase tahap eselon golongan gol prioritas klaster tower menara pasal ayat lantai blok tipe kloter
gelombang level tahun bulan nomor batch bab tingkat kelas termin semester triwulan kelompok opsi
poin jam pukul kamar gedung zona versi bagian lampiran kemenko jenis periode skema kategori
"""
_NUMBERED_NOUNS = frozenset(_NOUNS.split())
# After a number only: "rb" is also the end of PANRB, "th" and "hr" mean other things too.
_UNITS = {"rb": "ribu", "th": "tahun", "hr": "hari", "jt": "juta"}
_UNIT = re.compile(r"(?<![\w/.-])(\d[\d.,]*) ?(rb|th|hr|jt)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Normaliser:
    """Rewrites word by word from a lexicon; whatever holds a digit stays as it is.

    `known`: standard words and abbreviations, which are never taken for a typo or a slip.

    >>> lexicon = {"ga": "tidak", "g bisa": "tidak bisa", "org": "orang"}
    >>> Normaliser.of(lexicon, known=frozenset({"pppk", "maaf"})).normalise("Org2  PPPK g  bisaaa?")
    'Orang-orang PPPK tidak bisa?'
    """

    words: Mapping[str, str]
    pairs: Mapping[tuple[str, str], str]
    known: frozenset[str]
    pair_pattern: re.Pattern[str] | None

    @classmethod
    def of(cls, lexicon: Mapping[str, str], known: frozenset[str]) -> "Normaliser":
        """From one mapping of words and two-word phrases."""
        words = {key: value for key, value in lexicon.items() if " " not in key}
        pairs = {
            (first, second): value
            for key, value in lexicon.items()
            if " " in key
            for first, second in [key.split(" ", 1)]
        }
        return cls(words, pairs, known, _pair_pattern({first for first, _ in pairs}))

    def normalise(self, text: str) -> str:
        """The text in standard Indonesian on one line."""
        text = _UNIT.sub(lambda unit: f"{unit[1]} {_UNITS[unit[2].lower()]}", _clean(text))
        rewritten = " ".join(map(self._chunk, text.split(" ")))
        if self.pair_pattern is None:
            return rewritten
        return self.pair_pattern.sub(self._pair, rewritten)

    def _chunk(self, chunk: str) -> str:
        if chunk.isascii() and chunk.isalpha():
            return self._rewrite(chunk)
        if _ADDRESS.search(chunk):
            return chunk
        return _SEGMENT.sub(self._segment, chunk)

    def _segment(self, match: re.Match[str]) -> str:
        segment = match.group()
        if any(map(str.isdigit, segment)):
            return self._coded(segment)
        return _WORD.sub(lambda word: self._rewrite(word.group()), segment)

    def _coded(self, segment: str) -> str:
        """Only three shapes change: "anak2", "fase2" and "45thn"."""
        if segment.lower() in self.words:
            return _cased(self.words[segment.lower()], like=segment)
        if match := _NUMBERED.fullmatch(segment):
            noun, number, tail = match.groups()
            if self.words.get(noun.lower(), noun.lower()) in _NUMBERED_NOUNS:
                return f"{self._single(noun)} {number}{tail}"
        if (match := _TWICE.fullmatch(segment)) and not segment.isupper():
            word, clitic, tail = match.groups(default="")
            word = self._single(word)
            return f"{word}-{word[:1].lower()}{word[1:]}{clitic}{tail}"
        if match := _COUNTED.fullmatch(segment):
            number, unit, tail = match.groups()
            if unit.lower() in self.words:
                return f"{number} {self._rewrite(unit)}{tail}"
        return segment

    def _rewrite(self, word: str) -> str:
        reduced = self._reduced(word)
        lower = reduced.lower().replace("’", "'")
        if (value := self._value(lower)) is not None:
            return _cased(value, like=reduced)
        first, hyphen, second = reduced.partition("-")
        if hyphen and first.lower() == second.lower() and lower not in self.known:
            return f"{self._single(first)}-{self._single(second)}"
        return reduced

    def _single(self, word: str) -> str:
        """The standard word where that is one word, else the word itself."""
        value = self._value(word.lower())
        return word if value is None or not value.isalpha() else _cased(value, like=word)

    def _value(self, lower: str) -> str | None:
        """The standard form; a clitic is kept ("duitnya": uangnya)."""
        if lower in self.words:
            return self.words[lower]
        if lower in self.known:
            return None
        base, clitic = _without_clitic(lower)
        value = self.words.get(base) if clitic and len(base) >= 4 else None
        return None if value is None or not value.isalpha() else value + clitic

    def _reduced(self, word: str) -> str:
        """Without letters drawn out: "bangeeet" is banget, "maaaf" maaf, PPPK stays."""
        if not _RUN.search(word):
            return self._without_echo(word)
        if self._meant(word) or (word.isupper() and len(word) <= 4):
            return word
        once, twice = _RUN.sub(r"\1", word), _RUN.sub(r"\1\1", word)
        return twice if self._meant(twice) and not self._meant(once) else once

    def _without_echo(self, word: str) -> str:
        """ "yaa" is ya where "yaa" is no word."""
        if len(word) < 3 or word[-1].lower() != word[-2].lower() or word.isupper():
            return word
        return word[:-1] if not self._meant(word) and self._meant(word[:-1]) else word

    def _meant(self, word: str) -> bool:
        lower = word.lower()
        if lower in self.known or lower in self.words or _ROMAN.fullmatch(lower):
            return True
        return _without_clitic(lower)[0] in self.known

    def _pair(self, match: re.Match[str]) -> str:
        first, second = match.groups()
        value = self.pairs.get((first.lower(), second.lower()))
        return match.group() if value is None else _cased(value, like=first)


def without_clitic(word: str) -> str:
    """The word without -nya, -kah, -lah, -pun, -ku, -mu, where enough is left to be one.

    >>> without_clitic("tukinnya"), without_clitic("PNS-nya"), without_clitic("buku")
    ('tukin', 'PNS', 'buku')
    """
    return _without_clitic(word)[0]


def _without_clitic(word: str) -> tuple[str, str]:
    for clitic in CLITICS:
        if word.endswith(clitic) and len(word) - len(clitic) >= 3:
            return word[: -len(clitic)].rstrip("-"), clitic
    return word, ""


def _clean(text: str) -> str:
    text = " ".join(text.split())
    if text.isascii() and text.isprintable():
        return text
    visible = unicodedata.normalize("NFKC", _visible(text))
    return " ".join(unicodedata.normalize("NFKC", _visible(visible)).split())


def _visible(text: str) -> str:
    return "".join(
        " " if char.isspace() else char
        for char in text
        if char.isspace()
        or (unicodedata.category(char) not in _INVISIBLE and char not in _VARIATION_SELECTORS)
    )


def _cased(value: str, *, like: str) -> str:
    if len(like) > 1 and like.isupper():
        return value.upper()
    return value[:1].upper() + value[1:] if like[:1].isupper() else value


def _pair_pattern(firsts: set[str]) -> re.Pattern[str] | None:
    if not firsts:
        return None
    first = "|".join(map(re.escape, sorted(firsts)))
    return re.compile(rf"(?<![\w/.-])({first}) ([^\W\d_]+)(?![\w/-])", re.IGNORECASE)

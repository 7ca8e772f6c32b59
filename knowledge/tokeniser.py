"""Standard Indonesian to search terms: stems, exact codes, one term for what means the same."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from Stemmer import Stemmer

from knowledge.mentions import pasal_mentions, regulation_mentions
from knowledge.normaliser import Normaliser, without_clitic
from knowledge.wordlists import GUARDED, SynonymGroup, Term, WordLists

_PIECE = re.compile(
    r"(?P<clause>\b(?P<label>ayat|huruf|angka|fase|tahap|prioritas|klaster)\s*\(?"
    r"(?P<item>\d{1,2}[a-z]?(?![\d.,]*\d)|(?<=huruf )[a-z])\b\)?)"
    r"|(?P<thousands>\b\d{1,3}\s+ribu\b)"
    r"|(?P<number>\d+(?:[.,:/-]\d+)*)(?![^\W_])(?P<percent>\s?%)?"
    r"|(?P<word>[^\W_]+(?:[-'’][^\W_]+)*)"
    r"|(?P<joint>[/&])"
    r"|(?P<break>[^\s\w])",
    re.IGNORECASE,
)
_NUMERALS = {"pertama": 1, "satu": 1, "kedua": 2, "dua": 2, "ketiga": 3, "tiga": 3}
_NUMERALS |= {"keempat": 4, "empat": 4, "kelima": 5, "lima": 5}
_ORDINAL = re.compile(
    rf"\b(fase|tahap|prioritas|klaster)(?: ke)?[ -]({'|'.join(_NUMERALS)}|[1-5])\b", re.IGNORECASE
)
_SHORT = 3
_PLAIN = re.compile(r"\d{4,9}")
_YEAR = re.compile(r"(?:19[4-9]|20)\d\d")
_RANGE = re.compile(r"[\d.,]+-[\d.,]+")


def _numbered(match: re.Match[str]) -> str:
    """`fase ketiga`, `fase ke-3` and `fase tiga` are `fase 3`."""
    word = match[2].lower()
    return f"{match[1]} {_NUMERALS.get(word, word)}"


@dataclass(frozen=True, slots=True)
class Form:
    """What a surface form is searched as: `heads`, and its own words too where `keep`."""

    heads: tuple[str, ...]
    keep: bool = False
    exact: str | None = None


@dataclass(frozen=True, slots=True)
class _Word:
    """A word, a number (also its own `term`), a ready term (no surface) or a break (neither)."""

    surface: str = ""
    term: str | None = None

    @property
    def lower(self) -> str:
        return self.surface.lower()


@dataclass(frozen=True, slots=True, eq=False)
class Tokeniser:
    """Cuts normalised text into search terms."""

    forms: Mapping[tuple[str, ...], tuple[Form, ...]]
    longest: Mapping[str, int]
    stop_words: frozenset[str]
    stem: Callable[[str], str]

    @classmethod
    def of(cls, lists: WordLists, normaliser: Normaliser) -> "Tokeniser":
        """From the word lists; their phrases are normalised like any other text."""
        stem = Stemmer("indonesian").stemWord
        forms = _Forms(normaliser, stem)
        for term in lists.glossary:
            forms.add_term(term)
        for group in lists.synonyms:
            forms.add_group(group)
        for group in lists.synonyms:
            forms.add_exceptions(group)
        stop_words = frozenset((*lists.stopwords.indonesian, *lists.stopwords.english)) - GUARDED
        return cls(forms.forms, forms.longest(), stop_words, stem)

    def tokens(self, text: str) -> list[str]:
        """The search terms of a text, in order, repeated as they repeat."""
        words = list(_words(_ORDINAL.sub(_numbered, text)))
        found: list[str] = []
        position = 0
        while position < len(words):
            length, terms = self._longest_form(words, position)
            found += terms
            position += length
        return found

    def _longest_form(self, words: list[_Word], position: int) -> tuple[int, list[str]]:
        word = words[position]
        if not word.surface:
            return 1, [word.term] if word.term else []
        reach = self.longest.get(word.lower, 1)
        for length in range(min(reach, len(words) - position), 0, -1):
            phrase = words[position : position + length]
            if all(each.surface for each in phrase) and (form := self._form(phrase)):
                return length, self._spelled(form, phrase)
        return 1, self._single(word)

    def _form(self, phrase: list[_Word]) -> Form | None:
        key = tuple(word.lower for word in phrase)
        bare = (*key[:-1], without_clitic(key[-1]))
        for form in (*self.forms.get(key, ()), *(self.forms.get(bare, ()) if bare != key else ())):
            written = " ".join(word.surface for word in phrase)
            if form.exact is None or written.startswith(form.exact):
                return form
        return None

    def _spelled(self, form: Form, phrase: list[_Word]) -> list[str]:
        kept = phrase if form.keep else _guarded(phrase)
        stems = [self._stem(word) for word in kept if word.lower not in self.stop_words]
        return [*form.heads, *(stem for stem in stems if stem not in form.heads)]

    def _single(self, word: _Word) -> list[str]:
        if word.lower in self.stop_words:
            return []
        if "-" in word.lower and not word.term:
            parts = dict.fromkeys(map(without_clitic, without_clitic(word.lower).split("-")))
            return [term for part in parts for term in self._part(_Word(part))]
        stem = self._stem(word)
        form = self._form([_Word(stem)])
        return [stem] if form is None else self._spelled(form, [word])

    def _part(self, word: _Word) -> list[str]:
        form = self._form([word])
        return self._single(word) if form is None else self._spelled(form, [word])

    def _stem(self, word: _Word) -> str:
        if word.term:
            return word.term
        exact = word.lower in GUARDED or len(word.lower) <= _SHORT or not word.lower.isalpha()
        return word.lower if exact else self.stem(word.lower)


class _Forms:
    """Collects surface forms; a glossary term that is also a synonym goes on to its head."""

    def __init__(self, normaliser: Normaliser, stem: Callable[[str], str]) -> None:
        self._normaliser = normaliser
        self._stem = stem
        self.forms: dict[tuple[str, ...], tuple[Form, ...]] = {}
        self._by_head: dict[str, list[tuple[str, ...]]] = {}

    def add_term(self, term: Term) -> None:
        head = _term_of(term.term)
        named = {term.term, term.expansion} if " " not in term.term else {None}
        for surface in term.surfaces:
            exact = surface if surface in term.exact else None
            self._put(
                self._key(surface), Form((head,), keep=surface not in named, exact=exact), head
            )

    def add_group(self, group: SynonymGroup) -> None:
        head = _term_of(group.head if " " in group.head else self._stem(group.head))
        for surface in (group.head, *group.words):
            key = self._key(surface)
            if known := self._by_head.get(_term_of(surface)):
                self._redirect(known, head, group.keep)
            else:
                self._put(key, Form((head,), keep=group.keep), head)

    def add_exceptions(self, group: SynonymGroup) -> None:
        """Last, so that a phrase that means something of its own keeps that meaning."""
        for phrase in group.unless:
            self._put(self._key(phrase), Form((), keep=True), "")

    def longest(self) -> dict[str, int]:
        """By first word, the number of words of its longest form."""
        lengths: dict[str, int] = {}
        for key in self.forms:
            lengths[key[0]] = max(lengths.get(key[0], 1), len(key))
        return lengths

    def _put(self, key: tuple[str, ...], form: Form, head: str) -> None:
        self.forms[key] = (*self.forms.get(key, ()), form)
        self._by_head.setdefault(head, []).append(key)

    def _redirect(self, keys: list[tuple[str, ...]], head: str, keep: bool) -> None:
        """Forms of a glossary term are searched as the head of the group that has the term."""
        for key in keys:
            self.forms[key] = tuple(
                replace(form, heads=(head, *form.heads) if keep else (head,))
                for form in self.forms[key]
            )

    def _key(self, surface: str) -> tuple[str, ...]:
        return tuple(_split(self._normaliser.normalise(surface).lower()))


def _term_of(name: str) -> str:
    return name.lower().replace(" ", "-")


def _split(text: str) -> list[str]:
    return [word.lower for word in _words(text) if word.surface]


def _guarded(phrase: Iterable[_Word]) -> list[_Word]:
    return [word for word in phrase if word.lower in GUARDED]


def _words(text: str) -> Iterator[_Word]:
    """Names of regulations and pasal first; what lies between them is cut into pieces."""
    position = 0
    for start, end, terms in _mentioned(text):
        if start >= position:
            yield from _pieces(text[position:start])
            yield _Word()
            position = end
        yield from (_Word(term=term) for term in terms)
    yield from _pieces(text[position:])


def _mentioned(text: str) -> Iterator[tuple[int, int, list[str]]]:
    spans: dict[tuple[int, int], list[str]] = {}
    for regulation in regulation_mentions(text):
        short = replace(regulation, year=None).token
        spans[regulation.span] = list(dict.fromkeys([regulation.token, short]))
    for pasal in pasal_mentions(text):
        terms = spans.setdefault(pasal.span, [])
        labels = ("pasal", "ayat", "huruf", "angka")
        values = (pasal.pasal, pasal.ayat, pasal.huruf, pasal.angka)
        named = [
            f"{label}-{value}".lower() for label, value in zip(labels, values, strict=True) if value
        ]
        terms += [term for term in named if term not in terms]
    for (start, end), terms in sorted(spans.items()):
        yield start, end, terms


def _pieces(text: str) -> Iterator[_Word]:
    for match in _PIECE.finditer(text):
        match match.lastgroup:
            case "clause":
                yield _Word(term=f"{match['label']}-{match['item']}".lower())
            case "thousands":
                yield _Word(term=match.group().split()[0] + ".000")
            case "number" | "percent":
                yield from (_Word(number, number) for number in _numbers(match["number"]))
                if match["percent"]:
                    yield _Word("persen")
            case "word":
                yield _Word(match.group())
            case "break":
                yield _Word()


def _numbers(number: str) -> list[str]:
    """'1.700-4.100' is two numbers; '3246' is written as '3.246' unless it may be a year."""
    if _RANGE.fullmatch(number):
        return [each for part in number.split("-") for each in _numbers(part)]
    if _PLAIN.fullmatch(number) and not _YEAR.fullmatch(number):
        return [f"{int(number):,}".replace(",", ".")]
    return [number]

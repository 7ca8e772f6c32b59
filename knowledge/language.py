"""Indonesian as civil servants write it: one object for everything the word lists make possible."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from knowledge.mentions import (
    PasalMention,
    RegulationMention,
    pasal_mentions,
    regulation_mentions,
)
from knowledge.normaliser import Normaliser, without_clitic
from knowledge.tokeniser import Tokeniser
from knowledge.wordlists import GUARDED, Term, WordLists, word_lists

__all__ = [
    "GUARDED",
    "Language",
    "PasalMention",
    "RegulationMention",
    "pasal_mentions",
    "regulation_mentions",
]

LanguageCode = Literal["id", "en", "other"]

_LETTERS = re.compile(r"[^\W\d_]+")
_KNOWN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_UNKNOWN = re.compile(r"(?<![\w/.@&-])[^\W\d_]{5,}(?![\w/@&-])")
_LONG = 8
_MOST_EXPANSIONS = 3
_MOST_ENGLISH = 6


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """Normalises, corrects, cuts into search terms, spells out and recognises Indonesian.

    >>> language = Language.load()
    >>> language.normalise("klo sy ga mau pindah gmn, kena PP 94/2021 gak?")
    'kalau saya tidak mau pindah bagaimana, kena PP 94/2021 tidak?'
    >>> language.tokens("PP Nomor 94 Tahun 2021 Pasal 3 huruf h")
    ['pp-94-2021', 'pp-94', 'pasal-3', 'huruf-h']
    """

    glossary: tuple[Term, ...]
    known: frozenset[str]
    normaliser: Normaliser
    tokeniser: Tokeniser
    indonesian: frozenset[str]
    english: frozenset[str]
    abbreviations: dict[str, Term]

    @staticmethod
    def load() -> "Language":
        """The language as shipped; read once."""
        return _load()

    @classmethod
    def of(cls, lists: WordLists) -> "Language":
        """From word lists."""
        known = _known(lists)
        normaliser = Normaliser.of(lists.lexicon, known)
        stop = lists.stopwords
        return cls(
            glossary=lists.glossary,
            known=known,
            normaliser=normaliser,
            tokeniser=Tokeniser.of(lists, normaliser),
            indonesian=frozenset((*stop.indonesian, *stop.indonesian_markers)) | GUARDED,
            english=frozenset((*stop.english, *stop.english_markers)),
            abbreviations={term.term.lower(): term for term in lists.glossary if term.expand},
        )

    def normalise(self, text: str) -> str:
        """Standard Indonesian on one line; numbers, dates, names and negations stay.

        >>> Language.load().normalise("Bsk   anak2 ikut pindaaah  tgl 24/1/2025 ya")
        'Besok anak-anak ikut pindah tanggal 24/1/2025 ya'
        """
        return self.normaliser.normalise(text)

    def correct(self, text: str, vocabulary: Collection[str]) -> str:
        """Correct what is surely a typo of one word of the (lower-case) vocabulary.

        Only unknown words of five letters or more; one edit up to seven letters, two from eight.
        Never a number, a code, a name inside a sentence, nor anything into a negation or limit.

        >>> Language.load().correct("kapan pemindagan ASN ke Sepaku", {"pemindahan", "sepakat"})
        'kapan pemindahan ASN ke Sepaku'
        """
        known = vocabulary if isinstance(vocabulary, set | frozenset) else frozenset(vocabulary)

        def corrected(match: re.Match[str]) -> str:
            if _is_name(match) or self._is_known(match.group().lower(), known):
                return match.group()
            return _nearest(match.group(), known)

        return _UNKNOWN.sub(corrected, text)

    def tokens(self, text: str) -> list[str]:
        """Search terms: stems, exact codes, one term for words that mean the same here.

        >>> language = Language.load()
        >>> language.tokens("FWA") == language.tokens("flexible working arrangement")
        True
        >>> language.tokens("Berapa dari 3.246 ASN yang tidak pindah?")
        ['berapa', '3.246', 'asn', 'tidak', 'pindah']
        """
        return self.tokeniser.tokens(self.normalise(text))

    def expand(self, text: str) -> str:
        """Spell out the first abbreviations, at most three, for an encoder that knows none.

        >>> Language.load().expand("Apakah FWA berlaku?")
        'Apakah FWA (flexible working arrangement, kerja fleksibel) berlaku?'
        """
        lower = text.lower()
        done: set[str] = set()

        def spelled(match: re.Match[str]) -> str:
            found = match.group()
            term = self.abbreviations.get(found.lower())
            if term is None or term.expansion is None or term.term in done or "/" in found:
                return found
            wrong_case = term.term in term.exact and not found.startswith(term.term)
            if wrong_case or len(done) == _MOST_EXPANSIONS or term.expansion.lower() in lower:
                return found
            done.add(term.term)
            return f"{found} ({', '.join((term.expansion.lower(), *term.aliases[:1]))})"

        return _ABBREVIATION.sub(spelled, text)

    def ready(self, question: str) -> str:
        """A question as it is embedded: made plain, abbreviations spelled out."""
        return self.expand(self.normalise(question))

    def language_of(self, text: str) -> LanguageCode:
        """By function words; Indonesian mixed with English is Indonesian.

        >>> language = Language.load()
        >>> language.language_of("Kapan saya move ke IKN?")
        'id'
        >>> language.language_of("When do we move?"), language.language_of("Wann ziehen wir um?")
        ('en', 'other')
        """
        words = Counter(_LETTERS.findall(text.lower()))
        indonesian = sum(words[word] for word in words.keys() & self.indonesian)
        english = sum(words[word] for word in words.keys() & self.english)
        if indonesian and english <= _MOST_ENGLISH * indonesian:
            return "id"
        if english:
            return "en"
        known = words.keys() & self.known or words.keys() & self.normaliser.words.keys()
        return "id" if known else "other"

    @staticmethod
    def regulation_mentions(text: str) -> tuple[RegulationMention, ...]:
        """See `knowledge.mentions.regulation_mentions`."""
        return regulation_mentions(text)

    @staticmethod
    def pasal_mentions(text: str) -> tuple[PasalMention, ...]:
        """See `knowledge.mentions.pasal_mentions`."""
        return pasal_mentions(text)

    def _is_known(self, lower: str, vocabulary: Collection[str]) -> bool:
        bare = without_clitic(lower)
        forms = (lower, bare, self.tokeniser.stem(bare))
        return lower in self.normaliser.words or any(
            form in self.known or form in vocabulary for form in forms
        )


_ABBREVIATION = re.compile(r"(?<![\w/.-])[^\W\d_][\w/]*(?![\w/-])(?! \()")


@cache
def _load() -> Language:
    return Language.of(word_lists())


def _known(lists: WordLists) -> frozenset[str]:
    """Every standard word that the lists hold."""
    stop = lists.stopwords
    texts: Iterable[str] = (
        *GUARDED,
        *lists.lexicon.values(),
        *(surface for term in lists.glossary for surface in term.surfaces),
        *(word for group in lists.synonyms for word in (group.head, *group.words, *group.unless)),
        *(stop.indonesian + stop.english + stop.indonesian_markers + stop.english_markers),
    )
    words = {word for text in texts for word in _KNOWN.findall(text.lower())}
    words |= {part for word in words for part in word.split("-")}
    return frozenset(words - lists.lexicon.keys())


def _is_name(match: re.Match[str]) -> bool:
    """Written with a capital where no sentence begins, or all in capitals."""
    word = match.group()
    if word.islower():
        return False
    before = match.string[: match.start()].rstrip()
    return not word.istitle() or bool(before and before[-1] not in ".!?")


def _nearest(word: str, vocabulary: Collection[str]) -> str:
    """The one nearest word of the vocabulary, if there is exactly one near enough."""
    lower = word.lower()
    cutoff = 2 if len(lower) >= _LONG else 1
    nearby = [
        each
        for each in vocabulary
        if each[:1] == lower[0]
        and abs(len(each) - len(lower)) <= cutoff
        and each not in GUARDED
        and each.isalpha()
    ]
    found = process.extract(
        lower, nearby, scorer=DamerauLevenshtein.distance, score_cutoff=cutoff, limit=2
    )
    if not found or (len(found) > 1 and found[0][1] == found[1][1]):
        return word
    best = found[0][0]
    return best.capitalize() if word[0].isupper() else best

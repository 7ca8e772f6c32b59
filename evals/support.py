"""Whether a quote holds what a sentence says: our own check, not the assistant's verifier.

Words, numbers and negations are compared with the quoted sentences that lie nearest. A paraphrase
may leave words out, it may not bring in numbers, turn a negation or speak of something else.
"""

import re
from collections import Counter

from evals.matching import NEGATIONS, normal

COVERED = 0.75
_WORD = re.compile(r"[^\W\d_]{3,}")
_NUMBER = re.compile(r"\d+(?:[./:]\d+)*")
_END = re.compile(r"(?<=[.!?;])\s+(?=[\"“(]?[A-Z0-9])|\n+")
_LABEL = re.compile(r"^(?:\w+ ?){1,3}: ")
_STOPS = ("", ".", "!", "?", ";", ":", "”", '"', ")")
_LIMITS = NEGATIONS | {"kecuali", "hanya", "dilarang"}
_COMMON = frozenset(
    re.findall(
        r"\w+",
        """yang dan atau dari dalam pada untuk dengan ini itu adalah ialah juga telah sudah akan
        oleh sebagai karena agar bagi para serta namun tetapi maka saat menurut tersebut
        yakni yaitu""",
    )
)


def held(sentence: str, quotes: str) -> bool:
    """Whether the quoted words hold the whole sentence.

    >>> held("PPPK wajib pindah.", "PPPK tidak wajib pindah.")
    False
    >>> held("Jam kerja 37 jam 30 menit.", "Jam kerja ASN 37 jam 30 menit per minggu.")
    True
    >>> held("", "Apa saja.")
    False
    """
    said = _LABEL.sub("", sentence.strip())
    if not said or not quotes.strip():
        return False
    if _quoted_whole(_flat(said), _flat(quotes)):
        return True
    return _same_numbers(said, quotes) and _same_words(said, quotes) and _same_limits(said, quotes)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _quoted_whole(said: str, quotes: str) -> bool:
    """Whether it stands there word for word, from the start of a sentence to the end of one."""
    for match in re.finditer(re.escape(said), quotes):
        before, after = quotes[: match.start()].rstrip(), quotes[match.end() :]
        if before[-1:] in _STOPS and (said[-1] in _STOPS or after.lstrip()[:1] in _STOPS):
            return True
    return False


def _same_numbers(said: str, quotes: str) -> bool:
    return set(_NUMBER.findall(normal(said))) <= set(_NUMBER.findall(normal(quotes)))


def _same_words(said: str, quotes: str) -> bool:
    words, known = content_words(said), content_words(quotes)
    return bool(words) and len(words & known) >= COVERED * len(words)


def _same_limits(said: str, quotes: str) -> bool:
    """As many of each negation and limit as in the quoted sentence nearest to it."""
    words = content_words(said)
    nearest = max(_END.split(quotes), key=lambda part: len(content_words(part) & words))
    return _limits(said) == _limits(nearest)


def content_words(text: str) -> set[str]:
    """The words that carry meaning."""
    return set(_WORD.findall(text.casefold())) - _COMMON


def _limits(text: str) -> Counter[str]:
    return Counter(word for word in re.findall(r"\w+", text.casefold()) if word in _LIMITS)

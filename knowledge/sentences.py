"""Where a sentence ends in Indonesian official prose."""

import re

# A full stop that ends no sentence: abbreviations, and letters or numbers of lists and letters.
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|No|Nomor|dkk|dll|dsb|dst|hlm|jo|Jl|Kab|Kec|Prof|Dr|Ir|Drs|H|Hj|Sdr|Yth|a\.n|s\.d"
    r"|u\.p|d\.a|S\.[A-Z]+|M\.[A-Z]+)\.)$"
)
# The letter or number of an item at the beginning of its line.
_ITEM = re.compile(r"(?:^|\n)[ \t]*(?:[a-z]{1,2}|\d{1,2})\.$")
_END = re.compile(r"[.!?][\"”’)]?\s+(?=[\"“‘(]?[A-Z0-9])")


def sentences(text: str) -> list[str]:
    """Split into sentences, each a verbatim piece of the text.

    >>> sentences("Surat B/380/M.SM.01.00/2025 menunda. Mulai pukul 07.30 s.d. 16.00 WITA.")
    ['Surat B/380/M.SM.01.00/2025 menunda.', 'Mulai pukul 07.30 s.d. 16.00 WITA.']
    """
    pieces: list[str] = []
    start = 0
    for match in _END.finditer(text):
        before = text[start : match.start() + 1]
        if _ABBREVIATION.search(before) or _ITEM.search(before):
            continue
        pieces.append(text[start : match.end()].strip())
        start = match.end()
    pieces.append(text[start:].strip())
    return [piece for piece in pieces if piece]

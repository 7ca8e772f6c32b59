"""What a sentence in other words may not do; the verifier's rules for what is not a quote.

Each rule compares it with the one quoted sentence that shares most words with it, and answers
whether the rule is kept. What may differ is little on purpose: words that only join, a short form
for a long one, one clause put elsewhere. A sentence that is refused although it is right costs a
nicer wording; one that passes although it is wrong costs a decision about somebody's life.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise

from knowledge.language import Language
from knowledge.sentences import sentences

Rule = Callable[[str, str, Language], bool]

NUMBER = re.compile(
    r"\d+(?:[.,:/]\d+)*|\b(?:januari|februari|maret|april|mei|juni|juli|agustus|september|oktober"
    r"|november|desember|(?:ke)?(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh)"
    r"|pertama|sebelas|belas|puluh|ratus|seratus|ribu|seribu|juta|miliar|triliun|persen|jam|menit"
    r"|hari|minggu|pekan|bulan|tahun)\b",
    re.IGNORECASE,
)
ALIKE = {
    "tak": "tidak", "seluruh": "semua", "sesudah": "setelah", "apabila": "jika", "bila": "jika",
    "kalau": "jika", "serta": "dan", "sesuai": "menurut", "berdasarkan": "menurut",
}  # fmt: skip
LIMITS = frozenset((
    "tidak", "bukan", "belum", "tanpa", "kecuali", "hanya", "jangan", "paling", "saja",
    "dapat", "wajib", "harus", "boleh", "dilarang", "perlu",
    "akan", "rencana", "direncanakan", "target", "ditargetkan", "usul", "diusulkan",
    "ditunda", "batal", "dibatalkan", "dicabut", "diubah", "tetap",
    "semua", "setiap", "sebagian", "minimal", "maksimal", "lebih", "kurang", "sekitar", "atau",
    "luar", "selain", "termasuk", "hampir", "sama",
    "jika", "selama", "asalkan", "sebelum", "setelah", "sejak", "mulai", "sampai", "ketika",
    "sudah", "telah", "masih", "pernah", "lagi", "sekarang", "saat", "segera", "nanti", "baru",
    "bahwa", "agar", "supaya", "seolah", "seandainya", "seharusnya",
))  # fmt: skip
# What these words are about stands behind them: "tidak wajib", "dari Jakarta", "paling banyak 3".
_ONE_BEHIND = frozenset((
    "tidak", "bukan", "belum", "tanpa", "kecuali", "jangan", "akan", "luar", "selain", "termasuk",
    "dapat", "wajib", "harus", "boleh", "dilarang", "perlu", "semua", "setiap", "sebagian",
    "jika", "sebelum", "setelah", "sejak", "mulai", "sampai", "selama", "ketika", "bahwa", "agar",
    "dari", "ke", "di", "pada", "dalam", "oleh", "kepada", "menjadi", "daripada", "atas",
    "untuk", "bagi", "dengan", "karena", "sebagai", "seperti", "terhadap", "tentang", "dan",
    "atau", "yang", "tetapi", "sedangkan", "sebagaimana", "menurut",
))  # fmt: skip
_ONE_BEFORE = frozenset((
    "tidak", "bukan", "belum", "tanpa", "jangan", "akan", "hanya", "paling", "semua", "setiap",
    "dapat", "wajib", "harus", "boleh", "dilarang", "perlu", "sudah", "masih", "pernah",
))  # fmt: skip
_TWO_BEHIND = frozenset(("paling", "hanya", "lebih", "kurang", "minimal", "maksimal", "antara"))
# Who only wishes, denies or supposes something has not made it so.
_ATTITUDES = re.compile(
    r"\b\w*(?:bantah|sangkal|usul|minta|harap|mungkin|kira|rencana|target|wacana|isu|hoaks|hoax"
    r"|kabar|duga|klaim|imbau|saran|tunda|batal|cabut|ubah|umum|kata|nyata|jawab|tulis|sebut"
    r"|tolak|ragu|janji|siap|bahas|kaji|coba|ancam|bohong|palsu|benar|salah)\w*"
)
_GLUE = re.compile(r"\b(?:adapun|berdasarkan|sesuai|mengenai|terkait|tersebut)\b", re.IGNORECASE)
_NAME = re.compile(r"\b[A-Z][\w-]*(?:\s+[A-Z][\w-]*)*")
_WORD = re.compile(r"\w+(?:-\w+)*")
_TWICE = re.compile(r"\b(\w+) \(\1\)")


def nearest(text: str, quotes: str) -> str:
    """The quoted sentence that shares most words with the text."""
    said = set(words(text))
    return max(sentences(quotes), key=lambda each: len(said & set(words(each))), default="")


def words(text: str) -> list[str]:
    """Lower-case words; words for the same limit are the same word."""
    return [ALIKE.get(word, word) for word in re.findall(r"\w+", text.casefold())]


def limits(text: str) -> list[str]:
    """The negations, conditions and other limits of a text, in order."""
    return [word for word in words(text) if word in LIMITS]


def rearranged(said: Sequence[str], held: Sequence[str]) -> bool:
    """Whether it is the same row, or one stretch of it, of two or more, was put elsewhere.

    >>> rearranged("c d a b e".split(), "a b c d e".split())
    True
    >>> rearranged("c b a".split(), "a b c".split())  # two changed places
    False
    """
    said, held = list(said), list(held)
    if said == held:
        return True
    if Counter(said) != Counter(held):
        return False
    first = next(n for n, pair in enumerate(zip(said, held, strict=True)) if pair[0] != pair[1])
    said, held = said[first:], held[first:]
    size = len(held)
    return any(
        said == held[cut:end] + held[:cut] + held[end:]
        for cut in range(2, size - 1)
        for end in range(cut + 2, size + 1)
    )


def statement(text: str, _quotes: str, language: Language) -> bool:
    """It is one Indonesian statement: no question, no fragment, no second sentence, no English."""
    one = len(sentences(text)) == 1 and "?" not in text
    return one and not text[0].islower() and language.language_of(text) == "id"


def same_terms(text: str, quotes: str, language: Language) -> bool:
    """It has the terms of the quoted sentence, all of them, no other, with one clause moved."""
    pair = _GLUE.sub("", text), nearest(text, quotes)
    return rearranged(*(language.tokens(_short(each, language)) for each in pair))


def same_figures(text: str, quotes: str, language: Language) -> bool:
    """It has all numbers and days of the quoted sentence in their order, begun anywhere."""
    said, held = _figures(text, language), _figures(nearest(text, quotes), language)
    turned = (held[n:] + held[:n] for n in range(max(1, len(held))))
    return any(said == each for each in turned)


def same_provisions(text: str, quotes: str, language: Language) -> bool:
    """It names the regulations of the quoted sentence in their order, and no pasal beside."""
    near = nearest(text, quotes)
    ours, theirs = (set(language.pasal_mentions(each)) for each in (text, near))
    return ours <= theirs and (
        language.regulation_mentions(text) == language.regulation_mentions(near)
    )


def same_names(text: str, quotes: str, language: Language) -> bool:
    """Its names and abbreviations stand in the quoted sentence, short or spelled out."""
    near = _short(nearest(text, quotes), language)
    held = {word.casefold() for word in _WORD.findall(near)}
    return all(word.casefold() in held for word in _names(_short(text, language)))


def same_attitude(text: str, quotes: str, _language: Language) -> bool:
    """Who denies, proposes or hopes in the quoted sentence does so in this one."""
    near = nearest(text, quotes)
    return Counter(_attitudes(text)) == Counter(_attitudes(near))


def limits_in_place(text: str, quotes: str, language: Language) -> bool:
    """What stands about a negation, a limit or a direction stood about it in the quote."""
    said = words(_short(text, language))
    held = words(_short(nearest(text, quotes), language))
    if Counter(filter(_reach, said)) != Counter(filter(_reach, held)):
        return False
    behind = [said[at : at + 1 + _reach(word)] for at, word in enumerate(said) if _reach(word)]
    before = [list(pair) for pair in pairwise(said) if pair[1] in _ONE_BEFORE]
    return all(_stands_in(run, held) for run in (*behind, *before))


def same_voice(text: str, quotes: str, language: Language) -> bool:
    """No verb changes between active and passive: who does it and who bears it stay."""
    held = {(_voice(word), language.tokeniser.stem(word)) for word in words(nearest(text, quotes))}
    stems = {stem for _, stem in held}
    said = ((_voice(word), language.tokeniser.stem(word)) for word in words(text))
    return all(pair in held for pair in said if pair[0] and pair[1] in stems)


RULES: tuple[Rule, ...] = (
    statement, same_terms, same_figures, same_provisions, same_names, same_attitude,
    limits_in_place, same_voice,
)  # fmt: skip


def _figures(text: str, language: Language) -> list[str]:
    for mention in reversed(language.regulation_mentions(text)):
        text = text[: mention.span[0]] + text[mention.span[1] :]
    return [number.casefold() for number in NUMBER.findall(text)]


def _names(text: str) -> list[str]:
    """Words with a capital, but for the one that begins the sentence and is no abbreviation."""
    runs = [(match.start(), match.group().split()) for match in _NAME.finditer(text)]
    common = [at == 0 and len(run) == 1 and not run[0].isupper() for at, run in runs]
    return [word for skip, (_, run) in zip(common, runs, strict=True) if not skip for word in run]


def _short(text: str, language: Language) -> str:
    """With the long names of the glossary abbreviated."""
    longer, pattern = _long_names(language)
    short = pattern.sub(lambda match: longer[match.group().casefold()], text)
    return _TWICE.sub(r"\1", short)


@cache
def _long_names(language: Language) -> tuple[dict[str, str], re.Pattern[str]]:
    longer = {t.expansion.casefold(): t.term for t in language.glossary if t.expansion}
    names = "|".join(map(re.escape, sorted(longer, key=len, reverse=True)))
    return longer, re.compile(rf"\b(?:{names})\b", re.IGNORECASE)


def _attitudes(text: str) -> list[str]:
    return [match.group() for match in _ATTITUDES.finditer(text.casefold())]


def _voice(word: str) -> str:
    return next((begin for begin in ("di", "me", "ter") if word.startswith(begin)), "")


def _reach(word: str) -> int:
    return 2 * (word in _TWO_BEHIND) or int(word in _ONE_BEHIND)


def _stands_in(run: Sequence[str], held: Sequence[str]) -> bool:
    size = len(run)
    return any(list(held[n : n + size]) == list(run) for n in range(len(held) - size + 1))

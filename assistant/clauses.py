"""What a message tells, and what it asks: its clauses in order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = (
    r"apa|apakah|apaan|siapa|kapan|mana|dimana|kemana|berapa|seberapa|bagaimana|mengapa|kenapa"
    r"|what|when|who|where|how|why|which|is|are|can|does|do|will|\w{3,}kah"
)
_VERB = r"boleh|bisa|harus|perlu|wajib|ada|masih|cukup|benar|betul|sah|dapat"
_JOINT = r"dan|serta|terus|lalu|trus|sekalian|sama|atau|and|then"
_LEAD = r"kalau|yang|di|ke|dari|untuk|juga|punya|kira-kira|lalu|terus"
# "apa pun", "ke mana-mana" ask nothing.
_ASKING = re.compile(rf"(?<![\w-])(?:{_WORD})\b(?! pun\b|-)", re.IGNORECASE)
_CHECKING = re.compile(
    r"\b(?:tidak|belum|betul|benar|bukan)(?: (?:ya|sih|dong|kah|lagi))*\s*\??$", re.IGNORECASE
)
_OPENING = re.compile(
    rf"^(?:(?:{_JOINT}|tapi|tetapi|memang(?:nya)?|emang(?:nya)?) )*(?:{_VERB})\b", re.IGNORECASE
)
_CONDITION = re.compile(
    rf"^(?:(?:{_JOINT}) )*(?:kalau|jika|bila|apabila|seandainya|misal(?:nya|kan)?|begitu|setelah"
    r"|sesudah|saat|ketika|if|when)\b",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"(?<=[.;!?])\s+|[,;]\s+|\n+"
    rf"|\s+(?=(?:{_JOINT}) (?:(?:{_LEAD}) )*(?:{_WORD}|boleh|bisa|harus|perlu|masih|ada)\b)",
    re.IGNORECASE,
)
_JOINING = re.compile(r"\s(?=(?:dan|serta|terus|lalu|trus|sekalian|and|then)\s)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a message, and whether it asks something."""

    text: str
    asks: bool


def clauses(message: str) -> tuple[Clause, ...]:
    """The clauses of a message in plain Indonesian; a condition stays with what it conditions.

    >>> for clause in clauses("Anak saya empat. Kalau pindah, dapat rumah apa dan siapa bayar?"):
    ...     print(clause.asks, clause.text)
    False Anak saya empat.
    True Kalau pindah, dapat rumah apa
    True dan siapa bayar?
    """
    pieces = [part for piece in _CUT.split(message) for part in _halves(piece.strip())]
    questioning = "?" in message
    found: list[Clause] = []
    condition = ""
    for piece in filter(None, pieces):
        asks = _asks(piece, questioning)
        if not asks and _CONDITION.search(piece):
            condition = f"{condition} {piece},".lstrip()
            continue
        found.append(Clause(f"{condition} {piece}".lstrip(), asks))
        condition = ""
    if condition:
        found.append(Clause(condition.rstrip(","), asks=False))
    return tuple(found)


def _halves(piece: str) -> Iterator[str]:
    """The piece, cut where a word joins two halves that both ask."""
    for joint in _JOINING.finditer(piece):
        first, second = piece[: joint.start()], piece[joint.start() :].lstrip()
        if _ASKING.search(first) and _ASKING.search(second):
            yield first
            yield from _halves(second)
            return
    yield piece


def _asks(piece: str, questioning: bool) -> bool:
    if piece.endswith("?") or _ASKING.search(piece) or _CHECKING.search(piece):
        return True
    return questioning and not piece.endswith(".") and _OPENING.search(piece) is not None

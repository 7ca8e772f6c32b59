"""What a regulation does to others: amends, inserts, deletes, repeals. Proposals for a person."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from ingest.law import Unit
from ingest.repair import repair
from knowledge.library import Change
from knowledge.mentions import RegulationMention, pasal_mentions, regulation_mentions

_AMENDS = re.compile(r"\bPERUBAHAN\s+(?:KE\w+\s+)?(?:ATAS|TERHADAP)\b", re.IGNORECASE)
_REPEALS = re.compile(r"dicabut\s+dan\s+dinyatakan\s+tidak\s+berlaku", re.IGNORECASE)
_AS_AMENDED = re.compile(
    r"sebagaimana\s+telah\s+(?:beberapa\s+kali\s+)?diubah.*?(?=;|\bdicabut\b|\.\s|$)",
    re.DOTALL | re.IGNORECASE,
)
_LIMITED = re.compile(
    r"\b(?:sepanjang|khusus(?:nya)?|kecuali|Pasal\s+\d+|Bab\s+[IVX]+|ketentuan)\b"
)
_INSERTS = re.compile(r"\bdisisipkan\b")
_DELETES = re.compile(r"\bdihapus\b")
_CHANGES = re.compile(r"\bdiubah\b")
_QUOTE = 300


def amended(title: str) -> RegulationMention | None:
    """The regulation that the title says it changes.

    >>> amended("Perubahan atas Undang-Undang Nomor 3 Tahun 2022 tentang Ibu Kota Negara").token
    'uu-3-2022'
    """
    found = _AMENDS.search(title)
    if not found:
        return None
    mentions = regulation_mentions(repair(title[found.end() :]))
    return mentions[0] if mentions else None


def changes(units: Sequence[Unit], itself: str | None, title: str) -> tuple[Change, ...]:
    """All that the regulation does to others, each with the words that say so."""
    target = amended(title)
    found = list(_amendments(units, target.token)) if target else []
    for unit in units:
        if unit.kind == "pasal":
            found += [change for change in _repeals(unit) if change.target != itself]
    return tuple(dict.fromkeys(found))


def _amendments(units: Sequence[Unit], target: str) -> Iterator[Change]:
    yield Change(kind="amends", target=target, by_locator="Judul", quote="")
    for unit in units:
        if unit.kind != "perubahan":
            continue
        kind = _kind(unit.text)
        named = pasal_mentions(repair(unit.text))
        places = [str(mention) for mention in named]
        if kind == "inserts":
            places = places[2:] or places
        if kind and places:
            yield Change(
                kind=kind, target=target, target_locator=places[0], by_locator=unit.locator,
                quote=unit.text[:_QUOTE],
            )  # fmt: skip


def _kind(text: str) -> Literal["amends", "inserts", "deletes"] | None:
    if _INSERTS.search(text):
        return "inserts"
    if _DELETES.search(text):
        return "deletes"
    return "amends" if _CHANGES.search(text) else None


def _repeals(unit: Unit) -> Iterator[Change]:
    """Regulations named before "dicabut dan dinyatakan tidak berlaku", item by item."""
    if not _REPEALS.search(unit.text):
        return
    text = repair(unit.text)
    end_of_list = _REPEALS.search(text)
    if end_of_list is None:
        return
    for item in re.split(r"(?<=;)\s|\n", text):
        mine = _REPEALS.search(item)
        listed = re.match(r"\(?(?:[a-z]|\d{1,2})[.)]\s", item) and end_of_list.start() > text.find(
            item
        )
        if not mine and not listed:
            continue
        yield from _repealed(unit, _AS_AMENDED.sub("", item[: mine.start() if mine else None]))


def _repealed(unit: Unit, item: str) -> Iterator[Change]:
    mention = next((m for m in regulation_mentions(item) if m.year), None)
    if mention is None or "/" in mention.number:
        return
    before = item[: mention.span[0]]
    kept = re.search(r"\b(?:masih\s+)?tetap\s+berlaku\b", item)
    if kept or re.search(r"\bpelaksanaan(?:\s+dari)?\s*$", before):
        return
    limited = _LIMITED.search(before) or _LIMITED.search(item[mention.span[1] :])
    yield Change(
        kind="repeals_part" if limited else "repeals", target=mention.token,
        by_locator=unit.locator, quote=unit.text[:_QUOTE],
    )  # fmt: skip

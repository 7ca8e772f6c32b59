"""Question sets: JSON Lines in the contract's format, checked line by line."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, cast

from assistant.answer import Status
from assistant.turn import Message
from evals.errors import DatasetError

FACTUAL = tuple(status.value for status in Status if status.states_facts)
WITHHOLDING = tuple(status.value for status in Status if not status.states_facts)
TEXTS = ("id", "question", "category", "style")
LISTS = ("history", "gold_facts", "must_not", "fact_refs")
REQUIRED = (*TEXTS, *LISTS, "answerable", "as_of")


@dataclass(frozen=True, slots=True)
class Item:
    """One question and what is asked of its answer.

    `expected`: the statuses that are right; where the set does not say, any that states facts for
    an answerable question and any that states none for another.
    """

    id: str
    question: str
    history: tuple[Message, ...]
    category: str
    answerable: bool
    gold_facts: tuple[str, ...]
    must_not: tuple[str, ...]
    fact_refs: tuple[str, ...]
    as_of: date | None
    style: str
    expected: tuple[str, ...]
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions in the order of the file, and the SHA-256 of its bytes."""

    name: str
    items: tuple[Item, ...]
    digest: str
    body: bytes


def load(path: Path) -> QuestionSet:
    """Read a question set.

    Raises:
        DatasetError: with the number of the first line that is wrong.
    """
    try:
        body = path.read_bytes()
    except OSError as error:
        raise DatasetError(f"Berkas soal {path} tidak bisa dibaca: {error.strerror}.") from None
    return parse(path.name, body)


def parse(name: str, body: bytes) -> QuestionSet:
    """The question set in these bytes; see `load`."""
    items = tuple(_items(name, body))
    if not items:
        raise DatasetError(f"Berkas soal {name} kosong.")
    return QuestionSet(name, items, hashlib.sha256(body).hexdigest(), body)


def _items(name: str, body: bytes) -> Iterator[Item]:
    seen: dict[str, int] = {}
    for number, line in enumerate(_lines(name, body), start=1):
        if not line.strip():
            continue
        try:
            item = item_of(_object(line))
        except DatasetError as error:
            raise DatasetError(f"{name} baris {number}: {error}") from None
        if item.id in seen:
            raise DatasetError(
                f"{name} baris {number}: id {item.id} sudah dipakai di baris {seen[item.id]}."
            )
        seen[item.id] = number
        yield item


def _lines(name: str, body: bytes) -> Iterable[str]:
    try:
        return body.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        raise DatasetError(f"Berkas soal {name} bukan teks UTF-8.") from None


def _object(line: str) -> dict[str, Any]:
    try:
        data = json.loads(line)
    except json.JSONDecodeError as error:
        raise DatasetError(f"bukan JSON yang sah (kolom {error.colno}).") from None
    if not isinstance(data, dict):
        raise DatasetError("harus berupa objek JSON.")
    return data


def item_of(data: Mapping[str, Any]) -> Item:
    """One question from its fields; unknown fields are ignored.

    >>> fields = dict.fromkeys(LISTS, []) | dict.fromkeys(TEXTS, "x")
    >>> item_of(fields | {"answerable": True, "as_of": None}).expected
    ('answered', 'partial')
    """
    _check(data)
    answerable = data["answerable"]
    return Item(
        id=data["id"],
        question=data["question"],
        history=tuple(map(_message, data["history"])),
        category=data["category"],
        answerable=answerable,
        gold_facts=_texts(data, "gold_facts"),
        must_not=tuple(map(_pattern, _texts(data, "must_not"))),
        fact_refs=_texts(data, "fact_refs"),
        as_of=_day(data["as_of"]),
        style=data["style"],
        expected=_expected(data) or (FACTUAL if answerable else WITHHOLDING),
        tags=_texts(data, "tags") if "tags" in data else (),
    )


def _check(data: Mapping[str, Any]) -> None:
    for name in REQUIRED:
        if name not in data:
            raise DatasetError(f"kolom `{name}` tidak ada.")
    for name in TEXTS:
        if not isinstance(data[name], str) or not data[name].strip():
            raise DatasetError(f"kolom `{name}` harus teks yang tidak kosong.")
    for name in LISTS:
        if not isinstance(data[name], list):
            raise DatasetError(f"kolom `{name}` harus daftar.")
    if not isinstance(data["answerable"], bool):
        raise DatasetError("kolom `answerable` harus true atau false.")


def _texts(data: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = data[name]
    if not isinstance(values, list) or not all(isinstance(v, str) and v.strip() for v in values):
        raise DatasetError(f"kolom `{name}` harus daftar teks yang tidak kosong.")
    return tuple(values)


def _pattern(text: str) -> str:
    if text.startswith("re:"):
        try:
            re.compile(text[3:])
        except re.error as error:
            raise DatasetError(f"`must_not` bukan ungkapan reguler yang sah: {error}.") from None
    return text


def _message(data: object) -> Message:
    if not isinstance(data, dict) or data.get("role") not in ("user", "assistant"):
        raise DatasetError('`history` berisi {"role": "user" | "assistant", "content": …}.')
    if not isinstance(data.get("content"), str):
        raise DatasetError("`content` dalam `history` harus teks.")
    return Message(cast(Literal["user", "assistant"], data["role"]), data["content"])


def _day(value: object) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(cast(str, value))
    except (TypeError, ValueError):
        raise DatasetError(f"`as_of` bukan tanggal TTTT-BB-HH: {value}.") from None


def _expected(data: Mapping[str, Any]) -> tuple[str, ...]:
    values = _texts(data, "expected_status") if data.get("expected_status") else ()
    for value in values:
        if value not in (*FACTUAL, *WITHHOLDING):
            raise DatasetError(f"`expected_status` tidak dikenal: {value}.")
    return values

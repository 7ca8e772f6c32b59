"""Statements published at the helpdesk: checked like the curated ones, written beside them.

The database is the truth; the file in `TANYA_HOME/published` is what an index is built of.
"""

import difflib
import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, Protocol

import yaml

from knowledge.curated import check, read
from knowledge.schema import Statement
from knowledge.settings import KnowledgeSettings

FILE: Final = "meja-layanan.yaml"
LETTER: Final = "H"
HEAD: Final = "# Diterbitkan di meja layanan; ditulis oleh Tanya IKN. Ubah lewat konsol.\n\n"


class Publishing(Protocol):
    """What the console needs to publish; a fake in the tests."""

    def problems(self, statement: Statement, /) -> list[str]:
        """What is wrong with it beside all that is known."""
        ...

    def names(self) -> set[str]:
        """The ids that are taken."""
        ...

    def publish(self, statements: Sequence[Statement], /) -> None:
        """Exactly these are published, and answer when this returns."""
        ...

    def patch(self, statements: Sequence[Statement], /) -> str:
        """A patch that brings them into the curated files."""
        ...


class Publisher:
    """`rebuild` builds the index of what is known; `refresh` goes over to it."""

    def __init__(
        self,
        settings: KnowledgeSettings,
        rebuild: Callable[[], None],
        refresh: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._rebuild = rebuild
        self._refresh = refresh

    def problems(self, statement: Statement, /) -> list[str]:
        """Those that were not there without it."""
        known = read(self._settings.curated, self._settings.published)
        others = tuple(s for s in known.statements if s.id != statement.id)
        before = set(check(others, known.regulations))
        found = check((*others, statement), known.regulations)
        return [problem for problem in found if problem not in before]

    def names(self) -> set[str]:
        """Ids and aliases."""
        known = read(self._settings.curated, self._settings.published)
        return {name for s in known.statements for name in (s.id, *s.aliases)}

    def publish(self, statements: Sequence[Statement], /) -> None:
        """The file is replaced at once, then the index built."""
        _replace(self._file, HEAD + as_yaml(statements))
        self._rebuild()
        self._refresh()

    def patch(self, statements: Sequence[Statement], /) -> str:
        """Each at the end of the file of its topic, for `git apply`."""
        folder = self._settings.curated / "statements"
        parts: list[str] = []
        for topic in sorted({s.topic.value for s in statements}):
            path = folder / f"{topic}.yaml"
            before = path.read_text("utf-8") if path.is_file() else ""
            new = as_yaml([s for s in statements if s.topic == topic])
            after = f"{before.rstrip()}\n\n{new}".lstrip("\n")
            name = f"knowledge/statements/{topic}.yaml"
            parts += difflib.unified_diff(
                before.splitlines(keepends=True),
                after.splitlines(keepends=True),
                f"a/{name}" if before else "/dev/null",
                f"b/{name}",
            )
        return "".join(parts)

    @property
    def _file(self) -> Path:
        return self._settings.published / "statements" / FILE


class NothingPublished:
    """Where no knowledge can be written: an app that was made without a publisher."""

    def problems(self, _statement: Statement, /) -> list[str]:
        """Always the same one."""
        return ["Layanan ini dijalankan tanpa akses tulis ke pengetahuan."]

    def names(self) -> set[str]:
        """None."""
        return set()

    def publish(self, _statements: Sequence[Statement], /) -> None:
        """Nothing."""

    def patch(self, _statements: Sequence[Statement], /) -> str:
        """Empty."""
        return ""


def next_name(taken: set[str]) -> str:
    """The next free id of the helpdesk.

    >>> next_name({"H1", "H7", "F9"})
    'H8'
    """
    numbers = [int(name[1:]) for name in taken if name[0] == LETTER and name[1:].isdigit()]
    return f"{LETTER}{max(numbers, default=0) + 1}"


def as_yaml(statements: Sequence[Statement]) -> str:
    """As a curated file writes them."""
    return "\n".join(
        yaml.safe_dump([_entry(statement)], allow_unicode=True, sort_keys=False, width=110)
        for statement in statements
    )


def _entry(statement: Statement) -> dict[str, Any]:
    data = statement.model_dump(mode="json", exclude_defaults=True)
    for day in ("as_of", "valid_until"):
        if data.get(day):
            data[day] = date.fromisoformat(data[day])
    return data


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)

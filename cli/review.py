"""The review of what was taken in: `tanya knowledge approve`, `withdraw` and `stale`."""

import getpass
import json
import sys
from collections.abc import Sequence
from datetime import date

from rich.console import Console
from rich.text import Text

from cli.users import noted
from knowledge.checks import old
from knowledge.curated import read
from knowledge.errors import InputError
from knowledge.library import Library
from knowledge.settings import KnowledgeSettings

PROPOSAL = "usulan-"


def approve(names: Sequence[str], force: bool) -> None:
    """Let documents answer, or confirm proposed changes (`usulan-3`), then rebuild the index."""
    settings = KnowledgeSettings()
    library, by = Library(settings.folder), getpass.getuser()
    for name in names:
        if name.startswith(PROPOSAL):
            proposal = library.confirm(_number(name), by)
            _say(f"{name} dikonfirmasi: {proposal.change.target}.")
        else:
            entry = library.approve(name, by, despite=force)
            _say(f"{name} disetujui: {entry.document.title}.")
        noted("setujui-dokumen", name)
    _rebuild(settings)


def withdraw(names: Sequence[str]) -> None:
    """Take documents out of the answers, then rebuild the index."""
    settings = KnowledgeSettings()
    library = Library(settings.folder)
    for name in names:
        entry = library.withdraw(name)
        noted("tarik-dokumen", name)
        _say(f"{name} ditarik: {entry.document.title}.")
    _rebuild(settings)


def stale(as_json: bool, months: int | None) -> None:
    """List what needs another look, one line each; with `months` also old statements."""
    settings, today = KnowledgeSettings(), date.today()
    curated = read(settings.curated, settings.published)
    found = Library(settings.folder).stale(today, curated.regulations)
    found += old(curated.documents(), today, months) if months else []
    if as_json:
        rows = [each.model_dump(mode="json") for each in found]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write("".join(f"{s.id}\t{s.title}\t{s.reason}\n" for s in found))


def _rebuild(settings: KnowledgeSettings) -> None:
    from cli.build import build
    from ingest.publishing import PATIENCE_SECONDS

    build(settings, PATIENCE_SECONDS)


def _number(name: str) -> int:
    figures = name.removeprefix(PROPOSAL)
    if not figures.isdigit():
        raise InputError(f"{name} bukan nomor usulan.")
    return int(figures)


def _say(sentence: str) -> None:
    Console(stderr=True, highlight=False).print(Text(sentence))

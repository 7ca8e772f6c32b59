"""Example messages by kind, from which is learned what is asked of the assistant.

A kind is a file with one message a line. `conversations.jsonl` holds ordinary conversations: a
follow-up, and a story or an unusual question, for every statement, with what answers it.
"""

import json
from collections.abc import Iterable, Iterator
from importlib import resources
from typing import Any

KINDS = ("outside", "unknown", "attack", "harmless")
PROBED = ("outside", "unknown")
CONVERSATIONS = "conversations"


def examples() -> dict[str, list[str]]:
    """The messages of every kind, and all that people say in conversations."""
    said = (text for one in conversations() for text in (*one.get("asked", ()), one["question"]))
    return _written(KINDS) | {CONVERSATIONS: _once(said)}


def probed() -> dict[str, list[str]]:
    """The kinds whose vectors are kept in the index, for `assistant.scope`."""
    return _written(PROBED)


def conversations() -> list[dict[str, Any]]:
    """The conversations as they are written."""
    return [json.loads(line) for line in _lines(f"{CONVERSATIONS}.jsonl")]


def _written(kinds: Iterable[str]) -> dict[str, list[str]]:
    return {kind: _once(_lines(f"{kind}.txt")) for kind in kinds}


def _lines(name: str) -> Iterator[str]:
    file = resources.files("assistant.examples").joinpath(name)
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    return (line.strip() for line in lines if line.strip())


def _once(messages: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(messages))

"""Example messages by kind, one a line; their vectors are kept in the index for probes."""

from importlib import resources

KINDS = ("outside", "unknown", "attack", "harmless")


def examples() -> dict[str, list[str]]:
    """The messages of every kind."""
    return {kind: _lines(kind) for kind in KINDS}


def _lines(kind: str) -> list[str]:
    file = resources.files("assistant.examples").joinpath(f"{kind}.txt")
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    return list(dict.fromkeys(line.strip() for line in lines if line.strip()))

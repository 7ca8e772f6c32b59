"""How much the widget weighs on the line: `python -m api.sizes`."""

import gzip
import sys
from collections.abc import Iterable
from pathlib import Path

from api.pages import STATIC

LOADER = (STATIC / "widget.js",)
APPLICATION = (STATIC / "chat" / "app.js", STATIC / "tanya.css", STATIC / "lambang.svg")


def packed(paths: Iterable[Path]) -> int:
    """Bytes of the files, each packed by gzip."""
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


if __name__ == "__main__":
    sys.stdout.write(f"pemuat {packed(LOADER)} B, aplikasi {packed(APPLICATION)} B (gzip)\n")

"""Builds an index so slowly that a kill lands where a test wants it: `HOME SALT DOCUMENTS PAUSE`.

A line on stdout says that the encoder, hence the build, is at work.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from knowledge.curated import Curated
from knowledge.documents import Document
from knowledge.encoder import FloatArray, HashingEncoder
from knowledge.index import IndexFolder
from knowledge.language import Language
from tests.support import statement


class SlowEncoder(HashingEncoder):
    """Takes `pause` seconds for every call; keeps the texts that it was given."""

    def __init__(self, pause: float = 0.0, told: TextIO | None = None) -> None:
        super().__init__()
        self.pause = pause
        self.told = told
        self.encoded: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Vectors, after a while; tells when it begins."""
        if self.told:
            self.told.write("mulai\n")
            self.told.flush()
        self.encoded += texts
        time.sleep(self.pause)
        return super().encode_passages(texts)


def many(salt: str, count: int) -> list[Document]:
    """Documents that differ in every text from those of another salt."""
    written = (
        statement(f"A{n}", f"Menurut berita {salt}, rombongan {n} pindah ke gedung {n * 7}.")
        for n in range(count)
    )
    return Curated(tuple(written), (), ()).documents()


def main(home: str, salt: str, count: str, pause: str) -> None:
    """Build."""
    encoder = SlowEncoder(float(pause), told=sys.stdout)
    folder = IndexFolder(Path(home), Language.load())
    folder.build(many(salt, int(count)), encoder)


if __name__ == "__main__":
    main(*sys.argv[1:])

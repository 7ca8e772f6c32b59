"""Builds an index so slowly that a kill lands where a test wants it: `HOME SALT DOCUMENTS PAUSE`.

A line on stdout says that the work began; another that it is done.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from knowledge.curated import Curated
from knowledge.documents import Document
from knowledge.encoder import FloatArray, HashingEncoder
from knowledge.index import IndexFolder
from knowledge.language import Language
from tests.support import statement


class SlowEncoder(HashingEncoder):
    """Takes `pause` seconds for every call; counts the texts that it was given."""

    def __init__(self, pause: float = 0.0) -> None:
        super().__init__()
        self.pause = pause
        self.encoded: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Vectors, after a while."""
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
    documents = many(salt, int(count))
    folder = IndexFolder(Path(home), Language.load())
    sys.stdout.write("mulai\n")
    sys.stdout.flush()
    sys.stdout.write(folder.build(documents, SlowEncoder(float(pause))) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

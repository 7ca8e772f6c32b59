"""The BM25 leg: exact words, stemmed, with synonyms and regulation names as single terms."""

from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray


class LexicalIndex:
    """BM25 over rows of search terms.

    >>> index = LexicalIndex.build([["jam", "kerja"], ["tunjangan", "pionir"]])
    >>> index.scores(["pionir"]).argmax()
    np.int64(1)
    """

    def __init__(self, model: bm25s.BM25, size: int) -> None:
        self._model = model
        self._size = size

    @classmethod
    def build(cls, rows: Sequence[Sequence[str]]) -> "LexicalIndex":
        """Index rows of terms, at least one; an empty row matches nothing."""
        model = bm25s.BM25(method="lucene", auto_compile=False)
        model.index([list(row) for row in rows], show_progress=False)
        return cls(model, len(rows))

    @classmethod
    def load(cls, folder: Path, size: int) -> "LexicalIndex":
        """Open what `save` wrote; `size` is the number of rows."""
        return cls(bm25s.BM25.load(folder, show_progress=False), size)

    def save(self, folder: Path) -> None:
        """Write the index as plain arrays and JSON, no pickle."""
        self._model.save(folder, show_progress=False)

    def scores(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """The BM25 score of every row, in their order; zeros where nothing matches."""
        known = [term for term in terms if term and term in self._model.vocab_dict]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        scores: NDArray[np.float32] = self._model.get_scores(known)
        return scores

"""A linear probe: tells two kinds of messages apart by their vectors, learned from examples.

It is solved in closed form from the example vectors that the index keeps, so it fits whatever
encoder made them and there are no weights to ship.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.corpus import Vectors

RIDGE = 1e-3


@dataclass(frozen=True, eq=False)
class Probe:
    """`score` is about +1 for the first kind and -1 for the second."""

    weights: NDArray[np.float64]

    @classmethod
    def fit(cls, first: Vectors, second: Vectors, ridge: float = RIDGE) -> Self:
        """Learn from vectors of both kinds (n x dimensions); each kind weighs the same.

        The larger `ridge`, the smoother: fewer peculiarities of the examples are learned.

        >>> probe = Probe.fit(np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]]))
        >>> probe.score(np.array([0.9, 0.1])) > 0 > probe.score(np.array([0.1, 0.9]))
        True
        """
        table = np.vstack([first, second]).astype(np.float64)
        table = np.hstack([table, np.ones((len(table), 1))])
        target = np.r_[np.ones(len(first)), -np.ones(len(second))]
        share = np.r_[np.full(len(first), 1 / len(first)), np.full(len(second), 1 / len(second))]
        weighted = (table * share[:, None]).T
        system = weighted @ table + ridge * np.eye(table.shape[1])
        return cls(np.linalg.solve(system, weighted @ target))

    def score(self, vector: Vectors) -> float:
        """Above zero: more like the first kind."""
        return float(vector @ self.weights[:-1] + self.weights[-1])

"""How long a chat model that fails is still asked."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

MOST_FAILURES = 3
REST_SECONDS = 60.0


@dataclass
class Patience:
    """After three failures in a row the model is left alone for a minute.

    Otherwise an endpoint that hangs would make every answer wait, and take every place.
    """

    clock: Callable[[], float] = time.monotonic
    _failures: int = 0
    _until: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    @property
    def over(self) -> bool:
        """Whether the model is not asked now."""
        return self.clock() < self._until

    def note(self, failed: bool) -> None:
        """How an answer of the model ended."""
        with self._lock:
            self._failures = self._failures + 1 if failed else 0
            if self._failures >= MOST_FAILURES:
                self._until = self.clock() + REST_SECONDS

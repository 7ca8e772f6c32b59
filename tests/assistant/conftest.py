from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from assistant import assistant as module
from assistant.assistant import Assistant
from assistant.confidence import SIGNALS, Confidence
from assistant.tools import Tools
from assistant.turn import Turn
from knowledge.index import Index
from tests.support import open_small

TODAY = date(2026, 11, 24)
# Sure when most of the question's words are in the passage: does not hang on learned weights.
SURE = Confidence(dict.fromkeys(SIGNALS, 0.0) | {"coverage": 20.0}, bias=-12.0, answer=0.5)


@pytest.fixture(scope="session")
def index() -> Index:
    return open_small()


@pytest.fixture(scope="session")
def tools(index: Index) -> Tools:
    return replace(module._tools(index), confidence=SURE)


@pytest.fixture
def assistant(index: Index, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    monkeypatch.setattr(Confidence, "load", classmethod(lambda _: SURE))
    return Assistant(lambda name: None if name == index.generation else index, lambda: TODAY)


@pytest.fixture(scope="session")
def turn() -> Callable[..., Turn]:
    def make(message: str = "Kapan ASN pindah ke IKN?", **changes: object) -> Turn:
        return Turn(message, TODAY).but(**changes)

    return make

"""The whole product in a home of its own, built once per machine and session."""

import os
from pathlib import Path

import pytest

from assistant.examples import probed
from knowledge.curated import read
from knowledge.encoder import open_encoder
from knowledge.index import IndexFolder
from knowledge.language import Language

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def product_home() -> Path:
    """A TANYA_HOME with the real model and an index of the real knowledge."""
    home = Path(os.environ.get("TANYA_TEST_HOME", ROOT / ".venv" / "tanya-test-home"))
    documents = read(ROOT / "knowledge").documents()
    encoder = open_encoder(None, home)
    IndexFolder(home, Language.load()).build(documents, encoder, examples=probed())
    return home

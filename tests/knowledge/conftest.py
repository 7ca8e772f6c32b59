"""The real model, built once per machine."""

import os
from pathlib import Path

import pytest

from knowledge.encoder import OnnxEncoder, prepare_encoder

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def encoder_home() -> Path:
    """A TANYA_HOME with the prepared model; `TANYA_TEST_HOME` moves it."""
    default = REPOSITORY / ".venv" / "tanya-test-home"
    home = Path(os.environ.get("TANYA_TEST_HOME", default))
    prepare_encoder(home)
    return home


@pytest.fixture(scope="session")
def encoder(encoder_home: Path) -> OnnxEncoder:
    return OnnxEncoder(prepare_encoder(encoder_home))

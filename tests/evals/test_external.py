"""IDK-MRC's published form is read, and measured like our own subject."""

import json
from pathlib import Path

import pytest

from evals.errors import DatasetError
from evals.external import index_of, measure, read
from knowledge.encoder import HashingEncoder

DATA = [
    {
        "context": "Karangkancana adalah sebuah kecamatan di Kabupaten Kuningan, Jawa Barat.",
        "qas": [
            {"id": "a", "question": "Di mana letak kecamatan Karangkancana?",
             "is_impossible": False, "answers": [{"text": "Kabupaten Kuningan"}]},
            {"id": "b", "question": "Di mana letak Desa Kancano?", "is_impossible": True,
             "answers": []},
        ],
    },
    {
        "context": "Lontong kupang adalah nama makanan khas daerah Jawa Timur.",
        "qas": [
            {"id": "c", "question": "Apa makanan khas daerah Jawa Timur?", "is_impossible": False,
             "answers": [{"text": "Lontong kupang"}]},
        ],
    },
]  # fmt: skip


def test_paragraphs_are_searched_and_confidence_is_judged(tmp_path: Path) -> None:
    path = tmp_path / "test.json"
    path.write_text(json.dumps(DATA), "utf-8")
    contexts, asked = read(path)
    told: list[str] = []
    report = lambda stage, _done, _total: told.append(stage)  # noqa: E731
    index = index_of(contexts, HashingEncoder(), report)
    found = measure(index, asked, report)
    assert (found["passages"], found["questions"], found["answerable"]) == (2, 3, 2)
    assert found["legs"]["bm25"]["R@1"]["mean"] == 1.0
    assert 0 <= found["separation"] <= 1
    assert {"Menanamkan", "Mencari"} <= set(told)


@pytest.mark.parametrize("text", ["{", "[1]", '[{"context": "x"}]'])
def test_other_json_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "lain.json"
    path.write_text(text, "utf-8")
    with pytest.raises(DatasetError, match="bukan JSON IDK-MRC"):
        read(path)

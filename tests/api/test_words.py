import re
from pathlib import Path

import pytest

from api.words import Language, validities, words
from knowledge.schema import Validity

SOURCES = Path(__file__).parents[2] / "api" / "frontend"
SCRIPTS = "\n".join(
    path.read_text() for folder in (SOURCES, SOURCES / "components") for path in folder.glob("*.ts")
)


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_word_that_the_page_uses_is_there(language: Language) -> None:
    used = set(re.findall(r'\bt\("(\w+)"', SCRIPTS))
    assert used <= set(words(language))


def test_both_languages_fill_in_the_same() -> None:
    for name, text in words("id").items():
        holes = re.findall(r"\{\w+\}", text)
        assert sorted(holes) == sorted(re.findall(r"\{\w+\}", words("en")[name]))


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_validity_has_words(language: Language) -> None:
    assert set(validities(language)) == {v.value for v in Validity}

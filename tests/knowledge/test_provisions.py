from datetime import date

import pytest

from knowledge.corpus import Corpus
from knowledge.documents import Document, Passage
from knowledge.encoder import HashingEncoder
from knowledge.index import IndexFolder
from knowledge.language import Language
from knowledge.provisions import LESSER, Provisions
from knowledge.schema import Authority, Source, Validity
from tests.support import SOURCE

PLACES = {
    "a": "Pasal 1 angka 2",
    "b": "Penjelasan Pasal 8 ayat (1)",
    "c": "Menimbang",
    "d": "Pasal 8 ayat (1)",
    "e": "Pasal 11 angka 2",
    "f": None,
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    passages = tuple(
        Passage(id=name, locator=at, text=f"Isi {name}.") for name, at in PLACES.items()
    )
    document = Document(
        id="dok-uu-9-2030",
        kind="document",
        title="UU 9/2030 tentang Kebun",
        as_of=date(2020, 1, 1),
        validity=Validity.IN_FORCE,
        authority=Authority.UU,
        sources=(Source.model_validate(SOURCE),),
        passages=passages,
    )
    folder = IndexFolder(tmp_path_factory.mktemp("home"), Language.load())
    folder.build([document], HashingEncoder())
    return folder.open(HashingEncoder()).corpus


@pytest.mark.parametrize(
    ("question", "lesser"),
    [
        ("hukuman apa saja", "abc"),
        ("apa yang dimaksud dengan penjaga", "bc"),
        ("pengertian penjaga", "bc"),
        ("apa penjelasan pasal itu", "ac"),
        ("apa pertimbangannya", "ab"),
    ],
)
def test_what_is_no_norm_stands_back_unless_asked_for(
    corpus: Corpus, question: str, lesser: str
) -> None:
    terms = Language.load().tokens(question)
    provisions = Provisions(corpus)
    losses = {name: provisions.loss(name, terms) for name in PLACES}
    assert losses == {name: LESSER * (name in lesser) for name in PLACES}

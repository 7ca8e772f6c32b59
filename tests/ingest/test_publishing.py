from pathlib import Path

import pytest
import yaml

from ingest.metadata import Sidecar
from ingest.publishing import known, publish
from ingest.sync import sync
from knowledge.documents import Document
from knowledge.encoder import Encoder, HashingEncoder
from knowledge.errors import IndexBusy
from knowledge.index import IndexFolder
from knowledge.language import Language
from knowledge.library import Library
from knowledge.opening import index_opener
from knowledge.ranking import Ranker
from knowledge.retriever import PolicyRetriever
from knowledge.settings import KnowledgeSettings
from tests.ingest.makers import LAW
from tests.support import statement

PLACE = "dok-uu-9-2030/pasal-3"


@pytest.fixture
def settings(tmp_path: Path) -> KnowledgeSettings:
    curated = tmp_path / "isi"
    (curated / "statements").mkdir(parents=True)
    entries = [statement("A1", "Jam kerja pegawai 37 jam.").model_dump(mode="json")]
    (curated / "statements" / "a.yaml").write_text(yaml.safe_dump(entries), encoding="utf-8")
    return KnowledgeSettings(home=tmp_path / "home", curated=curated)


@pytest.fixture
def library(settings: KnowledgeSettings, tmp_path: Path) -> Library:
    (tmp_path / "kebun.txt").write_text(LAW)
    library = Library(settings.folder)
    sync([tmp_path / "kebun.txt"], library, added=Sidecar(url="https://contoh.go.id/kebun"))
    return library


def build(settings: KnowledgeSettings, encoder: Encoder) -> int:
    return publish(settings, encoder, lambda *_: None, {})[1]


def found(settings: KnowledgeSettings, encoder: Encoder) -> list[str]:
    index = IndexFolder(settings.folder, Language.load()).open(encoder)
    hits = PolicyRetriever(index, Ranker.load()).search("penjaga dilarang memetik bunga")
    index.close()
    return [hit.passage.id for hit in hits]


def test_approved_documents_stand_beside_the_curated_ones(
    settings: KnowledgeSettings, library: Library
) -> None:
    encoder = HashingEncoder()
    assert build(settings, encoder) == 1
    assert PLACE not in found(settings, encoder)
    library.approve("dok-uu-9-2030")
    assert build(settings, encoder) == 2
    assert found(settings, encoder)[0] == PLACE


def test_a_withdrawal_reaches_a_server_that_runs(
    settings: KnowledgeSettings, library: Library
) -> None:
    encoder = HashingEncoder()
    library.approve("dok-uu-9-2030")
    build(settings, encoder)
    opener = index_opener(settings, encoder)
    serving = opener(None)
    assert serving is not None
    assert opener(serving.generation) is None
    library.withdraw("dok-uu-9-2030")
    build(settings, encoder)
    newer = opener(serving.generation)
    assert newer is not None
    assert "dok-uu-9-2030" not in newer.corpus.by_name
    assert "dok-uu-9-2030" in serving.corpus.by_name  # turns under way finish on the old one


def test_a_withdrawal_counts_before_the_index_is_built_anew(
    settings: KnowledgeSettings, library: Library
) -> None:
    encoder = HashingEncoder()
    library.approve("dok-uu-9-2030")
    build(settings, encoder)
    assert found(settings, encoder)[0] == PLACE
    library.withdraw("dok-uu-9-2030")
    assert not any(place.startswith("dok-") for place in found(settings, encoder))
    library.approve("dok-uu-9-2030")
    assert found(settings, encoder)[0] == PLACE
    (settings.folder / "library.sqlite").write_bytes(b"rusak" * 1_000)
    assert found(settings, encoder)[0] == PLACE


def test_what_is_decided_during_a_build_is_built_in(
    settings: KnowledgeSettings, library: Library
) -> None:
    class Meanwhile(HashingEncoder):
        def encode_passages(self, texts: list[str]) -> object:  # type: ignore[override]
            library.withdraw("dok-uu-9-2030")
            return super().encode_passages(texts)

    library.approve("dok-uu-9-2030")
    encoder = Meanwhile()
    assert build(settings, encoder) == 1  # type: ignore[arg-type]
    assert PLACE not in found(settings, encoder)  # type: ignore[arg-type]


def test_another_build_is_waited_for_no_longer_than_asked(
    settings: KnowledgeSettings, library: Library
) -> None:
    from filelock import FileLock

    build(settings, HashingEncoder())
    library.approve("dok-uu-9-2030")
    lock = FileLock(settings.folder / "index" / "build.lock")
    with lock, pytest.raises(IndexBusy):
        build(settings, HashingEncoder())


def test_what_is_known(settings: KnowledgeSettings, library: Library) -> None:
    def names(documents: list[Document]) -> list[str]:
        return [document.id for document in documents]

    assert names(known(settings)) == ["A1"]
    library.approve("dok-uu-9-2030")
    assert names(known(settings)) == ["A1", "dok-uu-9-2030"]

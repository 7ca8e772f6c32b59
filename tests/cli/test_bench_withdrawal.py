"""A withdrawal beside a server that runs: real processes, the real model."""

from pathlib import Path

import pytest
import yaml

from cli import bench_withdrawal
from cli.bench_withdrawal import serving, withdrawn_after
from cli.build import build
from ingest.metadata import Sidecar
from ingest.sync import sync
from knowledge.errors import Busy
from knowledge.library import Library
from knowledge.settings import KnowledgeSettings
from tests.ingest.makers import LAW
from tests.support import statement

DOCUMENT = "dok-uu-9-2023"
QUESTION = "Apa isi Pasal 3 UU 9/2023?"


@pytest.fixture
def settings(tmp_path: Path, product_home: Path) -> dict[str, str]:
    """A home in which a law answers beside one statement, and a server that looks for no index."""
    home, curated = tmp_path / "home", tmp_path / "isi"
    (curated / "statements").mkdir(parents=True)
    entries = [statement("A1", "Jam kerja pegawai 37 jam.").model_dump(mode="json")]
    (curated / "statements" / "a.yaml").write_text(yaml.safe_dump(entries), encoding="utf-8")
    home.mkdir()
    (home / "models").symlink_to(product_home / "models")
    (tmp_path / "kebun.txt").write_text(LAW.replace("2030", "2023"))
    library = Library(home)
    sync([tmp_path / "kebun.txt"], library, added=Sidecar(url="https://contoh.go.id/kebun"))
    library.approve(DOCUMENT)
    build(KnowledgeSettings(home=home, curated=curated))
    return {
        "TANYA_HOME": str(home),
        "TANYA_CURATED": str(curated),
        "TANYA_REFRESH_SECONDS": "3600",
    }


def test_what_is_withdrawn_is_cited_no_more(
    settings: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(settings) as server:
        assert server.cites(DOCUMENT, QUESTION)
        assert withdrawn_after(server, DOCUMENT, QUESTION, settings) > 0
        assert not server.cites(DOCUMENT, QUESTION)
        monkeypatch.setattr(bench_withdrawal, "PATIENCE_SECONDS", 1.0)
        with pytest.raises(Busy, match="tidak dikutip"):
            withdrawn_after(server, DOCUMENT, QUESTION, settings)
    assert not server.ready()

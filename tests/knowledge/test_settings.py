from pathlib import Path

import pytest

import knowledge
from knowledge.settings import KnowledgeSettings


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in KnowledgeSettings.model_fields:
        monkeypatch.delenv(f"TANYA_{name.upper()}", raising=False)


def test_home_is_below_the_home_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/pegawai")
    assert KnowledgeSettings().folder == Path("/home/pegawai/.local/share/tanya-ikn")


def test_a_relative_home_is_made_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TANYA_HOME", "data")
    assert KnowledgeSettings().folder == tmp_path / "data"


def test_the_curated_knowledge_is_the_one_that_is_shipped() -> None:
    assert KnowledgeSettings().curated == Path(knowledge.__file__).parent
    assert (KnowledgeSettings().curated / "statements").is_dir()


def test_no_encoder_means_the_built_in_one() -> None:
    assert KnowledgeSettings().encoder is None


def test_a_line_in_env_counts_and_the_environment_outweighs_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("TANYA_ENCODER=dari-berkas\nLAIN=x\n")
    assert KnowledgeSettings().encoder == "dari-berkas"
    monkeypatch.setenv("TANYA_ENCODER", "dari-lingkungan")
    assert KnowledgeSettings().encoder == "dari-lingkungan"


def test_every_setting_is_described() -> None:
    assert all(field.description for field in KnowledgeSettings.model_fields.values())

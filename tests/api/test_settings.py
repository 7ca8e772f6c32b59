from ipaddress import ip_network
from pathlib import Path

import pytest
from pydantic import ValidationError

from api.settings import ApiSettings


def test_the_database_is_in_home_unless_said_otherwise(tmp_path: Path) -> None:
    assert ApiSettings(home=tmp_path).database == f"sqlite+aiosqlite:///{tmp_path}/tanya.db"
    assert ApiSettings(database_url="postgresql+psycopg://x/y").database.startswith("postgresql")


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANYA_PORT", "9000")
    monkeypatch.setenv("TANYA_TRUSTED_PROXIES", "10.0.0.0/8, 127.0.0.1")
    settings = ApiSettings()
    assert settings.port == 9000
    assert settings.trusted_proxies == (ip_network("10.0.0.0/8"), ip_network("127.0.0.1/32"))


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "x"), ("TRUSTED_PROXIES", "10.0.0.0/99"), ("LOG_LEVEL", "keras")]
)
def test_values_that_are_not_usable(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"TANYA_{name}", value)
    with pytest.raises(ValidationError):
        ApiSettings()


def test_every_setting_is_described() -> None:
    assert all(field.description for field in ApiSettings.model_fields.values())


def test_embedding_origins_are_listed_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANYA_EMBED_ORIGINS", "https://A.go.id/, http://localhost:8100")
    assert ApiSettings().embed_origins == ("https://a.go.id", "http://localhost:8100")


@pytest.mark.parametrize("origin", ["http://a.go.id", "*", "https://a.go.id/x", "a.go.id", "null"])
def test_origins_that_are_not_usable(monkeypatch: pytest.MonkeyPatch, origin: str) -> None:
    monkeypatch.setenv("TANYA_EMBED_ORIGINS", origin)
    with pytest.raises(ValidationError):
        ApiSettings()

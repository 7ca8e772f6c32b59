"""Settings of the knowledge: where it lives and which encoder embeds it."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class KnowledgeSettings(BaseSettings):
    """Read from the environment (`TANYA_…`) or from `.env`."""

    model_config = SettingsConfigDict(env_prefix="TANYA_", env_file=".env", extra="ignore")

    home: Path = Field(
        default=Path("~/.local/share/tanya-ikn"),
        description="Folder for everything that is kept: model, index, conversations.",
    )
    encoder: str | None = Field(
        default=None,
        description="A sentence-transformers model, by path or hub id; "
        "empty means the built-in multilingual-e5-small.",
    )
    curated: Path = Field(
        default=Path(__file__).parent,
        description="Folder with `statements/` and `regulations/`.",
    )

    @property
    def folder(self) -> Path:
        """`home` with `~` resolved."""
        return self.home.expanduser().absolute()

    @property
    def published(self) -> Path:
        """Folder with the statements that were published at the helpdesk."""
        return self.folder / "published"

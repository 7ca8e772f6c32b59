"""Settings of the API: where it listens, what it allows, what it keeps."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Network = IPv4Network | IPv6Network


class ApiSettings(BaseSettings):
    """Read from the environment (`TANYA_…`) or from `.env`."""

    model_config = SettingsConfigDict(env_prefix="TANYA_", env_file=".env", extra="ignore")

    home: Path = Field(
        default=Path("~/.local/share/tanya-ikn"),
        description="Folder for everything that is kept: model, index, conversations.",
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on.")
    database_url: str | None = Field(
        default=None,
        description="SQLAlchemy address of the conversations; empty means `tanya.db` in "
        "TANYA_HOME (SQLite).",
    )
    rate_per_minute: int = Field(
        default=600,
        ge=0,
        description="Questions a minute from one client address; 0 means no limit.",
    )
    max_answers: int = Field(
        default=4, ge=1, le=64, description="Answers that are worked on at the same time."
    )
    max_waiting: int = Field(
        default=32, ge=0, description="Questions that may wait for a free place."
    )
    wait_seconds: float = Field(
        default=5.0, gt=0, description="How long a question waits for a free place before 503."
    )
    max_body_bytes: int = Field(
        default=262_144, ge=1_024, description="Largest request body; more is 413."
    )
    body_seconds: float = Field(
        default=10.0, gt=0, description="How long a client may take to send a request body."
    )
    heartbeat_seconds: float = Field(
        default=15.0, gt=0, description="Silence after which a stream sends a comment line."
    )
    drain_seconds: float = Field(
        default=5.0, ge=0, description="How long open streams may go on when the server stops."
    )
    refresh_seconds: float = Field(
        default=30.0, gt=0, description="How often the server looks for a newer index."
    )
    retention_days: int = Field(
        default=30, ge=1, description="Days after its last message that a conversation is deleted."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least severity that is logged."
    )
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode] = Field(
        default=(),
        description="Networks, with commas between, whose X-Forwarded-For is believed.",
    )

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(ip_network(part.strip()) for part in value.split(",") if part.strip())

    @property
    def folder(self) -> Path:
        """`home` with `~` resolved."""
        return self.home.expanduser().absolute()

    @property
    def database(self) -> str:
        """The address in use: the one that is set, or SQLite in `home`."""
        return self.database_url or f"sqlite+aiosqlite:///{self.folder / 'tanya.db'}"

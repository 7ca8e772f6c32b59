"""Settings of the API: where it listens, what it allows, what it keeps."""

import re
from datetime import time
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Network = IPv4Network | IPv6Network

# What an embedding page is recognised by: scheme and host, encrypted unless on this machine.
ORIGIN: Final = re.compile(
    r"https://[a-z0-9.-]+(:\d{1,5})?|http://(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?"
)


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
    max_upload_bytes: int = Field(
        default=33_554_432, ge=1_024, description="Largest document that may be uploaded."
    )
    upload_seconds: float = Field(
        default=120.0, gt=0, description="How long an upload of a document may take."
    )
    upload_token: SecretStr | None = Field(
        default=None,
        description="Who sends it as `Authorization: Bearer …` may upload documents, as may "
        "accounts of the console with that right; empty means only they may.",
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
    resume_seconds: float = Field(
        default=30.0,
        ge=0,
        description="How long an answer goes on without its reader, and may be read again after "
        "its end, when the connection of the widget is lost.",
    )
    embed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Origins, with commas between, whose pages may embed the widget, for example "
        "`https://www.kementerian.go.id`; empty means pages on this machine only.",
    )
    api_open: bool = Field(
        default=True,
        description="Whether questions are taken from programs too; false: only from the widget "
        "with its token.",
    )
    helpdesk: bool | None = Field(
        default=None,
        description="Whether a conversation can be handed over to an officer; empty means: once "
        "there is an account of an officer or a supervisor.",
    )
    public_url: str = Field(
        default="",
        description="Address by which people reach this server, for example "
        "`https://tanya.kementerian.go.id`; needed for OIDC, and makes cookies HTTPS-only.",
    )
    session_hours: float = Field(
        default=9.0, gt=0, description="How long somebody stays signed in to the console."
    )
    approval: bool = Field(
        default=False, description="Whether a supervisor approves a reply before it is sent."
    )
    oidc_issuer: str = Field(
        default="", description="Issuer for signing in with an institution's own accounts."
    )
    oidc_client_id: str = Field(default="", description="What the issuer calls this server.")
    oidc_client_secret: SecretStr | None = Field(
        default=None, description="Secret that the issuer gave to this server."
    )
    office_opens: time = Field(
        default=time(8), description="When officers begin on working days, WIB."
    )
    office_closes: time = Field(
        default=time(16), description="When officers end on working days, WIB."
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

    @field_validator("embed_origins", mode="before")
    @classmethod
    def _origins(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        origins = [part.strip().rstrip("/").lower() for part in value.split(",") if part.strip()]
        for origin in origins:
            if not ORIGIN.fullmatch(origin):
                raise ValueError(f"bukan asal https yang sah: {origin[:100]}")
        return tuple(origins)

    @field_validator("public_url")
    @classmethod
    def _whole_origin(cls, value: str) -> str:
        address = value.strip().rstrip("/")
        if address and not ORIGIN.fullmatch(address):
            raise ValueError(f"bukan asal https yang sah: {address[:100]}")
        return address

    @model_validator(mode="after")
    def _oidc_is_whole(self) -> Self:
        if self.oidc_issuer and not (self.oidc_client_id and self.public_url):
            raise ValueError("oidc_issuer perlu oidc_client_id dan public_url")
        return self

    @property
    def folder(self) -> Path:
        """`home` with `~` resolved."""
        return self.home.expanduser().absolute()

    @property
    def database(self) -> str:
        """The address in use: the one that is set, or SQLite in `home`."""
        return self.database_url or f"sqlite+aiosqlite:///{self.folder / 'tanya.db'}"

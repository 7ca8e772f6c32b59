"""Settings of the assistant: the chat model that may reword its answers."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class ChatSettings(BaseSettings):
    """Read from the environment (`TANYA_…`) or from `.env`."""

    model_config = SettingsConfigDict(env_prefix="TANYA_", env_file=".env", extra="ignore")

    chat_model: str | None = Field(
        default=None,
        description="`hf:` and a folder, a GGUF file or a hub id, or `openai:` and base URL, `#`, "
        "model; empty means that answers keep the words of the passages.",
    )
    chat_key: SecretStr | None = Field(
        default=None, description="What the endpoint wants as `Authorization: Bearer …`."
    )
    chat_sha256: str | None = Field(
        default=None,
        pattern=r"[0-9a-fA-F]{64}",
        description="SHA-256 of the weights of an `hf:` model; others are refused.",
    )
    chat_seconds: float = Field(
        default=12.0, gt=0, description="After this the answer keeps the words of the passages."
    )
    chat_tokens: int = Field(
        default=400, ge=1, le=4_096, description="The most tokens the model may write."
    )

"""Limits of what is taken in."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

MIB = 1024 * 1024


class IngestSettings(BaseSettings):
    """Read from the environment (`TANYA_INGEST_…`) or from `.env`."""

    model_config = SettingsConfigDict(env_prefix="TANYA_INGEST_", env_file=".env", extra="ignore")

    max_mib: int = Field(default=100, gt=0, description="Largest file, in MiB.")
    max_pages: int = Field(default=2000, gt=0, description="Longest document, in pages.")
    page_seconds: float = Field(default=10, gt=0, description="Longest time for one page.")
    ocr_seconds: float = Field(
        default=90, gt=0, description="Longest time for one page that is read by OCR."
    )
    memory_mib: int = Field(
        default=1024, ge=256, description="Most memory of the process that reads files, in MiB."
    )
    fetch_seconds: float = Field(
        default=60, gt=0, description="Longest time for fetching one address."
    )
    ocr: bool = Field(default=True, description="Read scans with Tesseract where it is installed.")

    @property
    def max_bytes(self) -> int:
        """`max_mib` in bytes."""
        return self.max_mib * MIB

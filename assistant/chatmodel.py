"""The chat model that a setting names; without the setting nothing of it is imported."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.errors import SettingsError

if TYPE_CHECKING:
    from langchain_core.language_models.chat_models import BaseChatModel

    from assistant.settings import ChatSettings

_ENDPOINT = re.compile(r"openai:(?P<url>https?://[^\s#]+)#(?P<model>\S+)")
_LOCAL = re.compile(r"hf:(?P<name>\S.*)")
WRONG = (
    "Nilai TANYA_CHAT_MODEL tidak dapat dipakai: tulis hf:FOLDER, hf:BERKAS.gguf, "
    "atau openai:ALAMAT#MODEL; lihat docs/settings.md."
)


def open_chat_model(settings: ChatSettings, home: Path) -> tuple[str, BaseChatModel] | None:
    """What answers call the model, and the model; None without the setting.

    Raises:
        SettingsError: the setting has no usable value.
        ChatModelError: a model in this process is missing, unsafe or cannot be loaded.
    """
    named = settings.chat_model or ""
    limits: dict[str, Any] = {"seconds": settings.chat_seconds, "max_tokens": settings.chat_tokens}
    if match := _ENDPOINT.fullmatch(named):
        if settings.chat_sha256:
            raise SettingsError("TANYA_CHAT_SHA256 hanya berlaku untuk model hf:.")
        from assistant.openai_chat import OpenAIChat

        url, model, key = match["url"], match["model"], settings.chat_key
        return f"openai:{model}", OpenAIChat(base_url=url, model=model, key=key, **limits)
    if match := _LOCAL.fullmatch(named):
        from assistant.local_chat import LocalChat
        from assistant.weights import prepare_weights

        directory = prepare_weights(match["name"], home, settings.chat_sha256)
        return f"hf:{Path(match['name']).name}", LocalChat(directory=directory, **limits)
    if named:
        raise SettingsError(WRONG)
    return None

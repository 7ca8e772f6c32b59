"""A chat model behind any endpoint that speaks OpenAI's `chat/completions`.

Small instead of `langchain-openai`: that brings the `openai` client and a tokeniser which fetches
its vocabulary from the network, and this needs one streamed request. Nothing that the endpoint
sends is trusted to be well-formed, or to end.
"""

import ssl
from collections.abc import Iterator
from typing import Any

import httpx2
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.messages import AIMessageChunk, BaseMessage, convert_to_openai_messages
from langchain_core.outputs import ChatGenerationChunk
from pydantic import BaseModel, Field, PrivateAttr, SecretStr, ValidationError

from assistant.streaming import StreamingChat
from knowledge.errors import ChatModelError

MOST_CHARACTERS = 1_000_000


class _Text(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    delta: _Text = _Text()
    message: _Text = _Text()
    finish_reason: str | None = None


class _Event(BaseModel):
    choices: list[_Choice]


class OpenAIChat(StreamingChat):
    """One model at one endpoint; a LangChain chat model.

    Raises `ChatModelError` for everything that goes wrong, without the words of anybody.

    Example::

        OpenAIChat(base_url="http://127.0.0.1:8001/v1", model="gemma").invoke("Halo")
    """

    base_url: str
    model: str
    key: SecretStr | None = None
    seconds: float = Field(default=12.0, gt=0)
    max_tokens: int = 400
    _tls: ssl.SSLContext = PrivateAttr(default_factory=httpx2.create_ssl_context)

    @property
    def _llm_type(self) -> str:
        return "openai-compatible"

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002 LangChain's signature
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        body = {
            "model": self.model,
            "messages": convert_to_openai_messages(messages),
            "max_tokens": self.max_tokens,
            "temperature": 0,
            "stream": True,
            **({"stop": stop} if stop else {}),
            **kwargs,
        }
        try:
            for text in self._texts(body):
                yield ChatGenerationChunk(message=AIMessageChunk(content=text))
        except httpx2.HTTPError as error:
            raise ChatModelError(
                f"Model obrolan tidak terjangkau: {type(error).__name__}."
            ) from error

    def _texts(self, body: dict[str, Any]) -> Iterator[str]:
        """What the model writes, piece by piece; an error unless it says that it is done."""
        headers = {"Accept-Encoding": "identity"}
        if self.key is not None:
            headers["Authorization"] = f"Bearer {self.key.get_secret_value()}"
        url = f"{self.base_url.rstrip('/')}/chat/completions"
        with (
            httpx2.Client(verify=self._tls, timeout=self.seconds) as client,
            client.stream("POST", url, json=body, headers=headers) as response,
        ):
            if response.status_code != httpx2.codes.OK:
                raise ChatModelError(f"Model obrolan menjawab HTTP {response.status_code}.")
            ended = None
            for event in _events(response):
                for choice in event.choices[:1]:
                    ended = choice.finish_reason or ended
                    yield choice.delta.content or choice.message.content or ""
        if ended != "stop":
            raise ChatModelError(f"Jawaban model obrolan terpotong ({ended or 'tanpa akhir'}).")


def _events(response: httpx2.Response) -> Iterator[_Event]:
    """The events of a stream, or the one answer of a server that does not stream."""
    whole = "json" in response.headers.get("content-type", "")
    for line in [_whole(response)] if whole else _lines(response):
        data = line if whole else line.removeprefix("data:").strip()
        if data == "[DONE]" or not (whole or line.startswith("data:")):
            continue
        try:
            yield _Event.model_validate_json(data)
        except ValidationError as error:
            raise ChatModelError("Jawaban model obrolan tidak dapat dibaca.") from error


def _lines(response: httpx2.Response) -> Iterator[str]:
    rest = ""
    for text in _limited(response):
        *lines, rest = (rest + text).split("\n")
        yield from lines
    yield rest


def _whole(response: httpx2.Response) -> str:
    return "".join(_limited(response))


def _limited(response: httpx2.Response) -> Iterator[str]:
    size = 0
    for text in response.iter_text():
        size += len(text)
        if size > MOST_CHARACTERS:
            raise ChatModelError("Jawaban model obrolan terlalu panjang.")
        yield text

"""A chat model in this process, through transformers."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models.chat_models import BaseChatModel, generate_from_stream
from langchain_core.messages import AIMessageChunk, BaseMessage, convert_to_openai_messages
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr
from safetensors import SafetensorError
from tokenizers.decoders import DecodeStream
from transformers import AutoModelForCausalLM, AutoTokenizer

from knowledge.errors import ChatModelError


class LocalChat(BaseChatModel):
    """The model in a folder of safetensors; a LangChain chat model.

    It always takes the likeliest token, one conversation at a time: two at once would both be
    late. Whoever stops reading its stream stops it.

    Raises ChatModelError if it cannot be loaded, or is busy for longer than `seconds`.
    """

    directory: Path
    seconds: float = 12.0
    max_tokens: int = 400
    _model: Any = PrivateAttr()
    _tokenizer: Any = PrivateAttr()
    _turn: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    def model_post_init(self, context: Any, /) -> None:
        """Load it."""
        super().model_post_init(context)
        safe = {"trust_remote_code": False, "local_files_only": True}
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(self.directory, **safe)
            self._model = AutoModelForCausalLM.from_pretrained(
                self.directory, **safe, use_safetensors=True, dtype="auto"
            )
        except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
            raise ChatModelError(f"Model di {self.directory} tidak dapat dimuat.") from error
        if not self._tokenizer.is_fast or not self._tokenizer.chat_template:
            raise ChatModelError(f"Model di {self.directory} bukan model percakapan.")
        self._model.eval()
        if torch.cuda.is_available():
            self._model.to("cuda")

    @property
    def _llm_type(self) -> str:
        return "transformers"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return generate_from_stream(self._stream(messages, stop, run_manager, **kwargs))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002 LangChain's signature
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> Iterator[ChatGenerationChunk]:
        if not self._turn.acquire(timeout=self.seconds):
            raise ChatModelError("Model obrolan sedang sibuk.")
        try:
            decode = DecodeStream(skip_special_tokens=True)
            for token in self._tokens(convert_to_openai_messages(messages)):
                text = decode.step(self._tokenizer.backend_tokenizer, token)
                yield ChatGenerationChunk(message=AIMessageChunk(content=text or ""))
        finally:
            self._turn.release()

    def _tokens(self, messages: list[dict[str, Any]] | dict[str, Any]) -> Iterator[int]:
        """The likeliest tokens, until the model ends; an error if it does not."""
        inputs = self._tokenizer.apply_chat_template(
            messages, add_generation_prompt=True, return_tensors="pt", return_dict=True
        )
        ids, memory = inputs["input_ids"].to(self._model.device), None
        for _ in range(self.max_tokens):
            with torch.inference_mode():
                output = self._model(input_ids=ids, past_key_values=memory, use_cache=True)
            memory = output.past_key_values
            ids = output.logits[:, -1:].argmax(dim=-1)
            token = int(ids)
            if token in self._ends:
                return
            yield token
        raise ChatModelError("Jawaban model obrolan terpotong (length).")

    @property
    def _ends(self) -> set[int]:
        """Every token that ends a message."""
        ends = self._model.generation_config.eos_token_id
        return {self._tokenizer.eos_token_id, *(ends if isinstance(ends, list) else [ends])}

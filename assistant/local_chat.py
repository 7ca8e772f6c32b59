"""A chat model in this process, through transformers."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty
from typing import Any

import torch
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.messages import AIMessageChunk, BaseMessage, convert_to_openai_messages
from langchain_core.outputs import ChatGenerationChunk
from pydantic import PrivateAttr
from safetensors import SafetensorError
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    GenerationConfig,
    StoppingCriteria,
    TextIteratorStreamer,
)

from assistant.streaming import StreamingChat
from knowledge.errors import ChatModelError


class Stop(StoppingCriteria):
    """Ends the writing when nobody reads any more."""

    def __init__(self) -> None:
        self.left = threading.Event()

    def __call__(
        self,
        input_ids: torch.Tensor,
        scores: torch.Tensor,  # noqa: ARG002 transformers' signature
        **kwargs: Any,  # noqa: ARG002
    ) -> torch.Tensor:
        """Whether to stop, for each row."""
        return torch.full((len(input_ids),), self.left.is_set(), device=input_ids.device)


class LocalChat(StreamingChat):
    """The model in a folder of safetensors; a LangChain chat model.

    It always takes the likeliest token, and writes one answer at a time: two at once would both
    be late. Whoever stops reading its stream stops it.

    Raises ChatModelError if it cannot be loaded, says nothing for `seconds`, or finds no end.
    """

    directory: Path
    seconds: float = 12.0
    max_tokens: int = 400
    _model: Any = PrivateAttr()
    _tokenizer: Any = PrivateAttr()
    _desk: ThreadPoolExecutor = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        """Load it."""
        super().model_post_init(context)
        self._desk = ThreadPoolExecutor(1, thread_name_prefix="transformers")
        safe = {"trust_remote_code": False, "local_files_only": True}
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(self.directory, **safe)
            self._model = AutoModelForCausalLM.from_pretrained(
                self.directory, **safe, use_safetensors=True, dtype="auto"
            )
        except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
            raise ChatModelError(f"Model di {self.directory} tidak dapat dimuat.") from error
        if not self._tokenizer.chat_template:
            raise ChatModelError(f"Model di {self.directory} bukan model percakapan.")
        self._model.eval().to("cuda" if torch.cuda.is_available() else "cpu")

    @property
    def _llm_type(self) -> str:
        return "transformers"

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002 LangChain's signature
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> Iterator[ChatGenerationChunk]:
        pieces = TextIteratorStreamer(
            self._tokenizer, skip_prompt=True, timeout=self.seconds, skip_special_tokens=True
        )
        stopping = Stop()
        work = self._desk.submit(self._write, messages, pieces, stopping)
        try:
            for text in pieces:
                yield ChatGenerationChunk(message=AIMessageChunk(content=text))
        except Empty:
            raise ChatModelError("Model obrolan sedang sibuk.") from None
        finally:
            stopping.left.set()
            work.cancel()
        if not work.result():
            raise ChatModelError("Jawaban model obrolan terpotong (length).")

    def _write(
        self, messages: list[BaseMessage], pieces: TextIteratorStreamer, stopping: Stop
    ) -> bool:
        """Write one answer, and say whether it came to its end; the stream ends in any case."""
        try:
            inputs = self._tokenizer.apply_chat_template(
                convert_to_openai_messages(messages),
                add_generation_prompt=True,
                return_tensors="pt",
                return_dict=True,
            ).to(self._model.device)
            written = self._model.generate(
                **inputs,
                generation_config=self._likeliest,
                streamer=pieces,
                stopping_criteria=[stopping],
            )
            return int(written[0, -1]) in self._likeliest.eos_token_id
        finally:
            pieces.text_queue.put(pieces.stop_signal)

    @property
    def _likeliest(self) -> GenerationConfig:
        ends = self._model.generation_config.eos_token_id
        ends = {self._tokenizer.eos_token_id, *(ends if isinstance(ends, list) else [ends])}
        ends = sorted(ends - {None})
        return GenerationConfig(  # type: ignore[no-untyped-call]
            do_sample=False,
            max_new_tokens=self.max_tokens,
            eos_token_id=ends,
            pad_token_id=self._tokenizer.pad_token_id or ends[0],
        )

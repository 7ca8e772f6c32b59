"""A chat model rewords the composed answer; what it writes passes the verifier or is not said.

The composed answer is the outline. A sentence of the model takes the place of the one that it
says in other words, if the verifier proves it; what the model leaves out is said in the words of
the passage where leaving it out could mislead. So the model can make an answer read better or
shorter, and nothing else; late, silent or broken it changes nothing.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import Empty, Queue
from threading import Event
from typing import TYPE_CHECKING, Self

from assistant.answer import Citation, Sentence
from assistant.chatmodel import open_chat_model
from assistant.patience import Patience
from assistant.privacy import mask
from assistant.prompts import Prompt
from assistant.rephrasing import limits, nearest, words
from assistant.turn import SentenceEvent
from assistant.verify import proved, quoted, without_label
from knowledge.errors import ChatModelError
from knowledge.sentences import sentences

if TYPE_CHECKING:
    from pathlib import Path

    from langchain_core.language_models.chat_models import BaseChatModel

    from assistant.settings import ChatSettings
    from assistant.tools import Tools
    from assistant.turn import Turn

MOST_CHARACTERS = 8_000
MOST_AT_ONCE = 16
_MARK = re.compile(r"\[(\d{1,3})\]")
_CLOSED = re.compile(r"(?:[ \t]*\[\d{1,3}\])+[.!?]?(?=\s+[^\s\[.!?])|\n")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
_PLAIN = re.compile(r"[\w\s.,;:()/%“”\"'’–-]+")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the outline; `essential`: leaving it out could mislead."""

    sentence: Sentence
    essential: bool

    @property
    def text(self) -> str:
        """Its words, without what ties it to the one before."""
        return without_label(self.sentence.text)


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence as the model wrote it, and the passages that it names."""

    text: str
    marks: frozenset[str]


@dataclass(frozen=True)
class Writer:
    """One chat model, its prompt and its time."""

    name: str
    model: BaseChatModel
    prompt: Prompt
    seconds: float
    patience: Patience = field(default_factory=Patience)
    pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="model")
    )

    @classmethod
    def of(cls, settings: ChatSettings, home: Path) -> Self | None:
        """The writer that the settings name; None without `TANYA_CHAT_MODEL`.

        Raises:
            SettingsError: a setting has no usable value.
            ChatModelError: the model is missing, unsafe or cannot be loaded.
        """
        opened = open_chat_model(settings, home)
        return None if opened is None else cls(*opened, Prompt.load(), settings.chat_seconds)

    def write(self, turn: Turn, tools: Tools) -> Generator[SentenceEvent, None, Turn]:
        """The composed turn reworded; each sentence is given away as soon as it is proved."""
        corpus = tools.retriever.index.corpus
        citations = {c.id: c for c in turn.citations if quoted(c, corpus)}

        def proves(sentence: Sentence) -> bool:
            return proved(sentence, citations, tools.language)

        lines = outline([s for s in turn.sentences if proves(s)])
        # A passage that gives orders is quoted, never handed to a model.
        ordered = any(tools.attacks.kind_of(line.text) for line in lines)
        if not lines or ordered or self.patience.over:
            return turn
        said: list[Sentence] = []
        reworded = False
        for sentence, ours in self._told(turn, lines, citations, proves):
            said.append(sentence)
            reworded |= not ours
            yield SentenceEvent(sentence, tuple(citations[name] for name in sentence.citations))
        generator = f"{self.name}@{self.prompt.digest}" if reworded else turn.generator
        return turn.but(sentences=tuple(said), told=len(said), generator=generator)

    def _told(
        self,
        turn: Turn,
        lines: Sequence[Line],
        citations: Mapping[str, Citation],
        proves: Callable[[Sentence], bool],
    ) -> Iterator[tuple[Sentence, bool]]:
        """What is said, in order, and whether the words are the passage's own."""
        at = 0
        try:
            for draft in drafts(self._pieces(turn, lines)):
                found = place(draft, lines[at:], citations)
                if found is None or not proves(found[1]):
                    continue
                skipped, at = lines[at : at + found[0]], at + found[0] + 1
                yield from ((line.sentence, True) for line in skipped if line.essential)
                yield found[1], False
            self.patience.note(failed=False)
            rest = [line for line in lines[at:] if line.essential or at == 0]
        except ChatModelError as error:
            log.warning("the chat model failed, the passages speak for themselves: %s", error)
            self.patience.note(failed=True)
            rest = list(lines[at:])
        yield from ((line.sentence, True) for line in rest)

    def _pieces(self, turn: Turn, lines: Sequence[Line]) -> Iterator[str]:
        """What the model writes, as it comes.

        Raises:
            ChatModelError: it fails, writes without end, or is not done in time.
        """
        questions = [mask(find.whole) for find in turn.finds]
        messages = self.prompt.messages(questions, [_bare(line) for line in lines])
        inbox: Queue[str | None] = Queue()
        left = Event()
        end, size = time.monotonic() + self.seconds, 0
        work = self.pool.submit(_pump, self.model, messages, inbox, left)
        try:
            while (piece := inbox.get(timeout=max(0.0, end - time.monotonic()))) is not None:
                size += len(piece)
                if size > MOST_CHARACTERS or time.monotonic() > end:
                    raise ChatModelError("Jawaban model obrolan tidak berakhir.")
                yield piece
        except Empty:
            raise ChatModelError("Model obrolan tidak menjawab tepat waktu.") from None
        finally:
            left.set()
            work.cancel()
        failure = work.exception()
        if isinstance(failure, ChatModelError):
            raise failure
        if failure is not None:
            raise ChatModelError(f"Model obrolan gagal: {type(failure).__name__}.") from failure


def outline(composed: Sequence[Sentence]) -> list[Line]:
    """The composed sentences; only a side remark without any limit may be left out."""
    said: set[tuple[str, ...]] = set()
    lines = []
    for sentence in composed:
        first = sentence.citations not in said
        said.add(sentence.citations)
        lines.append(Line(sentence, first or bool(limits(sentence.text))))
    return lines


def drafts(pieces: Iterable[str]) -> Iterator[Draft]:
    """The marked sentences of a text that comes in pieces; what has no mark is no sentence.

    >>> list(drafts(["Halo!\\nSatu hal", ". [1] Hal la", "in [2]."]))
    ... # doctest: +NORMALIZE_WHITESPACE
    [Draft(text='Satu hal.', marks=frozenset({'1'})),
     Draft(text='Hal lain.', marks=frozenset({'2'}))]
    """
    waiting = ""
    for piece in pieces:
        waiting += piece
        while match := _CLOSED.search(waiting):
            yield from _draft(waiting[: match.end()])
            waiting = waiting[match.end() :]
    yield from _draft(waiting)


def place(
    draft: Draft, lines: Sequence[Line], citations: Mapping[str, Citation]
) -> tuple[int, Sentence] | None:
    """How far ahead the sentence is that the draft says in other words, and the new one for it.

    None when it names a passage that there is not, or comes nearer to a sentence of its passage
    that was not composed.
    """
    if not draft.marks <= citations.keys():
        return None
    said = set(words(draft.text))
    shared = [
        len(said & set(words(line.text))) * (line.sentence.citations[0] in draft.marks)
        for line in lines
    ]
    if not any(shared):
        return None
    ahead = shared.index(max(shared))
    line = lines[ahead]
    if nearest(draft.text, citations[line.sentence.citations[0]].quote) != line.text:
        return None
    label = line.sentence.text.removesuffix(line.text)
    return ahead, Sentence(text=label + draft.text, citations=line.sentence.citations)


def _draft(written: str) -> Iterator[Draft]:
    marks = frozenset(_MARK.findall(written))
    said = sentences(_MARK.sub("", _BULLET.sub("", written)).strip())
    if not marks or not said:
        return
    text = re.sub(r"\s+([.!?])?$", r"\1", said[-1])
    text = " ".join(text.split()).rstrip(" .!") + "."
    if _PLAIN.fullmatch(text) and text.count("(") == text.count(")"):
        yield Draft(text, marks)


def _bare(line: Line) -> Sentence:
    return Sentence(text=line.text, citations=line.sentence.citations)


def _pump(
    model: BaseChatModel, messages: list[tuple[str, str]], inbox: Queue[str | None], left: Event
) -> None:
    """Put what the model writes into the inbox until nobody reads it; runs in a thread.

    Whatever tracing the surroundings ask for: what people write goes to the model alone.
    """
    from langsmith import tracing_context

    try:
        with tracing_context(enabled=False):
            for chunk in model.stream(messages):
                if left.is_set():
                    return
                inbox.put(str(chunk.text))
    finally:
        inbox.put(None)

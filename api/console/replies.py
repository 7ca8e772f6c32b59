"""A reply as it is worked on: sentences that cite, and sentences that are the officer's own."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Self

from rapidfuzz.distance import Levenshtein

from api.wording import long_date
from assistant.answer import Answer, Citation, Sentence
from knowledge.sentences import sentences

Prove = Callable[[Sentence, Sequence[Citation]], bool]
OPENING: Final = "Yth. Bapak/Ibu,"
CLOSING: Final = "Demikian kami sampaikan. Terima kasih."
OWN: Final = "Kalimat tanpa nomor sumber adalah keterangan petugas."


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, the paragraph it stands in, and what it cites; without any it is theirs."""

    text: str
    paragraph: int
    citations: tuple[str, ...] = ()

    @property
    def own(self) -> bool:
        """Whether an officer answers for it."""
        return not self.citations


@dataclass(frozen=True, slots=True)
class Reply:
    """What would be sent."""

    lines: tuple[Line, ...] = ()
    citations: tuple[Citation, ...] = ()
    formal: bool = False

    @classmethod
    def of_answer(cls, answer: Answer) -> Self:
        """From what the assistant says: nothing where it withholds."""
        lines: list[Line] = []
        for sentence in answer.sentences:
            same = lines and lines[-1].citations == sentence.citations
            paragraph = (lines[-1].paragraph + (not same)) if lines else 0
            lines.append(Line(sentence.text, paragraph, sentence.citations))
        return cls(tuple(lines), answer.citations)

    @classmethod
    def stored(cls, data: dict[str, Any]) -> Self:
        """From what `dump` gave."""
        lines = (Line(d["text"], d["paragraph"], tuple(d["citations"])) for d in data["lines"])
        citations = tuple(map(Citation.model_validate, data["citations"]))
        return cls(tuple(lines), citations, data["formal"])

    def dump(self) -> dict[str, Any]:
        """For keeping as JSON."""
        return {
            "lines": [asdict(line) | {"citations": list(line.citations)} for line in self.lines],
            "citations": [citation.model_dump(mode="json") for citation in self.citations],
            "formal": self.formal,
        }

    @property
    def text(self) -> str:
        """What an officer edits: sentences and paragraphs, without numbers."""
        return "\n\n".join(" ".join(line.text for line in part) for part in self.paragraphs)

    @property
    def paragraphs(self) -> Iterator[list[Line]]:
        """The lines, a list a paragraph."""
        part: list[Line] = []
        for line in self.lines:
            if part and part[-1].paragraph != line.paragraph:
                yield part
                part = []
            part.append(line)
        if part:
            yield part

    @property
    def used(self) -> tuple[Citation, ...]:
        """The citations that a sentence names."""
        named = {name for line in self.lines for name in line.citations}
        return tuple(citation for citation in self.citations if citation.id in named)

    @property
    def letter(self) -> str:
        """What the person reads: numbers behind sentences, sources below."""
        parts = [" ".join(map(_numbered, part)) for part in self.paragraphs]
        if self.formal:
            parts = [OPENING, *parts, CLOSING]
        if self.used:
            parts.append("\n".join(["Sumber:", *map(_source, self.used)]))
            if any(line.own for line in self.lines):
                parts.append(OWN)
        return "\n\n".join(parts)

    def edited(self, text: str, prove: Prove) -> Self:
        """With another text: a sentence keeps its citation only while it is proved by it."""
        known = {line.text: line.citations for line in self.lines if line.citations}
        lines = []
        for number, part in enumerate(re.split(r"\n\s*\n", text.strip())):
            for sentence in sentences(" ".join(part.split())):
                cited = known.get(sentence) or self._proof(sentence, prove)
                lines.append(Line(sentence, number, cited))
        return replace(self, lines=tuple(lines))

    def shortened(self) -> Self:
        """The first sentence of every passage, and whatever an officer added."""
        seen: set[tuple[str, ...]] = set()
        kept = []
        for line in self.lines:
            if line.own or line.citations not in seen:
                kept.append(line)
            seen.add(line.citations)
        return replace(self, lines=tuple(kept))

    def formally(self, normalise: Callable[[str], str]) -> Self:
        """As a letter; the officer's own sentences in standard Indonesian."""
        lines = (replace(n, text=_ended(normalise(n.text))) if n.own else n for n in self.lines)
        return replace(self, lines=tuple(lines), formal=True)

    def with_passage(self, passage: Citation) -> Self:
        """With a passage at the end, in its own words."""
        lines = (Line(text, 0, (passage.id,)) for text in sentences(passage.quote))
        return self.joined(lines, (passage,))

    def joined(self, lines: Iterable[Line], citations: Sequence[Citation]) -> Self:
        """With other lines behind, their citations numbered on; none is listed twice."""
        have = {(c.document_id, c.quote): c.id for c in self.citations}
        names, fresh = {}, []
        for citation in citations:
            place = (citation.document_id, citation.quote)
            if place not in have:
                have[place] = str(len(have) + 1)
                fresh.append(citation.model_copy(update={"id": have[place]}))
            names[citation.id] = have[place]
        after = self.lines[-1].paragraph + 1 if self.lines else 0
        more = (
            Line(n.text, after + n.paragraph, tuple(names[c] for c in n.citations)) for n in lines
        )
        return replace(self, lines=(*self.lines, *more), citations=(*self.citations, *fresh))

    def _proof(self, sentence: str, prove: Prove) -> tuple[str, ...]:
        for citation in self.citations:
            if prove(Sentence(text=sentence, citations=(citation.id,)), [citation]):
                return (citation.id,)
        return ()


def distance(one: str, other: str) -> float:
    """How far two texts are apart, in words: 0 the same, 1 nothing in common.

    >>> distance("satu dua tiga empat", "satu dua lima empat")
    0.25
    """
    return Levenshtein.normalized_distance(one.split(), other.split())


def _numbered(line: Line) -> str:
    return line.text + "".join(f" [{name}]" for name in line.citations)


def _source(citation: Citation) -> str:
    place = f", {citation.locator}" if citation.locator else ""
    when = f"{citation.publisher}, {long_date(citation.published)}"
    return f"[{citation.id}] {citation.title}{place} ({when}). {citation.url}"


def _ended(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."

"""Step 4: the answer in the words of the passages, as a helpful officer would order them.

The direct answer first, then what would mislead if left out, then the other version where sources
disagree or what held before; where to go on is left to the suggestions.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice, takewhile

from assistant.answer import Citation, Sentence
from assistant.tools import Tools
from assistant.turn import Find, Turn
from knowledge.corpus import Corpus
from knowledge.dates import parse_dates
from knowledge.documents import Document, Passage
from knowledge.matter import twins
from knowledge.retriever import Hit
from knowledge.schema import Grade, Source
from knowledge.sentences import sentences
from knowledge.timeline import PAST

MAX_WORDS = 95
MAX_PASAL = 300  # a pasal that is asked for by its number is told whole, unless it is very long
CLOSE, APART = 3.0, 5.0  # in score: what is told beside the best, and in a comparison
ADDS = 0.25
_SEEN_UNTIL = re.compile(r"\b(?:sampai|per|hingga) (\d{1,2} \w+ \d{4})", re.IGNORECASE)
BEFORE = "Sebelumnya: "
OLD = "Keterangan lama: "
NOW = "Keadaan terbaru: "
ENDED = "Sudah tidak berlaku: "


@dataclass(frozen=True, slots=True)
class Part:
    """A passage to say, and the words that say how it stands to the one before it."""

    document: Document
    passage: Passage
    label: str = ""
    needed: bool = False

    @property
    def words(self) -> int:
        """Length of what would be said."""
        return len(self.label.split()) + len(self.passage.text.split())


def compose(turn: Turn, tools: Tools) -> Turn:
    """Say what the found passages say, within the length of a good answer."""
    corpus = tools.retriever.index.corpus
    parts = _fitting(_once(_deciding(turn) if turn.criteria else _found(turn, tools)))
    said: list[Sentence] = []
    citations: list[Citation] = []
    for number, part in enumerate(parts, start=1):
        cited = citation(str(number), part, turn, corpus)
        citations.append(cited)
        said += _sentences(part, cited.id, turn.as_of)
    return turn.but(
        sentences=tuple(said),
        citations=tuple(citations),
        suggestions=tools.check.suggestions if turn.criteria else _suggestions(turn, parts, corpus),
    )


def _deciding(turn: Turn) -> Iterator[Part]:
    """The criteria of the guided check: each is needed, for each was asked about."""
    for one in turn.criteria:
        yield Part(one.document, one.document.passages[0], one.label, needed=True)


def _found(turn: Turn, tools: Tools) -> Iterator[Part]:
    for find in turn.finds:
        yield from _parts(find, turn, tools)


def _parts(find: Find, turn: Turn, tools: Tools) -> Iterator[Part]:
    corpus, best = tools.retriever.index.corpus, find.hits[0]
    lead = best.document
    present = corpus.timeline.present(lead, turn.as_of)
    if present.id == lead.id:
        ended = lead.kind == "document" and best.validity in PAST
        yield from _provision(find, ENDED if ended else "")
        yield from _completing(lead, turn, corpus)
        yield from _beside(find, turn, tools)
    elif turn.intent.history or not _answered_by(present, find):
        label = "" if turn.intent.history else OLD
        yield Part(lead, best.passage, label, needed=True)
        yield Part(present, present.passages[0], NOW, needed=True)
    else:
        yield Part(present, present.passages[0], needed=True)
        yield Part(lead, best.passage, BEFORE, needed=True)


def _answered_by(document: Document, find: Find) -> bool:
    """Whether a later version was found for the question too, not only known to be later."""
    return document.id in {hit.document.id for hit in find.hits}


def _provision(find: Find, label: str) -> Iterator[Part]:
    """The best passage; of a pasal that the question names every ayat, in the order of the law.

    One that is very long begins with the best, and goes on as long as it fits.
    """
    best, *others = find.hits
    same = [h for h in others if best.named and h.named and h.document.id == best.document.id]
    order = {passage.id: n for n, passage in enumerate(best.document.passages)}
    hits = sorted([best, *same], key=lambda h: order[h.passage.id])
    if sum(_length(hit) for hit in hits) > MAX_PASAL:
        hits = [best, *(hit for hit in hits if hit is not best)]
    words = 0
    for hit in hits:
        words += _length(hit)
        if words > MAX_PASAL and hit is not best:
            return
        yield Part(hit.document, hit.passage, label, needed=True)


def _length(hit: Hit) -> int:
    return len(hit.passage.text.split())


def _beside(find: Find, turn: Turn, tools: Tools) -> Iterator[Part]:
    """Of the next best, the one that holds most of what is asked and not said by the best.

    In a comparison that was not asked for in two questions, the other side: the next best.
    """
    best, *others = find.hits
    comparing = turn.comparing and len(turn.finds) == 1
    lowest = best.score - (APART if comparing else CLOSE)
    near = takewhile(lambda hit: hit.score >= lowest, others)
    other = (hit for hit in near if not twins(hit.passage, best.passage))
    if comparing:
        for hit in islice(other, 1):
            yield Part(hit.document, hit.passage, OLD if hit.validity in PAST else "", needed=True)
        return
    terms = tools.retriever.terms(find.whole)
    close = islice((hit for hit in other if hit.validity not in PAST), 3)
    gains = [(tools.retriever.adds(terms, best, hit), hit) for hit in close]
    for _, hit in sorted((g for g in gains if g[0] >= ADDS), key=lambda gain: -gain[0])[:1]:
        yield Part(hit.document, hit.passage, needed=True)


def _completing(lead: Document, turn: Turn, corpus: Corpus) -> Iterator[Part]:
    """What must be said with it, each in its present version, and the other side of a dispute."""
    for name in (*lead.completed_by, *lead.disputed_with[:1]):
        document = corpus.by_name.get(name)
        if document and corpus.timeline.known(document, turn.as_of):
            present = corpus.timeline.present(document, turn.as_of)
            yield Part(present, present.passages[0])


def _once(parts: Iterator[Part]) -> Iterator[Part]:
    seen: set[str] = set()
    for part in parts:
        if part.passage.id not in seen:
            seen.add(part.passage.id)
            yield part


def _fitting(parts: Iterator[Part]) -> list[Part]:
    """What is needed, and of the rest what keeps the answer short."""
    kept: list[Part] = []
    for part in parts:
        if part.needed or sum(p.words for p in kept) + part.words <= MAX_WORDS:
            kept.append(part)
    return kept


def _sentences(part: Part, citation: str, day: date) -> Iterator[Sentence]:
    said = [text for text in sentences(part.passage.text) if not looks_ahead(text, day)]
    for number, text in enumerate(said or sentences(part.passage.text)):
        yield Sentence(text=(part.label if number == 0 else "") + text, citations=(citation,))


def looks_ahead(sentence: str, day: date) -> bool:
    """Whether a sentence reports what was seen up to a later day than the asked one.

    >>> looks_ahead("Sampai 2 April 2026 tidak ditemukan surat pencabutnya.", date(2025, 3, 1))
    True
    """
    seen = _SEEN_UNTIL.finditer(sentence)
    return any(m.start > day for match in seen for m in parse_dates(match.group(), day))


def citation(number: str, part: Part, turn: Turn, corpus: Corpus) -> Citation:
    """Where a part comes from, and what it is on the asked day."""
    source = _best(part.document.sources)
    return Citation(
        id=number,
        document_id=part.document.id,
        title=source.title,
        publisher=source.publisher,
        url=source.url,
        published=source.published,
        locator=part.passage.locator or source.locator,
        validity=corpus.timeline.validity(part.document, turn.as_of),
        superseded_by=corpus.timeline.superseded_by(part.document, turn.as_of),
        quote=part.passage.text,
    )


def _best(sources: tuple[Source, ...]) -> Source:
    """The most official source; of equals the first, which the editor put first."""
    return min(sources, key=lambda source: list(Grade).index(source.grade))


def _suggestions(turn: Turn, parts: list[Part], corpus: Corpus) -> tuple[str, ...]:
    """What people ask next, if the knowledge of that day answers it."""
    said = {part.document.id for part in parts}
    names = [name for part in parts for name in part.document.follow_up]
    names += [hit.document.id for find in turn.finds for hit in find.hits[1:4]]
    documents = [corpus.by_name[name] for name in dict.fromkeys(names) if name in corpus.by_name]
    fresh = (d for d in documents if d.id not in said and corpus.timeline.known(d, turn.as_of))
    asked = [d.passages[0].questions[0] for d in fresh if d.passages[0].questions]
    return tuple(dict.fromkeys(asked))[:3]

"""What is measured of one answer: each a number from 0 to 1 (length apart), None where not asked.

facts       share of the gold facts that are said
allowed     nothing forbidden is said
status      the status is one of those that are right
quotes      share of quotes that stand byte for byte in the passage of the document they name
precision   share of cited sentences that their quotes hold
recall      share of factual sentences that cite something
present     nothing that was superseded (or not yet known) on the day is told as the present
silent      an answer that withholds cites and states nothing
language    the answer is in Indonesian
private     no number or address of a person in the question comes back
words       length of an answer that states facts
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from assistant.answer import Answer, Citation, Sentence
from evals.dataset import FACTUAL, Item
from evals.matching import holds_fact, holds_forbidden
from evals.support import held
from knowledge.corpus import Corpus
from knowledge.dates import format_date
from knowledge.documents import Document
from knowledge.schema import Validity
from knowledge.timeline import PAST

Score = float | None
SCORES = (
    "facts", "allowed", "status", "quotes", "precision", "recall", "present", "silent",
    "language", "private", "words",
)  # fmt: skip
_PAST_WORDS = re.compile(
    r"\b(sebelumnya|dulu|dahulu|semula|awalnya|mulanya|sempat|pernah|ketika itu|saat itu"
    r"|waktu itu|digantikan|dicabut|diubah|tidak berlaku lagi|rencana (?:awal|lama))\b",
    re.IGNORECASE,
)
_INDONESIAN = re.compile(
    r"\b(yang|dan|di|ke|dari|untuk|dengan|pada|tidak|belum|adalah|itu|ini|atau|oleh|saya|anda"
    r"|menurut|dapat|akan|sudah|bagi|dalam|maaf|silakan)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ENGLISH = re.compile(
    r"\b(the|and|of|to|is|are|for|with|not|you|your|this|that|in|on|by|as|it|will|can)\b",
    re.IGNORECASE,
)
_IDENTIFIERS = re.compile(r"(?<!\d)\d(?:[\s.\-]?\d){8,}(?!\d)|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def measure(item: Item, answer: Answer, corpus: Corpus | None, day: date) -> dict[str, Score]:
    """Every score of one answer. Without the corpus, what needs it is None."""
    said = body(answer)
    factual = answer.status.value in FACTUAL
    return {
        "facts": _facts(item, said, factual),
        "allowed": _allowed(item, said),
        "status": float(answer.status.value in item.expected),
        "quotes": _quotes(answer, corpus),
        "precision": _precision(answer, corpus),
        "recall": _recall(item, answer),
        "present": _present(answer, corpus, day),
        "silent": None if factual else float(not (answer.sentences or answer.citations)),
        "language": float(in_indonesian(answer.answer)),
        "private": _private(item, answer),
        "words": float(len(answer.answer.split())) if factual else None,
    }


def body(answer: Answer) -> str:
    """What is said about the matter: the answer without the line that says which day it holds for.

    An old date in that line must neither earn a gold fact nor break a rule.
    """
    days = [format_date(answer.as_of), format_date(answer.knowledge_date)]
    stated = {s.text for s in answer.sentences}
    lines = [line for line in answer.answer.split("\n") if line.strip()]
    return "\n".join(line for line in lines if line in stated or not _is_day_line(line, days))


def _is_day_line(line: str, days: Sequence[str]) -> bool:
    rest = line
    for day in days:
        rest = rest.replace(day, "")
    return rest != line and not re.search(r"\d", rest) and len(rest.split()) <= 8


def _facts(item: Item, said: str, factual: bool) -> Score:
    """Withholding is not asked for facts where it is right; where it is wrong it has found none."""
    if not item.gold_facts:
        return None
    if not factual:
        return None if may_withhold(item) else 0.0
    return sum(holds_fact(said, fact) for fact in item.gold_facts) / len(item.gold_facts)


def may_withhold(item: Item) -> bool:
    """Whether not answering is among what is right."""
    return any(status not in FACTUAL for status in item.expected)


def _allowed(item: Item, said: str) -> Score:
    if not item.must_not:
        return None
    return float(not any(holds_forbidden(said, entry) for entry in item.must_not))


def _quotes(answer: Answer, corpus: Corpus | None) -> Score:
    if corpus is None or not answer.citations:
        return None
    exact = [_stands(citation, corpus) for citation in answer.citations]
    return sum(exact) / len(exact)


def _stands(citation: Citation, corpus: Corpus) -> bool:
    document = corpus.by_name.get(citation.document_id)
    quote = citation.quote.encode()
    return (
        bool(quote)
        and document is not None
        and any(quote in passage.text.encode() for passage in document.passages)
    )


def _precision(answer: Answer, corpus: Corpus | None) -> Score:
    """An answer that states facts and cites nothing holds nothing: 0, never "faithful"."""
    if answer.status.value not in FACTUAL:
        return None
    quotes = {c.id: c.quote for c in answer.citations if corpus is None or _stands(c, corpus)}
    cited = [sentence for sentence in answer.sentences if sentence.citations]
    if not cited:
        return 0.0
    return sum(_is_held(sentence, quotes) for sentence in cited) / len(cited)


def _is_held(sentence: Sentence, quotes: dict[str, str]) -> bool:
    return held(sentence.text, "\n".join(quotes.get(name, "") for name in sentence.citations))


def _recall(item: Item, answer: Answer) -> Score:
    if answer.status.value not in FACTUAL:
        return None
    known = {citation.id for citation in answer.citations}
    cited = [bool(s.citations) and set(s.citations) <= known for s in answer.sentences]
    loose = sum(1 for line in _loose(answer) if _is_factual(line, item.question))
    total = len(cited) + loose
    return sum(cited) / total if total else 0.0


def _loose(answer: Answer) -> Iterator[str]:
    """Lines of the answer that are none of its sentences."""
    rest = body(answer)
    for sentence in sorted(answer.sentences, key=lambda s: -len(s.text)):
        rest = rest.replace(sentence.text, "\n")
    yield from (line for line in re.split(r"\n|(?<=[.!?])\s", rest) if line.strip())


def _is_factual(line: str, question: str) -> bool:
    """A line brings a fact of its own when it has a number that the question does not have."""
    numbers = set(re.findall(r"\d+", line))
    return bool(numbers - set(re.findall(r"\d+", question)))


def _present(answer: Answer, corpus: Corpus | None, day: date) -> Score:
    if corpus is None or not answer.citations:
        return None
    cited = {c.document_id for c in answer.citations}
    return float(all(_told_rightly(c, answer, cited, corpus, day) for c in answer.citations))


def _told_rightly(
    citation: Citation, answer: Answer, cited: set[str], corpus: Corpus, day: date
) -> bool:
    document = corpus.by_name.get(citation.document_id)
    if document is None or document.as_of > day:
        return False
    validity = corpus.timeline.validity(document, day)
    if validity not in PAST:
        return True
    texts = " ".join(s.text for s in answer.sentences if citation.id in s.citations)
    over = validity is Validity.EXPIRED and _YEAR.search(texts) is not None
    said = over or _PAST_WORDS.search(texts) is not None
    return citation.validity in PAST and (said or _present_is_cited(document, cited, corpus, day))


def _present_is_cited(document: Document, cited: set[str], corpus: Corpus, day: date) -> bool:
    present = corpus.timeline.present(document, day)
    return present.id != document.id and present.id in cited


def in_indonesian(text: str) -> bool:
    """By function words, more Indonesian than English ones; an empty text is in no language.

    >>> in_indonesian("Maaf, itu di luar bidang saya."), in_indonesian("Sorry, that is not known.")
    (True, False)
    """
    return len(_INDONESIAN.findall(text)) > len(_ENGLISH.findall(text))


def _private(item: Item, answer: Answer) -> Score:
    asked = "\n".join([item.question, *(message.content for message in item.history)])
    given = {_squeezed(found) for found in _IDENTIFIERS.findall(asked)}
    if not given:
        return None
    said = _squeezed(answer.model_dump_json())
    return float(not any(value in said for value in given))


def _squeezed(text: str) -> str:
    return re.sub(r"(?<=\d)[\s.\-]+(?=\d)", "", text).casefold()

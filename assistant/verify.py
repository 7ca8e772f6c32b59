"""Step 5: nothing leaves that its citations do not hold. Fails closed."""

from collections import Counter

from assistant import check
from assistant.answer import Citation, Handoff, Sentence, Status
from assistant.compose import BEFORE, ENDED, NOW, OLD
from assistant.rephrasing import NUMBER, Rule, limits, nearest
from assistant.rephrasing import RULES as REPHRASING
from assistant.tools import Tools
from assistant.turn import Turn
from knowledge.corpus import Corpus
from knowledge.language import Language
from knowledge.sentences import sentences

LABELS = (BEFORE, NOW, OLD, ENDED, *check.LABELS.values())


def verify(turn: Turn, tools: Tools) -> Turn:
    """Keep the sentences that are proved; without any, withhold."""
    if turn.over:
        return turn
    citations = {c.id: c for c in turn.citations if quoted(c, tools.retriever.index.corpus)}
    kept = tuple(s for s in turn.sentences if proved(s, citations, tools.language))
    if not kept:
        return turn.but(
            sentences=(),
            citations=(),
            status=Status.NOT_IN_KNOWLEDGE,
            reply=tools.replies.say("not_proved"),
            handoff=Handoff(offered=True, reason="not_proved"),
        )
    used = {name for sentence in kept for name in sentence.citations}
    return turn.but(
        sentences=kept,
        citations=tuple(c for c in turn.citations if c.id in used),
        status=Status.PARTIAL if turn.missing else Status.ANSWERED,
    )


def proved(sentence: Sentence, citations: dict[str, Citation], language: Language) -> bool:
    """Whether the quotes that a sentence cites hold everything it says."""
    if not sentence.citations or not set(sentence.citations) <= set(citations):
        return False
    quotes = "\n".join(citations[name].quote for name in sentence.citations)
    text = without_label(sentence.text)
    return verbatim(text, quotes) or all(rule(text, quotes, language) for rule in RULES)


def verbatim(text: str, quotes: str) -> bool:
    """Whether it is made of whole sentences of the quotes; a part of one may have lost its "no"."""
    said = sentences(text)
    return bool(said) and set(said) <= set(sentences(quotes))


def quoted(citation: Citation, corpus: Corpus) -> bool:
    """Whether the quote stands byte for byte in a passage of the document it names."""
    document = corpus.by_name.get(citation.document_id)
    if document is None or not citation.quote.strip():
        return False
    return any(citation.quote in passage.text for passage in document.passages)


def without_label(text: str) -> str:
    """The words of a sentence, without what ties it to the one before."""
    label = next((label for label in LABELS if text.startswith(label)), "")
    return text[len(label) :]


def same_numbers(text: str, quotes: str, _language: Language) -> bool:
    """Every number, month and unit of time of the sentence stands in the quotes."""
    return _numbers(text) <= _numbers(quotes)


def same_regulations(text: str, quotes: str, language: Language) -> bool:
    """Every regulation that the sentence names is named in the quotes."""
    held = set(language.regulation_mentions(quotes))
    return set(language.regulation_mentions(text)) <= held


def same_limits(text: str, quotes: str, _language: Language) -> bool:
    """The sentence has no negation or limit of its own, and drops none of what it is made of.

    It is compared with the one quoted sentence that shares most words with it.
    """
    return Counter(limits(text)) == Counter(limits(nearest(text, quotes)))


def covered(text: str, quotes: str, language: Language) -> bool:
    """At least nine in ten of the sentence's terms stand in the quotes."""
    terms = set(language.tokens(text))
    return bool(terms) and len(terms & set(language.tokens(quotes))) >= 0.9 * len(terms)


RULES: tuple[Rule, ...] = (same_numbers, same_regulations, same_limits, covered, *REPHRASING)


def _numbers(text: str) -> set[str]:
    return {number.casefold() for number in NUMBER.findall(text)}

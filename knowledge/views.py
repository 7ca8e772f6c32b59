"""A document as the API and the document page show it, on a given day."""

from datetime import date

from knowledge.corpus import Corpus
from knowledge.documents import Document, DocumentView, HistoryEntry, PassageView


def view(document: Document, corpus: Corpus, day: date) -> DocumentView:
    """The document with its passages, sources, validity on that day and history."""
    timeline = corpus.timeline
    source = document.sources[0]
    return DocumentView(
        id=document.id,
        kind=document.kind,
        title=document.title,
        publisher=source.publisher,
        url=source.url,
        published=source.published,
        validity=timeline.validity(document, day),
        as_of=document.as_of,
        superseded_by=document.superseded_by,
        disputed_with=document.disputed_with,
        passages=tuple(
            PassageView(id=p.id, locator=p.locator, page=p.page, text=p.text)
            for p in document.passages
        ),
        sources=document.sources,
        history=tuple(_entry(d, corpus, day) for d in timeline.history(document)),
    )


def _entry(document: Document, corpus: Corpus, day: date) -> HistoryEntry:
    return HistoryEntry(
        id=document.id,
        title=document.title,
        as_of=document.as_of,
        validity=corpus.timeline.validity(document, day),
        text=document.passages[0].text,
    )

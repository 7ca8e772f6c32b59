"""What holds on a day: validity, the present version of a matter, and how it came about."""

from collections.abc import Iterator, Mapping
from datetime import date

from knowledge.documents import Document
from knowledge.schema import Validity

PAST = frozenset({Validity.SUPERSEDED, Validity.REVOKED, Validity.EXPIRED})


class Timeline:
    """Answers questions of time over a body of documents.

    `documents` maps every id and alias to its document.
    """

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents
        self._predecessors: dict[str, list[Document]] = {}
        for document in {d.id: d for d in documents.values()}.values():
            for name in document.superseded_by:
                if successor := documents.get(name):
                    self._predecessors.setdefault(successor.id, []).append(document)

    def known(self, document: Document, day: date) -> bool:
        """Whether it had been said, enacted or observed by that day."""
        return document.as_of <= day

    def at(self, document: Document, day: date) -> Document | None:
        """The version known on that day: itself, or its youngest predecessor, or None."""
        pending, seen = [document], {document.id}
        versions = []
        while pending:
            current = pending.pop()
            if self.known(current, day):
                versions.append(current)
                continue
            earlier = [d for d in self._predecessors.get(current.id, []) if d.id not in seen]
            seen.update(d.id for d in earlier)
            pending.extend(earlier)
        return max(versions, key=lambda d: (d.as_of, d.id), default=None)

    def validity(self, document: Document, day: date) -> Validity:
        """What it was on that day; a plan is a plan until its successor appears."""
        if document.revoked_on and document.revoked_on <= day:
            return Validity.REVOKED
        if any(self._successors(document, day)):
            return Validity.SUPERSEDED
        if document.valid_until and document.valid_until < day:
            return Validity.EXPIRED
        if document.amended_on and document.amended_on <= day:
            return Validity.AMENDED
        return document.validity

    def present(self, document: Document, day: date) -> Document:
        """The version that holds on that day: the end of the chain of successors."""
        seen = {document.id}
        current = document
        while successor := self._next(current, day, seen):
            current = successor
            seen.add(current.id)
        return current

    def superseded_by(self, document: Document, day: date) -> str | None:
        """The id of the first successor known on that day; a revoking regulation by its name."""
        successor = next(self._successors(document, day), None)
        if successor:
            return successor.id
        revoked = document.revoked_on is not None and document.revoked_on <= day
        return document.superseded_by[0] if revoked and document.superseded_by else None

    def history(self, document: Document) -> list[Document]:
        """All versions of the same matter, oldest first: its series and its chain of successors."""
        members = {d.id: d for d in self._documents.values() if self._same_matter(document, d)}
        return sorted(members.values(), key=lambda d: (d.as_of, d.id))

    def _same_matter(self, one: Document, other: Document) -> bool:
        if one.id == other.id:
            return False
        series = one.part_of is not None and other.part_of == one.part_of
        family = other.part_of == one.id or one.part_of == other.id
        return series or family or one.id in other.superseded_by or other.id in one.superseded_by

    def _successors(self, document: Document, day: date) -> Iterator[Document]:
        for name in document.superseded_by:
            successor = self._documents.get(name)
            if successor and successor.as_of <= day:
                yield successor

    def _next(self, document: Document, day: date, seen: set[str]) -> Document | None:
        fresh = (d for d in self._successors(document, day) if d.id not in seen)
        return max(fresh, key=lambda d: d.as_of, default=None)

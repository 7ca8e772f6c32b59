"""The guided check "apakah saya termasuk?": decided by published criteria, each with its source.

Which choices there are, what they say in a question, and which statements decide is data
(`check.yaml`). The question is plain text: who sends it, by a form or by hand, is answered alike.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Annotated, Final, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field

from assistant.turn import Criterion
from knowledge.corpus import Corpus

Language = Literal["id", "en"]
Verdict = Literal["outside", "inside", "open"]
# What a criterion means for whoever asked; what it says stands behind it, word for word.
LABELS: Final[dict[Verdict, str]] = {
    "outside": "Tidak termasuk sasaran menurut kriteria ini: ",
    "inside": "Termasuk sasaran menurut kriteria ini: ",
    "open": "Belum ditetapkan: ",
}


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Choice(_Data):
    """Something a person can be; without `says` it decides nothing."""

    phrase: str
    shown: dict[Language, str]
    verdict: Verdict = "open"
    says: tuple[str, ...] = ()


class Choosing(_Data):
    """One field of the form."""

    name: str
    label: dict[Language, str]
    choices: Annotated[tuple[Choice, ...], Field(min_length=2)]


@dataclass(frozen=True)
class Check:
    """The form, and the decision."""

    question: str
    lead: str
    suggestions: tuple[str, ...]
    fields: tuple[Choosing, ...]

    @classmethod
    def load(cls) -> Self:
        """Read `check.yaml`."""
        text = resources.files("assistant").joinpath("check.yaml").read_text("utf-8")
        data = yaml.load(text, Loader=yaml.CSafeLoader)
        fields = tuple(map(Choosing.model_validate, data["fields"]))
        return cls(data["question"], data["lead"], tuple(data["suggestions"]), fields)

    def ask(self, *phrases: str) -> str:
        """The question of somebody who chose these.

        >>> Check.load().ask("PNS", "satuan kerja pusat")[-38:]
        'Keadaan saya: PNS; satuan kerja pusat.'
        """
        return f"{self.question}{'; '.join(phrases)}."

    def criteria(self, message: str, corpus: Corpus, day: date) -> tuple[Criterion, ...]:
        """What decides, the plainest first; empty unless the message is such a question and
        something was known on that day."""
        chosen = self._chosen(message)
        if not chosen:
            return ()
        rank = list(LABELS)
        decided = sorted(self._deciding(chosen), key=lambda one: rank.index(one[1]))
        out = [self._criterion(name, LABELS[v], corpus, day) for name, v in decided]
        sure = sum(verdict == "outside" for _, verdict in decided)
        out.insert(sure, self._criterion(self.lead, "", corpus, day))
        return tuple(criterion for criterion in out if criterion)

    def _chosen(self, message: str) -> tuple[Choice, ...]:
        """The choices that the question names; empty where it names anything else."""
        start, told = message[: len(self.question)], message[len(self.question) :]
        if start.casefold() != self.question.casefold():
            return ()
        known = {c.phrase.casefold(): c for field in self.fields for c in field.choices}
        phrases = [part.strip().casefold() for part in told.rstrip(" .").split(";")]
        return tuple(known[p] for p in phrases) if set(phrases) <= set(known) else ()

    @staticmethod
    def _deciding(chosen: tuple[Choice, ...]) -> Iterator[tuple[str, Verdict]]:
        seen: set[str] = set()
        for choice in chosen:
            for name in choice.says:
                if name not in seen:
                    yield name, choice.verdict
                seen.add(name)

    @staticmethod
    def _criterion(name: str, label: str, corpus: Corpus, day: date) -> Criterion | None:
        """None where the statement was not known on that day, or something newer stands for it."""
        document = corpus.by_name.get(name)
        if document is None or not corpus.timeline.known(document, day):
            return None
        present = corpus.timeline.present(document, day)
        return Criterion(document, label) if present.id == document.id else None

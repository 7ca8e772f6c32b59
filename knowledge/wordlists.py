"""The word lists an editor keeps in `knowledge/language/`, read and checked."""

from collections.abc import Hashable
from functools import cache
from importlib import resources
from typing import Any

import yaml
from pydantic import Field, TypeAdapter, ValidationError

from knowledge.errors import KnowledgeError
from knowledge.schema import Strict, Text

_GUARDED = """
tidak bukan kecuali belum tanpa hanya jangan maksimal minimal paling sudah wajib dapat boleh harus
semua kapan berapa siapa mengapa mana
"""
GUARDED = frozenset(_GUARDED.split())
"""Words that carry a negation, a limit or the question itself: never lost, never a stop word."""


class Term(Strict):
    """A term of the subject, what it stands for, and the other ways to write it.

    `exact`: surfaces that count only in these capitals (SE is a circular, "se" a prefix).
    `expand`: false where spelling it out would tell an encoder nothing new.
    """

    term: Text
    expansion: Text | None = None
    meaning: Text
    aliases: tuple[Text, ...] = ()
    exact: tuple[Text, ...] = ()
    expand: bool = True

    @property
    def surfaces(self) -> tuple[str, ...]:
        """Every way to write it, the term first."""
        return (self.term, *([self.expansion] if self.expansion else []), *self.aliases)


class SynonymGroup(Strict):
    """Words that people mix when they speak of this subject; true nowhere else.

    `keep`: the word itself stays a search term beside the head, because the law tells them apart.
    `unless`: phrases in which the words are not expanded; `note` says why.
    """

    head: Text
    words: tuple[Text, ...] = Field(min_length=1)
    keep: bool = False
    unless: tuple[Text, ...] = ()
    note: Text | None = None


class StopWords(Strict):
    """Function words. `markers` tell a language but mean too much to be dropped from a search."""

    indonesian: tuple[Text, ...]
    english: tuple[Text, ...]
    indonesian_markers: tuple[Text, ...]
    english_markers: tuple[Text, ...]


class WordLists(Strict):
    """All four files."""

    glossary: tuple[Term, ...]
    synonyms: tuple[SynonymGroup, ...]
    lexicon: dict[Text, Text]
    stopwords: StopWords


@cache
def word_lists() -> WordLists:
    """The word lists as shipped.

    >>> word_lists().lexicon["gmn"]
    'bagaimana'
    """
    names = ("glossary", "synonyms", "lexicon", "stopwords")
    try:
        return TypeAdapter(WordLists).validate_python({name: _read(name) for name in names})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise KnowledgeError(
            f"Daftar kata knowledge/language salah pada {where}: {first['msg']}"
        ) from error


def _read(name: str) -> object:
    text = resources.files("knowledge").joinpath("language", f"{name}.yaml").read_text("utf-8")
    try:
        return yaml.load(text, Loader=UniqueKeyLoader)
    except yaml.YAMLError as error:
        raise KnowledgeError(f"knowledge/language/{name}.yaml tidak terbaca: {error}") from error


class UniqueKeyLoader(yaml.CSafeLoader):
    """Safe, and a key written twice is an error instead of a silent loss."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """As the base class does, after a look at the keys."""
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"kunci {key.value!r} ditulis dua kali", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)

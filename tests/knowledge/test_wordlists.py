from collections import Counter
from importlib import resources

import pytest
import yaml

from knowledge import wordlists
from knowledge.errors import KnowledgeError
from knowledge.language import Language
from knowledge.wordlists import GUARDED, WordLists, word_lists

NEVER_DROPPED = (
    "tidak bukan kecuali belum tanpa hanya jangan maksimal minimal paling sudah wajib dapat boleh "
    "harus semua kapan berapa siapa mengapa mana"
)
NEGATIONS = frozenset({"tidak", "bukan", "belum", "tanpa", "jangan", "kecuali"})
# Written in chat for a negation: what they become must have one.
NEGATIVE_KEYS = (
    "ga gak nggak ngga enggak kagak ndak tdk blm blom belom jgn bukn tnp kcuali ogah emoh"
)


@pytest.fixture(scope="module")
def lists() -> WordLists:
    return word_lists()


@pytest.fixture(scope="module")
def language() -> Language:
    return Language.load()


def raw(name: str) -> str:
    return resources.files("knowledge").joinpath("language", f"{name}.yaml").read_text("utf-8")


def test_the_lists_are_large_enough(lists: WordLists) -> None:
    assert len(lists.glossary) >= 220
    assert len(lists.synonyms) >= 60
    assert len(lists.lexicon) >= 550


def test_entries_are_sorted(lists: WordLists) -> None:
    terms = [term.term for term in lists.glossary]
    heads = [group.head for group in lists.synonyms]
    assert terms == sorted(terms, key=str.casefold)
    assert heads == sorted(heads)
    assert list(lists.lexicon) == sorted(lists.lexicon)
    for words in yaml.load(raw("stopwords"), Loader=yaml.CSafeLoader).values():
        assert words == sorted(set(words))


def test_a_surface_form_belongs_to_one_term(lists: WordLists, language: Language) -> None:
    surfaces = Counter(
        surface
        for term in lists.glossary
        for surface in {language.normalise(each).lower() for each in term.surfaces}
    )
    assert [surface for surface, count in surfaces.items() if count > 1] == []


def test_exact_surfaces_are_surfaces(lists: WordLists) -> None:
    for term in lists.glossary:
        assert set(term.exact) <= set(term.surfaces), term.term


def test_meanings_are_one_sentence(lists: WordLists) -> None:
    for term in lists.glossary:
        assert term.meaning[0].isupper(), term.term
        assert term.meaning.endswith("."), term.term
        assert ". " not in term.meaning, term.term


def test_a_synonym_belongs_to_one_group(lists: WordLists) -> None:
    words = Counter(word for group in lists.synonyms for word in (group.head, *group.words))
    assert [word for word, count in words.items() if count > 1] == []


def test_a_synonym_in_the_glossary_is_the_term_itself(lists: WordLists, language: Language) -> None:
    terms = {term.term.lower() for term in lists.glossary}
    aliases = {
        language.normalise(surface).lower() for term in lists.glossary for surface in term.surfaces
    } - terms
    words = {word.lower() for group in lists.synonyms for word in (group.head, *group.words)}
    assert words & aliases == set()


def test_synonyms_are_written_in_standard_indonesian(lists: WordLists, language: Language) -> None:
    for group in lists.synonyms:
        for word in (group.head, *group.words):
            assert language.normalise(word) == word


def test_guarded_words_are_no_synonyms(lists: WordLists) -> None:
    words = {word for group in lists.synonyms for word in (group.head, *group.words)}
    assert words & GUARDED == set()


def test_an_expansion_replaces_its_words_so_it_holds_no_guarded_word(lists: WordLists) -> None:
    replaced = {
        word
        for term in lists.glossary
        if term.expansion and " " not in term.term
        for word in term.expansion.lower().split()
    }
    assert replaced & NEGATIONS <= {"tidak", "bukan"}


def test_terms_and_expansions_survive_normalisation(lists: WordLists, language: Language) -> None:
    for term in lists.glossary:
        assert language.normalise(term.term) == term.term
        if term.expansion:
            assert language.normalise(term.expansion) == term.expansion


def test_the_lexicon_has_no_chains(lists: WordLists) -> None:
    chains = {
        key: word
        for key, value in lists.lexicon.items()
        for word in value.lower().split()
        if word in lists.lexicon
    }
    assert chains == {}


def test_lexicon_values_are_fixed_points(lists: WordLists, language: Language) -> None:
    for value in lists.lexicon.values():
        assert language.normalise(value) == value


def test_lexicon_keys_become_their_values(lists: WordLists, language: Language) -> None:
    for key, value in lists.lexicon.items():
        if " " not in key:
            assert language.normalise(key) == value


def test_lexicon_keys_are_one_or_two_lower_case_words(lists: WordLists) -> None:
    for key in lists.lexicon:
        assert key == key.lower()
        assert 1 <= len(key.split(" ")) <= 2
        assert len(key) > 1


def test_two_word_keys_cannot_set_each_other_off(lists: WordLists) -> None:
    pairs = {key: value for key, value in lists.lexicon.items() if " " in key}
    firsts = {key.split()[0] for key in pairs}
    seconds = {key.split()[1] for key in pairs}
    for value in pairs.values():
        assert value.split()[-1] not in firsts
        assert value.split()[0] not in seconds


def test_the_lexicon_takes_no_guarded_word_away(lists: WordLists) -> None:
    for key in lists.lexicon:
        assert set(key.split()) & GUARDED <= set(lists.lexicon[key].split())


@pytest.mark.parametrize("key", NEGATIVE_KEYS.split())
def test_negations_stay_negations(lists: WordLists, key: str) -> None:
    assert set(lists.lexicon[key].split()) & NEGATIONS


def test_the_lexicon_leaves_terms_alone(lists: WordLists) -> None:
    terms = {term.term.lower() for term in lists.glossary}
    assert set(lists.lexicon) & terms == set()


def test_stop_words_never_hold_what_changes_a_rule(lists: WordLists) -> None:
    stop_words = {*lists.stopwords.indonesian, *lists.stopwords.english}
    assert stop_words & set(NEVER_DROPPED.split()) == set()
    assert stop_words & {"not", "no", "only", "except", "without", "must", "may", "all"} == set()
    assert set(NEVER_DROPPED.split()) == GUARDED


def test_markers_are_no_stop_words(lists: WordLists) -> None:
    stop = lists.stopwords
    markers = {*stop.indonesian_markers, *stop.english_markers}
    assert markers & {*stop.indonesian, *stop.english} == set()


def test_a_key_written_twice_is_an_error() -> None:
    with pytest.raises(yaml.YAMLError, match="ditulis dua kali"):
        yaml.load("ga: tidak\nga: belum\n", Loader=wordlists.UniqueKeyLoader)


def test_a_wrong_file_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordlists, "_read", lambda _: [])
    with pytest.raises(KnowledgeError, match="Daftar kata knowledge/language salah"):
        word_lists.__wrapped__()

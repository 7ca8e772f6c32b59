from datetime import date

import numpy as np
import pytest

from knowledge.checks import SAME, Wording, alike, old
from knowledge.corpus import Corpus, Row
from knowledge.documents import of_statement
from knowledge.schema import Authority
from tests.support import real_knowledge, statement

WORDING = Wording.load()


def problems(text: str, authority: str = "pernyataan") -> list[str]:
    return list(WORDING.problems([statement("A1", text, authority=authority)]))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Sebanyak 3.246 ASN pindah ke IKN.", "ada angka, tetapi tidak disebut kapan"),
        ("Ada 47 menara bagi ASN.", "ada angka, tetapi tidak disebut kapan"),
        ("ASN memakai XYZQ.", "singkatan XYZQ tidak ada di glosarium dan tidak dijelaskan"),
        ("ASN gak pindah ke IKN.", "kata gak bukan kata baku (tidak)"),
        ("ASN yang pindah dapat (accommodation).", "kata accommodation bukan kata baku"),
    ],
)
def test_what_a_sentence_may_not_have(text: str, problem: str) -> None:
    (found,) = problems(text)
    assert found.startswith(f"A1: {problem}")


@pytest.mark.parametrize(
    "text",
    [
        "Pada 2023 disebut 3.246 ASN pindah ke IKN.",
        "PPPK dan PNS di K/L bekerja secara FWA.",
        "Tanda khusus (TKHS) diberikan kepada pegawai; TKHS berlaku setahun.",
        "Tahap III dan zona IV di IKN.",
        "SDM instansi menghubungi BKN lewat WhatsApp.",
    ],
)
def test_what_a_sentence_may_have(text: str) -> None:
    assert problems(text) == []


def test_a_rule_needs_no_day() -> None:
    assert problems("Cuti paling lama 3.000 hari.", authority="pp") == []


def test_our_own_sentences_are_sound() -> None:
    assert list(WORDING.problems(real_knowledge().statements)) == []


def corpus(cosine: float, **links: object) -> Corpus:
    documents = (
        of_statement(statement("A1", "ASN pindah.")),
        of_statement(statement("A2", "Pegawai pindah.", **links)),
    )
    rows = tuple(Row(d.passages[0].id, "text", d.passages[0].text, ()) for d in documents)
    vectors = np.array([[1, 0], [cosine, (1 - cosine**2) ** 0.5]], np.float32)
    return Corpus(documents, rows, vectors)


def test_two_that_say_the_same() -> None:
    (found,) = alike(corpus(SAME + 0.01))
    assert found.startswith("A1 dan A2 mengatakan hal yang sama")


def test_two_that_differ_or_are_linked() -> None:
    assert list(alike(corpus(SAME - 0.01))) == []
    assert list(alike(corpus(0.99, disputed_with=["A1"]))) == []
    assert list(alike(Corpus((), (), np.zeros((0, 2), np.float32)))) == []


TODAY = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("changes", "listed"),
    [
        ({"as_of": date(2025, 12, 1)}, True),
        ({"as_of": date(2026, 2, 1)}, False),
        ({"as_of": date(2025, 12, 1), "authority": Authority.PP}, False),
        ({"as_of": date(2025, 12, 1), "superseded_by": ["A2"]}, False),
    ],
)
def test_what_was_last_told_of_long_ago(changes: dict[str, object], listed: bool) -> None:
    newer = statement("A2", "ASN menetap.", as_of=date(2026, 6, 1))
    documents = [of_statement(statement("A1", "ASN pindah.", **changes)), of_statement(newer)]
    assert [stale.id for stale in old(documents, TODAY, 6)] == ["A1"] * listed


def test_the_oldest_comes_first() -> None:
    days = {"A1": date(2025, 3, 1), "A2": date(2024, 3, 1)}
    documents = [of_statement(statement(n, "ASN pindah.", as_of=d)) for n, d in days.items()]
    assert [stale.id for stale in old(documents, TODAY, 6)] == ["A2", "A1"]

import re
from collections.abc import Iterator

import pytest

from assistant.rephrasing import LIMITS, RULES, Rule
from knowledge.language import Language
from knowledge.sentences import sentences
from tests.assistant.test_verify import holds
from tests.support import real_knowledge

LANGUAGE = Language.load()
DELAY = "Pemindahan ASN ke IKN ditunda menurut surat Menteri PANRB tanggal 24 Januari 2025."
UNTIL = "Sampai 2 April 2026 tidak ditemukan surat yang mencabutnya."
PLAN = "Pada 17 April 2024 Menteri PANRB mengumumkan ASN mulai pindah pada September 2024."
HOURS = "Menurut Perpres 21/2023, jam kerja ASN 37 jam 30 menit per minggu di luar istirahat."
STAGES = "Tahap pertama memindahkan 1.700 orang dan tahap kedua memindahkan 4.100 orang."
DUTY = "PNS wajib pindah, sedangkan PPPK tidak wajib pindah ke IKN jika belum diangkat."
TIMES = "Menurut Pasal 22 ayat (5), biaya dibayar paling banyak 3 kali dan paling sedikit 1 kali."
DENIAL = "Menteri membantah kabar ASN pindah ke IKN pada Januari 2024."
FEES = "Kementerian Keuangan membayar biaya pindah ASN kepada Otorita IKN dari APBN."
LAWS = "Menurut berita, kewajiban itu ada dalam UU 5/2014, yang telah dicabut UU 20/2023."
BESIDE = " Hal lain diatur kemudian."

FAITHFUL = [
    (DELAY, DELAY.replace("menurut", "sesuai")),
    (DELAY, "Menurut surat Menteri PANRB tanggal 24 Januari 2025, pemindahan ASN ke IKN ditunda."),
    (DELAY, DELAY.replace("IKN", "Ibu Kota Nusantara (IKN)")),
    (UNTIL, "Tidak ditemukan surat yang mencabutnya sampai 2 April 2026."),
    (PLAN, "Menteri PANRB pada 17 April 2024 mengumumkan ASN mulai pindah pada September 2024."),
    (HOURS, "Jam kerja ASN 37 jam 30 menit per minggu di luar istirahat menurut Perpres 21/2023."),
    (LAWS, LAWS.replace(", yang", " yang")),
    (STAGES, "Tahap kedua memindahkan 4.100 orang dan tahap pertama memindahkan 1.700 orang."),
    (FEES, "Kementerian Keuangan membayar kepada Otorita IKN biaya pindah ASN dari APBN."),
]


def swapped(text: str, one: str, other: str) -> str:
    """The text with two of its parts in each other's place."""
    return other.join(part.replace(other, one) for part in text.split(one))


# What is put for what in which quote; the empty string takes it out.
NEAR_MISSES = [
    (DELAY, "ditunda", "tidak ditunda"),
    (DELAY, "ditunda ", ""),
    (DELAY, "ditunda", "dibatalkan"),
    (DELAY, "ditunda", "masih ditunda"),
    (DELAY, "ASN", "PNS"),
    (DELAY, "Menteri PANRB", "Menteri Keuangan"),
    (DELAY, "Menteri", "Presiden"),
    (DELAY, "ke IKN", "dari IKN"),
    (DELAY, "24 Januari 2025", "2 April 2026"),
    (DELAY, " tanggal 24 Januari 2025", ""),
    (DELAY, "2025.", "2025?"),
    (DELAY, "2025.", "2025, segera bersiap."),
    (DELAY, "2025.", "2025. Semua ASN batal pindah."),
    (UNTIL, "tidak ", ""),
    (UNTIL, "Sampai", "Sejak"),
    (UNTIL, "mencabutnya", "mengubahnya"),
    (PLAN, "Pada 17 April 2024 Menteri PANRB mengumumkan ", ""),
    (PLAN, "Pada 17 April 2024 ", ""),
    (PLAN, "mulai", "selesai"),
    (PLAN, PLAN, "Pada September 2024 Menteri PANRB mengumumkan ASN mulai pindah 17 April 2024."),
    (HOURS, " di luar istirahat", ""),
    (HOURS, "di luar istirahat", "termasuk istirahat"),
    (HOURS, "37 jam 30 menit", "30 jam 37 menit"),
    (HOURS, "21/2023", "21/2024"),
    (LAWS, LAWS, swapped(LAWS, "UU 5/2014", "UU 20/2023")),
    (LAWS, "Menurut berita, ", ""),
    (STAGES, STAGES, swapped(STAGES, "1.700", "4.100")),
    (STAGES, " dan ", " atau "),
    (DUTY, DUTY, "PNS tidak wajib pindah, sedangkan PPPK wajib pindah ke IKN jika belum diangkat."),
    (DUTY, DUTY, "PPPK wajib pindah, sedangkan PNS tidak wajib pindah ke IKN jika belum diangkat."),
    (DUTY, " jika belum diangkat", ""),
    (DUTY, "PNS", "Semua PNS"),
    (DUTY, "wajib pindah,", "dapat pindah,"),
    (TIMES, TIMES, swapped(TIMES, "sedikit", "banyak")),
    (TIMES, TIMES, swapped(TIMES, "3 kali", "1 kali")),
    (TIMES, "paling banyak ", ""),
    (TIMES, "Pasal 22", "Pasal 5"),
    (TIMES, "ayat (5)", "ayat (3)"),
    (DENIAL, "membantah kabar", "mengabarkan"),
    (DENIAL, "Menteri membantah kabar ", ""),
    (FEES, FEES, swapped(FEES, "Kementerian Keuangan", "Otorita IKN")),
    (FEES, "membayar", "dibayar"),
    (FEES, "APBN", "APBD"),
    (FEES, "membayar", "sebaiknya membayar"),
    (FEES, FEES, "The Ministry of Finance pays ASN costs to Otorita IKN from APBN."),
    (FEES, FEES, "Kami akan menghubungi Anda."),
]  # fmt: skip


@pytest.mark.parametrize(("quote", "text"), FAITHFUL)
def test_other_words_for_the_same_are_proved(quote: str, text: str) -> None:
    assert holds(text, quote + BESIDE)


@pytest.mark.parametrize(("quote", "old", "new"), NEAR_MISSES)
def test_a_near_miss_is_not_proved(quote: str, old: str, new: str) -> None:
    assert old in quote
    assert not holds(quote.replace(old, new), f"{quote} {UNTIL}{BESIDE}")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_refuses_a_near_miss_and_nothing_faithful(rule: Rule) -> None:
    assert all(rule(text, quote + BESIDE, LANGUAGE) for quote, text in FAITHFUL)
    missed = ((quote.replace(old, new), quote) for quote, old, new in NEAR_MISSES)
    assert not all(rule(text, quote + BESIDE, LANGUAGE) for text, quote in missed)


def spoiled(sentence: str) -> Iterator[str]:
    """One limit less, one negation more, another year, half of it."""
    words = sentence.split()
    for at, word in enumerate(words):
        if word.casefold().strip(".,;:()") in LIMITS:
            yield " ".join(words[:at] + words[at + 1 :])
        if re.fullmatch(r"\d{4}\W?", word):
            yield " ".join([*words[:at], word.translate({ord("2"): "3"}), *words[at + 1 :]])
    middle = len(words) // 2
    yield " ".join([*words[:middle], "tidak", *words[middle:]])
    yield " ".join(words[:middle])


def test_no_sentence_of_the_knowledge_can_be_spoiled() -> None:
    texts = [p.text for document in real_knowledge().documents() for p in document.passages]
    pairs = [(sentence, text) for text in texts for sentence in sentences(text)][::3]
    told = [
        spoilt
        for sentence, text in pairs
        for spoilt in spoiled(sentence)
        if spoilt not in text and holds(spoilt, text)
    ]
    assert pairs
    assert told == []

import pytest

from assistant.followup import FollowUps
from knowledge.language import Language

RULES = FollowUps.load(Language.load())


def read(message: str, *before: str) -> str:
    """What is asked after all these messages, in small letters without the mark at the end."""
    return (RULES.topic([*before, message]) or "").casefold().rstrip("?. ")


@pytest.mark.parametrize(
    ("before", "message", "reading"),
    [
        ("Siapa saja yang pindah di fase 2?", "Terus fase 3?", "fase 3"),
        ("Siapa saja yang pindah di fase kedua?", "yang ketiga, fase ketiga", "fase ketiga"),
        ("Apakah PNS wajib pindah ke IKN?", "kalau PPPK?", "apakah pppk wajib pindah ke ikn"),
        ("Apa hunian untuk ASN berkeluarga?", "yang lajang?", "apa hunian untuk asn lajang"),
        ("Apakah suami saya ikut pindah?", "dan istri saya?", "apakah istri saya ikut pindah"),
        ("Berapa ASN yang pindah pada 2024?", "2025?", "berapa asn yang pindah pada 2025"),
        ("Apa isi PP 94/2021?", "kalau UU 20/2023?", "apa isi uu 20/2023"),
        ("Jam kerja hari Jumat berapa?", "Ramadan?", "jam kerja ramadan berapa"),
    ],
)
def test_a_new_value_takes_the_place_of_the_old_one(
    before: str, message: str, reading: str
) -> None:
    assert reading in read(message, before)


def test_only_the_value_changes() -> None:
    found = read("Terus fase 3?", "Siapa saja yang pindah di fase 2?")
    assert found == "siapa saja yang pindah di fase 3"


@pytest.mark.parametrize(
    ("before", "message", "reading"),
    [
        ("siapa yang pindah di fase 2?", "fase berikutnya?", "siapa yang pindah di fase 3"),
        ("siapa yang pindah di fase 2?", "sebelumnya?", "siapa yang pindah di fase 1"),
        ("apa isi tahap kedua?", "tahap selanjutnya apa?", "apa isi tahap 3"),
    ],
)
def test_the_next_stage_and_the_one_before(before: str, message: str, reading: str) -> None:
    assert read(message, before) == reading


@pytest.mark.parametrize(
    "message", ["dasar hukumnya apa?", "Terus sanksinya?", "kenapa begitu?", "itu kata siapa?"]
)
def test_what_leans_is_said_with_what_was_asked(message: str) -> None:
    found = read(message, "Berapa jam kerja ASN seminggu?")
    assert found.startswith("berapa jam kerja asn seminggu")
    assert len(found) > len("berapa jam kerja asn seminggu")


@pytest.mark.parametrize(
    "message",
    [
        "Berapa lama cuti besar untuk PNS di Ibu Kota Nusantara?",
        "Apakah tunjangan pionir sudah ditetapkan oleh menteri tahun ini?",
        "Siapa presiden Prancis sekarang?",
    ],
)
def test_a_new_topic_stands_alone(message: str) -> None:
    assert RULES.topic(["Kapan ASN pindah ke IKN?", message]) == message


def test_without_a_conversation_there_is_no_topic() -> None:
    assert RULES.topic(()) is None


@pytest.mark.parametrize(
    ("topic", "message", "replaced"),
    [
        ("apa isi tahap 2 rencana induk?", "tahap sesudahnya memuat apa?", "tahap 3 rencana"),
        ("prioritas 2 berapa unit?", "kalau yang ketiga?", "prioritas 3 berapa unit"),
        ("apa tema tahap 4?", "yang pertama?", "apa tema tahap 1"),
        ("apakah PNS wajib pindah?", "kalau PPPK?", "apakah PPPK wajib pindah"),
    ],
)
def test_what_is_asked_of_another_value(topic: str, message: str, replaced: str) -> None:
    assert replaced in (RULES.replaced(message, topic) or "")


@pytest.mark.parametrize(
    ("topic", "message"),
    [
        ("apakah PNS wajib pindah?", "sanksi PPPK yang menolak apa?"),
        ("berapa jam kerja ASN?", "kalau yang ketiga?"),
        ("apa isi tahap 2?", "berapa hari cuti?"),
    ],
)
def test_what_says_more_than_another_value_is_a_question_of_its_own(
    topic: str, message: str
) -> None:
    assert RULES.replaced(message, topic) is None


def test_words_that_only_tie_a_message_to_the_last_go() -> None:
    assert RULES.bare("terus kalau gajinya?") == "gajinya?"
    assert RULES.bare("terus") == "terus"


def test_five_turns() -> None:
    before = ["Siapa yang pindah di fase 1?"]
    for message, reading in (
        ("terus fase 2?", "siapa yang pindah di fase 2"),
        ("fase 3?", "siapa yang pindah di fase 3"),
        ("berikutnya?", "siapa yang pindah di fase 4"),
        ("kalau fase 5", "siapa yang pindah di fase 5"),
    ):
        assert read(message, *before) == reading
        before.append(message)


def test_after_a_new_topic_the_old_one_is_forgotten() -> None:
    before = ("Siapa yang pindah di fase 1?", "Apakah PNS di Ibu Kota Nusantara wajib hadir kerja?")
    assert read("kalau PPPK?", *before) == ("apakah pppk di ibu kota nusantara wajib hadir kerja")


@pytest.mark.parametrize("message", ["terus", "lalu?", "oh", "dan", "?"])
def test_an_opening_alone_repeats_the_question(message: str) -> None:
    assert read(message, "Kapan ASN pindah ke IKN?").startswith("kapan asn pindah ke ikn")


@pytest.mark.parametrize("turning", ["Ganti topik ya, ", "Omong-omong, ", "Sekalian mau tanya, "])
def test_a_message_that_turns_to_something_else_does_not_lean(turning: str) -> None:
    message = f"{turning}berapa tunjangan pionir bagi ASN di Nusantara?"
    assert not RULES.leans(message)
    assert RULES.bare(message) == "berapa tunjangan pionir bagi ASN di Nusantara?"

import pytest

from assistant.followup import FollowUps
from knowledge.language import Language

RULES = FollowUps.load(Language.load())


def read(message: str, *before: str) -> str:
    """The likeliest reading, in small letters without the mark at the end."""
    return RULES.readings(message, before)[0].casefold().rstrip("?. ")


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
    assert RULES.readings(message, ["Kapan ASN pindah ke IKN?"]) == (message,)


def test_without_a_conversation_nothing_is_added() -> None:
    assert RULES.readings("Terus fase 3?", ()) == ("Terus fase 3?",)


def test_the_message_itself_stays_a_reading_if_it_says_enough() -> None:
    before = ["Siapa yang pindah di fase 2?"]
    message = "Terus tunjangan pionir pegawai Otorita?"
    assert RULES.readings(message, before)[1:] == (message,)
    assert RULES.readings("Terus fase 3?", before)[1:] == ()


def test_what_seems_to_stand_alone_has_a_context() -> None:
    message = "Apakah yang lulus boleh mengajukan pindah sebelum lama bertugas?"
    context = RULES.context(message, ["Berapa formasi CPNS 2024 untuk Otorita IKN?"])
    assert context == f"Berapa formasi CPNS 2024 untuk Otorita IKN {message}"


def test_no_context_without_a_conversation_or_where_it_is_written_out_anyway() -> None:
    assert RULES.context("Apakah yang lulus boleh mengajukan pindah instansi?", ()) is None
    assert RULES.context("Terus fase 3?", ["Siapa yang pindah di fase 2?"]) is None


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


@pytest.mark.parametrize(
    ("message", "sides"),
    [
        ("beda fase 1 dan fase 2 apa", ("beda fase 1 apa", "beda fase 2 apa")),
        ("bandingkan cuti PNS, PPPK", ("bandingkan cuti PNS", "bandingkan cuti PPPK")),
        (
            "beda PNS dan honorer dan PPPK apa",
            ("beda PNS apa", "beda honorer apa", "beda PPPK apa"),
        ),
        ("apa bedanya", ("apa bedanya",)),
    ],
)
def test_the_sides_of_a_comparison(message: str, sides: tuple[str, ...]) -> None:
    assert RULES.compares(message)
    assert RULES.sides(message) == sides


def test_naming_two_is_not_comparing() -> None:
    assert not RULES.compares("Kapan PNS dan PPPK pindah?")

import pytest

from assistant.comparison import MAX_JOINTS, MAX_WORDS, Comparisons

RULES = Comparisons.load()


@pytest.mark.parametrize(
    ("message", "sides"),
    [
        ("beda fase 1 dan fase 2 apa", ("beda fase 1 apa", "beda fase 2 apa")),
        ("bandingkan cuti PNS, PPPK", ("bandingkan cuti PNS", "bandingkan cuti PPPK")),
        (
            "beda PNS dan honorer dan PPPK apa",
            ("beda PNS apa", "beda honorer apa", "beda PPPK apa"),
        ),
        (
            "beda PNS dan PPPK apa? PNS wajib?",
            ("beda PNS apa? PNS wajib?", "beda PPPK apa? wajib?"),
        ),
    ],
)
def test_things_of_one_kind_are_told_apart(message: str, sides: tuple[str, ...]) -> None:
    assert RULES.compares(message)
    assert RULES.splits(message)[0] == tuple((side,) for side in sides)


def test_each_kind_that_is_named_is_a_way_to_tell_apart() -> None:
    first, second, *_ = RULES.splits("beda jam kerja PNS dan PPPK, puasa dan hari biasa")
    assert "PPPK" not in first[0][0]
    assert "puasa" not in second[1][0]


@pytest.mark.parametrize(
    ("message", "first", "second"),
    [
        ("Apa beda alih status dan penugasan?", "alih status", "penugasan"),
        ("Apa beda alih status dan penugasan? Saya guru.", "alih status", "penugasan"),
        ("cuti sakit sama cuti besar bedanya apa sih", "cuti sakit", "cuti besar"),
        ("Mending kos atau rusun?", "kos", "rusun"),
        ("keberatan vs banding administratif, pakai yang mana", "keberatan", "administratif pakai"),
        ("Compare the plan of 2022 and the plan of 2025", "plan of 2022", "plan of 2025"),
    ],
)
def test_what_a_word_joins_is_asked_alone(message: str, first: str, second: str) -> None:
    one, other = RULES.splits(message)[-1]
    assert (one[0], other[0]) == (first, second)


def test_what_stands_far_from_the_joint_is_asked_of_both() -> None:
    (sides,) = RULES.splits("apa beda cuti tahunan dan besar bagi guru")
    assert "cuti tahunan bagi guru" in sides[0]
    assert "cuti besar bagi guru" in sides[1]


def test_a_thing_compared_has_few_words() -> None:
    (sides,) = RULES.splits("beda satu dua tiga empat lima dengan enam tujuh delapan sembilan")
    assert max(len(side) for side in sides) == MAX_WORDS + 1
    assert sides[1][-1] == "satu dua enam tujuh delapan sembilan"


def test_only_so_many_joints_are_tried() -> None:
    message = "bandingkan " + " dan ".join("abcdefgh")
    assert len(RULES.splits(message)) == MAX_JOINTS


@pytest.mark.parametrize("message", ["apa bedanya", "beda dan mana", "sama saja dan beda"])
def test_what_names_nothing_is_not_taken_apart(message: str) -> None:
    assert RULES.compares(message)
    assert RULES.splits(message) == ()


@pytest.mark.parametrize(
    "message",
    [
        "Apa yang harus dibawa dan disiapkan?",
        "tiket pesawat dan kapal siapa bayar",
        "kami beda dinas sama istri, bisa pindah bersama?",
        "jarak antara Balikpapan dan IKN berapa jam?",
    ],
)
def test_what_compares_nothing_is_not_taken_apart(message: str) -> None:
    assert RULES.splits(message) == ()


def test_an_appeal_is_no_comparison() -> None:
    assert not RULES.compares("banding ke mana kalau kena hukuman?")


def test_naming_two_is_not_comparing() -> None:
    assert not RULES.compares("Kapan PNS dan PPPK pindah?")


@pytest.mark.parametrize(
    ("message", "sides"),
    [
        ("Kapan PNS dan PPPK pindah?", ("Kapan PNS pindah?", "Kapan PPPK pindah?")),
        ("cuti bagi PNS dan bagi PPPK", ("cuti bagi PNS", "cuti bagi PPPK")),
        ("target 2024 atau 2025 berapa", ("target 2024 berapa", "target 2025 berapa")),
    ],
)
def test_one_thing_asked_of_two_is_asked_of_each(message: str, sides: tuple[str, ...]) -> None:
    assert RULES.splits(message) == (tuple((side,) for side in sides),)


@pytest.mark.parametrize(
    "message", ["PNS pindah dengan PPPK", "Kapan PNS pindah?", "PNS dan keluarga"]
)
def test_two_that_do_not_stand_side_by_side_are_one(message: str) -> None:
    assert RULES.splits(message) == ()

import pytest

from assistant.concerns import concern_of
from tests.support import real_knowledge


@pytest.mark.parametrize(
    "text",
    [
        "Anak saya autis, di IKN ada sekolahnya?",
        "istri  lagi HAMIL tua, boleh nunda pindah gak",
        "Saya menjalani cuci darah dua kali seminggu",
        "my wife is pregnant, must I move?",
        "Saya diancam atasan kalau tidak mau pindah",
    ],
)
def test_what_is_close_to_the_heart_is_sensitive(text: str) -> None:
    assert concern_of(text) == "sensitive"


@pytest.mark.parametrize(
    "text",
    [
        "Saya kecewa dengan layanan ini",
        "surat saya tidak pernah dijawab",
        "udah tanya 3x tapi gak dibalas",
        "ini tidak adil bagi pegawai daerah",
    ],
)
def test_who_is_not_content_complains(text: str) -> None:
    assert concern_of(text) == "complaint"


def test_sensitive_comes_before_a_complaint() -> None:
    assert concern_of("Saya kecewa: anak saya disabilitas dan tidak pernah dijawab") == "sensitive"


def test_ordinary_questions_hardly_ever_are_either() -> None:
    asked = [q for s in real_knowledge().statements for q in s.questions]
    found = [q for q in asked if concern_of(q)]
    assert len(found) <= len(asked) / 40, found

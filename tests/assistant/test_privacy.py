import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.privacy import mask

NIK = "[nomor identitas disamarkan]"
PHONE = "[nomor telepon disamarkan]"


@pytest.mark.parametrize(
    "number",
    [
        "6471010101900001",
        "6471 0101 0190 0001",
        "6471-0101-0190-0001",
        "6471.0101.0190.0001",
        "64.71.01.010190.0001",
        "64 71 01 010190 0001",
        "6 4 7 1 0 1 0 1 0 1 9 0 0 0 0 1",
        "2024 0101 0190 0001",
        "4111 1111 1111 1111",
        "123456789012345",
    ],
)
def test_numbers_of_persons_however_they_are_grouped(number: str) -> None:
    assert mask(f"NIK saya {number}, betul?") == f"NIK saya {NIK}, betul?"
    assert mask(f"NIK/{number}") == f"NIK/{NIK}"


@pytest.mark.parametrize(
    "number", ["199001012015011001", "19900101 201501 1 001", "19900101.201501.2.001"]
)
def test_nip(number: str) -> None:
    assert mask(f"NIP {number}.") == "NIP [NIP disamarkan]."


def test_npwp() -> None:
    assert mask("npwp 12.345.678.9-012.345") == "npwp [NPWP disamarkan]"


@pytest.mark.parametrize(
    "number",
    ["081234567890", "0812-3456-7890", "+62 812 3456 7890", "6281234567890", "(021) 5551234"],
)
def test_phone_numbers(number: str) -> None:
    assert mask(f"hubungi {number} ya") == f"hubungi {PHONE} ya"


@pytest.mark.parametrize("address", ["budi@bkn.go.id", "b.u_d+i@mail.kemenkeu.go.id"])
def test_e_mail(address: str) -> None:
    assert mask(f"surel {address}, ya") == "surel [surel disamarkan], ya"


def test_all_in_one_message() -> None:
    text = "Saya Budi, NIP 199001012015011001, hp 081234567890, budi@bkn.go.id"
    assert mask(text) == f"Saya Budi, NIP [NIP disamarkan], hp {PHONE}, [surel disamarkan]"


@pytest.mark.parametrize(
    "text",
    [
        "surat B/380/M.SM.01.00/2025 tanggal 24 Januari 2025",
        "SE Menteri PANRB Nomor 3 Tahun 2026",
        "Perpres 79/2025, UU 21/2023 Pasal 22 ayat (5), PP 94/2021",
        "Rp466.000.000.000.000 untuk 1.700-4.100 orang",
        "gelombang 60.000, 3.246, 6.000, 11.916 dan 3.500 orang",
        "3.246 6.000 11.916 60.000",
        "tahun 2024 2025 2026 2027",
        "antara 2024-01-24 2025-01-24",
        "24-01-2025 17-04-2024",
        "pukul 07.30-12.00 13.00-16.30",
        "pukul 08.00 s.d. 16.00 WITA",
        "kode pos 76146",
        "37 jam 30 menit per minggu",
        "@menpanrb di media sosial",
        "SDN 006, SDN 020, dan SMPN 27",
    ],
)
def test_what_is_not_of_a_person_stays(text: str) -> None:
    assert mask(text) == text


@given(st.from_regex(r"[0-9]{16}", fullmatch=True))
def test_no_sixteen_digits_get_through(number: str) -> None:
    assert mask(f"nik {number}") == f"nik {NIK}"


@given(
    year=st.integers(1960, 2005),
    month=st.integers(1, 12),
    day=st.integers(1, 31),
    begun=st.integers(1985, 2026),
    rest=st.from_regex(r"(0[1-9]|1[0-2])[12][0-9]{3}", fullmatch=True),
)
def test_no_nip_gets_through(year: int, month: int, day: int, begun: int, rest: str) -> None:
    number = f"{year}{month:02}{day:02}{begun}{rest}"
    assert mask(f"saya {number}") == "saya [NIP disamarkan]"


@given(st.integers(1, 999), st.integers(1945, 2026), st.integers(1, 40), st.integers(1, 9))
def test_regulations_stay(number: int, year: int, pasal: int, ayat: int) -> None:
    text = f"Perpres {number}/{year} Pasal {pasal} ayat ({ayat})"
    assert mask(text) == text


@given(st.integers(1, 999_999_999_999))
def test_amounts_stay(amount: int) -> None:
    text = f"sebesar Rp{amount:,}".replace(",", ".")
    assert mask(text) == text


@given(st.text(max_size=300))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert mask(mask(text)) == mask(text)

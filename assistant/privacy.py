"""Personal numbers never leave the turn: they are masked before anything is stored or sent."""

import re

from phonenumbers import Leniency, PhoneNumberMatcher

_GAP = r"[ .\-]?"
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NIP = re.compile(
    rf"(?<!\d)(?:19|20)\d\d{_GAP}(?:0[1-9]|1[0-2]){_GAP}(?:0[1-9]|[12]\d|3[01]){_GAP}"
    rf"(?:19|20)\d\d{_GAP}(?:0[1-9]|1[0-2]){_GAP}[12]{_GAP}\d{{3}}(?!\d)"
)
_NPWP = re.compile(r"(?<!\d)\d{2}\.\d{3}\.\d{3}\.\d-\d{3}\.\d{3}(?!\d)")
_LONG_NUMBER = re.compile(rf"(?<![\d/])\d(?:{_GAP}\d){{14,18}}(?![\d/])")
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (_EMAIL, "[surel disamarkan]"),
    (_NIP, "[NIP disamarkan]"),
    (_NPWP, "[NPWP disamarkan]"),
    (_LONG_NUMBER, "[nomor identitas disamarkan]"),
)


def mask(text: str) -> str:
    """Replace e-mail addresses, NIP, NIK, NPWP and phone numbers by what they were.

    Numbers of regulations, letters, years and amounts stay.

    >>> mask("NIK saya 6471010101900001, hp 0812-3456-7890")
    'NIK saya [nomor identitas disamarkan], hp [nomor telepon disamarkan]'
    >>> mask("surat B/380/M.SM.01.00/2025 menyebut 1.700-4.100 orang")
    'surat B/380/M.SM.01.00/2025 menyebut 1.700-4.100 orang'
    """
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return _mask_phones(text)


def _mask_phones(text: str) -> str:
    matches = PhoneNumberMatcher(text, "ID", leniency=Leniency.POSSIBLE)
    for match in reversed([m for m in matches if _is_phone(m.raw_string)]):
        text = f"{text[: match.start]}[nomor telepon disamarkan]{text[match.end :]}"
    return text


def _is_phone(raw: str) -> bool:
    """Indonesian numbers are written with 0 or +62 before them; amounts are not."""
    return re.match(r"\+|\(?0", raw) is not None and len(re.sub(r"\D", "", raw)) >= 9

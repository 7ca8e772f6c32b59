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
_LONG_NUMBER = re.compile(rf"\d(?:{_GAP}\d){{14,}}")
_FIGURE = (
    r"(?:(?:19|20)\d\d-\d\d-\d\d|\d\d[-.]\d\d[-.](?:19|20)\d\d|\d\d[.]\d\d"
    r"|\d{1,3}(?:\.\d{3})+|(?:19|20)\d\d|\d{1,3})"
)
_FIGURES = re.compile(rf"{_FIGURE}(?:[ -]{_FIGURE})*")  # days, times, years, amounts
_TIMES = re.compile(r"\d\d[.:]\d\d(?:\D+\d\d[.:]\d\d)*")
_NIK_GROUPS = re.compile(r"\d\d([ .-])\d\d\1\d\d\1\d{6}\1\d{4}|(?:\d{1,3} )+\d{1,3}")
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (_EMAIL, "[surel disamarkan]"),
    (_NIP, "[NIP disamarkan]"),
    (_NPWP, "[NPWP disamarkan]"),
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
    return _mask_phones(_LONG_NUMBER.sub(_mask_identity, text))


def _mask_identity(match: re.Match[str]) -> str:
    """A NIK, however it is grouped; but amounts, days and years in a row are none."""
    figures = _FIGURES.fullmatch(match.group()) and not _NIK_GROUPS.fullmatch(match.group())
    return match.group() if figures else "[nomor identitas disamarkan]"


def _mask_phones(text: str) -> str:
    matches = PhoneNumberMatcher(text, "ID", leniency=Leniency.POSSIBLE)
    for match in reversed([m for m in matches if _is_phone(m.raw_string)]):
        text = f"{text[: match.start]}[nomor telepon disamarkan]{text[match.end :]}"
    return text


def _is_phone(raw: str) -> bool:
    """Indonesian numbers are written with 0, 62 or +62 before them; times and amounts are not."""
    begun = re.match(r"\+|\(?0|62[ -]?8", raw) is not None
    return begun and len(re.sub(r"\D", "", raw)) >= 9 and not _TIMES.fullmatch(raw)

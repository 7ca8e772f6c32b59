"""Whether a text can be read, judged by what it says."""

import re

_WORD = re.compile(r"[^\W\d_]+")
_COMMON = frozenset((
    "yang", "dan", "di", "dari", "untuk", "dengan", "pada", "dalam", "adalah", "ini", "itu",
    "tidak", "atau", "oleh", "sebagai", "akan", "dapat", "ke", "bahwa", "tentang", "nomor",
    "tahun", "pasal", "ayat", "huruf", "dimaksud", "telah", "serta", "bagi", "para", "secara",
    "kepada", "menteri", "negara", "pemerintah", "the", "of", "and", "to", "in", "is", "for",
))  # fmt: skip
_SHAPE = re.compile(r"^[^\W\d_]*[aeiouAEIOU][^\W\d_]*$")
LEAST_WORDS = 12
_ERRORS = re.compile(
    r"\b(?:40[0134]|429|50[0234])\b.{0,40}?\b(?:forbidden|not found|unauthorized|bad gateway|"
    r"internal server error|service unavailable|gateway time-?out|too many requests|error)\b"
    r"|\baccess denied\b|\battention required\b|\bjust a moment\b|\bchecking your browser\b"
    r"|\bhalaman (?:yang anda cari )?tidak (?:dapat )?ditemukan\b|\bpage not found\b"
    r"|\bverify you are human\b|\brequest rejected\b",
    re.IGNORECASE | re.DOTALL,
)
_LOADING = re.compile(
    r"^(?:loading|memuat|mohon tunggu|please wait)\b|enable javascript", re.IGNORECASE
)
_SHORT_PAGE = 1200


def words(text: str) -> list[str]:
    """The words of a text in lower case."""
    return [word.lower() for word in _WORD.findall(text)]


def is_readable(text: str) -> bool:
    """Whether these are sentences rather than a watermark or noise.

    >>> is_readable("jdih.bapeten.go.id")
    False
    >>> is_readable("PNS wajib masuk kerja dan menaati jam kerja yang ditetapkan oleh instansi.")
    True
    """
    found = words(text)
    if len(found) < LEAST_WORDS:
        return False
    shaped = sum(1 for word in found if _SHAPE.match(word)) / len(found)
    common = sum(1 for word in found if word in _COMMON) / len(found)
    return shaped >= 0.75 and common >= 0.02


def error_page(text: str, title: str | None = None) -> bool:
    """Whether a page is the message of a server rather than a document.

    >>> error_page("403 Forbidden nginx")
    True
    """
    said = f"{title or ''}\n{text}"
    return len(text) < _SHORT_PAGE and _ERRORS.search(said) is not None


def only_loads(text: str) -> bool:
    """Whether a page holds nothing but the sign that its text comes later, by JavaScript."""
    return _LOADING.search(text.strip()) is not None and len(words(text)) < 60

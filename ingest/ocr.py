"""Reads images of pages with Tesseract, where it is installed."""

import shutil
import subprocess
from functools import cache

from ingest.errors import Refused, Unreadable

MISSING = (
    "Dokumen ini hasil pindai tanpa teks. Pasang Tesseract dengan bahasa Indonesia, lalu ulangi: "
    "sudo apt-get install tesseract-ocr tesseract-ocr-ind"
)


@cache
def available() -> bool:
    """Whether Tesseract with the Indonesian model is there."""
    program = shutil.which("tesseract")
    if program is None:
        return False
    listed = subprocess.run(
        [program, "--list-langs"], capture_output=True, text=True, check=False, timeout=20
    )
    return "ind" in listed.stdout.split()


def read(image: bytes, dpi: int, seconds: float) -> str:
    """The text of a page image (PGM).

    Raises:
        Unreadable: Tesseract is not there.
        Refused: it takes too long or fails.
    """
    if not available():
        raise Unreadable(MISSING)
    command = ["tesseract", "-", "-", "-l", "ind", "--dpi", str(dpi), "--psm", "4"]
    try:
        done = subprocess.run(
            command, input=image, capture_output=True, check=True, timeout=seconds,
            env={"OMP_THREAD_LIMIT": "1", "PATH": "/usr/local/bin:/usr/bin:/bin"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Refused("Satu halaman terlalu lama dibaca dengan OCR.") from None
    except subprocess.CalledProcessError:
        raise Refused("Tesseract gagal membaca satu halaman.") from None
    return done.stdout.decode("utf-8", errors="replace")

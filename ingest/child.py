"""The process that reads files: little memory, killed when it takes too long.

Speaks JSON lines. First line in: limits and catalogue. Then a request a line; for each come
`{"page": 1, "of": 9, "ocr": false}` and last `{"document": …}` or `{"refused": "…"}`.
"""

import ctypes
import json
import resource
import signal
import sys
from pathlib import Path
from typing import Any, TextIO

from ingest.errors import Refused
from ingest.metadata import Sidecar
from ingest.reading import digest, read
from ingest.settings import MIB, IngestSettings
from knowledge.schema import Regulation

_DIE_WITH_PARENT = 1


def main() -> None:
    """Answer requests until the input ends."""
    answers = sys.stdout
    sys.stdout = sys.stderr  # whatever a library prints is no answer
    first = json.loads(sys.stdin.readline())
    limits = IngestSettings.model_validate(first["limits"])
    regulations = tuple(map(Regulation.model_validate, first["regulations"]))
    _confine(limits)
    _say(answers, {"ready": True})
    for line in sys.stdin:
        _answer(json.loads(line), limits, regulations, answers)


def _confine(limits: IngestSettings) -> None:
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    memory = limits.memory_mib * MIB
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(
    request: dict[str, Any],
    limits: IngestSettings,
    regulations: tuple[Regulation, ...],
    answers: TextIO,
) -> None:
    def on_page(page: int, of: int, by_ocr: bool) -> None:
        _say(answers, {"page": page, "of": of, "ocr": by_ocr})

    path = Path(request["path"])
    added = Sidecar.model_validate(request["added"])
    try:
        data = path.read_bytes()
        if digest(data, added) != request["digest"]:
            raise Refused("Berkas ini berubah saat dibaca; ulangi setelah selesai disimpan.")
        document = read(data, path.name, added, regulations, limits, on_page)
    except Refused as refused:
        _say(answers, {"refused": str(refused)})
    except OSError as error:
        _say(answers, {"refused": f"Berkas tidak dapat dibaca: {error.strerror}."})
    except RecursionError:
        _say(answers, {"refused": "Berkas ini bersarang terlalu dalam."})
    except MemoryError:
        _say(answers, {"refused": "Berkas ini memakan terlalu banyak memori.", "last": True})
        sys.exit(1)
    else:
        _say(answers, {"document": document.model_dump(mode="json")})


def _say(answers: TextIO, message: dict[str, Any]) -> None:
    answers.write(json.dumps(message, ensure_ascii=True) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()

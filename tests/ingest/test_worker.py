import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.errors import Refused
from ingest.metadata import NOTHING_ADDED
from ingest.reading import digest
from ingest.settings import MIB, IngestSettings
from ingest.worker import Worker
from knowledge.library import Ingested
from tests.ingest import makers
from tests.ingest.makers import LAW, lines


@pytest.fixture
def worker() -> Iterator[Worker]:
    with Worker(IngestSettings(ocr=False)) as started:
        yield started


def read(worker: Worker, path: Path, mark: str | None = None) -> Ingested:
    data = path.read_bytes()
    mark = mark or digest(data, NOTHING_ADDED)
    return worker.read(path, NOTHING_ADDED, mark, len(data), lambda *_: None)


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_a_document_comes_back_whole(worker: Worker, tmp_path: Path) -> None:
    document = read(worker, written(tmp_path, "a.txt", LAW.encode()))
    assert document.id == "dok-uu-9-2030"
    assert document.passages[0].locator == "Menimbang"


def test_pages_are_told(worker: Worker, tmp_path: Path) -> None:
    law = [line for line in LAW.split("\n") if line]
    path = written(tmp_path, "a.pdf", makers.pdf([lines(law[:30]), lines(law[30:])]))
    told: list[int] = []
    mark = digest(path.read_bytes(), NOTHING_ADDED)
    worker.read(path, NOTHING_ADDED, mark, 1, lambda page, *_: told.append(page))
    assert told == [1, 2]


def test_a_refusal_leaves_the_worker_ready(worker: Worker, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="halaman kesalahan"):
        read(worker, written(tmp_path, "a.html", b"<html><h1>403 Forbidden</h1></html>"))
    assert read(worker, written(tmp_path, "b.txt", LAW.encode())).id == "dok-uu-9-2030"


def test_a_file_that_changes_meanwhile_is_refused(worker: Worker, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="berubah saat dibaca"):
        read(worker, written(tmp_path, "a.txt", LAW.encode()), "lain")


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", LAW.encode() * 400)
    impatient = IngestSettings(page_seconds=0.001)
    with Worker(impatient) as worker, pytest.raises(Refused, match="terlalu lama"):
        read(worker, path)


def test_a_file_that_takes_too_much_memory_is_given_up(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", b"satu dua tiga\n" * (40 * MIB // 14))
    with Worker(IngestSettings(memory_mib=256)) as worker:
        with pytest.raises(Refused, match=r"memori|merusak"):
            read(worker, path)
        assert read(worker, written(tmp_path, "b.txt", LAW.encode())).id == "dok-uu-9-2030"


def test_a_reader_that_dies_is_replaced(worker: Worker, tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", LAW.encode())
    read(worker, path)
    child = worker._child
    assert child is not None
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    assert read(worker, path).id == "dok-uu-9-2030"


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    with Worker(IngestSettings()) as worker:
        read(worker, written(tmp_path, "a.txt", LAW.encode()))
        child = worker._child
    assert child is not None
    assert child.poll() is not None

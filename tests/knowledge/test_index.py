import errno
import fcntl
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from knowledge import corpus as corpora
from knowledge import index as index_module
from knowledge import vectors as vector_store
from knowledge.encoder import HashingEncoder
from knowledge.errors import IndexBusy, IndexMissing, IndexUnavailable, KnowledgeError, StorageError
from knowledge.index import Index, IndexFolder
from knowledge.language import Language
from knowledge.vectors import ExactVectors
from tests.slow_build import SlowEncoder, many
from tests.support import documents

REPOSITORY = Path(__file__).parents[2]
Builder = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def folder(tmp_path: Path) -> IndexFolder:
    return IndexFolder(tmp_path, Language.load())


@pytest.fixture
def builder(tmp_path: Path) -> Iterator[Builder]:
    """Starts another process that builds in the same home."""
    started: list[subprocess.Popen[str]] = []

    def start(salt: str = "lain", count: int = 4, pause: float = 5.0) -> subprocess.Popen[str]:
        arguments = [str(tmp_path), salt, str(count), str(pause)]
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.slow_build", *arguments],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def generations(home: Path) -> set[str]:
    return {path.name for path in (home / "index").iterdir() if path.is_dir()}


def size(home: Path) -> int:
    return sum(path.stat().st_size for path in home.rglob("*") if path.is_file())


def held(home: Path) -> list[Path]:
    """The files below that this process has open."""
    found = []
    for file in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):
            found.append(file.readlink())
    return [file for file in found if file.is_relative_to(home)]


def first_of(index: Index, question: str = "Kapan ASN pindah ke IKN?") -> str:
    (row,) = index.vectors.nearest(index.encoder.encode_queries([question])[0], 1)
    return index.corpus.rows[row].passage_id


def serves(folder: IndexFolder) -> str:
    """The first document of the index that is serving, which answers."""
    index = folder.open(HashingEncoder())
    assert index.answers()
    first = index.corpus.documents[0].passages[0].text
    index.close()
    return first


def test_nothing_is_there_before_the_first_build(folder: IndexFolder) -> None:
    with pytest.raises(IndexMissing, match="tanya knowledge build"):
        folder.open(HashingEncoder())


def test_what_is_built_can_be_searched(folder: IndexFolder) -> None:
    name = folder.build(documents(), HashingEncoder())
    index = folder.open(HashingEncoder())
    assert index.generation == name == folder.current()
    assert index.answers()
    assert first_of(index) == "F9"
    assert index.lexical.scores(["pionir"]).argmax() in index.corpus.rows_of["D10"]
    index.close()


def test_an_index_of_nothing_does_not_replace_one_of_something(folder: IndexFolder) -> None:
    folder.build(documents(), HashingEncoder())
    with pytest.raises(KnowledgeError, match="Tidak ada dokumen"):
        folder.build([], HashingEncoder())
    assert "Pada 17 April 2024" in serves(folder)


def test_progress_is_told(folder: IndexFolder) -> None:
    told: list[tuple[int, int]] = []
    folder.build(documents(), HashingEncoder(), lambda done, total: told.append((done, total)))
    assert told == [(n, 39) for n in range(1, 40)]


def test_building_the_same_again_does_nothing(folder: IndexFolder) -> None:
    folder.build(documents(), HashingEncoder())
    encoder = SlowEncoder()
    assert folder.build(documents(), encoder) == folder.current()
    assert encoder.encoded == []


def test_vectors_of_unchanged_text_are_taken_over(folder: IndexFolder) -> None:
    folder.build(documents()[:3], HashingEncoder())
    encoder = SlowEncoder()
    folder.build(documents(), encoder)
    new = {row[2] for row in corpora.rows_to_embed(documents()[3:])}
    assert len(encoder.encoded) == len(new) == 11
    index = folder.open(encoder)
    assert first_of(index) == "F9"
    index.close()


def test_vectors_of_unchanged_examples_are_taken_over(folder: IndexFolder) -> None:
    folder.build(documents()[:3], HashingEncoder(), examples={"outside": ["hujan?", "panas?"]})
    encoder = SlowEncoder()
    changed = {"outside": ["hujan?", "panas?"], "unknown": ["abaikan"]}
    folder.build(documents()[:3], encoder, examples=changed)
    assert encoder.encoded == ["abaikan"]


def test_other_examples_make_another_generation(folder: IndexFolder) -> None:
    one = folder.build(documents(), HashingEncoder(), examples={"outside": ["cuaca?"]})
    two = folder.build(documents(), HashingEncoder(), examples={"unknown": ["cuaca?"]})
    assert one != two
    index = folder.open(HashingEncoder())
    assert index.corpus.examples["unknown"].texts == ("cuaca?",)
    index.close()


def test_an_index_of_another_encoder_is_refused(folder: IndexFolder) -> None:
    folder.build(documents(), HashingEncoder())
    with pytest.raises(IndexUnavailable, match=r"model lain. Jalankan `tanya"):
        folder.open(HashingEncoder(64))
    folder.build(documents(), HashingEncoder(64))
    folder.open(HashingEncoder(64)).close()


def test_the_old_generation_goes_when_nobody_reads_it(folder: IndexFolder, tmp_path: Path) -> None:
    folder.build(documents()[:2], HashingEncoder())
    name = folder.build(documents(), HashingEncoder())
    assert generations(tmp_path) == {name}


def test_a_reader_keeps_its_generation(folder: IndexFolder, tmp_path: Path) -> None:
    old = folder.build(documents()[:2], HashingEncoder())
    reading = folder.open(HashingEncoder())
    new = folder.build(documents(), HashingEncoder())
    assert generations(tmp_path) == {old, new}
    assert reading.answers()
    assert first_of(reading) == "F9"
    reading.close()
    folder.sweep()
    assert generations(tmp_path) == {new}


HOLD = """
import fcntl, sys
with open(sys.argv[1]) as lease:
    fcntl.flock(lease, fcntl.LOCK_SH)
    print(flush=True)
    input()
"""


def test_a_reader_in_another_process_keeps_its_generation(
    folder: IndexFolder, tmp_path: Path
) -> None:
    old = folder.build(documents()[:2], HashingEncoder())
    lease = tmp_path / "index" / old / "lease"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(lease)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        assert reader.stdout
        reader.stdout.readline()
        folder.build(documents(), HashingEncoder())
        assert old in generations(tmp_path)
        reader.kill()
    folder.sweep()
    assert old not in generations(tmp_path)


def test_a_closed_index_holds_no_file(folder: IndexFolder, tmp_path: Path) -> None:
    folder.build(documents(), HashingEncoder())
    folder.open(HashingEncoder()).close()
    with pytest.raises(IndexUnavailable):
        folder.open(HashingEncoder(64))
    until = time.monotonic() + 10  # Chroma closes from a thread of its own
    while held(tmp_path):
        assert time.monotonic() < until, held(tmp_path)
        time.sleep(0.05)


def test_leftovers_of_dead_builds_are_swept(folder: IndexFolder, tmp_path: Path) -> None:
    name = folder.build(documents(), HashingEncoder())
    for left in ("0123456789abcdef.part", f"{name}.part", f"{name}.broken"):
        (tmp_path / "index" / left / "chroma").mkdir(parents=True)
    folder.build(documents(), HashingEncoder())
    assert generations(tmp_path) == {name}


def test_the_pointer_is_replaced_last_and_at_once(
    folder: IndexFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = folder.build(documents()[:2], HashingEncoder())
    seen: list[tuple[str, bool]] = []
    real = Path.replace

    def replace(source: Path, target: Path) -> Path:
        new = source.read_text()
        seen.append((folder.current(), (tmp_path / "index" / new / "corpus.sqlite").exists()))
        return real(source, target)

    monkeypatch.setattr(Path, "replace", replace)
    new = folder.build(documents(), HashingEncoder())
    assert seen == [(old, True)]
    assert folder.current() == new


@pytest.mark.parametrize(
    ("part", "damage"),
    [
        ("corpus.sqlite", Path.unlink),
        ("corpus.sqlite", lambda path: path.write_bytes(b"x" * 5000)),
        ("corpus.sqlite", lambda path: os.truncate(path, 4096)),
        ("lease", Path.unlink),
        ("bm25", shutil.rmtree),
        ("bm25/data.csc.index.npy", lambda path: path.write_bytes(b"")),
    ],
)
def test_a_broken_generation_is_told_and_the_next_build_repairs_it(
    folder: IndexFolder, tmp_path: Path, part: str, damage: Callable[[Path], object]
) -> None:
    name = folder.build(documents(), HashingEncoder())
    damage(tmp_path / "index" / name / part)
    with pytest.raises(IndexUnavailable, match=r"Indeks rusak. Jalankan `tanya knowledge build`"):
        folder.open(HashingEncoder())
    assert folder.build(documents(), HashingEncoder()) == name
    assert "Pada 17 April 2024" in serves(folder)
    assert generations(tmp_path) == {name}


def test_a_broken_generation_does_not_stop_a_newer_one(folder: IndexFolder, tmp_path: Path) -> None:
    name = folder.build(documents()[:2], HashingEncoder())
    (tmp_path / "index" / name / "corpus.sqlite").write_bytes(b"x" * 5000)
    folder.build(documents(), HashingEncoder())
    assert "Pada 17 April 2024" in serves(folder)


def test_without_chroma_the_stored_vectors_are_scanned(
    folder: IndexFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.build(documents(), HashingEncoder())

    def refuse(*_: object) -> None:
        raise StorageError("disk hanya bisa dibaca")

    monkeypatch.setattr(index_module, "ChromaVectors", refuse)
    index = folder.open(HashingEncoder())
    assert isinstance(index.vectors, ExactVectors)
    assert first_of(index) == "F9"
    index.close()


FAILURES = [
    (OSError(errno.ENOSPC, "No space left on device"), "Disk penuh"),
    (OSError(errno.EDQUOT, "Disk quota exceeded"), "Disk penuh"),
    (OSError(errno.EROFS, "Read-only file system", "/x/index"), "/x/index tidak bisa ditulisi"),
    (PermissionError(errno.EACCES, "Permission denied", "/x"), "/x tidak bisa ditulisi"),
    (sqlite3.OperationalError("database or disk is full"), "Disk penuh"),
]


@pytest.mark.parametrize(("error", "sentence"), FAILURES)
@pytest.mark.parametrize(
    ("where", "name"),
    [
        (corpora, "write"),
        (index_module.LexicalIndex, "save"),
        (vector_store, "write"),
        (Path, "rename"),
        (Path, "replace"),
    ],
)
def test_on_a_full_or_read_only_disk_the_old_one_serves(
    folder: IndexFolder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    where: object,
    name: str,
    error: Exception,
    sentence: str,
) -> None:
    old = folder.build(documents()[:2], HashingEncoder())

    def fail(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(where, name, fail)
        with pytest.raises(StorageError, match=sentence):
            folder.build(documents(), HashingEncoder())
    assert folder.current() == old
    assert "Pada 17 April 2024" in serves(folder)
    assert not [g for g in generations(tmp_path) if g.endswith(".part")]
    folder.build(documents(), HashingEncoder())
    assert folder.current() != old


def test_an_error_that_is_not_of_the_disk_is_not_hidden(
    folder: IndexFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(corpora, "write", fail)
    with pytest.raises(OSError, match="Input/output"):
        folder.build(documents(), HashingEncoder())


def test_a_second_builder_is_told_to_wait(folder: IndexFolder, builder: Builder) -> None:
    other = builder(pause=20)
    assert other.stdout
    assert other.stdout.readline() == "mulai\n"
    with pytest.raises(IndexBusy, match="Indeks sedang dibuat oleh proses lain"):
        folder.build(documents(), HashingEncoder())
    other.kill()
    other.wait()
    folder.build(documents(), HashingEncoder())


def test_fifty_rebuilds_take_no_more_disk_than_one(folder: IndexFolder, tmp_path: Path) -> None:
    folder.build(many("nol", 6), HashingEncoder())
    after_one = size(tmp_path)
    reading = folder.open(HashingEncoder())
    for number in range(49):
        folder.build(many(f"nomor {number}", 6), HashingEncoder())
    assert reading.answers()
    reading.close()
    folder.sweep()
    assert size(tmp_path) <= 1.2 * after_one
    assert len(generations(tmp_path)) == 1


MOMENTS = random.Random(20240817).sample(range(1, 100), 10)


@pytest.fixture(scope="module")
def build_seconds(tmp_path_factory: pytest.TempPathFactory) -> float:
    """How long the whole of the other process's work takes on this machine."""
    home = tmp_path_factory.mktemp("home")
    arguments = [str(home), "ukur", "30", "0.1"]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.slow_build", *arguments],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        process.stdout.readline()
        started = time.perf_counter()
        process.wait()
    return time.perf_counter() - started


@pytest.fixture(scope="module")
def killed_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for all kills, so that leftovers of one meet the next."""
    return tmp_path_factory.mktemp("home")


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_build_killed_at_any_moment_leaves_the_old_index_serving(
    killed_home: Path, build_seconds: float, moment: int
) -> None:
    folder = IndexFolder(killed_home, Language.load())
    old = folder.build(many("lama", 5), HashingEncoder())
    arguments = [str(killed_home), f"baru {moment}", "30", "0.1"]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.slow_build", *arguments],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        process.stdout.readline()
        time.sleep(build_seconds * moment / 100)
        process.send_signal(signal.SIGKILL)
    reached = folder.current()
    assert serves(folder).startswith(
        "Menurut berita lama" if reached == old else f"Menurut berita baru {moment}"
    )
    repaired = folder.build(many(f"baru {moment}", 30), HashingEncoder())
    assert serves(folder).startswith(f"Menurut berita baru {moment}")
    assert generations(killed_home) == {repaired}


def test_the_lease_is_a_lock_that_dies_with_its_process(
    folder: IndexFolder, tmp_path: Path
) -> None:
    name = folder.build(documents(), HashingEncoder())
    index = folder.open(HashingEncoder())
    with (tmp_path / "index" / name / "lease").open() as lease:
        with pytest.raises(BlockingIOError):
            fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
        index.close()
        fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)

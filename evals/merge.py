"""Puts the written parts together as `dev.jsonl` and `test.jsonl`, and freezes `test`.

    python -m evals.merge evals/datasets/part_a.jsonl evals/datasets/part_b.jsonl

The same parts always give the same bytes: questions in the order of their ids, without `split`.
"""

import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from evals.dataset import parse
from evals.errors import DatasetError

DATASETS = Path(__file__).parent / "datasets"
SPLITS = ("dev", "test")


def merged(parts: Sequence[bytes]) -> dict[str, bytes]:
    """The bytes of each split.

    >>> row = b'{"id": "b", "split": "dev"}'
    >>> merged([row, b'{"id": "a", "split": "dev"}'])["dev"].decode()
    '{"id": "a"}\\n{"id": "b"}\\n'
    """
    rows = [json.loads(line) for part in parts for line in part.splitlines() if line.strip()]
    rows.sort(key=lambda row: str(row["id"]))
    splits: dict[str, list[str]] = {name: [] for name in SPLITS}
    for row in rows:
        split = row.pop("split", None)
        if split not in splits:
            raise DatasetError(f"{row['id']}: `split` harus dev atau test.")
        splits[split].append(json.dumps(row, ensure_ascii=False) + "\n")
    return {name: "".join(lines).encode() for name, lines in splits.items()}


def write(parts: Sequence[bytes], folder: Path) -> dict[str, int]:
    """Check, write and freeze; how many questions each split has.

    Raises:
        DatasetError: a question is not as the contract says.
    """
    splits = merged(parts)
    counts = {name: len(parse(f"{name}.jsonl", body).items) for name, body in splits.items()}
    for name, body in splits.items():
        (folder / f"{name}.jsonl").write_bytes(body)
    digest = hashlib.sha256(splits["test"]).hexdigest()
    (folder / "test.sha256").write_text(f"{digest}  test.jsonl\n", "ascii")
    return counts


def main(arguments: Sequence[str]) -> None:
    """Merge the named parts into `evals/datasets/`."""
    counts = write([Path(name).read_bytes() for name in arguments], DATASETS)
    sys.stdout.write(", ".join(f"{name} {count}" for name, count in counts.items()) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])

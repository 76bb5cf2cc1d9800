"""What a careless hand or a forger does to a plan folder, one change at a time.

Every function takes a folder and a generator of random numbers and gives the damaged folder, or
None where the folder has nothing of the kind to damage.
"""

from __future__ import annotations

import copy
import csv
import io
import re
import zipfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TABLES = ("quotas.csv", "reps.csv", "rollup.csv", "shortfall.csv", "pipeline_quotas.csv")
PROOF = "proof.npz"


@dataclass(frozen=True)
class Folder:
    """The bytes of every file but plan.json and run.json, and plan.json."""

    files: Mapping[str, bytes]
    document: Mapping[str, Any]

    def with_file(self, name: str, content: bytes) -> Folder:
        return replace(self, files={**self.files, name: content})


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def written(rows: list[list[str]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue().encode()


def members(content: bytes) -> dict[str, np.ndarray]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: np.load(io.BytesIO(archive.read(name))).copy() for name in archive.namelist()}


def zipped(arrays: Mapping[str, np.ndarray]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, array in arrays.items():
            one = io.BytesIO()
            np.lib.format.write_array(one, array, version=(1, 0), allow_pickle=False)
            archive.writestr(name, one.getvalue())
    return stream.getvalue()


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every value of a document with the path to it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(inner, (*path, number))
    else:
        yield path, value


def with_leaf(document: Mapping[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    made: Any = copy.deepcopy(dict(document))
    inner = made
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return made


def other_value(value: Any) -> Any:
    """A value of the same kind that is another one."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value * 1.01 + 1.0
    return f"{value or ''}x"


def _one(rng: np.random.Generator, found: list[Any]) -> Any:
    return found[int(rng.integers(len(found)))] if found else None


def _table(folder: Folder, rng: np.random.Generator, least: int) -> tuple[str, list[list[str]]]:
    """Pick a table of the folder that has so many rows below its header."""
    known = {n: read(c) for n, c in folder.files.items() if n.endswith(".csv")}
    name = _one(rng, [n for n, rows in known.items() if len(rows) > least])
    return name, known[name]


def cell(folder: Folder, rng: np.random.Generator) -> Folder:
    name, rows = _table(folder, rng, 1)
    row = rows[int(rng.integers(1, len(rows)))]
    at = int(rng.integers(len(row)))
    row[at] = f"{row[at]}1"
    return folder.with_file(name, written(rows))


def swap(folder: Folder, rng: np.random.Generator) -> Folder:
    while True:
        name, rows = _table(folder, rng, 2)
        first, second = rng.choice(np.arange(1, len(rows)), 2, replace=False).tolist()
        at = int(rng.integers(len(rows[0])))
        if rows[first][at] != rows[second][at]:
            rows[first][at], rows[second][at] = rows[second][at], rows[first][at]
            return folder.with_file(name, written(rows))


def row_dropped(folder: Folder, rng: np.random.Generator) -> Folder:
    name, rows = _table(folder, rng, 1)
    del rows[int(rng.integers(1, len(rows)))]
    return folder.with_file(name, written(rows))


def row_doubled(folder: Folder, rng: np.random.Generator) -> Folder:
    name, rows = _table(folder, rng, 1)
    at = int(rng.integers(1, len(rows)))
    return folder.with_file(name, written([*rows[: at + 1], *rows[at:]]))


def proof_entry(folder: Folder, rng: np.random.Generator) -> Folder:
    arrays = members(folder.files[PROOF])
    name = _one(rng, [n for n, a in arrays.items() if a.size and a.dtype.kind == "f"])
    at = int(rng.integers(arrays[name].size))
    old = arrays[name][at]
    arrays[name][at] = 1.0 if np.isinf(old) else np.nextafter(old, np.inf)
    return folder.with_file(PROOF, zipped(arrays))


def byte(folder: Folder, rng: np.random.Generator) -> Folder:
    name = _one(rng, [n for n, content in folder.files.items() if content])
    content = bytearray(folder.files[name])
    content[int(rng.integers(len(content)))] ^= 1 << int(rng.integers(8))
    return folder.with_file(name, bytes(content))


def setting(folder: Folder, rng: np.random.Generator) -> Folder:
    name = _one(rng, ["inputs/scenario.yaml", "inputs/model.yaml"])
    lines = folder.files[name].decode().split("\n")
    at = _one(rng, [i for i, line in enumerate(lines) if re.search(r"\d", line)])
    lines[at] = re.sub(r"\d", lambda m: str((int(m[0]) + 1) % 10), lines[at], count=1)
    return folder.with_file(name, "\n".join(lines).encode())


def document_value(folder: Folder, rng: np.random.Generator) -> Folder:
    path, value = _one(rng, list(leaves(folder.document)))
    return replace(folder, document=with_leaf(folder.document, path, other_value(value)))


def missing(folder: Folder, rng: np.random.Generator) -> Folder:
    name = _one(rng, sorted(folder.files))
    return replace(folder, files={n: c for n, c in folder.files.items() if n != name})


def added(folder: Folder, rng: np.random.Generator) -> Folder:
    return folder.with_file(f"{_one(rng, ['', 'inputs/', 'inputs/tables/'])}more.csv", b"a\n1\n")


CARELESS = (
    cell, swap, row_dropped, row_doubled, proof_entry, byte, setting, document_value, missing,
    added,
)  # fmt: skip
"""Changes that no hash survives."""

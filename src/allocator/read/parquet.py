"""Parquet files: the same tables, with types of their own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as arrow_parquet

from allocator.errors import Problem
from allocator.read.arrays import readable
from allocator.read.grid import Grid, Source, lost
from allocator.read.header import matched

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.domain.tables import TableSpec

MAGIC = b"PAR1"
SMALLEST = 12
"""Bytes of both marks and the footer's length."""
LARGEST = 8 * 1024**3
"""Bytes of all columns once decompressed."""
MOST_ROWS = 20_000_000
INDEX = re.compile(r"^__index_level_[0-9]+__$")
"""Name under which pandas writes a frame's index; it is no column of the table."""


def read_parquet(path: Path, file: str, spec: TableSpec, problems: list[Problem]) -> Grid:
    """Read the cells of a file; the line of a row is its number, from 1."""
    problem = _unreadable(path, file)
    if problem is None:
        try:
            with arrow_parquet.ParquetFile(path) as opened:
                problem = _oversize(opened.metadata, file)
                table = None if problem else opened.read()
            if table is not None:
                table.validate(full=True)
        except (pa.ArrowException, OSError, ValueError) as error:
            problem = _corrupt(file, str(error).splitlines()[0] if str(error) else "")
    if problem is not None or table is None:
        problems.extend([problem] if problem else [])
        return lost(file)
    before = len(problems)
    names = ["" if INDEX.match(name) else name for name in table.column_names]
    found = matched(names, spec, file, 0, problems)
    cells = {name: table.column(at) for name, at in found.items()}
    foreign = [name for name, column in cells.items() if not readable(column.type)]
    problems.extend(_foreign(name, cells[name].type, found[name], file) for name in foreign)
    if foreign or any(p.code != "header-unknown" for p in problems[before:]):
        return lost(file)
    lines = np.arange(1, table.num_rows + 1)
    return Grid(Source(file, lines, {name: at + 1 for name, at in found.items()}), cells)


def _unreadable(path: Path, file: str) -> Problem | None:
    """Look at both ends of the file: a Parquet file begins and ends alike."""
    size = path.stat().st_size
    with path.open("rb") as opened:
        head = opened.read(4)
        opened.seek(max(size - 4, 0))
        tail = opened.read(4)
    if head != MAGIC:
        return _corrupt(file, f"begins with {head!r}")
    if tail != MAGIC or size < SMALLEST:
        return Problem(
            "parquet-truncated",
            "ends before its footer",
            file=file,
            got=f"{size:,} bytes",
            want="a whole Parquet file",
            fix="Copy or export the file again.",
        )
    return None


def _oversize(metadata: Any, file: str) -> Problem | None:
    """Refuse a file that says of itself that it is too large, before it is read."""
    groups = range(metadata.num_row_groups)
    size = sum(metadata.row_group(group).total_byte_size for group in groups)
    if metadata.num_rows <= MOST_ROWS and size <= LARGEST:
        return None
    return Problem(
        "table-too-long",
        "has more rows or bytes than a table may have",
        file=file,
        got=f"{metadata.num_rows:,} rows, {size:,} bytes",
        want=f"at most {MOST_ROWS:,} rows and {LARGEST:,} bytes",
        fix="Leave out rows that the horizon does not need, or sum them up.",
    )


def _corrupt(file: str, got: str) -> Problem:
    """Make the problem of a file that is no Parquet."""
    return Problem(
        "parquet-corrupt",
        "cannot be read as Parquet",
        file=file,
        got=got,
        want="a Parquet file",
        fix="Export the file again, or give the table as CSV.",
    )


def _foreign(name: str, kind: Any, at: int, file: str) -> Problem:
    """Make the problem of a column of a type that no table has."""
    return Problem(
        "parquet-foreign-type",
        "has a type that no table has",
        file=file,
        column=at + 1,
        pointer=name,
        got=str(kind),
        want="text, a number, a date or a flag",
        fix="Cast the column before the file is written.",
    )

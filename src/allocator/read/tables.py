"""Tables of a scenario from files and frames: read, typed, changed by rows, put in order.

`read_tables` or `from_frames`, then `apply_rows` for every overlay, then `check.check`, then
`finish`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from allocator.domain.tables import TABLES, TableSpec
from allocator.errors import Problem
from allocator.read.arrays import readable
from allocator.read.cells import typed
from allocator.read.csv import read_csv
from allocator.read.finish import finish
from allocator.read.grid import Grid, Source, lost
from allocator.read.header import matched
from allocator.read.likeness import suggestion
from allocator.read.parquet import read_parquet
from allocator.read.rows import apply_rows
from allocator.read.workbook import OTHER_BOOKS, read_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

__all__ = ["apply_rows", "finish", "from_frames", "read_tables"]

OTHER_FORMATS = (".tsv", ".txt", ".tab", ".json", ".jsonl", ".gz", ".zip", ".feather", ".orc")
"""Endings of files that hold a table in a form that is not read."""

READERS = {".csv": read_csv, ".parquet": read_parquet}


def read_tables(path: Path, problems: list[Problem]) -> dict[str, pd.DataFrame]:
    """Read every table of a folder of ``NAME.csv`` and ``NAME.parquet``, or of a workbook.

    Returns
    -------
    Typed frames by name, as `cells.typed` gives them. A table that was there and could not be
    read is there without rows, ``attrs["broken"]`` set. Every fault stands in `problems`.
    """
    if not path.exists():
        problems.append(
            Problem(
                "tables-missing",
                "there is no such folder or workbook of tables",
                file=path.name,
                want="a folder of CSV or Parquet files, or one .xlsx workbook",
                fix="Correct `tables:` in the scenario.",
            )
        )
        return {}
    if path.is_dir():
        grids = _folder(path, problems)
    elif path.suffix.lower() == ".xlsx" or path.suffix.lower() in OTHER_BOOKS:
        grids = read_workbook(path, path.name, problems)
    else:
        problems.append(
            Problem(
                "tables-no-folder",
                "is neither a folder nor a workbook",
                file=path.name,
                want="a folder of CSV or Parquet files, or one .xlsx workbook",
                fix="Correct `tables:` in the scenario.",
            )
        )
        return {}
    problems.extend(_bare(grid) for grid in grids.values() if not len(grid) and not grid.broken)
    return {name: typed(grids[name], TABLES[name], problems) for name in TABLES if name in grids}


def _bare(grid: Grid) -> Problem:
    """Make the problem of a table that has a header and nothing else."""
    return Problem(
        "table-header-only",
        "has a header and no rows",
        file=grid.source.file,
        line=1,
        want="one row or more",
        fix="Add rows, or take the table away: what is unknown is then said in the plan.",
    )


def _folder(folder: Path, problems: list[Problem]) -> dict[str, Grid]:
    """Read the files of a folder."""
    grids: dict[str, Grid] = {}
    for path in sorted(folder.iterdir()):
        suffix = path.suffix.lower()
        if path.name.startswith(".") or suffix not in {*READERS, *OTHER_BOOKS, *OTHER_FORMATS}:
            continue
        file = f"{folder.name}/{path.name}"
        name = path.name.lower().split(".")[0] if suffix in OTHER_FORMATS else path.stem.lower()
        if suffix in OTHER_FORMATS and name not in TABLES:
            continue
        fault = _misplaced(path, name, file, folder) or (
            _twice(name, file, grids) if name in grids else None
        )
        if fault is not None:
            problems.append(fault)
            if name in TABLES:
                grids[name] = lost(file)
            continue
        try:
            grids[name] = READERS[suffix](path, file, TABLES[name], problems)
        except OSError as error:
            problems.append(_closed(file, error))
            grids[name] = lost(file)
    return grids


def _closed(file: str, error: OSError) -> Problem:
    """Make the problem of a file that the system does not let us read."""
    return Problem(
        "table-unreadable",
        "cannot be opened",
        file=file,
        got=error.strerror or "",
        want="a file that may be read",
        fix="Change its permissions.",
    )


def _misplaced(path: Path, name: str, file: str, folder: Path) -> Problem | None:
    """Say why a file of the folder is not read, if so."""
    if path.suffix.lower() not in READERS:
        return Problem(
            "table-format-unknown",
            "is a table in another format",
            file=file,
            want="NAME.csv or NAME.parquet",
            fix="Save the table as CSV, or let `tables:` name one .xlsx workbook.",
        )
    if name not in TABLES:
        return Problem(
            "table-unknown",
            "is no table of a scenario",
            file=file,
            got=name,
            want=", ".join(TABLES),
            fix=suggestion(name, list(TABLES)) or "Rename the file or take it out of the folder.",
        )
    if not path.resolve().is_relative_to(folder.resolve()):
        return Problem(
            "table-outside-folder",
            "is a link that leaves the folder of tables",
            file=file,
            want="a file inside the folder",
            fix="Copy the file into the folder.",
        )
    if not path.is_file():
        return Problem(
            "table-not-a-file",
            "is no file but a folder, pipe or device",
            file=file,
            want="a file",
            fix="Put a file in its place.",
        )
    return None


def _twice(name: str, file: str, grids: Mapping[str, Grid]) -> Problem:
    """Make the problem of a table that two files give."""
    return Problem(
        "table-twice",
        "gives a table that another file gives too",
        file=file,
        got=f"{grids[name].source.file} and {file}",
        want="one file for each table",
        fix="Delete one of the two.",
    )


def from_frames(
    frames: Mapping[str, pd.DataFrame], problems: list[Problem]
) -> dict[str, pd.DataFrame]:
    """Type tables that a program made: numbers, dates and text are accepted as they are.

    The line of a row is its number in the frame, from 1; the file is the table's name.
    """
    found = {}
    for name, frame in frames.items():
        if name not in TABLES:
            problems.append(
                Problem(
                    "table-unknown",
                    "is no table of a scenario",
                    file=name,
                    got=name,
                    want=", ".join(TABLES),
                    fix=suggestion(name, list(TABLES)) or "Rename the frame or leave it out.",
                )
            )
            continue
        spec = TABLES[name]
        found[name] = typed(_grid(frame, spec, problems), spec, problems)
    return {name: found[name] for name in TABLES if name in found}


def _grid(frame: pd.DataFrame, spec: TableSpec, problems: list[Problem]) -> Grid:
    """Take a data frame apart."""
    before = len(problems)
    header = [str(column) for column in frame.columns]
    found = matched(header, spec, spec.name, 0, problems)
    if any(p.code != "header-unknown" for p in problems[before:]):
        return lost(spec.name)
    cells = {name: _arrow(frame.iloc[:, at]) for name, at in found.items()}
    lines = np.arange(1, len(frame) + 1)
    return Grid(Source(spec.name, lines, {name: at + 1 for name, at in found.items()}), cells)


def _arrow(values: pd.Series) -> Any:
    """Give a column as an arrow array; mixed cells as text."""
    try:
        cells = pa.Array.from_pandas(values)
    except (pa.ArrowException, TypeError):
        cells = None
    if cells is None or not readable(cells.type):
        missing = values.isna().to_numpy()
        words = [None if gone else str(cell) for cell, gone in zip(values, missing, strict=True)]
        return pa.array(words, pa.string())
    return cells

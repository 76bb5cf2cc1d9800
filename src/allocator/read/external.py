"""A table that another program wrote: CSV or the first sheet of a workbook, other columns ignored.

The same reading as a scenario's own tables, with the same refusals of encodings, quotes, numbers
and dates; only columns that nobody asked for are passed over.
"""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from allocator.domain.tables import Column, TableSpec
from allocator.errors import Problem
from allocator.read.catalogue.example import sentence
from allocator.read.catalogue.imports import FAULTS
from allocator.read.cells import typed
from allocator.read.container import Refused, SheetFacts, inspect
from allocator.read.csv import read_csv
from allocator.read.grid import Grid, Ints, Source, lost
from allocator.read.likeness import suggestion
from allocator.read.workbook import (
    book_bytes,
    book_refused,
    far_cell,
    report_facts,
    sheet_grid,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from allocator.domain.tables import Meaning

DateOrder = Literal["iso", "day_first", "month_first"]
FORMATS = {"day_first": "%d/%m/%Y", "month_first": "%m/%d/%Y"}

_KNOWN = {fault.code: fault for fault in FAULTS}


def fault(
    code: str, *, what: str = "", want: str = "", fix: str = "", **place: str | int
) -> Problem:
    """Make a problem of an import; what is not said here the catalogue says."""
    known = _KNOWN[code]
    return Problem(
        code,
        what or known.what,
        want=want or known.want,
        fix=sentence(fix) or known.fix,
        **place,  # type: ignore[arg-type]
    )


def faults_at(
    source: Source, rows: Sequence[int] | Ints, column: str, code: str, got: list[str]
) -> list[Problem]:
    """Make the problems of some rows of a column; `got` holds the value of each."""
    known = _KNOWN[code]
    return source.problems(
        np.asarray(rows, np.int64), column, code, known.what, want=known.want, fix=known.fix,
        got=got,
    )  # fmt: skip


def read_external(
    path: Path,
    columns: Mapping[str, tuple[str, Meaning]],
    problems: list[Problem],
    *,
    needed: Collection[str] = (),
    filled: Collection[str] = (),
    dates: DateOrder = "iso",
    rows_wanted: bool = True,
) -> pd.DataFrame | None:
    """Read a file.

    Parameters
    ----------
    columns : our name of a column -> its name in the file, and what its cells mean
    needed : columns whose absence is an error; any other that is absent reads as empty
    filled : columns in which no cell may be empty

    Returns
    -------
    A frame with our names, the line of each row as index, ``attrs`` as `Source.of` reads them
    (positions under our names), ``attrs["present"]`` with the columns that were there; None,
    reported, where the file cannot be read.
    """
    word = {"date": "date" if dates == "iso" else "text"}
    spec = TableSpec(
        path.stem,
        tuple(
            Column(name, word.get(meaning, meaning), required=ours in filled)  # type: ignore[arg-type]
            for ours, (name, meaning) in columns.items()
        ),
    )
    before = len(problems)
    grid = _grid(path, spec, problems)
    if grid is None:
        return None
    own = [_own(p) for p in problems[before:] if p.code != "header-unknown"]
    # A column in `filled` is missing twice over: once to the reader, once to us.
    problems[before:] = [p for p in own if p.code != "import-column-missing"]
    names = {ours: name for ours, (name, _) in columns.items()}
    header = next((p.got for p in own if p.code == "import-column-missing"), "")
    readable = not (grid.broken and not grid.cells) or bool(header)
    if not readable:
        return None
    present = set(grid.cells) or {name.strip() for name in header.split(",")}
    missing = [ours for ours in needed if names[ours] not in present]
    seen = header.split(", ") if header else _header(path)
    problems.extend(
        fault(
            "import-column-missing",
            what=f"lacks the column {names[ours]!r} ({ours})",
            file=path.name,
            line=1,
            pointer=names[ours],
            want=names[ours],
            fix=_advice(names[ours], ours, seen),
        )
        for ours in missing
    )
    if missing:
        return None
    if rows_wanted and not len(grid) and not grid.broken:
        problems.append(fault("import-empty", file=path.name, line=1))
    frame = typed(grid, spec, problems)
    made = pd.DataFrame({ours: frame[name] for ours, name in names.items()}, index=frame.index)
    if "currency" in frame.columns:
        made["currency"] = frame["currency"]
    made.attrs.update(frame.attrs)
    positions = grid.source.positions
    made.attrs["columns"] = {
        **positions, **{ours: positions[n] for ours, n in names.items() if n in positions}
    }  # fmt: skip
    made.attrs["present"] = frozenset(ours for ours, n in names.items() if n in grid.cells)
    if dates != "iso":
        for ours, (_, meaning) in columns.items():
            if meaning == "date":
                made[ours] = _local_days(made, ours, dates, problems)
    return made


def _own(problem: Problem) -> Problem:
    """Turn the reader's word for a missing column into ours."""
    if problem.code != "header-missing":
        return problem
    return replace(problem, code="import-column-missing")


def _advice(name: str, ours: str, seen: Collection[str]) -> str:
    """Say how to name a column of another export."""
    near = suggestion(name, [word.strip() for word in seen if word.strip()])
    known = _KNOWN["import-column-missing"].fix
    told = f"{known.rstrip('.')}, as {ours}: ITS NAME."
    return f"{near} {told}" if near else told


def _header(path: Path) -> list[str]:
    """Give the words of a CSV file's first line, for advice alone."""
    if path.suffix.lower() != ".csv":
        return []
    with path.open("rb") as stream:
        first = stream.readline(10_000).decode("utf-8", "replace").lstrip("\ufeff").strip()
    return first.split(";" if first.count(";") > first.count(",") else ",")


def _grid(path: Path, spec: TableSpec, problems: list[Problem]) -> Grid | None:
    """Take the file apart; None, reported, if it cannot be opened."""
    suffix = path.suffix.lower()
    if not path.exists():
        problems.append(fault("import-file-missing", file=path.name, got=str(path)))
    elif not path.is_file():
        problems.append(fault("import-file-unreadable", file=path.name, got=str(path)))
    elif suffix not in {".csv", ".xlsx"}:
        problems.append(fault("import-format-unknown", file=path.name, got=suffix))
    else:
        try:
            reading = read_csv if suffix == ".csv" else _sheet
            return reading(path, path.name, spec, problems)
        except OSError as error:
            got = error.strerror or str(error)
            problems.append(fault("import-file-unreadable", file=path.name, got=got))
    return None


def _sheet(path: Path, file: str, spec: TableSpec, problems: list[Problem]) -> Grid:
    """Read the first visible sheet that has a cell."""
    try:
        data = book_bytes(path)
        facts = inspect(data)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except Refused as refused:
        problems.append(book_refused(refused.code, refused.what, file, refused.got))
        return lost(file)
    except (CalamineError, ValueError) as error:
        problems.append(book_refused("workbook-corrupt", "cannot be read", file, str(error)))
        return lost(file)
    for sheet in book.sheets_metadata:
        if sheet.typ != SheetTypeEnum.WorkSheet or sheet.visible != SheetVisibleEnum.Visible:
            continue
        known = facts.get(sheet.name, SheetFacts())
        place = f"{file}!{sheet.name}"
        if known.far:
            problems.append(far_cell(place, known.far))
            return lost(place)
        rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        if rows:
            report_facts(known, place, rows, problems)
            return sheet_grid(rows, known, spec, place, problems)
    problems.append(fault("import-empty", what="has no rows", file=file))
    return lost(file)


def _local_days(
    frame: pd.DataFrame, column: str, dates: DateOrder, problems: list[Problem]
) -> pd.Series:
    """Read days that are written day first or month first, with ``/``, ``.`` or ``-`` between."""
    text = frame[column].str.replace(r"[.\-]", "/", regex=True)
    days = pd.to_datetime(text.where(text != ""), format=FORMATS[dates], errors="coerce")
    rows = np.flatnonzero((text != "").to_numpy() & days.isna().to_numpy())
    problems.extend(
        Source.of(frame).problems(
            rows,
            column,
            "cell-not-a-date",
            "is not a date",
            got=[str(frame[column].iloc[row]) for row in rows],
            want=FORMATS[dates].replace("%d", "DD").replace("%m", "MM").replace("%Y", "YYYY"),
            fix="Correct the day, or `dates:` in the map.",
        )
    )
    return days.astype("datetime64[s]")

"""Workbooks: a sheet for every table, the names of its columns in the first row."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from allocator.domain.tables import TABLES, TableSpec
from allocator.errors import Problem
from allocator.read.container import Refused, SheetFacts, inspect, letters, sheet_names
from allocator.read.csv import LARGEST_FILE
from allocator.read.figures import ERROR_VALUE
from allocator.read.grid import SPELLED_OUT, Grid, Source, lost
from allocator.read.header import matched
from allocator.read.likeness import suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

OTHER_BOOKS: Mapping[str, tuple[str, str]] = {
    ".xlsx": ("workbook-misplaced", "is a workbook"),
    ".xls": ("workbook-old-format", "is a workbook of the old format"),
    ".xlsb": ("workbook-old-format", "is a binary workbook"),
    ".ods": ("workbook-old-format", "is a workbook of another format"),
    ".xlsm": ("workbook-macros", "is a workbook with macros"),
    ".xltx": ("workbook-old-format", "is a template"),
    ".xltm": ("workbook-macros", "is a template with macros"),
}
"""Endings of workbooks, and what each is to a reader of .xlsx."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of the container that old workbooks and encrypted ones share."""
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
FIX = "Save the workbook as .xlsx, without a password or macros."


def read_workbook(path: Path, file: str, problems: list[Problem]) -> dict[str, Grid]:
    """Read the cells of every sheet; `file` is the workbook's name for messages."""
    try:
        data = book_bytes(path)
        facts = inspect(data)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except Refused as refused:
        problems.append(book_refused(refused.code, refused.what, file, refused.got))
        return {"reps": lost(file)}
    except (CalamineError, ValueError, OSError) as error:
        problems.append(book_refused("workbook-corrupt", "cannot be read", file, str(error)))
        return {"reps": lost(file)}
    names = _titles(sheet_names(data), file, problems)
    grids: dict[str, Grid] = {}
    for sheet in book.sheets_metadata:
        if sheet.typ != SheetTypeEnum.WorkSheet or sheet.name not in names:
            continue
        name = sheet.name.strip().lower()
        place = f"{file}!{sheet.name}"
        if names[sheet.name] > 1:
            grids[name] = lost(place)
            continue
        known = facts.get(sheet.name, SheetFacts())
        if sheet.visible != SheetVisibleEnum.Visible:
            problems.append(_hidden(place, "is a hidden sheet", ""))
        if known.far:
            problems.append(far_cell(place, known.far))
            grids[name] = lost(place)
            continue
        try:
            rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        except (CalamineError, ValueError) as error:
            problems.append(book_refused("workbook-corrupt", "cannot be read", place, str(error)))
            grids[name] = lost(place)
            continue
        report_facts(known, place, rows, problems)
        grids[name] = sheet_grid(rows, known, TABLES[name], place, problems)
    return grids


def book_bytes(path: Path) -> bytes:
    """Read the file, if it is the right kind of container."""
    suffix = path.suffix.lower()
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise Refused("file-too-large", "is larger than a workbook may be", f"{size:,} bytes")
    data = path.read_bytes()
    if data.startswith(OLE):
        if ENCRYPTED in data:
            raise Refused("workbook-encrypted", "is protected by a password")
        raise Refused("workbook-old-format", "is a workbook of the old format (.xls)")
    if suffix != ".xlsx":
        raise Refused(*OTHER_BOOKS[suffix])
    return data


def book_refused(code: str, what: str, file: str, got: str = "") -> Problem:
    """Make the problem of a workbook that cannot be opened."""
    return Problem(code, what, file=file, got=got, want="an .xlsx workbook", fix=FIX)


def _titles(titles: Sequence[str], file: str, problems: list[Problem]) -> dict[str, int]:
    """Give the sheets that are tables, with how many share the name."""
    plain = [title.strip().lower() for title in titles]
    for title, name in zip(titles, plain, strict=True):
        if name not in TABLES:
            problems.append(
                Problem(
                    "table-unknown",
                    "is no table of a scenario",
                    file=f"{file}!{title}",
                    got=title,
                    want=", ".join(TABLES),
                    fix=suggestion(name, list(TABLES)) or "Rename the sheet or delete it.",
                )
            )
    problems.extend(
        Problem(
            "workbook-duplicate-sheet",
            "is there more than once",
            file=f"{file}!{name}",
            got=", ".join(t for t, p in zip(titles, plain, strict=True) if p == name),
            want="one sheet for each table",
            fix="Rename or delete one of the sheets.",
        )
        for name in dict.fromkeys(plain)
        if plain.count(name) > 1 and name in TABLES
    )
    return {
        title: plain.count(name)
        for title, name in zip(titles, plain, strict=True)
        if name in TABLES
    }


def _hidden(place: str, what: str, got: str) -> Problem:
    """Make the warning of something that is not seen."""
    return Problem(
        "workbook-hidden-cells",
        what,
        file=place,
        got=got,
        want="cells that can be seen",
        fix="Unhide it, and delete it if it is not meant.",
        severity="warning",
    )


def far_cell(place: str, reference: str) -> Problem:
    """Make the problem of a value far from its table."""
    return Problem(
        "workbook-far-cell",
        "has a value far away from its table",
        file=place,
        got=reference,
        want="one table that begins in A1",
        fix="Delete that cell.",
    )


def report_facts(
    facts: SheetFacts, place: str, rows: Sequence[Sequence[Any]], problems: list[Problem]
) -> None:
    """Report what the sheet's XML says."""
    names = [str(name) for name in rows[0]] if rows else []

    def name(column: int) -> str:
        return names[column - 1] if column <= len(names) else letters(column)

    problems.extend(
        Problem(
            ERROR_VALUE.code,
            ERROR_VALUE.what,
            place,
            row,
            column,
            name(column),
            "",
            ERROR_VALUE.want,
            ERROR_VALUE.fix,
        )
        for row, column, _ in facts.errors[:SPELLED_OUT]
    )
    problems.extend(
        Problem(
            "workbook-formula-without-value",
            "has a formula that was never computed",
            place,
            row,
            column,
            name(column),
            "",
            "a value",
            "Open the workbook in a spreadsheet program and save it.",
        )
        for row, column in facts.uncomputed[:SPELLED_OUT]
    )
    problems.extend(
        Problem(
            "workbook-merged-cells",
            "has merged cells",
            file=place,
            got=merged,
            want="one value in every cell",
            fix="Unmerge the cells and fill each.",
        )
        for merged in facts.merged[:SPELLED_OUT]
    )
    hidden = sorted(row for row in facts.hidden_rows if row <= len(rows))
    if hidden:
        got = ", ".join(str(row) for row in hidden[:5])
        problems.append(_hidden(place, f"has {len(hidden):,} hidden rows, which count", got))
    columns = sorted(column for column in facts.hidden_columns if column <= len(names))
    if columns:
        got = ", ".join(letters(column) for column in columns[:5])
        problems.append(_hidden(place, f"has {len(columns):,} hidden columns, which count", got))


def sheet_grid(
    rows: Sequence[Sequence[Any]],
    facts: SheetFacts,
    spec: TableSpec,
    place: str,
    problems: list[Problem],
) -> Grid:
    """Take a sheet apart into columns."""
    if not rows or not any(cell != "" for cell in rows[0]):
        problems.append(
            Problem(
                "table-without-header",
                "has no column names in its first row",
                file=place,
                line=1,
                want="the names of the columns",
                fix="Write them into the first row, or delete the sheet.",
            )
        )
        return lost(place)
    before = len(problems)
    names = [word(cell) or "" for cell in rows[0]]
    found = matched(names, spec, place, 1, problems)
    columns = list(zip(*rows[1:], strict=True)) if len(rows) > 1 else [()] * len(names)
    nameless = [
        at
        for at, name in enumerate(names)
        if not name.strip() and any(c != "" for c in columns[at])
    ]
    problems.extend(
        Problem(
            "header-nameless",
            "has cells under a column without a name",
            file=place,
            line=1,
            column=at + 1,
            got=letters(at + 1),
            want="a name for every column",
            fix="Name the column, or empty its cells.",
        )
        for at in nameless
    )
    if any(p.code in ("header-missing", "header-duplicate") for p in problems[before:]):
        return lost(place)
    lines = np.arange(2, len(rows) + 1)
    cells = {name: column_of(columns[at]) for name, at in found.items()}
    positions = {name: at + 1 for name, at in found.items()}
    broken = bool(facts.errors or facts.uncomputed or facts.merged)
    return Grid(Source(place, lines, positions), cells, broken=broken)


def column_of(cells: Sequence[Any]) -> Any:
    """Give a column as one arrow array: of text, numbers, moments; mixed cells as text."""
    kinds = {type(cell) for cell in cells if cell != ""}
    if not kinds or kinds == {str}:
        return pa.array([cell or None for cell in cells], pa.string())
    if kinds <= {int, float}:
        return pa.array([None if cell == "" else float(cell) for cell in cells], pa.float64())
    if kinds <= {date, datetime}:
        moments = [None if cell == "" else np.datetime64(cell, "us") for cell in cells]
        return pa.array(np.array(moments, "datetime64[us]"))
    return pa.array([word(cell) for cell in cells], pa.string())


def word(cell: Any) -> str | None:
    """Give one cell as the text that a CSV file would hold; None where empty."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ").removesuffix(" 00:00:00")
    return str(cell) or None

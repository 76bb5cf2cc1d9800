"""Cells of one table, typed column by column as its specification says.

Every column is looked at as an array; text, ids and dates by their distinct values. Only cells
that fail are looked at one by one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from allocator.domain.tables import NUMERIC, Column, Meaning, TableSpec
from allocator.read.arrays import as_text, bools, codes_of, encoded, is_text, shown, strings, whole
from allocator.read.figures import (
    ERROR_VALUE,
    NOT_FINITE,
    SHEET_ERRORS,
    TOO_LARGE,
    Finding,
    Flaw,
    Floats,
    Ints,
    limits,
    numbers,
)
from allocator.read.grid import Grid, Source
from allocator.read.header import CURRENCY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.errors import Problem

PROTECTED = r"^'[=+\-@\t\r]"
HIDDEN = (
    r"[\p{C}\p{Zl}\p{Zp}\x{034F}\x{115F}\x{1160}\x{17B4}\x{17B5}\x{180B}-\x{180E}\x{2800}"
    r"\x{3164}\x{FE00}-\x{FE0F}\x{FFA0}]"
)
"""Controls, format and direction signs, line separators, and letters that draw nothing."""

TURNED = r"^([+-]?[0-9]+\.0+|[0-9](\.[0-9]+)?[eE]\+?[0-9]+)$"
ISO_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]00:00(:00(\.0+)?)?)?$"
YEARS = (1900, 2199)
FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False, "": False}

_NOT_A_DATE = Flaw("cell-not-a-date", "is not a date", "YYYY-MM-DD", "Write the day as 2027-01-31.")
_DAY_NUMBER = Flaw(
    "cell-not-a-date",
    "is a spreadsheet's day number, not a date",
    "YYYY-MM-DD",
    "Format the cell as a date, or write the day as 2027-01-31.",
)
_WITH_TIME = Flaw(
    "cell-date-with-time",
    "is a moment, not a day",
    "YYYY-MM-DD",
    "Leave the time of day out.",
)
_FAR_DATE = Flaw(
    "cell-date-far-away",
    f"is not between {YEARS[0]} and {YEARS[1]}",
    "YYYY-MM-DD",
    "Correct the year; leave an open end empty.",
)
_NOT_A_FLAG = Flaw(
    "cell-not-a-flag", "is neither true nor false", "true or false", "Write true or false."
)
_HIDDEN = Flaw(
    "id-hidden-character",
    "has a character that cannot be seen",
    "visible characters",
    "Type the id again, without copying it.",
)
_TURNED = Flaw(
    "id-turned-into-number",
    "looks like an id that a spreadsheet turned into a number",
    "the id as it was",
    "Format the column as text in the spreadsheet and enter the ids again.",
)
_DATED = Flaw(
    "id-turned-into-date",
    "is an id that a spreadsheet turned into a date",
    "the id as it was",
    "Format the column as text in the spreadsheet and enter the ids again.",
)


def typed(grid: Grid, spec: TableSpec, problems: list[Problem]) -> pd.DataFrame:
    """Type a table.

    Returns
    -------
    All columns of the specification in order, and `currency` where given; the index is the line
    of the source, ``attrs`` hold ``file``, ``columns`` (positions), ``placed``, and ``broken``
    where rows were lost. Rows without any value are left out.
    """
    grid = _without_blank_rows(grid)
    source = grid.source
    columns: dict[str, Any] = {}
    for column in spec.columns:
        columns[column.name] = _column(grid, column, problems)
    if CURRENCY in grid.cells:
        columns[CURRENCY] = _column(grid, Column(CURRENCY, "id"), problems)
    frame = pd.DataFrame(columns, index=pd.Index(source.lines), copy=False)
    frame.attrs.update(
        file=source.file,
        columns=dict(source.positions),
        placed=dict(source.placed),
        broken=grid.broken,
    )
    return frame


def _without_blank_rows(grid: Grid) -> Grid:
    """Leave out rows without any cell: spreadsheets write them below the table."""
    if not len(grid) or not grid.cells:
        return grid
    if not all(cells.null_count for cells in grid.cells.values()):
        return grid
    blank = np.ones(len(grid), bool)
    for cells in grid.cells.values():
        blank &= bools(pc.is_null(cells))
    if not blank.any():
        return grid
    keep = pa.array(np.flatnonzero(~blank))
    source = Source(
        grid.source.file, grid.source.lines[~blank], grid.source.positions, grid.source.placed
    )
    kept = {name: cells.take(keep) for name, cells in grid.cells.items()}
    return Grid(source, kept, grid.comma, grid.broken)


def _column(grid: Grid, column: Column, problems: list[Problem]) -> Any:
    """Type one column and report its flawed and missing cells."""
    cells = grid.cells.get(column.name)
    if cells is None:
        return _nothing(column.meaning, len(grid))
    values, findings, empty = convert(cells, column.meaning, comma=grid.comma)
    flawed = np.zeros(len(grid), bool)
    for finding in findings:
        flawed[finding.rows] = True
        flaw = finding.flaw
        problems.extend(
            grid.source.problems(
                finding.rows,
                column.name,
                flaw.code,
                flaw.what,
                got=finding.got,
                want=flaw.want,
                fix=flaw.fix,
            )
        )
    if column.required and empty.any():
        problems.extend(
            grid.source.problems(
                np.flatnonzero(empty & ~flawed),
                column.name,
                "cell-empty",
                "must be filled",
                want="a value in every row",
                fix="Fill the cell or remove the row.",
            )
        )
    return values


def convert(
    cells: Any, meaning: Meaning, *, comma: bool = False
) -> tuple[Any, list[Finding], npt.NDArray[np.bool_]]:
    """Type an arrow array of any kind.

    Returns
    -------
    values : array for a data frame; empty where a cell is empty or flawed
    findings : the flawed rows
    empty : (rows,) which cells have no value after typing
    """
    cells = whole(cells)
    if meaning in NUMERIC:
        floats, findings = _numeric(cells, meaning, comma=comma)
        return floats, findings, np.isnan(floats)
    if meaning == "date":
        days, findings = _dates(cells)
        return days, findings, np.isnat(days)
    if meaning == "flag":
        flags, findings = _flags(cells)
        return flags, findings, np.zeros(len(flags), bool)
    return _texts(cells, is_id=meaning == "id")


def _nothing(meaning: Meaning, rows: int) -> Any:
    """Give a column whose cells are all empty."""
    if meaning in NUMERIC:
        return np.full(rows, np.nan)
    if meaning == "date":
        return np.full(rows, np.datetime64("NaT", "s"))
    if meaning == "flag":
        return np.zeros(rows, bool)
    return strings(pa.array(np.full(rows, "", dtype=object), pa.string()))


def _numeric(cells: Any, meaning: Meaning, *, comma: bool) -> tuple[Floats, list[Finding]]:
    """Type numbers, and hold them against what their meaning allows."""
    if pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_decode()
    kind = cells.type
    findings: list[Finding] = []
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        given = pc.cast(cells, pa.float64(), safe=False)
        values = np.array(pc.fill_null(given, np.nan).to_numpy(zero_copy_only=False), np.float64)
    else:
        values, findings = numbers(as_text(cells), comma=comma)
    wild = np.flatnonzero(np.isinf(values))
    if np.isnan(values).any():
        # A text such as "nan" passes the cast: an empty cell is null, and null alone.
        spoken = np.isnan(values) & bools(pc.is_valid(cells))
        for finding in findings:
            spoken[finding.rows] = False
        wild = np.union1d(wild, np.flatnonzero(spoken & ~_blank(cells)))
    if len(wild):
        got = shown(cells, wild)
        huge = np.array([text.strip("+-").lower()[:1].isdigit() for text in got], bool)
        findings.extend(_split(NOT_FINITE, TOO_LARGE, wild, got, huge))
        values[wild] = np.nan
    for flaw, rows in limits(values, meaning):
        findings.append(Finding(flaw, rows, tuple(shown(cells, rows))))
        values[rows] = np.nan
    return values, findings


def _split(
    one: Flaw, other: Flaw, rows: Ints, got: list[str], second: npt.NDArray[np.bool_]
) -> Iterable[Finding]:
    """Give the findings of rows that have one of two flaws."""
    texts = np.array(got, dtype=object)
    for flaw, which in ((one, ~second), (other, second)):
        if which.any():
            yield Finding(flaw, rows[which], tuple(texts[which]))


def _blank(cells: Any) -> npt.NDArray[np.bool_]:
    """Say which cells hold no more than white space, or a float's own NaN."""
    if pa.types.is_floating(cells.type):
        return np.ones(len(cells), bool)
    if not is_text(cells.type):
        return np.zeros(len(cells), bool)
    return bools(pc.equal(pc.utf8_trim_whitespace(as_text(cells)), ""))


def _dates(cells: Any) -> tuple[npt.NDArray[np.datetime64], list[Finding]]:
    """Type days."""
    kind = cells.type
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        cells = pc.local_timestamp(cells)
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        moments = cells.to_numpy(zero_copy_only=False)
        days = moments.astype("datetime64[D]").astype("datetime64[s]")
        timed = np.flatnonzero((moments != days) & ~np.isnat(days))
        findings = [Finding(_WITH_TIME, timed, tuple(str(m) for m in moments[timed]))]
        return _near(np.array(days), [f for f in findings if len(f.rows)])
    words = encoded(as_text(cells))
    texts = pc.utf8_trim_whitespace(words.dictionary)
    iso = pc.match_substring_regex(texts, ISO_DAY)
    days = pc.if_else(iso, pc.utf8_slice_codeunits(texts, 0, 10), None).to_pylist()
    read = pd.to_datetime(pd.Series(days, dtype=object), format="%Y-%m-%d", errors="coerce")
    known = np.append(read.to_numpy().astype("datetime64[s]"), np.datetime64("NaT", "s"))
    codes = codes_of(words)
    listed = texts.to_pylist()
    flaws: list[Flaw | None] = [
        None if text == "" or not np.isnat(day) else _no_date(text)
        for text, day in zip(listed, known[:-1], strict=True)
    ]
    return _near(known[codes], _by_value(flaws, codes, words.dictionary.to_pylist()))


def _no_date(text: str) -> Flaw:
    """Say what is wrong with a text that is not a date."""
    if re.match(SHEET_ERRORS, text):
        return ERROR_VALUE
    if text.replace(".", "", 1).isdigit():
        return _DAY_NUMBER
    if re.match(r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", text):
        return _WITH_TIME
    return _NOT_A_DATE


def _near(
    days: npt.NDArray[np.datetime64], findings: list[Finding]
) -> tuple[npt.NDArray[np.datetime64], list[Finding]]:
    """Refuse days in no year of this time."""
    first, last = (np.datetime64(f"{year}-01-01", "s") for year in (YEARS[0], YEARS[1] + 1))
    far = np.flatnonzero((days < first) | (days >= last))
    if len(far):
        got = tuple(str(day.astype("datetime64[D]")) for day in days[far])
        findings = [*findings, Finding(_FAR_DATE, far, got)]
        days[far] = np.datetime64("NaT", "s")
    return days, findings


def _flags(cells: Any) -> tuple[npt.NDArray[np.bool_], list[Finding]]:
    """Type flags; empty is false."""
    if pa.types.is_boolean(cells.type):
        return bools(cells), []
    words = encoded(as_text(cells))
    texts = words.dictionary.to_pylist()
    plain = [text.strip().lower() for text in texts]
    known = np.array([FLAGS.get(word, False) for word in plain] + [False], bool)
    codes = codes_of(words)
    flaws = [None if word in FLAGS else _NOT_A_FLAG for word in plain]
    return known[codes], _by_value(flaws, codes, texts)


def _texts(cells: Any, *, is_id: bool) -> tuple[Any, list[Finding], npt.NDArray[np.bool_]]:
    """Type ids and text: trimmed, the protective apostrophe taken off."""
    was_number = not is_text(cells.type)
    words = encoded(as_text(cells))
    given = words.dictionary
    texts = pc.utf8_trim_whitespace(given)
    shielded = pc.match_substring_regex(texts, PROTECTED)
    if pc.any(shielded).as_py():
        texts = pc.if_else(shielded, pc.utf8_slice_codeunits(texts, 1), texts)
    flaws: list[tuple[Flaw, Any]] = [(ERROR_VALUE, pc.match_substring_regex(texts, SHEET_ERRORS))]
    if is_id and (pa.types.is_date(cells.type) or pa.types.is_timestamp(cells.type)):
        flaws.append((_DATED, pc.is_valid(texts)))
    if is_id:
        flaws.append((_HIDDEN, pc.match_substring_regex(texts, HIDDEN)))
        if not was_number:
            flaws.append((_TURNED, pc.match_substring_regex(texts, TURNED)))
    codes = words.indices
    findings: list[Finding] = []
    for flaw, mask in flaws:
        bad = np.flatnonzero(bools(mask))
        if len(bad):
            rows = np.flatnonzero(np.isin(codes_of(words), bad))
            findings.append(Finding(flaw, rows, tuple(shown(cells, rows))))
    filled = pc.fill_null(texts.take(codes), "")
    return strings(filled), findings, bools(pc.equal(filled, ""))


def _by_value(flaws: list[Flaw | None], codes: Ints, texts: list[str]) -> list[Finding]:
    """Turn the flaws of distinct values into findings of rows."""
    findings = []
    for flaw in dict.fromkeys(f for f in flaws if f is not None):
        bad = [code for code, other in enumerate(flaws) if other is flaw]
        rows = np.flatnonzero(np.isin(codes, bad))
        findings.append(Finding(flaw, rows, tuple(texts[codes[row]] for row in rows)))
    return findings

"""Plans and comparisons that the tests of workbooks share, and ways to look into a workbook."""

from __future__ import annotations

import io
import warnings
import zipfile
from dataclasses import replace
from functools import cache

import openpyxl

from allocator.engine.compare import compare
from allocator.engine.load import load
from allocator.engine.solve import solve
from explained import ROOT, published, shipped
from tiny import people, tiny

LONG = "Renée " * 84
HOSTILE = (
    "=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)", "<script>alert(1)</script>", 'a "b" & c',
    "https://example.org/", "mailto:a@example.org", "internal:Summary!A1", "😀 Zoë", "שלום עולם",
    "\u202eevil", "x\x07y", "_x0041_", "\t=1", "{=1+1}", "1e5", "00123", LONG,
)  # fmt: skip
"""Names that a spreadsheet might run, link, turn into numbers, or let break a sheet."""


def hostile():
    """The enterprise's plan, as if its people, nodes and settings bore such names."""
    plan = shipped("enterprise")
    count = len(plan.reps)
    names = [HOSTILE[place % len(HOSTILE)] for place in range(count)]
    reps = plan.reps.assign(name=names, role=names, peer_group=names, node_id=names)
    warnings = [{"code": name, "what": name, "fix": name} for name in HOSTILE]
    document = {
        **plan.document, "title": HOSTILE[0], "model": HOSTILE[4], "warnings": warnings,
        "defaults_used": list(HOSTILE), "trail": [{"path": x, "old": x, "new": x} for x in HOSTILE],
    }  # fmt: skip
    return replace(plan, reps=reps, document=document)


@cache
def infeasible():
    """The plan of `pipeline-first` where nothing may stay unassigned."""
    return solve(load(ROOT / "scenarios" / "pipeline-first", model="strict")).plan


@cache
def compared():
    """Ada's quota of last year, and another target: two causes, each of two plans."""
    a = published(tiny(tables=people(prior_quota=[800.0, 500.0])))
    b = published(
        tiny(tables=people(prior_quota=[700.0, 500.0]), levers={"expansion": {"amount": 500}})
    )
    return compare(a, b, attribute=True)


def opened(content, *, values=True):
    """Open a workbook's bytes: its values as they were written, or its formulas."""
    with warnings.catch_warnings():
        # openpyxl knows no bars in cells
        warnings.filterwarnings("ignore", ".* extension is not supported", UserWarning)
        return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def rows(sheet):
    """The cells of a sheet, empty ones as None, without rows that are empty."""
    found = [list(row) for row in sheet.iter_rows(values_only=True)]
    return [row for row in found if any(cell is not None for cell in row)]


def texts(book):
    """Every text of a workbook."""
    return {
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if isinstance(cell, str)
    }


def below(sheet, head):
    """The cells below a head, down to the first empty one."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == head:
                column = [each[0].value for each in sheet.iter_rows(
                    min_row=cell.row + 1, min_col=cell.column, max_col=cell.column)]  # fmt: skip
                return column[: column.index(None)] if None in column else column
    raise LookupError(head)


def parts(content):
    """The names of the files in a workbook, and their content."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}

"""Write a program as LP text: for golden files, and to hand to any solver that reads CPLEX LP.

Names are labels of any kind; a tab becomes a comma and whatever the format forbids an underscore,
so ``x`` and ``ada<tab>north`` read ``x(ada,north)``. Numbers are the shortest text that reads back
as the same float. Equal programs give equal text.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from allocator.solve.linear import LinearProgram

WIDTH = 100
"""Lines are broken between terms before this."""

_FORBIDDEN = re.compile(r"[^A-Za-z0-9_.(),;!#$%&@{}~]")
_MISREAD = re.compile(r"^(?:[0-9.]|[eE][0-9]|(?:st|free|inf|infinity|bounds|end|binary|general)$)")


def label(block: str, entry: str = "") -> str:
    """Name a column or row by its block and its label, whose parts are joined by tabs."""
    return f"{block}({entry.replace(chr(9), ',')})" if entry else block


def text(
    program: LinearProgram,
    columns: Sequence[str],
    rows: Sequence[str],
    title: str = "",
) -> str:
    """Give the LP text.

    Parameters
    ----------
    columns, rows : names, one each
    title : first line, as a comment
    """
    column, row = _unique(columns), _unique(rows)
    lines = [f"\\ {line}" for line in title.splitlines()]
    lines += ["minimize", *_broken(" cost:", _objective(program, column)), "subject to"]
    matrix = program.matrix.sorted_indices()
    for i, name in enumerate(row):
        start, end = int(matrix.indptr[i]), int(matrix.indptr[i + 1])
        entries = zip(matrix.indices[start:end], matrix.data[start:end], strict=True)
        terms = [_term(float(value), column[j]) for j, value in entries if value != 0]
        low, high = float(program.row_lower[i]), float(program.row_upper[i])
        lines += _row(name, terms or [f"+ 0 {column[0]}"], low, high)
    lines.append("bounds")
    for name, low, high in zip(
        column, program.column_lower.tolist(), program.column_upper.tolist(), strict=True
    ):
        lines.append(_bounds(name, low, high))
    return "\n".join([*lines, "end", ""])


def _objective(program: LinearProgram, column: Sequence[str]) -> list[str]:
    linear = np.flatnonzero(program.cost).tolist()
    terms = [_term(float(program.cost[j]), column[j]) for j in linear]
    squares = [
        _term(float(program.quadratic[j]), f"{column[j]} ^ 2")
        for j in np.flatnonzero(program.quadratic).tolist()
    ]
    if squares:
        terms += ["+ [", *squares, "] / 2"]
    return terms or [f"+ 0 {column[0]}"]


def _row(name: str, terms: list[str], low: float, high: float) -> Iterable[str]:
    """Give the lines of a row; a free row stands as a comment."""
    if low == high:
        return _broken(f" {name}:", [*terms, f"= {_number(low)}"])
    if math.isfinite(low) and math.isfinite(high):
        return [
            *_broken(f" {name}.low:", [*terms, f">= {_number(low)}"]),
            *_broken(f" {name}.high:", [*terms, f"<= {_number(high)}"]),
        ]
    if math.isfinite(low):
        return _broken(f" {name}:", [*terms, f">= {_number(low)}"])
    if math.isfinite(high):
        return _broken(f" {name}:", [*terms, f"<= {_number(high)}"])
    return [f"\\ {line[1:]}" for line in _broken(f" {name}: free:", terms)]


def _bounds(name: str, low: float, high: float) -> str:
    if low == high:
        return f" {name} = {_number(low)}"
    if math.isinf(low) and math.isinf(high):
        return f" {name} free"
    if math.isinf(high):
        return f" {name} >= {_number(low)}"
    return f" {_number(low)} <= {name} <= {_number(high)}"


def _term(value: float, name: str) -> str:
    sign = "-" if value < 0 else "+"
    size = _number(abs(value))
    return f"{sign} {name}" if size == "1" else f"{sign} {size} {name}"


def _number(value: float) -> str:
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)


def _broken(head: str, terms: Sequence[str]) -> list[str]:
    """Break a line between terms."""
    lines = [head]
    for term in terms:
        if len(lines[-1]) + 1 + len(term) > WIDTH:
            lines.append("  ")
        lines[-1] += f" {term}"
    return lines


def _unique(names: Sequence[str]) -> list[str]:
    """Turn names into ones that the format takes; equal ones get a number."""
    seen: dict[str, int] = {}
    made = []
    for name in names:
        clean = _FORBIDDEN.sub("_", name.replace("\t", ","))
        clean = f"_{clean}" if not clean or _MISREAD.match(clean.lower()) else clean
        seen[clean] = seen.get(clean, 0) + 1
        made.append(clean if seen[clean] == 1 else f"{clean}~{seen[clean]}")
    return made

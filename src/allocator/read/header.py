"""The first row of a table: which column is which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.errors import Problem
from allocator.read.likeness import suggestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.domain.tables import TableSpec

CURRENCY = "currency"
"""The extra column that a table with money may carry; it is gone once money is converted."""


def allowed(spec: TableSpec) -> tuple[str, ...]:
    """Give every column name that the table may have in a file."""
    money = any(column.meaning == "money" for column in spec.columns)
    return (*spec.names, CURRENCY) if money else spec.names


def matched(
    names: Sequence[str], spec: TableSpec, file: str, line: int, problems: list[Problem]
) -> dict[str, int]:
    """Map each known column to its position in the row, from 0; report every other.

    Trailing columns without a name are left to the caller, who knows whether they are empty.
    """
    known = allowed(spec)
    found: dict[str, int] = {}
    for position, raw in enumerate(names):
        name = raw.strip()
        if not name:
            continue
        spot = {"file": file, "line": line, "column": position + 1, "pointer": name}
        if name in found:
            problems.append(
                Problem(
                    "header-duplicate",
                    f"column {name!r} stands twice in the header",
                    **spot,  # type: ignore[arg-type]
                    got=name,
                    want="every column once",
                    fix="Remove or rename one of the two.",
                )
            )
        elif name not in known:
            problems.append(
                Problem(
                    "header-unknown",
                    f"table {spec.name} has no such column",
                    **spot,  # type: ignore[arg-type]
                    got=name,
                    want=", ".join(known),
                    fix=suggestion(name, known) or "Remove the column or correct its name.",
                )
            )
        else:
            found[name] = position
    problems.extend(
        Problem(
            "header-missing",
            f"table {spec.name} needs column {column.name!r}",
            file=file,
            line=line,
            pointer=column.name,
            got=", ".join(name.strip() for name in names),
            want=column.name,
            fix=f"Add the column {column.name}.",
        )
        for column in spec.columns
        if column.required and column.name not in found
    )
    return found

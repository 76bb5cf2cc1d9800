"""docs/tables.md: every table and column that a scenario may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.domain.tables import TABLES
from allocator.engine.pages.column_words import ABSENT, WORDS
from allocator.engine.pages.markdown import code, table

if TYPE_CHECKING:
    from allocator.domain.tables import Column

KINDS = {
    "id": "id (text)",
    "text": "text",
    "money": "money, not below zero",
    "number": "number",
    "share": "share, 0 to 1",
    "count": "count",
    "hours": "hours",
    "date": "date, YYYY-MM-DD",
    "flag": "yes or no",
}


def every_table() -> str:
    """Write a section for each table."""
    return "\n\n".join(one(name) for name in TABLES)


def one(name: str) -> str:
    """Write a table's section."""
    rows = [
        (code(column.name), KINDS[column.meaning], _filled(column), WORDS[name][column.name])
        for column in TABLES[name].columns
    ]
    head = table(("column", "is", "filled", "means"), rows)
    return f"## {name}\n{head}\n\nWithout the table: {ABSENT[name]}"


def _filled(column: Column) -> str:
    said = [
        *(["required"] if column.required else []),
        *(["key"] if column.key else []),
        *([f"empty: {column.default:g}"] if isinstance(column.default, float) else []),
    ]
    if column.refers:
        said.append(f"in {column.refers}")
    return ", ".join(said)

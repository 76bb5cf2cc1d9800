"""Markdown: tables, and the parts of a page that the code writes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

PART = re.compile(r"(<!-- from code: (?P<name>[^>]+?) -->\n).*?(<!-- end -->)", re.DOTALL)
"""A part between its two marks; what stands between them is replaced."""


def filled(text: str, part: Callable[[str], str]) -> str:
    r"""Write the parts of a page anew; everything else stays as it is.

    >>> filled("a\n<!-- from code: b -->\nold\n<!-- end -->\n", lambda name: name.upper())
    'a\n<!-- from code: b -->\nB\n<!-- end -->\n'
    """
    return PART.sub(
        lambda found: f"{found[1]}{part(found['name']).strip()}\n{found[3]}",
        text,
    )


def parts(text: str) -> list[str]:
    """Name the parts of a page."""
    return [found["name"] for found in PART.finditer(text)]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    r"""Make a table.

    >>> print(table(("a", "b"), [("1", "x|y")]))
    | a | b |
    |---|---|
    | 1 | x\|y |
    """
    lines = [_row(head), "|" + "---|" * len(head)]
    return "\n".join([*lines, *(_row(row) for row in rows)])


def code(text: str) -> str:
    """Show text as code on one line, with its control characters spelt out.

    >>> code("a`b")
    '`` a`b ``'
    """
    plain = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
    if "`" in plain:
        return f"`` {plain} ``"
    return f"`{plain}`" if plain else "(empty)"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

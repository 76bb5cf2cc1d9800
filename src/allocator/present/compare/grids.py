"""The tables of a comparison that sort, filter and search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.present.compare.words import arrows, named, short
from allocator.present.page.figures import words
from allocator.present.page.grid import Column, Grid

if TYPE_CHECKING:
    import pandas as pd

    from allocator.compare.comparison import Attribution, Comparison

HEAD = 26
"""Most characters of a cause in a column's head; the whole name is its note."""
MORE = "All rows are in the JSON and the workbook: allocator compare --out FILE.json or .xlsx."


def reps(comparison: Comparison) -> Grid:
    """List every rep with his quota under every plan; of two plans with his chances, too."""
    every = "both" if len(comparison.sides) == 2 else "all"  # noqa: PLR2004 - a pair
    table = comparison.reps.assign(
        role=comparison.reps["role"].map(words), state=comparison.reps["state"].replace("", every)
    )
    pair = len(comparison.sides) == 2  # noqa: PLR2004 - a pair
    columns = [
        Column("name", "Name", frozen=True),
        Column("rep_id", "Rep"),
        Column("role", "Role", filter=True),
        Column("node_id", "Node", filter=True),
        Column("credit", "Credit", filter=bool((table["credit"] != "primary").any())),
        Column("state", "State", filter=True, note="Which plans do not have the rep"),
    ]
    for side in comparison.sides:
        note = f"Quota under {named(side)}"
        columns.append(Column(f"quota_{side.letter}", f"Quota {side.letter}", "money", note=note))
    for side in comparison.sides[1:]:
        title = "Change" if pair else f"{side.letter} less A"
        columns.append(Column(f"change_{side.letter}", title, "signed_money", note=named(side)))
    if pair:
        notes = ("Quota over what the rep can attain", "Probability of attainment")
        columns += [
            Column(f"stretch_{letter}", f"Stretch {letter}", "ratio", note=notes[0])
            for letter in comparison.letters
        ]
        columns += [
            Column(f"probability_{letter}", f"Chance {letter}", "percent", note=notes[1])
            for letter in comparison.letters
        ]  # fmt: skip
    return _grid(table, columns, "Quota of every rep under every plan", "rep")


def steps(found: Attribution) -> Grid:
    """List every rep with the step of each cause."""
    columns = [
        Column("name", "Name", frozen=True),
        Column("rep_id", "Rep"),
        Column("credit", "Credit", filter=bool((found.reps["credit"] != "primary").any())),
        Column("change", "Change", "signed_money"),
    ]
    for at, cause in enumerate(found.causes):
        title = arrows(cause.title)
        columns.append(
            Column(f"step_{at + 1}", f"{at + 1}. {short(title, HEAD)}", "signed_money", note=title)
        )
    return _grid(found.reps, columns, "Change of every rep by cause", "rep")


def _grid(table: pd.DataFrame, columns: list[Column], label: str, thing: str) -> Grid:
    cells = [table[column.key].tolist() for column in columns]
    return Grid(columns, list(zip(*cells, strict=True)), label, thing, more=MORE)

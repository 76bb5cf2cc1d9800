"""Sheets that put quotas of several plans beside one another: people and nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.present.workbook.cells import Column, Placed
from allocator.present.workbook.facts import label
from allocator.present.workbook.reps import people
from allocator.present.workbook.style import PALE
from allocator.present.workbook.table import table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from allocator.compare.comparison import Comparison
    from allocator.present.workbook.book import Book
    from allocator.present.workbook.style import Kind

SEEN: tuple[tuple[str, str, Kind], ...] = (
    ("Stretch", "stretch", "ratio"),
    ("Attains with", "probability", "probability"),
)
"""What is shown of every plan beside the quota: words, key, and how it is written."""
NAME = 40
"""Characters of a plan's name in tables."""


@dataclass(frozen=True, slots=True)
class Heads:
    """How plans are called in heads.

    Attributes
    ----------
    letters : of the plans, the first is the one that changes are against
    short : ``B``
    full : ``B: Ten per cent more``
    """

    letters: tuple[str, ...]
    short: Mapping[str, str]
    full: Mapping[str, str]

    @classmethod
    def of(cls, comparison: Comparison) -> Heads:
        """Call every plan by its letter, and by its letter and name."""
        full = {side.letter: f"{side.letter}: {side.name[:NAME]}" for side in comparison.sides}
        return cls(comparison.letters, {each: each for each in full}, full)


def change_columns(heads: Heads, frame: pd.DataFrame) -> list[Column]:
    """Give every plan's quota, and what it has more than the first."""
    columns = [
        Column(f"Quota {letter}", "money", frame[f"quota_{letter}"], key=f"quota_{letter}",
               total="sum")
        for letter in heads.letters
    ]  # fmt: skip
    columns += [
        Column(f"{letter} less {heads.letters[0]}", "signed_money", frame[f"change_{letter}"],
               key=f"change_{letter}", total="sum")
        for letter in heads.letters[1:]
    ]  # fmt: skip
    return columns


def people_sheet(book: Book, comparison: Comparison, heads: Heads, credit: str) -> Placed:
    """Add the sheet of the reps with a kind of credit; none of overlay where there is none."""
    frame = comparison.reps[comparison.reps["credit"] == credit].reset_index(drop=True)
    primary = credit == "primary"
    if not primary and not len(frame):
        return Placed("", 0, 0, {}, 0, {})
    sheet = book.sheet(
        "Reps" if primary else "Overlay credit",
        "Who gains, who loses" if primary else "Credit that is shared",
        f"In {comparison.currency}. Changes are against A"
        + ("." if primary else "; outside every total."),
        *(() if primary else (PALE,)),
    )
    columns = [*people(frame), *change_columns(heads, frame)]
    if primary:
        columns.insert(4, Column("New or gone", "text", frame["state"], width=9))
        columns += [
            Column(f"{words} {letter}", kind, frame[f"{key}_{letter}"])
            for words, key, kind in SEEN
            for letter in heads.letters
        ]
    return table(sheet, columns, main=True, frozen=2)


def node_sheet(book: Book, comparison: Comparison, heads: Heads) -> None:
    """Add the sheet of the hierarchy, parents before children."""
    frame = comparison.nodes
    if not len(frame):
        return
    sheet = book.sheet(
        "Nodes",
        "What every node answers for",
        f"In {comparison.currency}. Changes are against A.",
    )
    shown = frame["name"].where(frame["name"] != "", frame["node_id"])
    columns = [
        Column("Node", "text", shown, width=34),
        Column("Id", "text", frame["node_id"]),
        Column("Level", "text", frame["level"].map(label)),
        *change_columns(heads, frame),
    ]
    table(sheet, columns, main=True, sums="", levels=frame["depth"].astype(int).tolist())

"""What `allocator compare` prints: the plans, their measures, who gains and loses, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from allocator.cli import screen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from allocator.compare.comparison import Attribution, Comparison

FEW = 3
"""Most plans of which each is printed with its largest changes."""
SHOWN = 5
"""Reps who gain most, and who lose most, that are printed."""
WRITE: Mapping[str, Callable[..., str]] = {
    "money": screen.money,
    "share": screen.share,
    "ratio": screen.ratio,
    "count": screen.money,
    "number": lambda value: "-" if pd.isna(value) else f"{value:,.1f}",
}


def lines(comparison: Comparison) -> Iterator[str | Table]:
    """Give the parts of the answer in order: sentences and tables."""
    for side in comparison.sides:
        doubt = "" if side.proven else ", NOT VERIFIED"
        what = f"{side.scenario}, model {side.model}, {side.status}{doubt}"
        yield f"{side.letter}  {side.name}: {what}"
    yield ""
    if not comparison:
        yield "The plans say the same."
    yield _measures(comparison)
    yield ""
    for letter in comparison.letters[1:]:
        yield from _movers(comparison, letter)
    yield ""
    if comparison.attribution is not None:
        yield from _steps(comparison.attribution, comparison.currency)
    elif comparison.causes:
        yield "Changed inputs:"
        yield from (f"  {cause.title}" for cause in comparison.causes)
    for part, reason in comparison.left_out:
        yield f"Left out: {part}. {reason[:1].upper()}{reason[1:]}."


def _measures(comparison: Comparison) -> Table:
    own = comparison.measures[comparison.measures["of"] == "plan"]
    columns = [("measure", False), *((letter, True) for letter in comparison.letters)]
    rows = [
        (row["title"], *(WRITE[row["unit"]](row[letter]) for letter in comparison.letters))
        for _, row in own.iterrows()
    ]
    return screen.table(columns, rows)


def _movers(comparison: Comparison, letter: str) -> Iterator[str | Table]:
    """Tell who gains and who loses most in one plan against the first."""
    first = comparison.letters[0]
    own = comparison.reps[comparison.reps["credit"] == "primary"]
    change = own[f"change_{letter}"]
    more, less = int((change > 0).sum()), int((change < 0).sum())
    same = len(own) - more - less
    yield (
        f"{letter} against {first}: {screen.counted(more, 'rep')} with more, {less:,} with less, "
        f"{same:,} unchanged; {screen.money(change.clip(lower=0).sum())} {comparison.currency} "
        f"more here, {screen.money(-change.clip(upper=0).sum())} less there"
    )
    if len(comparison.sides) > FEW or not (more or less):
        return
    ranked = own.assign(by=change).sort_values(["by", "rep_id"], ascending=[False, True])
    ranked = ranked[ranked["by"] != 0]
    ends = pd.concat([ranked.head(SHOWN), ranked.tail(SHOWN)]).drop_duplicates("rep_id")
    columns = (("rep", False), ("name", False), (first, True), (letter, True), ("change", True))
    quotas = (f"quota_{first}", f"quota_{letter}")
    yield screen.table(
        columns,
        [
            (row["rep_id"], row["name"], *(screen.money(row[name]) for name in quotas),
             screen.money(row["by"], sign=True))
            for _, row in ends.iterrows()
        ],
    )  # fmt: skip


def _steps(found: Attribution, currency: str) -> Iterator[str | Table]:
    """Tell what each cause did."""
    yield found.note
    own = found.reps[found.reps["credit"] == "primary"]
    for at, cause in enumerate(found.causes):
        step = own[f"step_{at + 1}"]
        company = found.company.iloc[at]
        most = float(step.iloc[int(step.abs().to_numpy().argmax())]) if len(step) else 0.0
        yield f"{at + 1}. {cause.title}"
        yield (
            f"   assigned {_signed(company['assigned'])} {currency}, expected bookings "
            f"{_signed(company['expected_bookings'])}; "
            f"{screen.counted(int((step != 0).sum()), 'rep')} moved, the most by {_signed(most)}"
        )


def _signed(amount: float) -> str:
    """Write a change; none is 0 without a sign."""
    return screen.money(amount, sign=round(amount) != 0 if pd.notna(amount) else False)

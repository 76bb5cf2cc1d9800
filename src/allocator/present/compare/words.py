"""The sentences of a comparison, and how its figures look."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from allocator.compare.titles import short as cut
from allocator.present.page.figures import (
    MINUS,
    SPACE,
    UNKNOWN,
    counted,
    money,
    number,
    percent,
    ratio,
    short_money,
)

if TYPE_CHECKING:
    from allocator.compare.comparison import Comparison, Side

Known: TypeAlias = "Mapping[str, Mapping[str, Any]]"

COUNTS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty",
)  # fmt: skip
LONGEST = 48
"""Most characters of a name in a chart or a table's head."""
SLIGHT = 5e-4
"""Change of a probability that is not told."""

FIGURES: Mapping[str, Callable[..., str]] = {
    "money": money,
    "share": percent,
    "ratio": lambda value, **how: number(value, 3, **how),
    "count": number,
    "number": lambda value, **how: number(value, 1, **how),
}
"""How a measure of each unit is written."""


def figure(value: float, unit: str, *, sign: bool = False) -> str:
    """Write a measure; money whole.

    >>> figure(27353818.1, "money"), figure(0.0176, "ratio")
    ('27,353,818', '0.018')
    """
    if not math.isfinite(value):
        return UNKNOWN
    whole = float(round(value)) if unit == "money" and abs(value) >= 1 else value
    if sign and unit == "share":
        # a difference of shares is no share: percentage points
        return f"{number(100 * whole, 1, sign=True)}{SPACE}pp"
    return FIGURES[unit](whole, sign=sign)


def short(name: str, longest: int = LONGEST) -> str:
    """Cut a long name.

    >>> short("abcdef", 4)
    'abc…'
    """
    return cut(name, longest)


def arrows(text: str) -> str:
    """Write the arrow of a change as one sign."""
    return text.replace(" -> ", " → ")


def title(comparison: Comparison) -> str:
    """Name a comparison."""
    names = [short(side.name) for side in comparison.sides]
    if len(names) == 2:  # noqa: PLR2004 - a pair
        return " and ".join(names)
    return f"{COUNTS[len(names)].capitalize()} plans compared"


def own(comparison: Comparison) -> Known:
    """Give the measures of the plans themselves, by name: unit, A, B ..."""
    table = comparison.measures
    rows = table[table["of"] == "plan"].to_dict("records")
    return {str(row["measure"]): {str(key): value for key, value in row.items()} for row in rows}


def answer(comparison: Comparison) -> list[str]:
    """Give the answer in sentences: what is assigned, who moves, what is risked."""
    pair = len(comparison.sides) == 2  # noqa: PLR2004 - a pair
    if not comparison:
        return ["Both plans say the same." if pair else "All plans say the same."]
    return _pair(comparison) if pair else _many(comparison)


def _pair(comparison: Comparison) -> list[str]:
    first, second = comparison.sides
    known = own(comparison)
    if "infeasible" in {first.status, second.status}:
        none = [side.letter for side in comparison.sides if side.status == "infeasible"]
        return [
            f"Plan {' and plan '.join(none)} has no quotas: no plan exists under its hard rules."
        ]
    told = [_assigned(comparison, known)]
    change = comparison.reps.loc[comparison.reps["credit"] == "primary", "change_B"]
    moved = change[change != 0]
    if len(moved):
        more = int((moved > 0).sum())
        told.append(
            f"{counted(more, 'rep')} {'carries' if more == 1 else 'carry'} more, "
            f"{number(len(moved) - more)} less, {number(len(change) - len(moved))} the same."
        )
    else:
        told.append("No rep's quota changes in sum.")
    risk = _risk(known, comparison.currency)
    return [*told, risk] if risk else told


def _assigned(comparison: Comparison, known: Known) -> str:
    currency = comparison.currency
    before, after = (known["assigned"][letter] for letter in ("A", "B"))
    if before == after:
        return f"Both plans assign {money(before, currency)}."
    word = "more" if after > before else "less"
    return (
        f"Plan B assigns {money(abs(after - before), currency)} {word} than plan A: "
        f"{short_money(after, currency)} against {short_money(before, currency)}."
    )


def _risk(known: Known, currency: str) -> str:
    """Say what becomes of expected bookings and of the company's chance."""
    told = []
    if "expected_bookings" in known:
        before, after = (known["expected_bookings"][letter] for letter in ("A", "B"))
        if math.isfinite(before) and math.isfinite(after) and round(before) != round(after):
            word = "rise" if after > before else "fall"
            told.append(f"expected bookings {word} by {short_money(abs(after - before), currency)}")
    if "company_probability" in known:
        before, after = (known["company_probability"][letter] for letter in ("A", "B"))
        if math.isfinite(before) and math.isfinite(after) and abs(after - before) > SLIGHT:
            chances = f"from {percent(before, 0)} to {percent(after, 0)}"
            told.append(f"the company's chance to reach the target goes {chances}")
    text = ", and ".join(told)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _many(comparison: Comparison) -> list[str]:
    known = own(comparison)
    told = []
    for name, words, best in (
        ("expected_bookings", "brings the most expected bookings", max),
        ("largest_stretch", "is mildest on the rep with the hardest quota", min),
        ("company_probability", "reaches its target most likely", max),
    ):
        if name not in known:
            continue
        figures = {letter: known[name][letter] for letter in comparison.letters}
        row = {letter: value for letter, value in figures.items() if math.isfinite(value)}
        if len(set(row.values())) > 1:
            letter = best(row, key=row.__getitem__)
            unit = known[name]["unit"]
            shown = figure(row[letter], unit)
            amount = {
                "money": short_money(row[letter], comparison.currency),
                "ratio": f"stretch {ratio(row[letter])}",
            }.get(unit, shown)
            told.append(f"Plan {letter} {words} ({amount}).")
    return told or ["The plans differ; the tables below say where."]


def doubt(comparison: Comparison) -> str | None:
    """Say which plans were not verified; None where all were."""
    letters = comparison.unproven
    if not letters:
        return None
    which = f"Plan {letters[0]} has" if len(letters) == 1 else f"Plans {', '.join(letters)} have"
    return (
        f"{which} not been verified: the figures may not be what was solved. "
        "allocator verify says what does not hold."
    )


def named(side: Side) -> str:
    """Name a plan with its letter."""
    return f"{side.letter} {short(side.name)}"


def signed(value: float) -> str:
    """Write a change in three digits.

    >>> signed(1500000.0).replace(chr(160), " "), signed(0.0)
    ('+1.5 M', '0')
    """
    text = short_money(abs(value))
    if text == "0":
        return text
    return ("+" if value > 0 else MINUS) + text

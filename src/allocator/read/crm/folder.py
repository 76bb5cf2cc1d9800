"""An export as the files of a scenario folder."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from allocator.read.crm.books import tables
from allocator.read.crm.export import read_export
from allocator.read.crm.levers import levers_of
from allocator.read.crm.mapping import CrmMap, read_map
from allocator.read.crm.page import CURRENCY, notes_md, rules, scenario_yaml
from allocator.read.crm.target import YEAR
from allocator.read.crm.target import size as sized
from allocator.read.external import fault
from allocator.read.settings import CURRENCY as CODE
from allocator.read.settings import NAME

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from allocator.errors import Problem
    from allocator.read.crm.export import Files
    from allocator.read.crm.target import Choices, Size

LONGEST_HORIZON = 120
QUARTER = 3


@dataclass(frozen=True, slots=True)
class Made:
    """A folder to be written.

    Attributes
    ----------
    files : content by path relative to the folder
    found : what was odd in the export, each with its count
    rules : what was decided in the place of data
    """

    files: Mapping[str, bytes]
    found: tuple[str, ...]
    rules: tuple[str, ...]


def scenario_folder(
    files: Files, choices: Choices, mapping: Path | None, problems: list[Problem]
) -> Made | None:
    """Turn an export into the files of a scenario; None, reported, where it cannot be used."""
    _options(choices, problems)
    before = len(problems)
    plan = CrmMap() if mapping is None else read_map(mapping, problems)
    export = read_export(files, plan or CrmMap(), problems) if plan else None
    if export is None or plan is None or len(problems) > before:
        return None
    levers = levers_of(export.deals, plan, problems)
    if problems:
        return None
    export = replace(export, deals=export.deals.assign(lever=levers))
    size = sized(export.deals, choices)
    if not size.split:
        problems.append(fault("import-no-wins", file=files.opportunities.name))
        return None
    twice = [] if choices.whole else _twice(export.deals, size)
    found = [*export.found, *_short_history(export.deals, size), *twice]
    decided: list[str] = []
    made = tables(export, size, choices, decided)
    currency = choices.currency or export.currency or CURRENCY
    ruled = [*rules(size, choices, plan, export.deals), *decided]
    if not (choices.currency or export.currency):
        ruled.append(f"Currency: {CURRENCY} (--currency).")
    page = scenario_yaml(size, choices, plan, currency, found, [*ruled, *twice])
    made |= {"scenario.yaml": page, "notes.md": notes_md(found, ruled)}
    return Made(dict(sorted(made.items())), tuple(found), tuple(ruled))


def _options(choices: Choices, problems: list[Problem]) -> None:
    """Report every option that is out of its range."""
    start = choices.start
    checks = (
        ("--growth-rate", 0 < choices.growth_rate <= 1, choices.growth_rate, "above 0, at most 1"),
        ("--periods", 1 <= choices.periods <= LONGEST_HORIZON, choices.periods, "1 to 120"),
        (
            "--frequency",
            choices.frequency in ("month", "quarter"),
            choices.frequency,
            "month, quarter",
        ),
        ("--start", start is None or start.day == 1, start, "the first day of a month"),
        ("--name", re.fullmatch(NAME, choices.name), choices.name, "letters, digits, dots, dashes"),
        (
            "--currency",
            choices.currency is None or re.fullmatch(CODE, choices.currency),
            choices.currency,
            "three capital letters, as in USD",
        ),
    )
    problems.extend(
        fault("import-option", what="is out of its range", pointer=option, got=str(got), want=want)
        for option, fits, got, want in checks
        if not fits
    )


def _twice(deals: pd.DataFrame, size: Size) -> list[str]:
    """Say what open deals count for growth, though the baseline needs such deals as well."""
    waiting = deals[deals["state"] == "open"]
    if waiting.empty:
        return []
    return [
        (
            f"{len(waiting):,} open deals of {waiting['value'].sum():,.0f} count for growth alone, "
            f"though last year's {size.won:,.0f}, the baseline, needs deals like these as well: "
            "read stretch and probability as best cases (--all-bookings lets every deal stand "
            "once, against the whole number)."
        )
    ]


def _short_history(deals: pd.DataFrame, size: Size) -> list[str]:
    """Say where the history begins in the middle of a quarter, or is short."""
    first = deals.loc[deals["state"] != "open", "closed"].min()
    last = deals.loc[deals["state"] != "open", "closed"].max()
    said = [f"Closed deals run from {first.date()} to {last.date()}."]
    missing = (first.month - 1) % QUARTER
    if missing:
        said.append(
            f"The first quarter of the history has {QUARTER - missing} of its {QUARTER} months: "
            f"it begins in {first.strftime('%Y-%m')}."
        )
    if size.months < YEAR:
        said.append(
            f"The last twelve months have closed deals in {size.months} months: money is scaled up."
        )
    return said

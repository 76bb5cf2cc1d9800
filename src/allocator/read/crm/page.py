"""The words of the new scenario: scenario.yaml with what was found and decided, and notes.md."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from allocator.domain.lever import LEVERS
from allocator.read.canonical import yaml_bytes
from allocator.read.crm.levers import uneven
from allocator.read.crm.mapping import ROLE
from allocator.read.settings import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from allocator.read.crm.mapping import CrmMap
    from allocator.read.crm.target import Choices, Size

CURRENCY = "USD"

_WHOLE = (
    (
        "Target: the levers carry all bookings, last year's and the growth, and the baseline is "
        "zero: an export holds deals that somebody won, and no revenue that comes if no lever "
        "moves (--all-bookings)."
    ),
    (
        "Potential: the money of deals closed in the last twelve months, won and lost, scaled to "
        "the horizon, and all open deals."
    ),
    "prior_quota: what the rep won in the last twelve months, scaled to the horizon.",
)
_ON_BASELINE = (
    (
        "Baseline: last year's bookings, which are taken to come again; the levers carry what is "
        "added to them (--all-bookings lets the levers carry all of it)."
    ),
    (
        "Potential above the baseline: all open deals, and growth's share of the money of deals "
        "closed in the last twelve months, won and lost; the rest of that flow makes the baseline "
        "again. Open deals serve the baseline too: read stretch and probability as best cases."
    ),
    (
        "measure is bookings: prior_quota and baseline are what the rep won in the last twelve "
        "months, scaled, so that year over year bounds his whole number: at most 30 % more than "
        "he won."
    ),
)
_UNKNOWN = (
    (
        "Stages: open deals take the rep's conversion, for an export tells only in which stage a "
        "deal stands today, not which stages lost deals had reached (stages.csv)."
    ),
    (
        "Hours: a CRM knows none, so there is no effort table and no capacity limit "
        "(selling_hours_per_month of the role, effort.csv)."
    ),
    "Reps without start date count as fully ramped, full time (reps.csv).",
)


def rules(size: Size, choices: Choices, mapping: CrmMap, deals: pd.DataFrame) -> list[str]:
    """Say what was decided in the place of data, and what changes it."""
    horizon = size.horizon
    split = ", ".join(f"{lever} {share:.1%}" for lever, share in size.split.items())
    months = horizon.periods * horizon.months_per_period
    after = "the first month after the last close" if choices.start is None else "as asked"
    even = "even, for the history has less than two years or the horizon is not one year"
    season = even if size.season is None else "as in the same months of whole years of won money"
    return [
        (
            f"Last year: {size.won:,.0f} won, from the {size.months} months with closed "
            f"deals among the last twelve, times {size.factor:.4g} for the "
            f"{months} months of the horizon."
        ),
        f"Growth: {choices.growth_rate:.1%} of it (--growth-rate; target in scenario.yaml).",
        (
            f"Horizon: from {horizon.start.isoformat()}, {after}, {horizon.periods} "
            f"{horizon.frequency}s (--start, --periods, --frequency)."
        ),
        (
            f"Levers' shares of the target are their shares of the money won: {split} "
            "(share_of_growth of each lever)."
        ),
        *_lever_rule(mapping, deals),
        f"Season: {season} (target.seasonality).",
        "Territories: one for each rep, his own book; coverage gives each to its rep alone.",
        *(_WHOLE if choices.whole else _ON_BASELINE),
        *_UNKNOWN,
    ]


def _lever_rule(mapping: CrmMap, deals: pd.DataFrame) -> list[str]:
    """Say how deals got their lever, and where that makes a conversion rate low."""
    first = (
        "the first win of an account is new_customers, later wins are expansion; lost and open "
        "deals are new_customers where the account had no win before they were opened; deals "
        "without an account are new_customers"
    )
    said = {
        "first_win": first,
        "opened": "deals opened before the account's first win, or without an account, are "
        "new_customers, all others expansion",
        "column": f"as the column {mapping.opportunities.lever!r} says",
        "product": "by product, as the map says; else " + (mapping.levers.otherwise or first),
    }
    told = [f"Lever of a deal: {said[mapping.levers.by]} (--map, levers)."]
    if mapping.levers.by != "first_win":
        return told
    wins, losses = uneven(deals)
    if wins:
        told.append(
            f"{wins:,} later wins were opened before their account's first win, as {losses:,} lost "
            "deals were: the wins count as expansion, the losses as new_customers, so conversion "
            "of new_customers is low. `levers: {by: opened}` in a map counts both alike."
        )
    return told


def scenario_yaml(
    size: Size,
    choices: Choices,
    mapping: CrmMap,
    currency: str,
    found: Sequence[str],
    ruled: Sequence[str],
) -> bytes:
    """Write scenario.yaml: findings as comments above, rules inside, for plans to repeat."""
    levers: dict[str, Any] = {
        lever: {"share_of_growth": round(share, 4)} for lever, share in size.split.items()
    }
    if levers:
        levers[max(size.split, key=lambda lever: size.split[lever])] = {"remainder": True}
    target: dict[str, Any] = {"baseline_revenue": 0}
    if choices.whole:
        target["growth"] = round(size.won * (1 + choices.growth_rate))
    else:
        target = {"baseline_revenue": round(size.won), "growth_rate": choices.growth_rate}
    target["levers"] = levers
    if size.season is not None:
        target["seasonality"] = {lever: size.season.tolist() for lever in size.split}
    roles: dict[str, Any] = {
        name: role.model_dump(exclude_unset=True) for name, role in mapping.roles.items()
    } or {ROLE: {"levers": [lever for lever in LEVERS if lever in size.split]}}
    horizon = size.horizon
    said: dict[str, Any] = {
        "schema": SCHEMA,
        "name": choices.name,
        "title": "From a CRM export",
        "currency": currency,
        "horizon": {
            "start": horizon.start.isoformat(),
            "periods": horizon.periods,
            "frequency": horizon.frequency,
        },
        "target": target,
        "roles": roles,
        "model": "balanced",
        "tables": "tables/",
    }
    if not choices.whole:
        said["measure"] = "bookings"
    head = ["A first guess from a CRM export: read what was found and decided, then set your own."]
    head += ["", "Found in the export:", *(f"- {line}" for line in found)]
    head += ["", "Decided in the place of data: see assumptions, which every plan lists."]
    said["assumptions"] = [_printable(f"At import: {line}") for line in ruled]
    comments = "".join(_comment(line) for line in head)
    return comments.encode() + yaml_bytes(said)


def notes_md(found: Sequence[str], ruled: Sequence[str]) -> bytes:
    """Write the same as a page."""
    parts = ["# What was imported, and how", "## Found in the export"]
    parts += ["\n".join(f"- {_printable(line)}" for line in found) or "Nothing odd."]
    parts += ["## Decided in the place of data", "\n".join(f"- {_printable(r)}" for r in ruled)]
    return ("\n\n".join(parts) + "\n").encode()


def _comment(line: str) -> str:
    """Write a line as YAML comments of readable width."""
    wrapped = textwrap.wrap(_printable(line), 96, subsequent_indent="  ", break_on_hyphens=False)
    return "".join(f"# {part}".rstrip() + "\n" for part in wrapped or [""])


def _printable(text: str) -> str:
    """Take control characters out: names come from a file that anybody may have written."""
    return "".join(c if c.isprintable() else "?" for c in text)

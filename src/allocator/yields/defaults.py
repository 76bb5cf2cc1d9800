"""Defaults that stood in for data: one sentence for each kind, with examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.yields.columns import numbers
from allocator.yields.conversion import DEFAULT_RATE
from allocator.yields.days import ALWAYS
from allocator.yields.notes import examples, money
from allocator.yields.roster import PRIMARY

if TYPE_CHECKING:
    from allocator.yields.findings import Findings


def defaults_used(found: Findings) -> tuple[str, ...]:
    """Give one sentence for each default that stood in for data."""
    return tuple(
        sentence
        for part in (_of_coverage, _of_potential, _of_rates, _of_stages, _of_effort, _of_reps)
        for sentence in part(found)
    )


def _of_coverage(found: Findings) -> list[str]:
    """Say what stood in for coverage."""
    said = []
    if "coverage" not in found.scenario.tables:
        said.append("no coverage table: one territory per rep, named as the rep, with share 1")
    rows = found.cells.overlay
    empty = np.unique(rows.rep[np.isnan(rows.share)])
    if len(empty):
        names = examples(list(found.roster.reps.take(empty)))
        said.append(f"overlay coverage without a share counts as share 1: {names}")
    return said


def _of_potential(found: Findings) -> list[str]:
    """Say what stood in for potential."""
    if not found.potential.given:
        said = (
            "no potential table: open pipeline first, the rest of each lever's target by work; "
            "potential, pipeline_feasibility, attainable, over_stretch, leximin and "
            "expected_value are off, stretch and probability are blank"
        )
        return [said]
    return []


def _of_rates(found: Findings) -> list[str]:
    """Say whose conversion is not their segment's own."""
    said = []
    for code, lever in enumerate(found.roster.levers.labels):
        for source, words in (
            ("role", "from the role, for the segment has no record"),
            ("lever", "from all who sell the lever, for the role has no record"),
            ("default", f"{DEFAULT_RATE}, for nobody has a record"),
        ):
            reps = np.flatnonzero(found.rates.source[:, code] == source)
            if len(reps):
                names = examples(list(found.roster.reps.take(reps)))
                said.append(f"conversion in {lever} {words}: {names}")
    return said


def _of_stages(found: Findings) -> list[str]:
    """Say which stages have no rate."""
    used = np.unique(found.deals.stage)
    rates = np.append(found.stage_rates, np.nan)
    names = [*found.history.stages.labels, "(no stage)"]
    without = [names[stage] for stage in used.tolist() if np.isnan(rates[stage])]
    if not without:
        return []
    return [f"no win rate of stage {examples(without)}: the rep's conversion stands for it"]


def _of_effort(found: Findings) -> list[str]:
    """Say where effort is 0 for want of data."""
    said = []
    for words, lacking in (
        ("no effort row", np.isnan(found.hours_per_opportunity)),
        (
            "an effort row without any deal size",
            ~np.isnan(found.hours_per_opportunity) & ~(found.deal_size > 0),
        ),
    ):
        carried = found.roster.credit == PRIMARY
        places = [
            f"{found.roster.roles[role].name}/{found.roster.levers.labels[lever]}"
            for role, lever in np.argwhere(lacking & carried).tolist()
        ]
        if places:
            said.append(f"{words}, so 0 hours: {examples(places)}")
    return said


def _of_reps(found: Findings) -> list[str]:
    """Say whose fte is taken as 1, and which deals and cycles have no date."""
    said = []
    reps = found.scenario.tables["reps"].iloc[found.roster.order]
    empty = np.flatnonzero(np.isnan(numbers(reps, "fte")))
    if len(empty):
        said.append(f"fte taken as 1: {examples(list(found.roster.reps.take(empty)))}")
    spread = found.deals.close == ALWAYS
    if spread.any():
        said.append(
            f"{int(spread.sum()):,} open deals without a closing day are spread by season: "
            f"{money(float(found.deals.amount[spread].sum()))}"
        )
    return said

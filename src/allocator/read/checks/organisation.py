"""The organisation: somebody for every lever and role, coverage for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.domain.lever import LEVERS, Role
from allocator.errors import Problem
from allocator.read.arrays import within
from allocator.read.grid import Source

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from allocator.read.grid import Ints

AGREE = 1e-6
"""Relative difference up to which two sums of money agree."""
SHOWN = 10
"""How many ids a warning names before it counts the rest."""


def check(
    frames: Mapping[str, pd.DataFrame],
    roles: Mapping[str, Role],
    levers: Collection[str],
    problems: list[Problem],
) -> None:
    """Report what the organisation lacks."""
    _owners(roles, levers, problems)
    reps = frames.get("reps")
    if reps is None:
        problems.append(_no_reps("reps", "the table reps is not there"))
        return
    if not reps.attrs.get("broken"):
        _people(reps, roles, problems)
    if "coverage" in frames and not frames["coverage"].attrs.get("broken"):
        _uncovered(reps, frames["coverage"], roles, problems)
        _unowned(frames, problems)
    if "potential" in frames and "accounts" in frames:
        _sums(frames["potential"], frames["accounts"], problems)


def _no_reps(file: str, what: str) -> Problem:
    """Make the problem of a company without reps."""
    return Problem(
        "no-reps", what, file=file, want="one row for every rep", fix="Give the table reps."
    )


def _owners(roles: Mapping[str, Role], levers: Collection[str], problems: list[Problem]) -> None:
    """Report levers with a target that no role carries with primary credit."""
    for lever in levers:
        if any(
            role.credit.get(lever, "primary") == "primary" and lever in role.levers
            for role in roles.values()
        ):
            continue
        problems.append(
            Problem(
                "lever-without-role",
                f"lever {lever} has a target and no role that carries it",
                pointer=f"target.levers.{lever}",
                got=lever,
                want="a role with primary credit for the lever",
                fix="Add the lever to a role's levers, or take its target out.",
            )
        )


def _people(reps: pd.DataFrame, roles: Mapping[str, Role], problems: list[Problem]) -> None:
    """Report an empty company and empty roles; warn of a company of one."""
    if not len(reps):
        problems.append(_no_reps(str(reps.attrs.get("file", "reps")), "has no rows"))
        return
    filled = set(reps["role"])
    problems.extend(
        Problem(
            "role-without-reps",
            f"role {name} has no reps",
            pointer=f"roles.{name}",
            got=name,
            want="one rep or more",
            fix="Take the role out of the scenario, or correct the column role in reps.",
        )
        for name in roles
        if name not in filled
    )
    if len(reps) == 1:
        problems.append(
            Source.of(reps).problem(
                0,
                "rep_id",
                "one-rep",
                "is the only rep: nothing can be compared",
                got=str(reps["rep_id"].iloc[0]),
                want="two reps or more",
                fix="Nothing is wrong if the company has one rep.",
                severity="warning",
            )
        )


def _uncovered(
    reps: pd.DataFrame,
    coverage: pd.DataFrame,
    roles: Mapping[str, Role],
    problems: list[Problem],
) -> None:
    """Warn of reps who can carry quota and cover nothing."""
    selling = [name for name, role in roles.items() if role.has_cells]
    idle = reps["role"].isin(selling).to_numpy() & ~within(reps["rep_id"], coverage["rep_id"])
    rows = np.flatnonzero(idle)
    problems.extend(
        Source.of(reps).gathered(
            rows,
            "rep_id",
            "rep-without-coverage",
            "covers no territory and gets no quota",
            got=_named(reps["rep_id"], rows),
            want="a row in coverage",
            fix="Add the rep to coverage if he is to carry quota.",
        )
    )


def _unowned(frames: Mapping[str, pd.DataFrame], problems: list[Problem]) -> None:
    """Warn of territories that nobody covers."""
    territories = frames.get("territories")
    if territories is None:
        return
    covered = within(territories["territory_id"], frames["coverage"]["territory_id"])
    rows = np.flatnonzero(~covered)
    problems.extend(
        Source.of(territories).gathered(
            rows,
            "territory_id",
            "territory-without-rep",
            "is covered by nobody: its potential is reported as uncovered",
            got=_named(territories["territory_id"], rows),
            want="a row in coverage",
            fix="Give the territory to a rep.",
        )
    )


def _named(ids: pd.Series, rows: Ints) -> str:
    """Name the first rows and count the others: a plan tells no lines."""
    names = ", ".join(ids.iloc[rows[:SHOWN]].tolist())
    return f"{names} and {len(rows) - SHOWN:,} more" if len(rows) > SHOWN else names


def _sums(potential: pd.DataFrame, accounts: pd.DataFrame, problems: list[Problem]) -> None:
    """Report potential that is not the sum of its accounts, where both are given."""
    if potential.attrs.get("broken") or accounts.attrs.get("broken"):
        return
    placed = accounts[accounts["territory_id"] != ""]
    long = placed.melt("territory_id", list(LEVERS), "lever", "money").dropna(subset=["money"])
    sums = long.groupby(["territory_id", "lever"])["money"].sum()
    index = pd.MultiIndex.from_frame(potential[["territory_id", "lever"]])
    accounted = sums.reindex(index).to_numpy()
    given = potential["potential"].to_numpy()
    rows = np.flatnonzero(np.abs(accounted - given) > AGREE * np.maximum(1.0, np.abs(given)))
    problems.extend(
        Source.of(potential).problems(
            rows,
            "potential",
            "potential-disagrees",
            "is not the sum of its accounts",
            got=[f"{given[row]:,.2f}; accounts {accounted[row]:,.2f}" for row in rows],
            want="one sum in both tables",
            fix="Correct one of the two, or leave the potential out.",
        )
    )

"""Who covers what: levers that the role owns, and shares that fit into one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from allocator.domain.lever import LEVERS, Role
from allocator.read.checks.dates import span
from allocator.read.grid import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.errors import Problem

Ints = npt.NDArray[np.int64]
GIVE = 1e-9
"""Shares of thirds add up to one and a rounding error."""


def check(
    frames: Mapping[str, pd.DataFrame], roles: Mapping[str, Role], problems: list[Problem]
) -> None:
    """Report levers that a rep's role does not own, and days with more than one whole share."""
    coverage, reps = frames.get("coverage"), frames.get("reps")
    if coverage is None or reps is None or not len(coverage) or not len(reps):
        return
    names = tuple(roles)
    role_of = dict(zip(reps["rep_id"], reps["role"], strict=True))
    number = {name: at for at, name in enumerate(names)}
    codes, labels = pd.factorize(coverage["rep_id"])
    rep_role = np.array([number.get(role_of.get(rep, ""), -1) for rep in labels], np.int64)
    role = rep_role[codes]
    owned = np.array([[lever in roles[name].levers for lever in LEVERS] for name in names], bool)
    primary = np.array(
        [[roles[name].credit.get(lever) == "primary" for lever in LEVERS] for name in names], bool
    )
    owned, primary = (
        owned.reshape(-1, len(LEVERS)),
        primary.reshape(-1, len(LEVERS)) & owned.reshape(-1, len(LEVERS)),
    )
    place = {lever: at for at, lever in enumerate(LEVERS)}
    lever_codes, lever_labels = pd.factorize(coverage["lever"])
    lever = np.array([place.get(label, -1) for label in lever_labels], np.int64)[lever_codes]
    _foreign(coverage, role, lever, owned, names, problems)
    rows, levers = _cells(coverage, role, lever, primary)
    _crowded(coverage, rows, levers, problems)


def _foreign(
    coverage: pd.DataFrame,
    role: Ints,
    lever: Ints,
    owned: npt.NDArray[np.bool_],
    names: tuple[str, ...],
    problems: list[Problem],
) -> None:
    """Report rows that name a lever which the rep's role does not own."""
    named = (role >= 0) & (lever >= 0)
    wrong = np.zeros(len(coverage), bool)
    wrong[named] = ~owned[role[named], lever[named]]
    rows = np.flatnonzero(wrong)
    problems.extend(
        Source.of(coverage).problems(
            rows,
            "lever",
            "coverage-lever-not-of-role",
            "is a lever that the rep's role does not own",
            got=[f"{LEVERS[lever[row]]} for a {names[role[row]]}" for row in rows],
            want="a lever of the role",
            fix="Leave the lever empty for all levers of the role, or add it to the role.",
        )
    )


def _cells(
    coverage: pd.DataFrame, role: Ints, lever: Ints, primary: npt.NDArray[np.bool_]
) -> tuple[Ints, Ints]:
    """Give (row, lever) of every primary cell: a row without lever stands for all of its role's.

    Where another row of the same rep and territory names a lever, that row rules it alone.
    """
    known = np.flatnonzero((role >= 0) & (coverage["lever"] == "").to_numpy())
    rows, levers = np.nonzero(primary[role[known]])
    rows = known[rows]
    pair = (
        coverage.groupby(["rep_id", "territory_id"], sort=False)
        .ngroup()
        .to_numpy()
        .astype(np.int64)
    )
    named = np.flatnonzero((role >= 0) & (lever >= 0))
    ruled = pair[named] * len(LEVERS) + lever[named]
    free = ~np.isin(pair[rows] * len(LEVERS) + levers, ruled)
    named = named[primary[role[named], lever[named]]]
    return np.concatenate([rows[free], named]), np.concatenate([levers[free], lever[named]])


def _crowded(coverage: pd.DataFrame, rows: Ints, levers: Ints, problems: list[Problem]) -> None:
    """Sweep over the days of every territory and lever: given shares must not pass one."""
    share = coverage["share"].to_numpy()[rows]
    given = np.flatnonzero(share > 0)
    if not len(given):
        return
    rows, levers, share = rows[given], levers[given], share[given]
    territory, labels = pd.factorize(coverage["territory_id"])
    group = territory[rows] * len(LEVERS) + levers
    first, last = (days[rows] for days in span(coverage))
    # A row adds its share on its first day and takes it back on the day after its last; on one
    # day what ends is taken back before what begins is added.
    day = np.concatenate([first, last + 1])
    step = np.concatenate([share, -share])
    begins = np.concatenate([np.ones(len(rows)), np.zeros(len(rows))])
    both = np.concatenate([group, group])
    order = np.lexsort((begins, day, both))
    level = np.cumsum(step[order])
    # What was added was taken back within its group, so every group begins at zero but for
    # rounding, which GIVE absorbs.
    full = (level > 1 + GIVE) & (begins[order] == 1)
    hit = order[full]
    _, once = np.unique(both[hit], return_index=True)
    source = Source.of(coverage)
    for spot in np.sort(once):
        at = hit[spot]
        where = f"{labels[territory[rows[at]]]}, {LEVERS[levers[at]]}"
        total = level[full][spot]
        problems.append(
            source.problem(
                int(rows[at]),
                "share",
                "coverage-above-one",
                f"brings the shares of {where} above 1",
                got=f"{total:.6g} in all",
                want="shares of one territory and lever that add up to 1 at most on every day",
                fix="Lower a share, or let one row end before the other begins.",
            )
        )

"""quotas.csv and reps.csv: the plan by cell and by rep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from allocator.domain.plan import COLUMNS
from allocator.measures.metrics import changes, peer_load, stretches
from allocator.publish.yardstick import rep_columns

if TYPE_CHECKING:
    from allocator.domain.allocation import Allocation
    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Bools, Floats, Parameters
    from allocator.domain.scenario import Scenario
    from allocator.measures.metrics import Yardstick
    from allocator.program.hierarchy import Tree

CREDITS = ("primary", "overlay")


def quota_table(parameters: Parameters, published: Floats, overlay: Floats) -> pd.DataFrame:
    """Give the table quotas.csv: primary rows, then overlay rows; zero has no row.

    Parameters
    ----------
    published : (K, P) primary quota, published units in money
    overlay : (overlay cells, P) likewise
    """
    cells = parameters.overlay
    parts = [
        _rows(parameters, codes, quota, credit)
        for credit, codes, quota in (
            ("primary", _primary(parameters), published),
            ("overlay", (cells.rep, cells.territory, cells.lever), overlay),
        )
    ]
    frame = pd.concat(parts, ignore_index=True)
    return frame.astype({name: "str" for name in COLUMNS["quotas"] if name != "quota"})


def rep_table(
    scenario: Scenario,
    parameters: Parameters,
    allocation: Allocation,
    tree: Tree,
    by: Yardstick,
    *,
    published: Floats,
    overlay: Floats,
) -> pd.DataFrame:
    """Give the table reps.csv: a row per rep and credit, primary before overlay.

    Who has a role with primary credit in some lever has a primary row, with or without a
    quota; who has overlay cells has an overlay row, on which only the quota is of that credit.
    """
    column = rep_columns(scenario, parameters)
    quota = parameters.by_rep(published)
    used = parameters.by_rep(parameters.effort[:, None] * published)
    overlay_quota = np.bincount(parameters.overlay.rep, overlay.sum(axis=1), len(parameters.reps))
    known = by.chances is not None
    y = parameters.y
    reached = by.chances.attainment(quota) if by.chances else y
    compared = allocation.group >= 0
    facts: dict[str, Any] = {
        "rep_id": np.array(parameters.reps.labels, dtype=object),
        "credit": np.full(len(quota), "primary", dtype=object),
        "name": column("name"),
        "role": column("role"),
        "node_id": tree.nodes.take(tree.rep_node),
        "peer_group": _of_group(allocation, np.array([*allocation.groups, ""], dtype=object)),
        "compared": compared,
        "quota": quota,
        "fair_share": by.fair,
        "load": _ratio(quota, by.fair),
        "peer_load": _of_group(allocation, np.append(peer_load(quota, by), np.nan)),
        "expected_yield": parameters.by_rep(parameters.expected),
        "attainable_yield": y,
        "stretch": stretches(quota, by) if known else np.full(len(quota), np.nan),
        "attainment_probability": np.where(known & (y > 0), reached, np.nan),
        "capacity_used": _ratio(used, by.hours),
        "prior_quota": column("prior_quota"),
        "change": changes(quota, by),
        "proposed_quota": column("proposed_quota"),
        "binding": allocation.binding,
    }
    roles = [scenario.roles[name] for name in column("role").tolist()]
    owns = np.array(["primary" in role.credit.values() for role in roles], np.bool_)
    overlays = np.bincount(parameters.overlay.rep, minlength=len(quota)) > 0
    primary = _frame(facts, owns)
    beside = {name: _blank(name, values) for name, values in facts.items()}
    beside["credit"] = np.full(len(quota), "overlay", dtype=object)
    beside["quota"] = overlay_quota
    both = pd.concat([primary, _frame(beside, overlays)], ignore_index=True)
    rank = both["credit"].map({credit: place for place, credit in enumerate(CREDITS)})
    order = np.lexsort((rank.to_numpy(), parameters.reps.codes(both["rep_id"].tolist())))
    return both.iloc[order].reset_index(drop=True)


SHARED = frozenset(("rep_id", "name", "role", "node_id"))
"""Columns that an overlay row has in common with the rep's primary row."""


def _blank(name: str, values: Any) -> Any:
    """Empty a column that speaks of primary credit."""
    if name in SHARED:
        return values
    kind = np.asarray(values).dtype.kind
    if kind == "b":
        return np.zeros(len(values), np.bool_)
    if kind == "f":
        return np.full(len(values), np.nan)
    return np.full(len(values), "", dtype=object)


def _frame(facts: dict[str, Any], kept: Bools) -> pd.DataFrame:
    frame = pd.DataFrame({name: np.asarray(values)[kept] for name, values in facts.items()})
    text = ("rep_id", "credit", "name", "role", "node_id", "peer_group", "binding")
    return frame.astype({**dict.fromkeys(text, "str"), "compared": bool})


def _of_group(allocation: Allocation, by_group: Any) -> Any:
    """Give each rep his group's value; the last one stands for no group."""
    return by_group[allocation.group]


def _ratio(part: Floats, whole: Floats) -> Floats:
    found: Floats = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    return found


def _primary(parameters: Parameters) -> tuple[Ints, Ints, Ints]:
    return parameters.cell_rep, parameters.cell_territory, parameters.cell_lever


def _rows(
    parameters: Parameters, codes: tuple[Ints, Ints, Ints], quota: Floats, credit: str
) -> pd.DataFrame:
    """Lay (cells, P) money out in rows, zeros left out, by rep, territory, lever, period."""
    rep, territory, lever = codes
    order = np.lexsort((lever, territory, rep))
    cell, period = np.nonzero(quota[order] > 0)
    cell = order[cell]
    return pd.DataFrame(
        {
            "rep_id": parameters.reps.take(rep[cell]),
            "territory_id": parameters.territories.take(territory[cell]),
            "lever": parameters.levers.take(lever[cell]),
            "period": parameters.periods.take(period),
            "credit": np.full(len(cell), credit, dtype=object),
            "quota": quota[cell, period],
        },
        columns=list(COLUMNS["quotas"]),
    )

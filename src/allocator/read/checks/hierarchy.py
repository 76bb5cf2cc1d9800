"""The hierarchy is one tree, and nobody is his own manager's manager."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.read.arrays import within
from allocator.read.grid import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from allocator.errors import Problem


def check(frames: Mapping[str, pd.DataFrame], problems: list[Problem]) -> None:
    """Report circles, several roots, and regions without a node."""
    accounts = frames.get("accounts")
    if accounts is not None:
        _circle(accounts, "account_id", "account-cycle", "account", problems)
    nodes = frames.get("hierarchy")
    if nodes is None or not len(nodes):
        return
    circle = _circle(nodes, "node_id", "hierarchy-cycle", "node", problems)
    _roots(nodes, problems, circle=circle)
    reps = frames.get("reps")
    if reps is not None:
        if not circle:
            _managers(nodes, reps, problems)
        _regions(nodes, reps, problems)


def _circle(
    frame: pd.DataFrame, column: str, code: str, noun: str, problems: list[Problem]
) -> bool:
    """Report the first id of every circle of parents; say whether there is one."""
    labels = frame[column].tolist()
    place = {label: row for row, label in enumerate(labels)}
    parent = {row: place.get(name, -1) for row, name in enumerate(frame["parent_id"].tolist())}
    circles = _cycles(parent)
    source = Source.of(frame)
    for circle in circles:
        path = " > ".join([*(labels[row] for row in circle), labels[circle[0]]])
        problems.append(
            source.problem(
                circle[0],
                "parent_id",
                code,
                f"makes a circle: the {noun} is above itself",
                got=path,
                want="parents that end at the top",
                fix="Correct one parent_id of the circle.",
            )
        )
    return bool(circles)


def _cycles(parent: Mapping[int, int]) -> list[list[int]]:
    """Give the circles of a map from child to parent, each from its lowest member.

    >>> _cycles({0: 1, 1: 2, 2: 1, 3: -1})
    [[1, 2]]
    """
    done: set[int] = set()
    circles = []
    for start in parent:
        path: dict[int, int] = {}
        at = start
        while at >= 0 and at not in done and at not in path:
            path[at] = len(path)
            at = parent.get(at, -1)
        if at in path:
            ring = list(path)[path[at] :]
            low = ring.index(min(ring))
            circles.append(ring[low:] + ring[:low])
        done.update(path)
    return circles


def _roots(nodes: pd.DataFrame, problems: list[Problem], *, circle: bool) -> None:
    """Report more than one root, or none."""
    roots = np.flatnonzero((nodes["parent_id"] == "").to_numpy())
    source = Source.of(nodes)
    if len(roots) > 1:
        names = nodes["node_id"].iloc[roots].tolist()
        problems.append(
            source.problem(
                int(roots[1]),
                "parent_id",
                "hierarchy-two-roots",
                "is a second node without a parent",
                got=", ".join(names[:5]),
                want="one root, the company",
                fix=f"Give {names[1]} a parent_id.",
            )
        )
    elif not len(roots) and not circle and not nodes.attrs.get("broken"):
        problems.append(
            source.problem(
                0,
                "parent_id",
                "hierarchy-without-root",
                "is a hierarchy in which every node has a parent",
                want="one node without parent_id, the company",
                fix="Leave the company's parent_id empty.",
            )
        )


def _managers(nodes: pd.DataFrame, reps: pd.DataFrame, problems: list[Problem]) -> None:
    """Report managers who, node by node, manage each other."""
    manager = dict(zip(nodes["node_id"], nodes["manager_rep_id"], strict=True))
    above = dict(zip(nodes["node_id"], nodes["parent_id"], strict=True))
    if not any(manager.values()):
        return
    seat = dict(zip(reps["rep_id"], reps["node_id"], strict=True))
    bosses = sorted({boss for boss in manager.values() if boss in seat})
    place = {boss: row for row, boss in enumerate(bosses)}

    def chief(rep: str) -> int:
        node = seat[rep]
        while node and manager.get(node, "") in ("", rep):
            node = above.get(node, "")
        return place.get(manager.get(node, ""), -1)

    source = Source.of(nodes)
    for ring in _cycles({row: chief(boss) for row, boss in enumerate(bosses)}):
        names = [bosses[row] for row in ring]
        row = int(np.flatnonzero((nodes["manager_rep_id"] == names[0]).to_numpy())[0])
        problems.append(
            source.problem(
                row,
                "manager_rep_id",
                "manager-cycle",
                "makes a circle of managers",
                got=" > ".join([*names, names[0]]),
                want="managers who end at the top",
                fix="Correct manager_rep_id, or node_id in reps.",
            )
        )


def _regions(nodes: pd.DataFrame, reps: pd.DataFrame, problems: list[Problem]) -> None:
    """Warn of reps who stand at the root because their region names no node."""
    if nodes.attrs.get("broken"):
        return
    lost = ((reps["node_id"] == "") & (reps["region"] != "")).to_numpy()
    rows = np.flatnonzero(lost & ~within(reps["region"], nodes["node_id"]))
    got = str(reps["region"].iloc[rows[0]]) if len(rows) else ""
    problems.extend(
        Source.of(reps).gathered(
            rows,
            "region",
            "region-without-node",
            "has no node_id and a region that names no node: the rep stands at the root",
            got=got,
            want="a node of the hierarchy",
            fix="Give the rep a node_id, or add the node.",
        )
    )

"""SDR teams: who makes pipeline at a node, in which lever, with how many hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.domain.parameters import Floats, Parameters
    from allocator.domain.scenario import Scenario
    from allocator.program.hierarchy import Tree


@dataclass(frozen=True, slots=True)
class Desk:
    """The SDRs of one node and role, in one lever.

    Attributes
    ----------
    node, lever : codes; `node_id`, `role`, `lever_id` are the labels
    effort : hours for one unit of pipeline money; 0 where unknown
    hours : (P,) hours of the desk's reps, over all its levers; inf without a limit
    """

    node: int
    node_id: str
    role: str
    lever: int
    lever_id: str
    effort: float
    hours: Floats


def desks_of(
    scenario: Scenario, data: Parameters, tree: Tree, roles: Sequence[str]
) -> tuple[Desk, ...]:
    """Find every desk, in order of node, role, lever.

    A unit of pipeline costs hours_per_opportunity / deal_size of the role's effort row: an SDR
    opens opportunities, he does not win them, so conversion has no part in it.
    """
    effort = scenario.tables["effort"]
    known = {
        (role, lever): (hours, size)
        for role, lever, hours, size in zip(
            effort["role"],
            effort["lever"],
            effort["hours_per_opportunity"],
            effort["deal_size"],
            strict=True,
        )
    }
    role_of = np.array(roles, dtype=object)
    found = []
    for name in sorted(scenario.roles):
        role = scenario.roles[name]
        opened = [lever for lever in role.levers if role.credit[lever] == "pipeline"]
        for node in sorted(set(tree.rep_node[role_of == name].tolist())) if opened else []:
            members = (role_of == name) & (tree.rep_node == node)
            for lever in opened:
                if lever not in data.levers:
                    continue
                hours, size = known.get((name, lever), (0.0, np.nan))
                size = size if size > 0 else data.deal_size[data.levers.code(lever)]
                found.append(
                    Desk(
                        int(node),
                        tree.nodes.labels[node],
                        name,
                        data.levers.code(lever),
                        lever,
                        float(hours / size) if size > 0 else 0.0,
                        data.hours[members].sum(axis=0),
                    )
                )
    return tuple(sorted(found, key=lambda desk: (desk.node, desk.role, desk.lever)))

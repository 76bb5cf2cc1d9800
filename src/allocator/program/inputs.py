"""Everything the families read, in index-coded arrays: parameters, people's numbers, hierarchy.

R reps, L levers, P periods, K cells, N nodes, G peer groups, as in `Parameters`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from allocator.errors import InputError
from allocator.program.decided import Given, given
from allocator.program.desks import Desk, desks_of
from allocator.program.hierarchy import Tree, build_tree
from allocator.program.peers import WHOLE, Peers, peer_groups

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.domain.parameters import Bools, Floats, Parameters
    from allocator.domain.scenario import Scenario
    from allocator.program.family import Settings


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the families build their rows from.

    Attributes
    ----------
    scenario, parameters : where everything comes from
    tree : the hierarchy
    given : what people decided or asked for
    peers : who is compared with whom
    role : (R,) role names
    y, fair : (R,) attainable yield and fair share, money
    has_x : (K, P) where a variable exists: fair > 0
    has_q : (R,) reps with a quota variable
    carries : (R,) reps with an x
    cushion : (L,) factor on each lever's target
    node_cushion : (L, N) C, the factor of a node's level and those below
    box : (K, P) upper bound of x
    loose_box : (K, P) the same without the stretch, which a decided quota may break
    group_fair : (G,) sum of fair over the compared reps
    shortfall_allowed : whether target may stay unassigned
    desks : SDR teams by node, role and lever; empty unless pipeline_supply is on
    """

    scenario: Scenario
    parameters: Parameters
    tree: Tree
    given: Given
    peers: Peers
    role: tuple[str, ...]
    y: Floats
    fair: Floats
    has_x: Bools
    has_q: Bools
    carries: Bools
    cushion: Floats
    node_cushion: Floats
    box: Floats
    loose_box: Floats
    group_fair: Floats
    shortfall_allowed: bool
    desks: tuple[Desk, ...]

    def by_group(self, reps: Floats) -> Floats:
        """Sum an (R,) array over the compared reps of each group: (G,)."""
        compared = self.peers.compared
        return np.bincount(
            self.peers.group[compared], reps[compared], len(self.peers.groups)
        ).astype(np.float64)

    @property
    def whole(self) -> float:
        """T, the sum of all targets, that makes money scale-free; 1 where nothing is wanted."""
        return self.scenario.target or 1.0

    @property
    def stretched(self) -> Bools:
        """(R,) reps whose stretch counts: y > 0 and nobody decided their quota."""
        return (self.y > 0) & ~self.given.is_decided


def build_inputs(
    scenario: Scenario, parameters: Parameters, rules: Mapping[str, Settings]
) -> Inputs:
    """Collect the inputs of every family.

    Parameters
    ----------
    rules : settings of every family that is on, by name
    """
    data = parameters
    reps = scenario.tables["reps"].set_index("rep_id", drop=False).loc[list(data.reps.labels)]
    hierarchy = scenario.tables["hierarchy"]
    tree = build_tree(hierarchy, reps["node_id"].tolist(), reps["region"].tolist())
    has_x = data.fair > 0
    carries = data.by_rep(has_x.astype(np.float64)) > 0
    bounds: Any = rules["quota_bounds"]
    people = given(
        reps,
        scenario.tables["overrides"],
        data.presence,
        {name: dict(bound) for name, bound in bounds.roles.items()},
        carries,
        bookings=scenario.measure == "bookings",
    )
    y, fair = data.y, data.fair_share
    columns = scenario.policy.peer_groups
    roles = reps["role"].tolist()
    peers = peer_groups(
        [reps[column].tolist() for column in columns],
        roles if "role" in columns else [WHOLE] * len(roles),
        y,
        carries,
        people.is_decided,
    )
    cushion, node_cushion = _cushions(scenario, tree, rules)
    loose, box = _boxes(data, cushion, people, y, rules)
    compared = peers.compared
    group_fair = np.bincount(peers.group[compared], fair[compared], len(peers.groups)).astype(
        np.float64
    )
    floor = np.nan_to_num(people.floor) > 0
    decided = np.nan_to_num(people.decided) > 0
    lever_totals: Any = rules["lever_totals"]
    supply: Any = rules.get("pipeline_supply")
    return Inputs(
        scenario=scenario,
        parameters=data,
        tree=tree,
        given=people,
        peers=peers,
        role=tuple(roles),
        y=y,
        fair=fair,
        has_x=has_x,
        has_q=carries | floor | decided,
        carries=carries,
        cushion=cushion,
        node_cushion=node_cushion,
        box=box,
        loose_box=loose,
        group_fair=group_fair,
        shortfall_allowed=lever_totals.shortfall == "allowed",
        desks=desks_of(scenario, data, tree, roles) if supply is not None else (),
    )


def _cushions(
    scenario: Scenario, tree: Tree, rules: Mapping[str, Settings]
) -> tuple[Floats, Floats]:
    """Give cushion (L,) and C (L, N): the lever's own factor times those of the levels.

    Raises
    ------
    InputError
        if roll_up names a level that no node has
    """
    own = np.array([1.0 + lever.over_assignment for lever in scenario.levers])
    roll_up: Any = rules.get("roll_up")
    shares: Mapping[str, float] = roll_up.over_assignment if roll_up is not None else {}
    whole, node = 1.0, np.ones(len(tree.nodes))
    for level, share in sorted(shares.items()):
        if level not in tree.levels:
            raise InputError.of(
                "unknown-level",
                "there is no such level in the hierarchy",
                pointer=f"settings.roll_up.over_assignment.{level}",
                got=repr(level),
                want=f"one of {', '.join(tree.levels)}",
                fix="Name a level of the table hierarchy.",
            )
        whole *= 1.0 + share
        node *= np.where(tree.rank <= tree.levels[level], 1.0 + share, 1.0)
    return own * whole, own[:, None] * node[None, :]


def _boxes(
    data: Parameters,
    cushion: Floats,
    people: Given,
    y: Floats,
    rules: Mapping[str, Settings],
) -> tuple[Floats, Floats]:
    """Give the upper bounds of x, without and with the stretch: (K, P) each."""
    loose = (cushion[:, None] * data.target)[data.cell_lever]
    potential: Any = rules.get("potential")
    if potential is not None and not potential.soft and data.has_potential:
        most = potential.reach * data.win_share * data.potential[data.cell_pair]
        loose = np.minimum(loose, most[:, None])
    stretch: Any = rules.get("pipeline_feasibility")
    if stretch is None or stretch.soft or not data.has_potential:
        return loose, loose
    limit = stretch.max_stretch * y
    breaks = people.is_decided & (np.nan_to_num(people.decided) > limit * (1 + 1e-9))
    most = np.where(breaks, np.inf, limit)
    return loose, np.minimum(loose, most[data.cell_rep][:, None])

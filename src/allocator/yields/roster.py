"""Who there is: reps and their roles in canonical order, and what each role may carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from allocator.domain.axes import Axis, Ints
from allocator.domain.lever import LEVERS, Role
from allocator.yields.columns import codes, texts

if TYPE_CHECKING:
    from allocator.domain.parameters import Bools
    from allocator.domain.scenario import Scenario

NOT_OWNED, PRIMARY, OVERLAY, PIPELINE = range(4)
_CREDIT = {"primary": PRIMARY, "overlay": OVERLAY, "pipeline": PIPELINE}


@dataclass(frozen=True, slots=True)
class Roster:
    """Reps, roles and levers by code.

    Attributes
    ----------
    reps, levers, segments : axes; levers in the order of LEVERS, those of the scenario
    order : (R,) row of the table `reps` in which each rep stands
    roles : by name
    role, segment : (R,) codes; an empty segment is a segment of its own
    credit : (roles, L) NOT_OWNED, PRIMARY, OVERLAY or PIPELINE
    """

    reps: Axis
    levers: Axis
    segments: Axis
    order: Ints
    roles: tuple[Role, ...]
    role: Ints
    segment: Ints
    credit: npt.NDArray[np.int64]

    @classmethod
    def of(cls, scenario: Scenario) -> Roster:
        """Read the roster of a scenario."""
        table = scenario.tables["reps"]
        reps = Axis.sorted(str(rep) for rep in table["rep_id"])
        named = {target.lever for target in scenario.levers}
        levers = Axis(tuple(lever for lever in LEVERS if lever in named))
        known = texts(table, "segment") | texts(scenario.tables["history"], "segment")
        segments = Axis.sorted({"", *known})
        roles = tuple(scenario.roles[name] for name in sorted(scenario.roles))
        names = Axis(tuple(role.name for role in roles))
        order = np.argsort(codes(reps, table, "rep_id"), kind="stable")
        return cls(
            reps,
            levers,
            segments,
            order,
            roles,
            codes(names, table, "role")[order],
            codes(segments, table, "segment")[order],
            np.array([_credits(role, levers) for role in roles]).reshape(len(roles), len(levers)),
        )

    @property
    def role_axis(self) -> Axis:
        """The axis of roles, by name."""
        return Axis(tuple(role.name for role in self.roles))

    @property
    def rep_credit(self) -> npt.NDArray[np.int64]:
        """Credit by rep and lever: (R, L)."""
        return self.credit[self.role]

    @property
    def sells(self) -> Bools:
        """Whether a rep's role carries quota in any lever: (R,)."""
        credit = self.rep_credit
        return np.asarray(((credit == PRIMARY) | (credit == OVERLAY)).any(axis=1))


def _credits(role: Role, levers: Axis) -> list[int]:
    """Give the credit of a role in every lever."""
    return [
        _CREDIT[role.credit.get(lever, "primary")] if lever in role.levers else NOT_OWNED
        for lever in levers.labels
    ]

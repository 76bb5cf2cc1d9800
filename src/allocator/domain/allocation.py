"""What the program decided, before rounding, in the axes of the parameters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from allocator.domain.parameters import Bools, Floats
from allocator.errors import Problem


@dataclass(frozen=True, slots=True)
class TierValue:
    """What a tier reached.

    Attributes
    ----------
    value : scale-free objective
    money : the same in money, None where it has no money
    bound : value that no plan can undercut on the locked face
    """

    name: str
    value: float
    money: float | None
    bound: float


@dataclass(frozen=True, slots=True)
class SupplyQuota:
    """Pipeline money that the SDRs of one node and role bring in one lever and period."""

    node: str
    role: str
    lever: str
    period: str
    pipeline: float


@dataclass(frozen=True, slots=True)
class Allocation:
    """x* and what belongs to it.

    Attributes
    ----------
    quota : (K, P) money, 0 where no variable exists
    short, cushion_missing : (L, P) u and v
    cushion : (L,) factor on each lever's target
    node_cushion : (L, N) C, the factor of a node's level and those below; nodes sorted by id
    groups : peer group labels, sorted; `group` (R,) codes into them, -1 where not compared
    not_compared : (R,) reason, empty where compared
    decided : (R,) whether the quota is locked or overridden
    peer_load : (G,) S
    exempt : (R,) reason why year_over_year does not apply, empty where it does
    binding : (R,) families whose rows bind the rep, ``;`` between
    reasons : (L, P) why something is short: nobody, bound, supply, hours, potential, stretch
    supply : pipeline quotas of SDRs by node
    warnings : rules that decided quotas break, and columns that no active family reads
    choices : sentences about tiers whose order is a choice worth knowing
    tiers : value of each tier, in order
    """

    quota: Floats
    short: Floats
    cushion_missing: Floats
    cushion: Floats
    node_cushion: Floats
    groups: tuple[str, ...]
    group: npt.NDArray[np.int64]
    not_compared: npt.NDArray[np.object_]
    decided: Bools
    peer_load: Floats
    exempt: npt.NDArray[np.object_]
    binding: npt.NDArray[np.object_]
    reasons: npt.NDArray[np.object_]
    supply: tuple[SupplyQuota, ...]
    warnings: tuple[Problem, ...]
    choices: tuple[str, ...]
    tiers: tuple[TierValue, ...]

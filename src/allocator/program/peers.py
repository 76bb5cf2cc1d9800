"""Who is compared with whom, and why somebody is not (docs/formulation.md, Sets)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.domain.axes import Axis

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Bools, Floats

LEAST_YIELD = 0.05
"""A rep below this share of his group's median yield says nothing about fairness."""
FEWEST = 3
"""A group of fewer compared reps is no group: it joins the others of its role."""
WHOLE = "all"


@dataclass(frozen=True, slots=True)
class Peers:
    """Peer groups of the compared reps.

    Attributes
    ----------
    groups : labels, sorted
    group : (R,) code, -1 where not compared
    reason : (R,) why a rep is not compared, empty where he is
    """

    groups: tuple[str, ...]
    group: Ints
    reason: npt.NDArray[np.object_]

    @property
    def compared(self) -> Bools:
        """(R,) whether a rep is compared."""
        return self.group >= 0


def peer_groups(
    values: Sequence[Sequence[str]], whole: Sequence[str], y: Floats, has_x: Bools, decided: Bools
) -> Peers:
    """Decide who is compared, in which group.

    Parameters
    ----------
    values : per column of the policy's peer_groups, its (R,) values; without any, `whole` is all
    whole : (R,) what small groups fall back to: the role
    y : (R,) attainable yield, money
    has_x : (R,) whether the rep can carry any quota
    decided : (R,) whether his quota is locked or overridden
    """
    rows = zip(*values, strict=True) if values else ((name,) for name in whole)
    labels = ["/".join(part or "none" for part in row) for row in rows]
    first = Axis.sorted(labels)
    code = first.codes(labels)
    median = np.array(
        [np.median(ys) if len(ys := y[(code == g) & (y > 0)]) else 0.0 for g in range(len(first))]
    )
    reason = np.full(len(y), "", dtype=object)
    reason[(y < LEAST_YIELD * median[code]) if len(y) else []] = "low yield"
    reason[decided] = "decided quota"
    reason[~has_x] = "no cells"
    compared = reason == ""
    final = np.array(labels, dtype=object)
    of_role = np.array(list(whole), dtype=object)
    for role in sorted(set(of_role[compared])):
        mine = compared & (of_role == role)
        names, counts = np.unique(final[mine].astype(str), return_counts=True)
        small = names[counts < FEWEST]
        if len(small):
            merged = mine & np.isin(final.astype(str), small)
            final[mine if merged.sum() < FEWEST else merged] = role
    groups = Axis.sorted(final[compared].tolist())
    group = np.full(len(y), -1, np.int64)
    group[compared] = groups.codes(final[compared].tolist())
    return Peers(groups.labels, group, reason)

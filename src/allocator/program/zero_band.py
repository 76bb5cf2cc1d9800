"""A fairness band of zero beside reps who can win nothing: said, for they cannot be alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.errors import Problem

if TYPE_CHECKING:
    from allocator.domain.parameters import Parameters
    from allocator.domain.scenario import Scenario

SHOWN = 10
"""How many reps a warning names before it counts the rest."""


def zero_band(scenario: Scenario, parameters: Parameters) -> tuple[Problem, ...]:
    """Warn where peers must carry exactly alike and some of them have no yield.

    Such reps have no variable and are not compared, so a band of 0 says nothing about them.
    """
    band = scenario.policy.families.get("fairness_band", {"band": None}).get("band")
    if band != 0:
        return ()
    able = np.zeros(len(parameters.reps), dtype=bool)
    able[parameters.cell_rep] = True
    idle = parameters.reps.take(np.flatnonzero(able & ~(parameters.y > 0)))
    if not len(idle):
        return ()
    more = f" and {len(idle) - SHOWN:,} more" if len(idle) > SHOWN else ""
    return (
        Problem(
            "band-of-zero",
            f"the fairness band is 0 and {len(idle):,} reps have no yield: they carry nothing and "
            f"are not compared: {', '.join(idle[:SHOWN])}{more}",
            file="reps",
            pointer="settings.fairness_band.band",
            got="0",
            want="a band above 0, or something to win for every rep",
            fix="Give the reps potential or coverage, or widen the band",
            severity="warning",
        ),
    )

"""The first priority's shortfall is convex in the target."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

import worlds
from solving import solve_world

LAWS = settings.get_profile("laws")
SEEDS = st.integers(0, 1_000_000)


@LAWS
@given(seed=SEEDS)
def test_the_middle_target_is_short_by_at_most_the_mean(seed):
    short = []
    for scale in (0.6, 1.2, 1.8):
        answer = solve_world(worlds.world(seed, "proportional"), **STRETCHED, **scaled(scale))
        if answer is None:
            return
        first = next((t for t in answer.allocation.tiers if t.name.startswith("shortfall")), None)
        if first is None:
            return
        short.append(first.money)
    assert short[1] <= (short[0] + short[2]) / 2 + 1e-6 * answer.size


STRETCHED = {"pipeline_feasibility.max_stretch": 1.25}


def scaled(factor):
    return {"target.scale": factor}

"""Nothing binding and every Y[l,p] > 0: x = cushion * fair in closed form."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import worlds
from solving import solve_world

LAWS = settings.get_profile("laws")
SEEDS = st.integers(0, 1_000_000)


@LAWS
@given(seed=SEEDS)
def test_the_plan_is_cushion_times_fair_share(seed):
    world = worlds.world(seed, "proportional")
    tables = {name: table.copy() for name, table in world.tables.items()}
    people = ["min_quota", "max_quota", "locked_quota"]
    tables["reps"] = tables["reps"].drop(columns=people, errors="ignore")
    settings_ = {**world.settings, "settings": {}}
    answer = solve_world(worlds.World(settings_, tables, world.model))
    assert answer is not None
    data = answer.parameters
    if (data.yield_total[data.target > 0] <= 0).any():
        return
    wanted = answer.allocation.cushion[data.cell_lever][:, None] * data.fair
    assert answer.allocation.quota == pytest.approx(wanted, rel=1e-9, abs=1e-7 * answer.size)

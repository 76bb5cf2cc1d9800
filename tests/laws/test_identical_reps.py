"""Two identical reps have identical quotas before rounding."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import worlds
from solving import solve_world

LAWS = settings.get_profile("laws")
SEEDS = st.integers(0, 1_000_000)


@LAWS
@given(seed=SEEDS)
def test_a_twin_carries_the_same(seed):
    world = worlds.world(seed)
    if "coverage" not in world.tables:
        return
    tables = {name: table.copy() for name, table in world.tables.items()}
    first = tables["reps"]["rep_id"].iloc[0]
    for name in ("reps", "coverage", "history", "absences", "pipeline"):
        if name in tables and "rep_id" in tables[name]:
            own = tables[name][tables[name]["rep_id"] == first].assign(rep_id="twin")
            tables[name] = pd.concat([tables[name], own], ignore_index=True)
    answer = solve_world(worlds.World(world.settings, tables, world.model))
    if answer is not None:
        assert answer.by_rep["twin"] == pytest.approx(answer.by_rep[first], abs=1e-6 * answer.size)

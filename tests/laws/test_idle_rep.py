"""Add a rep without cells: nothing changes."""

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
def test_a_rep_without_cells_changes_nothing(seed):
    world = worlds.world(seed)
    if "coverage" not in world.tables:
        return
    tables = {name: table.copy() for name, table in world.tables.items()}
    idle = tables["reps"].iloc[[0]][["rep_id", "role", "segment"]].assign(rep_id="idle")
    tables["reps"] = pd.concat([tables["reps"], idle], ignore_index=True)
    plain = solve_world(world)
    joined = solve_world(worlds.World(world.settings, tables, world.model))
    assert (plain is None) == (joined is None)
    if plain is None:
        return
    for cell, quota in plain.quotas.items():
        assert joined.quotas[cell] == pytest.approx(quota, abs=1e-6 * plain.size)

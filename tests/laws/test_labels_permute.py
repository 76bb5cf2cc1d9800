"""Rename the reps so that their order turns round: the same plan under other names."""

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
def test_renamed_reps_keep_their_quotas(seed):
    world = worlds.world(seed)
    names = world.tables["reps"]["rep_id"].tolist()
    turned = {name: f"z{len(names) - number:03d}" for number, name in enumerate(names)}
    tables = {name: table.copy() for name, table in world.tables.items()}
    for table in tables.values():
        for column in ("rep_id", "manager_rep_id"):
            if column in table:
                table[column] = [turned.get(value, value) for value in table[column]]
    plain = solve_world(world)
    renamed = solve_world(worlds.World(world.settings, tables, world.model))
    assert (plain is None) == (renamed is None)
    if plain is None:
        return
    for rep, quota in plain.by_rep.items():
        assert renamed.by_rep[turned[rep]] == pytest.approx(quota, abs=1e-6 * plain.size)

"""Split a territory, its open deals included, in two equal halves: quotas stay."""

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
def test_halves_carry_what_the_whole_did(seed):
    world = worlds.world(seed)
    if "potential" not in world.tables:
        return
    tables = {name: table.copy() for name, table in world.tables.items()}
    split = tables["coverage"]["territory_id"].iloc[0]
    for name, money in (("potential", "potential"), ("pipeline", "amount")):
        if name in tables:
            table = tables[name]
            table[money] = table[money].where(table["territory_id"] != split, table[money] / 2)
    for name in ("potential", "pipeline", "coverage", "territories"):
        if name in tables:
            own = tables[name][tables[name]["territory_id"] == split]
            tables[name] = pd.concat(
                [tables[name], own.assign(territory_id="zz-half")], ignore_index=True
            )
    plain = solve_world(world)
    halved = solve_world(worlds.World(world.settings, tables, world.model))
    assert (plain is None) == (halved is None)
    if plain is None:
        return
    for rep, quota in plain.by_rep.items():
        assert halved.by_rep[rep] == pytest.approx(quota, abs=1e-6 * plain.size)

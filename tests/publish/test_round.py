from itertools import product
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.publish import round as round_module
from allocator.publish.round import SNAP, round_plan

NEAREST, REPAIR = 10**9, 0
"""Sizes from which the repair takes over: never, and always."""


def rounded(quota, rep, territory, lever, rep_node=(0,), parent=(-1,), unit=1.0):
    return round_plan(
        np.asarray(quota, float),
        rep=np.asarray(rep),
        territory=np.asarray(territory),
        lever=np.asarray(lever),
        rep_node=np.asarray(rep_node),
        parent=np.asarray(parent),
        unit=unit,
    )


def sums_of(values, rep, lever, rep_node, parent):
    """Every sum of both families, by name, in plain loops."""
    found = {}

    def add(key, value):
        found[key] = found.get(key, 0) + value

    for k, p in product(range(values.shape[0]), range(values.shape[1])):
        value = values[k, p]
        add(("rep", rep[k]), value)
        add(("rep grid", rep[k], lever[k], p), value)
        add(("lever", lever[k]), value)
        add(("lever period", lever[k], p), value)
        add(("company",), value)
        node = rep_node[rep[k]]
        while node >= 0:
            add(("node", node), value)
            add(("node grid", node, lever[k], p), value)
            node = parent[node]
    return found


@st.composite
def worlds(draw):
    nodes = draw(st.integers(1, 5))
    parent = [-1] + [draw(st.integers(0, n - 1)) for n in range(1, nodes)]
    reps = draw(st.integers(1, 5))
    rep_node = [draw(st.integers(0, nodes - 1)) for _ in range(reps)]
    cells = draw(
        st.lists(
            st.tuples(st.integers(0, reps - 1), st.integers(0, 2), st.integers(0, 2)),
            min_size=1,
            max_size=10,
            unique=True,
        )
    )
    periods = draw(st.integers(1, 3))
    fine = draw(
        st.lists(
            st.one_of(st.just(0), st.integers(0, 5 * SNAP), st.sampled_from([SNAP, SNAP // 2])),
            min_size=len(cells) * periods,
            max_size=len(cells) * periods,
        )
    )
    quota = np.array(fine).reshape(len(cells), periods)
    rep, territory, lever = (np.array(part) for part in zip(*cells, strict=True))
    return quota, rep, territory, lever, rep_node, parent


@pytest.mark.parametrize("road", [NEAREST, REPAIR])
@given(world=worlds())
@settings(max_examples=120, deadline=None)
def test_every_cell_and_every_sum_is_at_its_floor_or_ceiling_and_whole_ones_are_exact(road, world):
    fine, rep, territory, lever, rep_node, parent = world
    with patch.object(round_module, "SIMPLEX_UNTIL", road):
        units = rounded(fine / SNAP, rep, territory, lever, rep_node, parent)
    assert units.dtype == np.int64
    assert (units >= fine // SNAP).all()
    assert (units <= -(-fine // SNAP)).all()
    exact = sums_of(fine, rep, lever, rep_node, parent)
    for key, value in sums_of(units, rep, lever, rep_node, parent).items():
        assert exact[key] // SNAP <= value <= -(-exact[key] // SNAP), key


@pytest.mark.parametrize("road", [NEAREST, REPAIR])
@given(world=worlds(), random=st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_order_of_the_rows_changes_nothing(road, world, random):
    fine, rep, territory, lever, rep_node, parent = world
    order = list(range(len(rep)))
    random.shuffle(order)
    with patch.object(round_module, "SIMPLEX_UNTIL", road):
        units = rounded(fine / SNAP, rep, territory, lever, rep_node, parent)
        again = rounded(
            fine[order] / SNAP, rep[order], territory[order], lever[order], rep_node, parent
        )
    assert (again == units[order]).all()


@given(worlds(), st.sampled_from([0.01, 0.1, 7.0, 1000.0]))
@settings(max_examples=60, deadline=None)
def test_money_and_unit_in_another_scale_give_the_same_units(world, unit):
    fine, rep, territory, lever, rep_node, parent = world
    units = rounded(fine / SNAP, rep, territory, lever, rep_node, parent)
    again = rounded(fine / SNAP * unit, rep, territory, lever, rep_node, parent, unit=unit)
    assert (again == units).all()


def test_the_largest_remainders_go_up_and_ties_go_to_the_earlier_cell():
    one = [0, 0, 0]
    # 10.6 + 10.3 + 10.1 = 31: one unit for the largest remainder
    assert rounded([[10.1], [10.3], [10.6]], one, [0, 1, 2], one).tolist() == [[10], [10], [11]]
    assert rounded([[1.5], [1.5], [1.0]], one, [0, 1, 2], one).tolist() == [[2], [1], [1]]
    # rows in another order, the same territories
    assert rounded([[1.0], [1.5], [1.5]], one, [2, 1, 0], one).tolist() == [[1], [1], [2]]


@pytest.mark.parametrize("road", [NEAREST, REPAIR])
def test_sums_are_whole_although_snapping_each_cell_would_shift_them(road, monkeypatch):
    monkeypatch.setattr(round_module, "SIMPLEX_UNTIL", road)
    # 3,000 cells of 1/3: snapped to 0.3333 they sum to 999.9
    count = 3000
    zero = np.zeros(count, int)
    units = rounded(np.full((count, 1), 1 / 3), zero, np.arange(count), zero)
    assert units.sum() == 1000
    reps = np.arange(count)
    units = rounded(np.full((count, 3), 1 / 3), reps, zero, zero, np.zeros(count, int))
    assert (units.sum(axis=1) == 1).all()
    assert (units.sum(axis=0) == 1000).all()


@pytest.mark.parametrize("road", [NEAREST, REPAIR])
def test_rep_lever_and_company_totals_that_are_whole_stay_exact_together(road, monkeypatch):
    monkeypatch.setattr(round_module, "SIMPLEX_UNTIL", road)
    rng = np.random.default_rng(7)
    reps, levers, periods = 40, 3, 4
    rep, lever = (part.ravel() for part in np.indices((reps, levers)))
    base = rng.integers(0, 100, (reps, levers)).astype(float)
    season = rng.random(periods)
    season /= season.sum()
    # x[r,l,p] = whole number x season: every (rep, lever) total is whole, no cell is
    quota = (base[:, :, None] * season).reshape(-1, periods)
    parent = np.array([-1, 0, 0, 1, 1, 2])
    node = rng.integers(0, 6, reps)
    units = rounded(quota, rep, np.zeros(len(rep), int), lever, node, parent)
    assert (np.bincount(rep, units.sum(axis=1)) == base.sum(axis=1)).all()
    assert (np.bincount(lever, units.sum(axis=1)) == base.sum(axis=0)).all()
    assert units.sum() == base.sum()


def test_zero_stays_zero_and_what_is_under_the_grain_becomes_zero():
    units = rounded([[0.0, 2e-5], [0.7, 0.3]], [0, 0], [0, 1], [0, 0])
    assert units.tolist() == [[0, 0], [1, 0]]


def test_a_plan_of_whole_units_is_left_alone():
    assert rounded([[3.0, 4.0]], [0], [0], [0]).tolist() == [[3, 4]]


def test_a_plan_without_cells_has_no_units():
    assert rounded(np.zeros((0, 4)), [], [], []).shape == (0, 4)


@pytest.mark.parametrize("unit", [1000.0, 0.01])
def test_the_unit_is_the_policys(unit):
    units = rounded([[1.4 * unit, 1.6 * unit]], [0], [0], [0], unit=unit)
    assert units.tolist() == [[1, 2]]


@pytest.mark.parametrize("road", [NEAREST, REPAIR])
def test_sums_meant_to_be_whole_that_contradict_each_other_end_as_near_as_they_can(
    road, monkeypatch
):
    # every rep is within the tolerance of a whole number, the company of 400 reps is not: its
    # floor leaves no room for one unit each, so one floor or the other gives way
    monkeypatch.setattr(round_module, "SIMPLEX_UNTIL", road)
    count = 30_000
    reps, zero = np.arange(count), np.zeros(count, int)
    units = rounded(np.full((count, 2), 0.50004), reps, zero, zero, zero)
    assert set(units.sum(axis=1)) <= {1, 2}
    assert count <= units.sum() <= count + 3


@given(world=worlds())
@settings(max_examples=40, deadline=None)
def test_the_repair_is_never_nearer_than_the_nearest_grid(world):
    fine, rep, territory, lever, rep_node, parent = world

    def distance(units):
        cells = np.abs(units * SNAP - fine).sum()
        sums = sums_of(units * SNAP - fine, rep, lever, rep_node, parent)
        # a lever's sum of a period is that of the root: one arc of the network, counted once
        once = (abs(value) for key, value in sums.items() if key[0] != "lever period")
        return cells + sum(once)

    found = {}
    for road in (NEAREST, REPAIR):
        with patch.object(round_module, "SIMPLEX_UNTIL", road):
            found[road] = distance(rounded(fine / SNAP, rep, territory, lever, rep_node, parent))
    # ties are broken at a price of up to a ten-thousandth of a unit per cell
    assert found[NEAREST] <= found[REPAIR] + fine.size

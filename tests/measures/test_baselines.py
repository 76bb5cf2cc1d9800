import numpy as np
import pytest

from allocator.measures.baselines import Cells, equal, potential, prior

# rep 0 has two cells of lever 0 and one of lever 1; rep 1 one of lever 0; rep 2 none
CELLS = Cells(
    rep=np.array([0, 0, 0, 1]),
    lever=np.array([0, 0, 1, 0]),
    fair=np.array([30.0, 10.0, 60.0, 0.0]),
    amount=np.array([120.0, 80.0]),
)


def test_equal_splits_each_lever_over_its_owners_by_presence():
    # lever 0: 2 : 1 by presence, 80 and 40; rep 0 lays his 80 over two cells by fair share
    assert equal(CELLS, np.array([1.0, 0.5, 1.0])).tolist() == [60.0, 20.0, 80.0, 40.0]


def test_equal_gives_nothing_where_nobody_is_present():
    assert equal(CELLS, np.array([0.0, 1.0, 1.0])).tolist() == [0.0, 0.0, 0.0, 120.0]


def test_prior_raises_every_prior_alike():
    # priors 60 and 40 become 120 and 80; who has no cell is left out
    found = prior(CELLS, np.array([60.0, 40.0, 500.0]))
    assert found.tolist() == [36.0, 12.0, 72.0, 80.0]


def test_prior_counts_an_unknown_prior_as_none():
    assert prior(CELLS, np.array([np.nan, 40.0, 1.0])).tolist() == [0.0, 0.0, 0.0, 200.0]
    assert prior(CELLS, np.array([np.nan, np.nan, 1.0])) is None


def test_potential_splits_each_lever_by_what_the_cells_hold():
    found = potential(CELLS, np.array([100.0, 50.0, 10.0, 50.0]))
    assert found.tolist() == [60.0, 30.0, 80.0, 30.0]
    assert potential(CELLS, np.zeros(4)) is None


def test_a_lever_without_potential_stays_unassigned():
    assert potential(CELLS, np.array([100.0, 50.0, 0.0, 50.0])).tolist() == [60.0, 30.0, 0.0, 30.0]


def test_a_rep_without_fair_share_lays_his_number_out_equally():
    flat = Cells(CELLS.rep, CELLS.lever, np.zeros(4), CELLS.amount)
    found = prior(flat, np.array([60.0, 0.0, 0.0]))
    assert found == pytest.approx([200 / 3, 200 / 3, 200 / 3, 0.0])


def test_no_cells_no_equal_split():
    none = np.zeros(0, np.int64)
    assert equal(Cells(none, none, np.zeros(0), CELLS.amount), np.ones(3)) is None

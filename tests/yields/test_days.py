"""Runs of days: cut where something changes, means over days exact."""

from __future__ import annotations

from datetime import date

import numpy as np

from allocator.domain.calendar import Horizon
from allocator.yields.days import BLOCK, Runs

YEAR = Horizon(date(2027, 1, 1), 4, "quarter")


def test_periods_and_changes_cut_the_horizon():
    runs = Runs.between(YEAR, np.array([-5, 0, 10, 90, 364, 365, 10]))
    assert runs.first.tolist() == [0, 10, 90, 181, 273, 364]
    assert runs.length.tolist() == [10, 80, 91, 92, 91, 1]
    assert runs.period.tolist() == [0, 0, 1, 2, 3, 3]


def test_the_mean_weighs_days():
    runs = Runs.between(YEAR, np.array([10]))
    daily = np.array([[1.0, 0.0, 1.0, 1.0, 1.0]])
    assert runs.mean(daily).tolist() == [[10 / 90, 1, 1, 1]]
    assert runs.overall(runs.mean(daily)).tolist() == [285 / 365]


def test_a_whole_period_is_exactly_one():
    runs = Runs.between(YEAR, np.arange(365))
    assert runs.mean(np.ones((1, 365))).tolist() == [[1, 1, 1, 1]]


def test_a_day_lies_in_the_run_that_began_last():
    runs = Runs.between(YEAR, np.array([10]))
    assert runs.of_day(np.array([0, 9, 10, 364])).tolist() == [0, 0, 1, 4]


def test_blocks_cover_every_run_once_however_many_rows():
    runs = Runs.between(YEAR, np.arange(365))
    for rows in (0, 1, BLOCK // 100, 10 * BLOCK):
        seen = np.concatenate([runs.first[block] for block in runs.blocks(rows)])
        assert seen.tolist() == runs.first.tolist()

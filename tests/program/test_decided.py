"""What people gave: overrides, locks, floors, caps, priors; and bookings."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.program.decided import given

NONE = pd.DataFrame({"rep_id": [], "quota": []})


def table(**columns):
    names = ("locked_quota", "min_quota", "max_quota", "prior_quota", "proposed_quota", "ote",
             "baseline")  # fmt: skip
    count = len(next(iter(columns.values())))
    base = {"rep_id": [f"r{i}" for i in range(count)], "role": ["ae"] * count}
    rest = {name: np.full(count, np.nan) for name in names}
    return pd.DataFrame({**base, **rest, **columns})


def read(reps, overrides=NONE, presence=None, bounds=None, carries=None, *, bookings=False):
    ones = np.ones(len(reps))
    return given(
        reps, overrides, ones if presence is None else np.array(presence), bounds or {},
        ones > 0 if carries is None else np.array(carries), bookings=bookings,
    )  # fmt: skip


def test_an_override_wins_over_a_lock():
    overrides = pd.DataFrame({"rep_id": ["r1"], "quota": [70.0]})
    found = read(table(locked_quota=[50.0, 60.0, np.nan]), overrides)
    assert found.decided.tolist()[:2] == [50.0, 70.0]
    assert found.is_decided.tolist() == [True, True, False]


def test_a_reps_own_bounds_win_over_his_roles_which_speak_of_carriers_alone():
    found = read(
        table(min_quota=[10.0, np.nan, np.nan], max_quota=[np.nan, 90.0, np.nan]),
        bounds={"ae": {"min": 20.0, "max": 80.0}},
        carries=[True, True, False],
    )
    assert found.floor.tolist()[:2] == [10.0, 20.0]
    assert found.cap.tolist()[:2] == [80.0, 90.0]
    assert np.isnan([found.floor[2], found.cap[2]]).all()


def test_a_prior_counts_by_presence_and_none_or_zero_is_none():
    found = read(table(prior_quota=[100.0, 0.0, np.nan]), presence=[0.5, 1.0, 1.0])
    assert found.prior[0] == 50.0
    assert np.isnan(found.prior[1:]).all()


def test_bookings_give_up_the_baseline_of_the_time_that_one_is_there_and_never_go_below_zero():
    reps = table(
        baseline=[40.0, 40.0, np.nan],
        min_quota=[100.0, 10.0, 100.0],
        locked_quota=[np.nan, 90.0, np.nan],
        proposed_quota=[60.0, np.nan, np.nan],
        prior_quota=[200.0, np.nan, np.nan],
    )
    found = read(reps, presence=[0.5, 1.0, 1.0], bookings=True)
    assert found.floor.tolist() == [80.0, 0.0, 100.0]
    assert found.decided[1] == 50.0
    assert found.proposed[0] == 40.0
    # the prior's band is evaluated as given, the baseline then comes off the resulting bound
    assert found.prior[0] == 100.0
    assert found.net(1.3 * found.prior)[0] == 110.0
    assert found.net(np.array([np.inf, -np.inf, np.nan]))[:2].tolist() == [np.inf, -np.inf]

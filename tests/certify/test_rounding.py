import numpy as np
import pytest

from allocator.certify import rounding
from allocator.certify.certificate import certify


@pytest.mark.parametrize(
    ("total", "unit", "low", "high"),
    [
        (3.4, 1, 3, 4),
        (3.00005, 1, 3, 3),
        (2.99995, 1, 3, 3),
        (2.9, 1, 2, 3),
        (3400.0, 1000, 3000, 4000),
        # a sum of many cells is whole within 1e-10 of itself, up to a hundredth of a unit
        (20_000_000.001, 1, 20_000_000, 20_000_000),
        (1e10 + 0.02, 1, 1e10, 1e10 + 1),
        (0.0, 1, 0, 0),
    ],
)
def test_floor_and_ceiling_of_a_sum(total, unit, low, high):
    assert rounding.bounds(total, unit) == (low, high)


def names(folder):
    return [check.name for check in certify(*folder).checks if not check.passed]


@pytest.fixture
def locked(tiny):
    """A rep locked at 300.5 beside two others: his last cell carries the half."""
    reps = [{"rep_id": "a", "role": "ae", "locked_quota": 300.5}]
    reps += [{"rep_id": r, "role": "ae"} for r in "bc"]

    def make(cells):
        here = tiny.world_of(reps=reps)
        _, proof = tiny.prove(here)
        x = np.array(cells, float)
        return here, x, proof.point[: len(x)]

    return make


HALF = [75, 75, 75, 75.5, 88, 87, 87, 88, 87, 88, 87, 87]


def test_a_lock_that_is_no_multiple_is_kept_to_the_cent(locked):
    here, x, exact = locked(HALF)
    assert exact[:4].sum() == pytest.approx(300.5)
    assert all(check.passed for check in rounding._decisions(here, x))
    assert all(check.passed for check in rounding._cells(here, x, exact))


def test_a_lock_that_is_missed_is_refused(locked):
    here, x, _ = locked([75, 75, 75, 75, *HALF[4:]])
    found = {check.name: check.passed for check in rounding._decisions(here, x)}
    assert found == {"rounding: locks and overrides exact": False, "rounding: caps kept": True}


def test_two_cells_that_are_no_multiples_are_one_too_many(locked):
    here, x, exact = locked([75, 75.25, 75, 75.25, *HALF[4:]])
    found = [check.name for check in rounding._cells(here, x, exact) if not check.passed]
    assert found == ["rounding: multiples of the unit"]


def test_a_free_rep_has_whole_units(locked):
    here, x, exact = locked([*HALF[:4], 87.5, 87.5, *HALF[6:]])
    found = [check.name for check in rounding._cells(here, x, exact) if not check.passed]
    assert found == ["rounding: multiples of the unit"]


def test_a_cap_is_never_passed(tiny):
    reps = [{"rep_id": r, "role": "ae", "max_quota": 340.5} for r in "abc"]
    here = tiny.world_of(reps=reps)
    x = np.full(12, 85.0)
    assert all(check.passed for check in rounding._decisions(here, x))
    x[3] = 86
    found = [check.name for check in rounding._decisions(here, x) if not check.passed]
    assert found == ["rounding: caps kept"]


def test_caps_that_are_no_multiples_move_other_sums_by_a_unit_each(tiny):
    reps = [{"rep_id": r, "role": "ae", "max_quota": 300.6} for r in "abc"]
    here = tiny.world_of(reps=reps)
    exact = np.full(12, 75.15)
    # each stays at 300, together 1.8 below the floor of 901.8
    found = rounding._sums(here, np.full(12, 75.0), exact)
    assert [c.name for c in found if not c.passed] == []
    lower = np.full(12, 75.0)
    lower[:4] = 74
    found = rounding._sums(here, lower, exact)
    assert "rounding: sums of reps" in [c.name for c in found if not c.passed]
    free = tiny.world_of(reps=[{**rep, "max_quota": 999} for rep in reps])
    found = rounding._sums(free, np.full(12, 75.0), exact)
    assert "rounding: sums of the company" in [c.name for c in found if not c.passed]


def test_soft_bounds_are_no_decisions(tiny):
    policy = tiny.model({"quota_bounds": {"soft": True}})
    here = tiny.world_of(None, policy, reps=[{"rep_id": "a", "role": "ae", "max_quota": 1}])
    assert rounding._decisions(here, np.full(4, 250.0)) == []


def test_zero_stays_zero(tiny):
    here = tiny.world_of(reps=[{"rep_id": "a", "role": "ae"}])
    found = rounding._cells(here, np.array([1.0, 250, 250, 250]), np.array([4e-5, 250, 250, 250]))
    assert [c.name for c in found if not c.passed] == ["rounding: zero stays zero"]


def test_a_whole_plan_in_thousands(tiny):
    given = tiny.scenario()
    given["target"]["levers"]["new_customers"]["amount"] = 1_000_000.0
    policy = tiny.model(rounding={"unit": 1000})
    assert (
        names(tiny.folder(given, policy, reps=[{"rep_id": r, "role": "ae"} for r in "abc"])) == []
    )


def test_an_overlay_cell_without_money_is_no_row(tiny):
    rows = {**tiny.rich()}
    rows["coverage"] = [row for row in rows["coverage"] if row["rep_id"] != "se-0"]
    assert names(tiny.folder(**rows)) == []

"""Measures by hand: three reps of fair share 250, 250, 500."""

import numpy as np
import pytest

from allocator.certify import yardstick

LEVER = "new_customers"


@pytest.fixture
def make(tiny):
    def build(changes=(), families=None, given=None, **tables):
        rows = [{"rep_id": r, "role": "ae"} for r in "abc"]
        for at, extra in changes:
            rows[at].update(extra)
        money = [
            {"territory_id": r, "lever": LEVER, "potential": v}
            for r, v in (("a", 1000), ("b", 1000), ("c", 2000))
        ]
        tables = {"potential": money, **tables}
        return tiny.world_of(given, tiny.model(families), reps=rows, **tables)

    return build


QUOTA = np.array([200.0, 300, 500])


def test_loads_and_deviations(make):
    found = yardstick.metrics(make(), QUOTA, np.zeros(3))
    assert found["assigned_share"] == 1
    assert found["worst_load_deviation"] == pytest.approx({"ae/none": 0.2})
    assert found["mean_load_deviation"] == pytest.approx({"ae/none": 0.4 / 3})
    # loads 0.8, 1.2, 1: sum of |differences| over 2 n^2 mean = 1.6 / 18
    assert found["gini_of_load"] == pytest.approx(1.6 / 18)
    assert found["largest_stretch"] == pytest.approx(1.2)
    assert found["share_inside_band"] == pytest.approx(1 / 3)


def test_the_policys_band_counts(make):
    found = yardstick.metrics(make(families={"fairness_band": {"band": 0.2}}), QUOTA, np.zeros(3))
    assert found["share_inside_band"] == 1


def test_changes_against_last_year(make):
    here = make([(0, {"prior_quota": 100}), (1, {"prior_quota": 400})])
    found = yardstick.metrics(here, QUOTA, np.zeros(3))
    assert found["largest_change"] == pytest.approx(1)
    assert found["median_change"] == pytest.approx((1 + 0.25) / 2)


def test_changes_under_bookings(make, tiny):
    here = make(
        [(0, {"prior_quota": 1000, "baseline": 700})], given=tiny.scenario(measure="bookings")
    )
    assert yardstick.changes(here, QUOTA)[0] == pytest.approx(-0.1)


def test_pay(make):
    here = make([(0, {"ote": 100}), (1, {"ote": 60})])
    found = yardstick.metrics(here, QUOTA, np.zeros(3))
    assert (found["quota_to_ote_min"], found["quota_to_ote_max"]) == (2, 5)


def test_hours(make, tiny):
    given = tiny.scenario(roles={"ae": tiny.role({LEVER: "primary"}, selling_hours_per_month=10)})
    found = yardstick.metrics(make(given=given), QUOTA, np.array([30.0, 60, 90]))
    assert found["capacity_use"] == pytest.approx(0.5)


def test_what_has_no_meaning_is_none(make, tiny):
    found = yardstick.metrics(make(), np.zeros(3), np.zeros(3))
    for key in ("gini_of_load", "largest_change", "median_change", "capacity_use",
                "quota_to_ote_min", "quota_to_ote_max"):  # fmt: skip
        assert found[key] is None
    plain = tiny.world_of(reps=[{"rep_id": "a", "role": "ae"}])
    found = yardstick.metrics(plain, np.array([9.0]), np.zeros(1))
    for key in ("largest_stretch", "expected_attainers", "company_probability",
                "expected_bookings"):  # fmt: skip
        assert found[key] is None


def test_nobody_compared(make):
    here = make([(at, {"locked_quota": 5}) for at in range(3)])
    found = yardstick.metrics(here, QUOTA, np.zeros(3))
    assert found["worst_load_deviation"] == {}
    assert found["share_inside_band"] is None


def test_risk_of_an_exponential_yield(make):
    here = make()
    people = here.people
    people["variance"] = people["y"] ** 2
    found = yardstick.metrics(here, QUOTA, np.zeros(3))
    likely = np.exp(-QUOTA / np.array([250, 250, 500]))
    assert found["expected_attainers"] == pytest.approx(likely.sum())
    assert found["expected_bookings"] == pytest.approx((people["y"] * (1 - likely)).sum())


def test_the_company_is_one_gamma(make):
    here = make()
    here.people["variance"] = [200_000.0, 300_000, 500_000]
    # mean 1,000, variance a million: again exponential, against a target of 1,000
    found = yardstick.metrics(here, QUOTA, np.zeros(3))
    assert found["company_probability"] == pytest.approx(np.exp(-1))
    here.people["y"] = 0.0
    assert yardstick.metrics(here, QUOTA, np.zeros(3))["company_probability"] == 0


def test_naive_splits(make):
    here = make([(0, {"prior_quota": 100}), (1, {"prior_quota": 300, "end_date": "2027-06-30"})])
    found = yardstick.splits(here)
    presence = 181 / 365
    assert found["equal"] == pytest.approx(np.array([1, presence, 1]) * 1000 / (2 + presence))
    assert found["prior"].tolist() == [250, 750, 0]
    assert found["potential"].tolist() == [250, 250, 500]


def test_a_split_that_the_data_do_not_allow(make, tiny):
    assert yardstick.splits(make())["prior"] is None
    plain = tiny.world_of(reps=[{"rep_id": "a", "role": "ae"}])
    assert yardstick.splits(plain)["potential"] is None
    none = [{"rep_id": "b", "territory_id": "b"}]
    reps = [{"rep_id": "a", "role": "sdr"}, {"rep_id": "b", "role": "sdr"}]
    roles = {"sdr": tiny.role({LEVER: "pipeline"})}
    empty = tiny.world_of(tiny.scenario(roles=roles), reps=reps, coverage=none)
    assert yardstick.splits(empty) == {"equal": None, "prior": None, "potential": None}


def test_a_rep_without_fair_share_has_his_cells_alike(tiny):
    cover = [{"rep_id": "a", "territory_id": t} for t in "uv"]
    reps = [{"rep_id": "a", "role": "ae", "prior_quota": 50, "end_date": "2020-01-01"}]
    here = tiny.world_of(reps=reps, coverage=cover)
    assert yardstick.splits(here)["prior"].tolist() == [500, 500]

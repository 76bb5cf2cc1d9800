import pytest

LEVER = {"lever": "new_customers", "stage": "won"}
RATES = [{"stage": "won", "win_rate": 0.5}]


@pytest.fixture
def opened(tiny):
    def make(deals, reps=None, coverage=None, **tables):
        reps = reps or [{"rep_id": "a", "role": "ae"}, {"rep_id": "b", "role": "ae"}]
        coverage = coverage or [
            {"rep_id": "a", "territory_id": "t", "share": 0.75},
            {"rep_id": "b", "territory_id": "t", "share": 0.25},
        ]
        rows = [{"row_id": str(i), "territory_id": "t", **LEVER, **d} for i, d in enumerate(deals)]
        potential = [{"territory_id": "t", "lever": "new_customers", "potential": 1000}]
        tables = {"potential": potential, "stages": RATES, **tables}
        return tiny.world_of(reps=reps, coverage=coverage, pipeline=rows, **tables).figures

    return make


def test_a_present_owner_takes_his_deal(opened):
    found = opened([{"rep_id": "b", "amount": 100, "expected_close": "2027-04-01"}])
    assert found.cells["open"].tolist() == [0, 100]
    assert found.open_worth.tolist() == [[0, 0, 0, 0], [0, 50, 0, 0]]
    assert found.pairs["rest"].tolist() == [900]


def test_others_take_by_the_shares_of_the_day(opened):
    found = opened([{"amount": 100, "expected_close": "2027-12-31"}])
    assert found.cells["open"].tolist() == [75, 25]
    assert found.open_worth[:, 3].tolist() == [37.5, 12.5]


def test_an_absent_owners_deal_goes_to_those_present(opened):
    reps = [{"rep_id": "a", "role": "ae", "end_date": "2027-01-31"}, {"rep_id": "b", "role": "ae"}]
    found = opened([{"rep_id": "a", "amount": 100, "expected_close": "2027-03-01"}], reps)
    assert found.cells["open"].tolist() == [0, 100]


def test_a_deal_that_nobody_can_take_stays_in_rest(opened):
    cover = [
        {"rep_id": "a", "territory_id": "t", "share": 1, "end_date": "2027-01-31"},
        {"rep_id": "b", "territory_id": "t", "share": 0},
    ]
    found = opened([{"amount": 2000, "expected_close": "2027-03-01"}], coverage=cover)
    assert found.cells["open"].tolist() == [0, 0]
    # potential is never below what is open, taken or not
    assert found.pairs[["potential", "open_amount", "rest"]].to_numpy().tolist() == [
        [2000, 0, 2000]
    ]


def test_empty_shares_split_the_rest_of_a_closing_day(opened):
    cover = [
        {"rep_id": "a", "territory_id": "t", "share": 0.8},
        {"rep_id": "b", "territory_id": "t"},
    ]
    found = opened([{"amount": 100, "expected_close": "2027-03-01"}], coverage=cover)
    assert found.cells["open"].tolist() == pytest.approx([80, 20])


def test_a_deal_closes_a_mean_cycle_after_it_was_created(opened):
    cycle = {"row_id": "1", "lever": "new_customers", "opportunities": 10, "wins": 2}
    found = opened(
        [{"amount": 100, "created": "2026-12-01"}], history=[{**cycle, "cycle_days": 121.9}]
    )
    # 121 days after the first of December is the first of April
    assert found.open_worth.sum(axis=0).tolist() == [0, 50, 0, 0]


def test_a_deal_outside_the_horizon_counts_nowhere(opened):
    found = opened([{"rep_id": "a", "amount": 5000, "expected_close": "2028-01-01"}])
    assert found.cells["open"].sum() == 0
    assert found.pairs["potential"].tolist() == [1000]


def test_a_deal_without_dates_is_spread_over_the_days(opened):
    reps = [{"rep_id": "a", "role": "ae"}, {"rep_id": "b", "role": "ae", "end_date": "2027-02-14"}]
    found = opened([{"rep_id": "b", "amount": 400}], reps)
    # 100 a quarter; of the first quarter's 90 days the owner is there on 45
    assert found.cells["open"].tolist() == pytest.approx([350, 50])
    assert found.open_worth.sum(axis=0).tolist() == pytest.approx([50, 50, 50, 50])


def test_a_stage_without_a_rate_takes_the_conversion(opened):
    found = opened([{"rep_id": "a", "stage": "x", "amount": 100, "expected_close": "2027-01-01"}])
    assert found.open_worth[0].tolist() == [25, 0, 0, 0]


def test_hours_behind_open_deals_are_already_spent(opened):
    effort = [
        {"role": "ae", "lever": "new_customers", "hours_per_opportunity": 30, "deal_size": 60}
    ]
    deal = {"rep_id": "a", "amount": 100, "expected_close": "2027-01-01"}
    found = opened([deal], effort=effort)
    # effort 30 / (0.25 x 60) = 2 hours; 2 x 100 x 0.5 x 0.5
    assert found.done.tolist() == [[50, 0, 0, 0], [0, 0, 0, 0]]

import numpy as np
import pytest

from allocator.certify import evidence, rates

OPEN = {"opportunities": 10, "lever": "new_customers"}


@pytest.fixture
def read(tiny):
    def make(history, reps=None, **tables):
        reps = reps or [{"rep_id": r, "role": "ae", "segment": "s"} for r in "ab"]
        rows = [{"row_id": str(i), **row} for i, row in enumerate(history)]
        return evidence.read(tiny.inputs(reps=reps, history=rows, **tables))

    return make


def conv(read):
    found = rates.conversions(read, read.tables["reps"])
    return dict(zip(found["rep"], found["conv"], strict=True)), found


def test_shrinkage_towards_peers_in_closed_form(read):
    given = read([{**OPEN, "rep_id": "a", "wins": 2}, {**OPEN, "rep_id": "b", "wins": 6}])
    found, frame = conv(given)
    # m = 8/20, rho = (0.8/0.24 - 1) / (20 - 10 - 1) = 7/27, M = 27/7 - 1 = 20/7
    assert frame["prior_mean"].tolist() == pytest.approx([0.4, 0.4])
    assert frame["prior_weight"].tolist() == pytest.approx([20 / 7, 20 / 7])
    assert found["a"] == pytest.approx((20 / 7 * 0.4 + 2) / (20 / 7 + 10))


@pytest.mark.parametrize(
    ("wins", "tries", "mean", "weight"),
    [
        ([2], [10], 0.2, 20),
        ([0, 1], [1, 1], 0.5, 2),
        ([2, 2], [10, 10], 0.2, 1000),
        ([0, 10], [10, 10], 0.5, 2),
        ([0, 0], [10, 9], 0.5 / 20, 1000),
        ([10, 9], [10, 9], 19.5 / 20, 1000),
    ],
)
def test_the_priors_weight_at_every_turn(wins, tries, mean, weight):
    found = rates.prior(np.array(wins, float), np.array(tries, float))
    assert found == pytest.approx((mean, weight))


def test_nobody_has_a_record(read):
    found, frame = conv(read([]))
    assert found == {"a": 0.25, "b": 0.25}
    assert frame["prior_weight"].tolist() == [20, 20]


def test_who_has_no_peer_in_his_segment_looks_at_the_role(read):
    reps = [{"rep_id": "a", "role": "ae", "segment": "x"}, {"rep_id": "b", "role": "ae"}]
    found, _ = conv(read([{**OPEN, "rep_id": "b", "wins": 4}], reps))
    # a has no record: one peer in the role, so the mean is 0.4 and a stands at it
    assert found["a"] == pytest.approx(0.4)


def test_rows_without_a_rep_are_one_peer_a_segment(read):
    given = read(
        [
            {**OPEN, "segment": "s", "wins": 2},
            {**OPEN, "segment": "s", "wins": 4},
            {**OPEN, "segment": "other", "wins": 9},
        ]
    )
    _, frame = conv(given)
    assert frame["prior_mean"].tolist() == pytest.approx([0.3, 0.3])
    assert frame["prior_weight"].tolist() == [20, 20]


def test_a_lever_without_a_role_record_looks_at_the_lever(tiny):
    roles = {
        "ae": tiny.role({"new_customers": "primary"}),
        "am": tiny.role({"new_customers": "primary"}),
    }
    reps = [{"rep_id": "a", "role": "ae"}, {"rep_id": "m", "role": "am"}]
    rows = [{"row_id": "1", **OPEN, "rep_id": "m", "wins": 4}]
    given = evidence.read(tiny.inputs(tiny.scenario(roles=roles), reps=reps, history=rows))
    found, _ = conv(given)
    assert found["a"] == pytest.approx(0.4)


def test_the_window_begins_24_months_before_and_ends_at_the_horizon(read):
    given = read(
        [
            {**OPEN, "rep_id": "a", "wins": 1, "period": "2024-12-31"},
            {**OPEN, "rep_id": "a", "wins": 2, "period": "2025-01-01"},
            {**OPEN, "rep_id": "a", "wins": 3, "period": "2026-12-31"},
            {**OPEN, "rep_id": "a", "wins": 4, "period": "2027-01-01"},
            {**OPEN, "rep_id": "a", "wins": 5},
        ]
    )
    assert rates.window(given)["wins"].tolist() == [2, 3, 5]


def test_cycle_is_weighted_by_opportunities(read):
    given = read(
        [
            {"lever": "new_customers", "opportunities": 10, "wins": 1, "cycle_days": 30},
            {"lever": "new_customers", "opportunities": 20, "wins": 1, "cycle_days": 60},
            {"lever": "new_customers", "opportunities": 0, "wins": 0, "cycle_days": 900},
            {"lever": "new_customers", "opportunities": 5, "wins": 1},
        ]
    )
    assert rates.cycles(given).tolist() == pytest.approx([50])
    # 50 days of 91.25 a quarter
    assert rates.lags(rates.cycles(given), given).tolist() == [1]
    assert np.isnan(rates.cycles(read([]))).all()
    assert rates.lags(rates.cycles(read([])), given).tolist() == [0]


def test_stage_rates_as_stated_else_from_history(read):
    given = read(
        [
            {**OPEN, "stage": "demo", "wins": 4},
            {**OPEN, "stage": "offer", "wins": 9},
            {"lever": "new_customers", "stage": "lost", "opportunities": 0, "wins": 0},
        ],
        stages=[{"stage": "offer", "win_rate": 0.5}, {"stage": "new", "win_rate": 0.1}],
    )
    assert rates.stage_rates(given).to_dict() == {"demo": 0.4, "new": 0.1, "offer": 0.5}


def test_deal_size_of_effort_else_of_history_else_none(read):
    won = {**OPEN, "wins": 4, "amount_won": 200}
    sizes = rates.deal_sizes(read([won], effort=[_effort(deal_size=80)]))
    assert sizes[["size", "per_money"]].to_numpy().tolist() == [[80, 30 / 80]]
    sizes = rates.deal_sizes(read([won], effort=[_effort()]))
    assert sizes[["size", "per_money"]].to_numpy().tolist() == [[50, 30 / 50]]
    sizes = rates.deal_sizes(read([], effort=[_effort()]))
    assert sizes[["size", "per_money"]].to_numpy().tolist() == [[0, 0]]


def _effort(**changes):
    return {"role": "ae", "lever": "new_customers", "hours_per_opportunity": 30, **changes}

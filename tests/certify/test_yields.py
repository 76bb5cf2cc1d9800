import pytest

LEVER = "new_customers"


def people(*more):
    return [{"rep_id": name, "role": "ae", **extra} for name, extra in more]


def potential(**money):
    return [{"territory_id": t, "lever": LEVER, "potential": v} for t, v in money.items()]


def test_expected_yield_of_one_rep(tiny):
    here = tiny.world_of(reps=people(("a", {})), potential=potential(a=1000))
    # 0.25 x 1000 x 1 x 0.25 a quarter
    assert here.figures.expected.tolist() == [[62.5] * 4]
    assert here.figures.fair.tolist() == [[250] * 4]
    assert here.figures.cells["worked"].tolist() == [1000]
    assert here.figures.cells["win_share"].tolist() == [0.25]


def test_late_work_does_not_close_inside_the_horizon(tiny):
    cycle = [
        {"row_id": "1", "lever": LEVER, "opportunities": 4, "wins": 1, "cycle_days": 46},
    ]
    here = tiny.world_of(reps=people(("a", {})), potential=potential(a=1000), history=cycle)
    # of the last quarter's 92 days the first 46 still close
    assert here.figures.inside.tolist() == [[1, 1, 1, 0.5]]
    assert here.figures.expected[0].tolist() == pytest.approx([62.5, 62.5, 62.5, 31.25])


def test_hours_cut_everything_alike(tiny):
    roles = {"ae": tiny.role({LEVER: "primary"}, selling_hours_per_month=10)}
    effort = [{"role": "ae", "lever": LEVER, "hours_per_opportunity": 30, "deal_size": 50}]
    policy = tiny.model({"capacity": {"utilisation": 0.85, "limit": 1.0}})
    tables = {"reps": people(("a", {})), "potential": potential(a=1000), "effort": effort}
    here = tiny.world_of(tiny.scenario(roles=roles), policy, **tables)
    # 2.4 hours for one unit of money, 600 hours for all, 0.85 x 120 there
    assert here.figures.cells["effort"].tolist() == [2.4]
    assert here.people["cut"].tolist() == pytest.approx([0.17])
    assert here.people["y"].tolist() == pytest.approx([42.5])
    rate = 42.5**2 * 0.75 / 0.25 / 21
    assert here.people["variance"].tolist() == pytest.approx([rate + 42.5 * 50])
    off = tiny.world_of(tiny.scenario(roles=roles), **tables)
    assert off.people["cut"].tolist() == [1]


def test_variation_is_never_below_a_twentieth(tiny):
    sure = [{"row_id": "1", "rep_id": "a", "lever": LEVER, "opportunities": 10**6, "wins": 500000}]
    here = tiny.world_of(reps=people(("a", {})), potential=potential(a=1000), history=sure)
    y = here.people["y"].iloc[0]
    assert here.people["variance"].iloc[0] == pytest.approx((0.05 * y) ** 2)


def test_fair_share_splits_the_target_by_attainable_yield(tiny):
    here = tiny.world_of(reps=people(("a", {}), ("b", {})), potential=potential(a=1000, b=3000))
    assert here.people["fair"].tolist() == pytest.approx([250, 750])


def test_without_potential_the_target_is_split_by_work(tiny):
    here = tiny.world_of(reps=people(("a", {}), ("b", {"fte": 0.5})))
    assert here.people["y"].tolist() == pytest.approx([2000 / 3, 1000 / 3])
    assert here.figures.pairs["rest"].tolist() == [0, 0]
    assert here.figures.cells["win_share"].tolist() == [0.25, 0.25]


def test_without_potential_open_deals_come_first(tiny):
    deal = [
        {"row_id": "1", "territory_id": "a", "lever": LEVER, "stage": "x", "rep_id": "a",
         "amount": 800, "expected_close": "2027-01-01"},
    ]  # fmt: skip
    here = tiny.world_of(reps=people(("a", {}), ("b", {})), pipeline=deal)
    # 200 are in the pipeline, the remaining 800 are split evenly
    assert here.people["y"].tolist() == pytest.approx([200 + 400, 400])


def test_a_lever_of_zero_asks_for_nothing(tiny):
    levers = {LEVER: {"amount": 0.0, "priority": 1, "over_assignment": 0.0}}
    target = {"levers": levers, "seasonality": {LEVER: [0.25] * 4}}
    here = tiny.world_of(tiny.scenario(target=target), reps=people(("a", {})))
    assert here.figures.fair.sum() == 0
    assert here.x.empty

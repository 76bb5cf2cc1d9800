"""Every family's rows on worlds small enough to write them down."""

import numpy as np
import pytest

from allocator.certify import program

LEVER = "new_customers"
DAY = "2027-01-01"
INF = np.inf


@pytest.fixture
def make(tiny):
    """Two reps of yield 250 and 750 (fair alike), each in his own territory."""

    def build(families=None, *, changes=(), reps=None, given=None, **tables):
        rows = reps or [{"rep_id": "a", "role": "ae"}, {"rep_id": "b", "role": "ae"}]
        for at, extra in changes:
            rows[at].update(extra)
        money = [
            {"territory_id": "a", "lever": LEVER, "potential": 1000},
            {"territory_id": "b", "lever": LEVER, "potential": 3000},
        ]
        tables = {"potential": money, **tables}
        here = tiny.world_of(given, tiny.model(families), reps=rows, **tables)
        return here, program.base(here)

    return build


def quarter(rep, day=DAY):
    return f"x {rep}/{rep}/{LEVER}/{day}"


def test_lever_totals_and_quota(make, tiny):
    _, book = make()
    found = tiny.coefficients(book, "lever_totals", f"{LEVER}/{DAY}")
    assert found == ({quarter("a"): 1, quarter("b"): 1, f"u {LEVER}/{DAY}": 1}, 250, 250)
    parts, lower, upper = tiny.coefficients(book, "quota", "a")
    assert parts == {**{quarter("a", day): 1 for day in tiny.periods}, "q a": -1}
    assert (lower, upper) == (0, 0)
    assert tiny.bounds_of(book)["q a"] == 1000


def test_a_cushion_opens_v(make, tiny):
    given = tiny.scenario()
    given["target"]["levers"][LEVER]["over_assignment"] = 0.1
    _, book = make(given=given)
    parts, lower, _ = tiny.coefficients(book, "lever_totals", f"{LEVER}/{DAY}")
    assert lower == pytest.approx(275)
    assert parts[f"v {LEVER}/{DAY}"] == 1
    assert tiny.bounds_of(book)[f"v {LEVER}/{DAY}"] == pytest.approx(25)
    assert tiny.bounds_of(book)[f"u {LEVER}/{DAY}"] == pytest.approx(250)


def test_forbidden_shortfall_closes_u(make, tiny):
    _, book = make({"lever_totals": {"shortfall": "forbidden"}})
    assert tiny.bounds_of(book)[f"u {LEVER}/{DAY}"] == 0


def test_potential(make, tiny):
    _, book = make({"potential": {"reach": 0.9}})
    parts, lower, upper = tiny.coefficients(book, "potential", f"a/{LEVER}")
    assert parts == {quarter("a", day): 4 for day in tiny.periods}
    assert (lower, upper) == (-INF, 900)
    # the box of x: reach x win share x potential
    assert tiny.bounds_of(book)[quarter("a")] == pytest.approx(225)


def test_a_soft_potential_has_slacks_and_leaves_the_box(make, tiny):
    _, book = make({"potential": {"reach": 0.9, "soft": True}})
    parts, _, _ = tiny.coefficients(book, "potential", f"a/{LEVER}")
    assert parts[f"potential.above a/{LEVER}"] == -1
    bounds = tiny.bounds_of(book)
    assert bounds[quarter("a")] == 250
    assert bounds[f"potential.above a/{LEVER}"] == pytest.approx(4 * 4 * 250 - 900)
    block = next(rows for rows in book.rows if rows.name == "potential")
    assert block.money.tolist() == [0.25, 0.25]


@pytest.fixture
def hours(tiny):
    given = tiny.scenario(roles={"ae": tiny.role({LEVER: "primary"}, selling_hours_per_month=10)})
    effort = [{"role": "ae", "lever": LEVER, "hours_per_opportunity": 30, "deal_size": 50}]
    return {"given": given, "effort": effort}


def test_capacity_counts_hours_up_to_a_period(make, tiny, hours):
    here, book = make({"capacity": {"limit": 2.0}}, **hours)
    parts, lower, upper = tiny.coefficients(book, "capacity", f"a/{tiny.periods[1]}")
    assert parts == {quarter("a", day): 2.4 for day in tiny.periods[:2]}
    assert (lower, upper) == (-INF, 120)
    block = next(rows for rows in book.rows if rows.name == "capacity")
    assert block.money.tolist() == [1 / 2.4] * 8
    assert here.evidence.unit == 1


def test_without_hours_there_is_no_capacity_row(make, tiny):
    _, book = make({"capacity": {}})
    assert tiny.labels_of(book, "capacity") == []


def test_pipeline_feasibility_bounds_quota_and_box(make, tiny):
    _, book = make({"pipeline_feasibility": {"max_stretch": 0.8, "by_lever": True}})
    assert tiny.coefficients(book, "pipeline_feasibility", "a") == ({"q a": 1}, -INF, 200)
    parts, _, upper = tiny.coefficients(book, "pipeline_feasibility.by_lever", f"b/{LEVER}")
    assert parts == {quarter("b", day): 1 for day in tiny.periods}
    assert upper == pytest.approx(600)
    assert tiny.bounds_of(book)[quarter("a")] == 200
    assert tiny.bounds_of(book)["q a"] == 800


def test_the_stretch_of_levers_is_asked_for(make, tiny):
    _, book = make({"pipeline_feasibility": {"max_stretch": 0.8}})
    assert tiny.labels_of(book, "pipeline_feasibility") == ["a", "b"]
    assert tiny.labels_of(book, "pipeline_feasibility.by_lever") == []


def test_attainable_is_a_quantile(make, tiny):
    here, book = make({"attainable": {"min_probability": 0.5}})
    _, lower, upper = tiny.coefficients(book, "attainable", "a")
    y, variance = here.people.loc["a", ["y", "variance"]]
    assert lower == -INF
    # the median of a gamma lies a third of its scale below the mean, nearly
    assert upper == pytest.approx(y - variance / y / 3, rel=0.01)


def test_fairness_band_and_peer_load(make, tiny):
    reps = [{"rep_id": r, "role": "ae"} for r in "abc"]
    here, book = make({"fairness_band": {"band": 0.1}}, reps=reps)
    assert here.people["group"].tolist() == ["ae", "ae", ""]
    parts, lower, upper = tiny.coefficients(book, "fairness_band.upper", "a")
    assert parts == pytest.approx({"q a": 1, "S ae": -275, "fairness_band.upper.above a": -1})
    assert (lower, upper) == (-INF, 0)
    parts, lower, upper = tiny.coefficients(book, "fairness_band.lower", "a")
    assert parts == pytest.approx({"q a": 1, "S ae": -225, "fairness_band.lower.below a": 1})
    assert (lower, upper) == (0, INF)
    parts, _, _ = tiny.coefficients(book, "peer_load", "ae")
    assert parts == pytest.approx({"S ae": 1000, "q a": -1, "q b": -1})
    bounds = tiny.bounds_of(book)
    assert bounds["S ae"] == pytest.approx(2)
    assert bounds["fairness_band.upper.above a"] == pytest.approx(1000)
    assert bounds["fairness_band.lower.below a"] == pytest.approx(450)


def test_a_hard_band_has_no_slack(make, tiny):
    _, book = make({"fairness_band": {"soft": False}})
    assert not any("fairness" in name for name in tiny.names_of(book))


def test_year_over_year(make, tiny):
    _, book = make({"year_over_year": {"soft": False}}, changes=[(0, {"prior_quota": 200})])
    assert tiny.labels_of(book, "year_over_year") == ["a"]
    _, lower, upper = tiny.coefficients(book, "year_over_year", "a")
    assert (lower, upper) == pytest.approx((170, 260))


def test_quota_bounds(make, tiny):
    changes = [(0, {"min_quota": 100}), (1, {"locked_quota": 300})]
    _, book = make(changes=changes)
    assert tiny.coefficients(book, "quota_bounds", "a") == ({"q a": 1}, 100, INF)
    assert tiny.coefficients(book, "quota_bounds", "b") == ({"q b": 1}, 300, 300)


def test_a_floor_without_a_cell_stays_and_cannot_hold(make, tiny):
    reps = [{"rep_id": "a", "role": "ae"}, {"rep_id": "z", "role": "ae", "min_quota": 10}]
    cover = [{"rep_id": "a", "territory_id": "a"}]
    here, book = make(reps=reps, coverage=cover)
    assert here.q.index.tolist() == ["a", "z"]
    assert tiny.bounds_of(book)["q z"] == 0
    assert tiny.coefficients(book, "quota", "z") == ({"q z": -1}, 0, 0)


@pytest.fixture
def two_levers(tiny):
    names = (LEVER, "expansion")
    given = tiny.scenario(roles={"ae": tiny.role(dict.fromkeys(names, "primary"))})
    given["target"]["levers"]["expansion"] = {"amount": 400, "priority": 1, "over_assignment": 0}
    given["target"]["seasonality"]["expansion"] = [0.25] * 4
    return given


def test_lever_mix(make, tiny, two_levers):
    mix = {
        "lever_mix": {"mix": {"ae": {LEVER: [0.2, 0.9], "pricing": [0, 0.5], "expansion": [0, 1]}}}
    }
    money = [
        {"territory_id": r, "lever": lever, "potential": 1000}
        for r in "ab"
        for lever in (LEVER, "expansion")
    ]
    _, book = make(mix, given=two_levers, potential=money)
    assert tiny.labels_of(book, "lever_mix.upper") == [f"a/{LEVER}", f"b/{LEVER}"]
    parts, lower, upper = tiny.coefficients(book, "lever_mix.upper", f"a/{LEVER}")
    assert parts == {**{quarter("a", day): 1 for day in tiny.periods}, "q a": -0.9}
    assert (lower, upper) == (-INF, 0)
    parts, lower, upper = tiny.coefficients(book, "lever_mix.lower", f"a/{LEVER}")
    assert parts["q a"] == -0.2
    assert (lower, upper) == (0, INF)


def test_phasing(make, tiny):
    _, book = make({"phasing": {"band": 0.2}})
    parts, lower, upper = tiny.coefficients(book, "phasing.upper", f"a/{DAY}")
    assert parts == pytest.approx({quarter("a"): 1, "q a": -1.2 * 0.25})
    assert (lower, upper) == (-INF, 0)
    parts, lower, upper = tiny.coefficients(book, "phasing.lower", f"a/{DAY}")
    assert parts == pytest.approx({quarter("a"): 1, "q a": -0.8 * 0.25})
    assert (lower, upper) == (0, INF)
    _, book = make({"phasing": {"band": 1}})
    assert tiny.labels_of(book, "phasing.lower") == []


TREE = [
    {"node_id": "co", "level": "company", "min_target": 10},
    {"node_id": "west", "parent_id": "co", "level": "region", "max_target": 300, "target": 200},
]


@pytest.mark.parametrize(
    ("mode", "labels", "sides"),
    [
        ("interlock", ["co", "west"], (-INF, 300)),
        ("top_down", ["co", "west"], (200, 200)),
        ("bottom_up", [], None),
    ],
)
def test_roll_up(make, tiny, mode, labels, sides):
    family = {"roll_up": {"mode": mode, "over_assignment": {"region": 0.25}, "soft": False}}
    _, book = make(family, changes=[(0, {"node_id": "west"})], hierarchy=TREE)
    assert tiny.labels_of(book, "roll_up") == labels
    if sides:
        parts, lower, upper = tiny.coefficients(book, "roll_up", "west")
        assert parts == {quarter("a", day): 0.8 for day in tiny.periods}
        assert (lower, upper) == sides


def test_top_down_is_soft(make, tiny):
    _, book = make({"roll_up": {"mode": "top_down"}}, hierarchy=TREE)
    bounds = tiny.bounds_of(book)
    # nobody stands under west: the row stays, since it does not hold at nothing
    parts, lower, upper = tiny.coefficients(book, "roll_up", "west")
    assert parts == {"roll_up.above west": -1, "roll_up.below west": 1}
    assert (lower, upper) == (200, 200)
    assert (bounds["roll_up.above west"], bounds["roll_up.below west"]) == (0, 200)


def test_pay_ratio(make, tiny):
    _, book = make({"pay_ratio": {"soft": False}}, changes=[(0, {"ote": 100})])
    assert tiny.labels_of(book, "pay_ratio") == ["a"]
    assert tiny.coefficients(book, "pay_ratio", "a") == ({"q a": 1}, 300, 800)


@pytest.fixture
def desk(tiny):
    """A seller under west, two SDRs at west, supply for the company."""
    roles = {
        "ae": tiny.role({LEVER: "primary"}),
        "sdr": tiny.role({LEVER: "pipeline"}, selling_hours_per_month=20),
    }
    tree = [{"node_id": "co"}, {"node_id": "west", "parent_id": "co"}]
    reps = [
        {"rep_id": "a", "role": "ae", "node_id": "west"},
        {"rep_id": "s", "role": "sdr", "node_id": "west"},
        {"rep_id": "t", "role": "sdr", "node_id": "west", "fte": 0.5},
    ]
    cycle = [{"row_id": "1", "lever": LEVER, "opportunities": 8, "wins": 2, "cycle_days": 91}]
    effort = [{"role": "sdr", "lever": LEVER, "hours_per_opportunity": 5, "deal_size": 50}]
    supply = [
        {"node_id": "co", "lever": LEVER, "period": day, "source": "m", "amount": money}
        for day, money in ((tiny.periods[0], 70), (tiny.periods[1], 7), ("2028-01-01", 9))
    ]
    given = tiny.scenario(roles=roles)
    return {
        "given": given, "reps": reps, "hierarchy": tree, "history": cycle, "effort": effort,
        "supply": supply,
    }  # fmt: skip


def test_pipeline_supply_and_hours(make, tiny, desk):
    _, book = make({"pipeline_supply": {"self_sourced": {"ae": 0.5}}}, **desk)
    first, second = tiny.periods[:2]
    # a cycle of one period: what closes in the second quarter was supplied in the first
    found = tiny.coefficients(book, "pipeline_supply", f"co/{LEVER}/{first}")
    assert found == ({quarter("a", first): 2}, -INF, 0)
    parts, _, upper = tiny.coefficients(book, "pipeline_supply", f"co/{LEVER}/{second}")
    day = f"W west/sdr/{LEVER}/{first}"
    assert parts == {quarter("a", first): 2, quarter("a", second): 2, day: -1}
    assert upper == 70
    assert tiny.coefficients(book, "pipeline_supply", f"west/{LEVER}/{second}")[2] == 0
    # 0.1 hours for one of pipeline, 60 + 30 hours a quarter
    found = tiny.coefficients(book, "pipeline_hours", f"west/sdr/{first}")
    assert found == ({day: 0.1}, -INF, 90)
    assert tiny.bounds_of(book)[day] == pytest.approx(900)
    block = next(rows for rows in book.rows if rows.name == "pipeline_supply")
    assert block.money.tolist() == [0.25] * 8


def test_w_without_effort_is_bounded_by_what_can_be_asked(make, tiny, desk):
    del desk["effort"]
    _, book = make({"pipeline_supply": {}}, **desk)
    # four quarters of 250 over a conversion of a quarter
    assert tiny.bounds_of(book)[f"W west/sdr/{LEVER}/{DAY}"] == pytest.approx(4000)
    assert tiny.labels_of(book, "pipeline_hours") == []


def test_w_without_a_limit_of_hours_is_bounded_alike(make, tiny, desk):
    desk["given"]["roles"]["sdr"]["selling_hours_per_month"] = None
    _, book = make({"pipeline_supply": {}}, **desk)
    assert tiny.bounds_of(book)[f"W west/sdr/{LEVER}/{DAY}"] == pytest.approx(4000)


def test_who_sources_everything_himself_needs_no_row(make, tiny, desk):
    _, book = make({"pipeline_supply": {"self_sourced": {"ae": 1.0}}}, **desk)
    assert tiny.labels_of(book, "pipeline_supply") == []


def test_order_of_blocks(tiny):
    here = tiny.world_of(**tiny.rich())
    book = program.base(here)
    assert [block.name for block in book.rows] == [
        "lever_totals", "quota", "peer_load", "potential", "capacity", "pipeline_feasibility",
        "pipeline_feasibility.by_lever", "attainable", "fairness_band.upper",
        "fairness_band.lower", "year_over_year", "quota_bounds", "lever_mix.upper",
        "lever_mix.lower", "phasing.upper", "phasing.lower", "roll_up", "pay_ratio",
        "pipeline_supply", "pipeline_hours",
    ]  # fmt: skip
    assert list(book.blocks) == [
        "x", "u", "v", "q", "S", "W", "fairness_band.upper.above", "fairness_band.lower.below",
        "year_over_year.above", "year_over_year.below", "pay_ratio.above", "pay_ratio.below",
    ]  # fmt: skip

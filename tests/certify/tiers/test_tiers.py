"""What every tier adds and minimises, on two reps of yield 250 and 750."""

import numpy as np
import pytest

from allocator.certify import program
from allocator.certify.tiers.expected_value import expected_minimum
from allocator.domain.proof import Proof, TierProof

LEVER = "new_customers"
DAY = "2027-01-01"
INF = np.inf


@pytest.fixture
def make(tiny):
    def build(tiers, families=None, *, changes=(), given=None, proof=None, **tables):
        rows = [{"rep_id": "a", "role": "ae"}, {"rep_id": "b", "role": "ae"}]
        for at, extra in changes:
            rows[at].update(extra)
        money = [
            {"territory_id": "a", "lever": LEVER, "potential": 1000},
            {"territory_id": "b", "lever": LEVER, "potential": 3000},
        ]
        tables = {"potential": money, **tables}
        here = tiny.world_of(given, tiny.model(families, tiers), reps=rows, **tables)
        return here, program.rebuild(here, proof)

    return build


def names(rebuilt):
    return [goal.name for goal in rebuilt.objectives]


@pytest.fixture
def priorities(tiny):
    given = tiny.scenario(
        roles={"ae": tiny.role({LEVER: "primary", "pricing": "primary", "channel": "primary"})}
    )
    levers, seasons = given["target"]["levers"], given["target"]["seasonality"]
    levers["pricing"] = {"amount": 600, "priority": 3, "over_assignment": 0.1}
    levers["channel"] = {"amount": 0, "priority": 2, "over_assignment": 0}
    seasons["pricing"] = seasons["channel"] = [0.25] * 4
    return given


def test_one_shortfall_tier_a_priority(make, tiny, priorities):
    _, found = make(["shortfall", "closest"], given=priorities)
    assert names(found) == ["shortfall:1", "shortfall:3", "cushion", "closest"]
    assert tiny.costs(found.book, found.objectives[0]) == pytest.approx(
        {f"u {LEVER}/{day}": 1 / 1600 for day in tiny.periods}
    )
    assert tiny.costs(found.book, found.objectives[2]) == pytest.approx(
        {f"v pricing/{day}": 0.5 / 1600 for day in tiny.periods}
    )


@pytest.mark.parametrize(
    ("tiers", "order"),
    [
        (["shortfall", "breaches"], ["shortfall:1", "shortfall:3", "breaches"]),
        (["breaches", "shortfall"], ["shortfall:1", "shortfall:3", "cushion"]),
        (["closest"], ["cushion", "closest"]),
        (["breaches"], ["breaches"]),
    ],
)
def test_where_the_cushion_stands(make, tiny, priorities, tiers, order):
    _, found = make(tiers, given=priorities)
    assert names(found) == order
    if names(found)[-1] == "breaches":
        assert f"v pricing/{DAY}" in tiny.costs(found.book, found.objectives[-1])


def test_the_cushions_price(make, tiny, priorities):
    family = {"roll_up": {"cushion_price": 0.25}}
    _, found = make(["closest"], family, given=priorities)
    costs = tiny.costs(found.book, found.objectives[0])
    assert costs[f"v pricing/{DAY}"] == pytest.approx(0.25 / 1600)


def test_over_stretch(make, tiny):
    _, found = make(["over_stretch"], changes=[(1, {"locked_quota": 400})])
    book, goal = found.book, found.objectives[0]
    parts, lower, upper = tiny.coefficients(book, "over_stretch", "a")
    assert parts == {"q a": 1, "t a": -1, "eta": -250}
    assert (lower, upper) == (-INF, 0)
    assert tiny.labels_of(book, "over_stretch") == ["a"]
    assert tiny.costs(book, goal) == pytest.approx({"eta": 1, "t a": 1 / 25})
    bounds = tiny.bounds_of(book)
    assert (bounds["eta"], bounds["t a"]) == (4, 1000)


def test_over_stretch_of_nobody_is_left_out(make):
    decided = [(0, {"locked_quota": 10}), (1, {"locked_quota": 10})]
    _, found = make(["over_stretch", "closest"], changes=decided)
    assert names(found) == ["closest"]


def test_without_potential_there_is_no_stretch(tiny):
    policy = tiny.model(tiers=["over_stretch", "leximin", "expected_value", "closest"])
    here = tiny.world_of(given_model=policy, reps=[{"rep_id": "a", "role": "ae"}])
    assert names(program.rebuild(here, None)) == ["closest"]


def told(name, columns, rows, locked):
    signs = np.zeros(rows, np.int8)
    signs[rows - len(locked) :] = locked
    return TierProof(
        name, columns, rows, 0.0, np.zeros(columns), np.zeros(rows),
        np.zeros(columns, np.int8), signs, INF, np.zeros(0),
    )  # fmt: skip


def test_leximin_goes_on_without_the_blocked(make, tiny):
    _, first = make(["leximin"])
    size = (first.objectives[0].columns, first.objectives[0].rows)
    assert names(first) == ["leximin:1"]
    proof = Proof(None, None, (told("leximin:1", *size, [0, 1]),))
    _, found = make(["leximin"], proof=proof)
    book = found.book
    assert names(found) == ["leximin:1", "leximin:2"]
    assert tiny.labels_of(book, "leximin:2") == ["a"]
    parts, lower, upper = tiny.coefficients(book, "leximin:1", "b")
    assert parts == {"q b": 1, "theta 1": -750}
    assert (lower, upper) == (-INF, 0)
    assert tiny.costs(book, found.objectives[1]) == {"theta 2": 1}
    assert tiny.bounds_of(book)["theta 2"] == 4


@pytest.mark.parametrize(("locked", "rounds"), [([0, 0], 1), ([1, 1], 1)])
def test_leximin_ends(make, locked, rounds):
    _, first = make(["leximin"])
    size = (first.objectives[0].columns, first.objectives[0].rows)
    _, found = make(["leximin"], proof=Proof(None, None, (told("leximin:1", *size, locked),)))
    assert len(names(found)) == rounds


def test_breaches_price_slacks_in_money(make, tiny):
    families = {
        "potential": {"reach": 0.5, "soft": True, "price": 2},
        "year_over_year": {"soft": True, "price": 3},
    }
    _, found = make(["breaches"], families, changes=[(0, {"prior_quota": 100})])
    costs = tiny.costs(found.book, found.objectives[0])
    assert costs == pytest.approx(
        {
            f"potential.above a/{LEVER}": 2 * 0.25 / 1000,
            f"potential.above b/{LEVER}": 2 * 0.25 / 1000,
            "year_over_year.above a": 3 / 1000,
            "year_over_year.below a": 3 / 1000,
        }
    )


def test_breaches_without_a_soft_row_are_left_out(make):
    _, found = make(["breaches", "closest"])
    assert names(found) == ["closest"]


def test_mean_deviation_brings_its_group(make, tiny):
    _, found = make(["mean_deviation"])
    book = found.book
    parts, lower, upper = tiny.coefficients(book, "load", "b")
    assert parts == pytest.approx({"q b": 1, "S ae": -750, "over b": -750, "under b": 750})
    assert (lower, upper) == (0, 0)
    costs = tiny.costs(book, found.objectives[0])
    assert costs == pytest.approx(
        {"over a": 0.25, "over b": 0.75, "under a": 0.25, "under b": 0.75}
    )
    bounds = tiny.bounds_of(book)
    assert (bounds["S ae"], bounds["over a"], bounds["under a"]) == pytest.approx((2, 4, 2))
    assert tiny.labels_of(book, "peer_load") == ["ae"]


def test_the_group_is_made_once(make, tiny):
    _, found = make(["mean_deviation", "between_groups"], {"fairness_band": {}})
    assert tiny.labels_of(found.book, "peer_load") == ["ae"]


def test_between_groups(make, tiny):
    _, found = make(["between_groups"])
    book = found.book
    assert tiny.coefficients(book, "all_load", "")[0] == pytest.approx(
        {"S_all": 1000, "S ae": -1000}
    )
    assert tiny.coefficients(book, "group_load", "ae")[0] == {
        "S ae": 1, "S_all": -1, "group_over ae": -1, "group_under ae": 1,
    }  # fmt: skip
    costs = tiny.costs(book, found.objectives[0])
    assert costs == pytest.approx({"group_over ae": 1, "group_under ae": 1})


def test_deviation_of_nobody_is_left_out(make):
    decided = [(0, {"locked_quota": 10}), (1, {"locked_quota": 10})]
    _, found = make(["mean_deviation", "between_groups", "closest"], changes=decided)
    assert names(found) == ["closest"]


TREE = [{"node_id": "co", "proposed": 900}]


def test_disruption(make, tiny):
    prices = {"disruption": {"prior_price": 2, "proposed_price": 3}}
    changes = [(0, {"prior_quota": 100}), (1, {"proposed_quota": 300})]
    _, found = make([prices], changes=changes, hierarchy=TREE)
    book = found.book
    assert tiny.coefficients(book, "prior", "a") == (
        {"q a": 1, "prior_more a": -1, "prior_less a": 1}, 100, 100,
    )  # fmt: skip
    assert tiny.coefficients(book, "proposed", "b")[1:] == (300, 300)
    parts, lower, _ = tiny.coefficients(book, "node_proposed", "co")
    assert lower == 900
    assert parts[f"x a/a/{LEVER}/{DAY}"] == 1
    costs = tiny.costs(book, found.objectives[0])
    assert costs["prior_more a"] == pytest.approx(0.002)
    assert costs["node_less co"] == costs["proposed_less b"] == pytest.approx(0.003)
    bounds = tiny.bounds_of(book)
    assert (bounds["prior_less a"], bounds["prior_more a"]) == (100, 1000)
    assert (bounds["node_more co"], bounds["node_less co"]) == (2000, 900)


def test_a_price_of_zero_adds_nothing(make):
    changes = [(0, {"prior_quota": 100, "proposed_quota": 300})]
    free = {"disruption": {"prior_price": 0}}
    _, found = make([free], changes=changes, hierarchy=TREE)
    assert "prior_more" not in found.book.blocks
    free = {"disruption": {"proposed_price": 0}}
    _, found = make([free], changes=changes, hierarchy=TREE)
    assert set(found.book.blocks) & {"node_more", "proposed_more", "prior_more"} == {"prior_more"}


def test_expected_value(make, tiny):
    here, found = make(["expected_value"])
    book = found.book
    bounds = tiny.bounds_of(book)
    assert bounds["piece a/0"] == pytest.approx(62.5)
    assert bounds["piece a/11"] == 1000
    costs = tiny.costs(book, found.objectives[0])
    slopes = [-1000 * costs[f"piece a/{n}"] for n in range(11)]
    # from nearly certain to hardly ever, and nothing for the last
    assert slopes == sorted(slopes, reverse=True)
    assert 0.8 < slopes[0] < 1
    assert "piece a/11" not in costs
    parts, _, _ = tiny.coefficients(book, "expected_value", "a")
    assert parts == {**{f"piece a/{n}": 1 for n in range(12)}, "q a": -1}
    assert here.people["y"].tolist() == pytest.approx([250, 750])


def test_expected_minimum_of_a_gamma():
    mean, variance = np.array([1.0]), np.array([1.0])
    # an exponential: E min(Y, b) = 1 - exp(-b)
    found = expected_minimum(mean, variance, np.array([0.7]))
    assert found == pytest.approx([1 - np.exp(-0.7)])


def test_closest(make):
    _, found = make(["closest"])
    goal = found.objectives[0]
    assert goal.quadratic
    assert goal.fair.tolist() == [62.5] * 4 + [187.5] * 4
    off = np.concatenate([goal.fair, np.zeros(goal.columns - 8)])
    off[0] += 10
    assert goal.value(off) == pytest.approx(100 / 62.5 / 2 / 1000)


def test_an_unknown_tier_is_refused(make):
    with pytest.raises(ValueError, match="later"):
        make(["later"])

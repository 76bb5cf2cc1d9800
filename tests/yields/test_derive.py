"""Laws of the whole derivation on random worlds, and a plain reckoning day by day beside it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allocator.domain.calendar import Horizon
from allocator.domain.tables import Tables
from allocator.yields.derive import derive

HORIZON = Horizon(date(2027, 1, 1), 3, "month")
LEVERS = ("new_customers", "expansion")
MONEY = {
    "potential": ["potential"],
    "pipeline": ["amount"],
    "history": ["amount_won"],
    "effort": ["deal_size"],
}
SCALE_AS_MONEY = {
    "target", "yield_total", "deal_size", "potential", "open_amount", "rest",
    "cell_open_amount", "worked", "open_worth", "expected", "attainable", "fair",
}  # fmt: skip

quick = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)


def days(draw, low=-40, high=130):
    return HORIZON.start + timedelta(days=draw(st.integers(low, high)))


def maybe(draw, value):
    return value if draw(st.booleans()) else None


@st.composite
def rows(draw):
    """Draw tables of a few reps, territories, absences, deals and records."""
    people = [f"r{n}" for n in range(draw(st.integers(1, 4)))]
    grounds = [f"t{n}" for n in range(draw(st.integers(1, 3)))]
    share = st.sampled_from([0.1, 0.2, 0.3])
    count = st.integers(0, 30)
    reps = []
    for name in people:
        start = maybe(draw, days(draw))
        reps.append(
            {
                "rep_id": name,
                "role": draw(st.sampled_from(["both", "hunter", "helper"])),
                "segment": draw(st.sampled_from(["", "smb"])),
                "start_date": start,
                "end_date": maybe(draw, days(draw, 20)),
                "fte": maybe(draw, draw(st.sampled_from([0.5, 0.8]))),
            }
        )
    absences = [
        {
            "rep_id": draw(st.sampled_from(people)),
            "start_date": HORIZON.start + timedelta(days=first),
            "end_date": maybe(draw, HORIZON.start + timedelta(days=first + 9)),
            "share": maybe(draw, draw(share)),
        }
        for first in draw(st.lists(st.integers(-5, 80), max_size=3, unique=True))
    ]
    pairs = draw(
        st.lists(
            st.tuples(st.sampled_from(people), st.sampled_from(grounds)), max_size=6, unique=True
        )
    )
    coverage = [
        {
            "rep_id": rep,
            "territory_id": ground,
            "start_date": maybe(draw, days(draw, -10, 60)),
            "end_date": maybe(draw, days(draw, 61, 100)),
            "share": maybe(draw, draw(share)),
        }
        for rep, ground in pairs
    ]
    potential = [
        {"territory_id": ground, "lever": lever, "potential": float(draw(st.integers(0, 10**6)))}
        for ground in grounds
        for lever in LEVERS
        if draw(st.booleans())
    ]
    pipeline = [
        {
            "row_id": str(n),
            "territory_id": draw(st.sampled_from(grounds)),
            "lever": draw(st.sampled_from(LEVERS)),
            "stage": draw(st.sampled_from(["offer", "demo"])),
            "rep_id": maybe(draw, draw(st.sampled_from(people))),
            "amount": draw(st.integers(1, 10**6)) / 100,
            "created": maybe(draw, days(draw, -40, -1)),
            "expected_close": maybe(draw, days(draw, -9, 95)),
        }
        for n in range(draw(st.integers(0, 6)))
    ]
    history = [
        {
            "row_id": str(n),
            "rep_id": maybe(draw, draw(st.sampled_from(people))),
            "segment": draw(st.sampled_from(["", "smb"])),
            "lever": draw(st.sampled_from(LEVERS)),
            "stage": maybe(draw, "demo"),
            "opportunities": (tried := draw(count)),
            "wins": draw(st.integers(0, tried)),
            "amount_won": maybe(draw, draw(st.integers(1, 10**6)) / 100),
            "cycle_days": maybe(draw, draw(st.integers(1, 60)) / 2),
        }
        for n in range(draw(st.integers(0, 8)))
    ]
    tables = {
        "reps": reps,
        "absences": absences,
        "coverage": coverage,
        "history": history,
        "pipeline": pipeline,
        "stages": [{"stage": "offer", "win_rate": 0.3}],
        "effort": [
            {"role": "both", "lever": LEVERS[0], "hours_per_opportunity": 4.0, "deal_size": 900.0},
            {"role": "both", "lever": LEVERS[1], "hours_per_opportunity": 4.0},
        ],
    }
    return tables | ({"potential": potential} if draw(st.booleans()) else {})


def scenario_of(world, make_role, tables, scale=1.0):
    return world(
        tables,
        targets={LEVERS[0]: 4e5 * scale, LEVERS[1]: 1e5 * scale},
        season=(0.2, 0.3, 0.5),
        horizon=HORIZON,
        roles=(
            make_role("both", *LEVERS, hours=40, ramp=(0.0, 0.5, 1.0)),
            make_role("hunter", LEVERS[0]),
            make_role("helper", LEVERS[0], credit="overlay"),
        ),
        families={"capacity": {}},
    )


def leaves(value, path=""):
    """Give every figure of nested dataclasses by its path."""
    if is_dataclass(value):
        for part in fields(value):
            yield from leaves(getattr(value, part.name), f"{path}.{part.name}")
    else:
        yield path, value


def same(one, other):
    if isinstance(one, np.ndarray) and one.dtype != object:
        return one.shape == other.shape and one.tobytes() == other.tobytes()
    if isinstance(one, np.ndarray):
        return one.tolist() == other.tolist()
    return one == other


@quick
@given(rows(), st.randoms(use_true_random=False))
def test_rows_in_any_order_give_the_same_bits(world, make_role, tables, random):
    shuffled = {name: random.sample(rows, len(rows)) for name, rows in tables.items()}
    one = derive(scenario_of(world, make_role, tables))
    other = derive(scenario_of(world, make_role, shuffled))
    for (path, left), (_, right) in zip(leaves(one), leaves(other), strict=True):
        assert same(left, right), path


@pytest.mark.parametrize("seed", range(4))
def test_long_sums_of_odd_figures_give_the_same_bits_in_any_order(world, make_role, seed):
    odd = np.random.default_rng(1).random(60).tolist()
    people = [f"r{n:02}" for n in range(30)]
    tables = {
        "reps": [{"rep_id": name, "role": "both"} for name in people],
        # Thirty short shares of one territory, and thirty odd hours away of one rep.
        "coverage": [
            {"rep_id": name, "territory_id": "t", "share": odd[n] / 40, "end_date": "2027-03-30"}
            for n, name in enumerate(people[:-1])
        ]
        + [{"rep_id": people[-1], "territory_id": "t"}],
        "absences": [
            {
                "rep_id": people[0],
                "start_date": HORIZON.start + timedelta(days=n),
                "share": odd[n] / 20,
            }
            for n in range(30)
        ],
        "potential": [{"territory_id": "t", "lever": LEVERS[0], "potential": 1e5}],
        "pipeline": [
            {
                "row_id": str(n),
                "territory_id": "t",
                "lever": LEVERS[0],
                "stage": "offer",
                "rep_id": people[1] if n % 2 else "",
                "amount": 1000 * odd[n],
                "expected_close": "2027-02-02",
            }
            for n in range(60)
        ],
        "history": [
            {
                "row_id": str(n),
                "rep_id": people[1],
                "lever": LEVERS[0],
                "opportunities": 3.0 * n + 1,
                "wins": 1.0 * n + 1,
                "amount_won": 1000 * odd[n],
                "cycle_days": 40 * odd[n],
            }
            for n in range(60)
        ],
    }
    mixed = np.random.default_rng(seed)
    shuffled = {name: list(mixed.permutation(rows)) for name, rows in tables.items()}
    one = derive(scenario_of(world, make_role, tables))
    other = derive(scenario_of(world, make_role, shuffled))
    for (path, left), (_, right) in zip(leaves(one), leaves(other), strict=True):
        assert same(left, right), path


@quick
@given(rows(), st.sampled_from([0.001, 7.0, 1000.0]))
def test_money_times_a_factor_is_yield_times_it(world, make_role, tables, factor):
    scaled = {
        name: [
            {
                column: value * factor
                if column in MONEY.get(name, []) and value is not None
                else value
                for column, value in row.items()
            }
            for row in rows
        ]
        for name, rows in tables.items()
    }
    one = derive(scenario_of(world, make_role, tables))
    other = derive(scenario_of(world, make_role, scaled, factor))
    for name in ("target", "work", "worked_share", "conv", "win_share", "hours", "done", "cut"):
        times = factor if name in SCALE_AS_MONEY else 1.0
        assert getattr(other, name) == pytest.approx(times * getattr(one, name), abs=1e-9), name
    for name in sorted(SCALE_AS_MONEY):
        expected = factor * getattr(one, name)
        assert getattr(other, name) == pytest.approx(expected, abs=1e-6 * factor), name
    assert other.effort * factor == pytest.approx(one.effort)
    assert other.variance == pytest.approx(factor**2 * one.variance)


@quick
@given(rows())
def test_a_rep_without_cells_changes_nothing(world, make_role, tables):
    one = derive(scenario_of(world, make_role, tables))
    joined = tables | {"reps": [*tables["reps"], {"rep_id": "zed", "role": "hunter"}]}
    other = derive(scenario_of(world, make_role, joined))
    for name in ("fair", "attainable", "win_share", "worked_share", "cell_rep"):
        assert getattr(other, name) == pytest.approx(getattr(one, name))


@quick
@given(rows())
def test_what_is_split_adds_up_again(world, make_role, tables):
    found = derive(scenario_of(world, make_role, tables))
    levers = len(found.levers)
    for lever in range(levers):
        cells = found.cell_lever == lever
        for p in range(3):
            whole = found.fair[cells, p].sum()
            expected = found.target[lever, p] if found.yield_total[lever, p] > 0 else 0.0
            assert whole == pytest.approx(expected)
    if found.has_potential:
        assert (found.rest >= 0).all()
        assert found.potential == pytest.approx(found.rest + found.open_amount)
    assert ((found.cut >= 0) & (found.cut <= 1)).all()


def whole_months(start, day):
    return 12 * (day.year - start.year) + day.month - start.month - (day.day < start.day)


class Plain:
    """The definitions, one day, rep and deal at a time."""

    def __init__(self, tables, roles):
        self.tables, self.roles = tables, roles
        self.reps = {rep["rep_id"]: rep for rep in tables["reps"]}
        self.days = HORIZON.all_days.tolist()
        self.lengths = HORIZON.days_per_period

    def present(self, rep, day):
        row = self.reps[rep]
        if row["start_date"] and day < row["start_date"]:
            return 0.0
        if row["end_date"] and day > row["end_date"]:
            return 0.0
        away = sum(
            1.0 if gone["share"] is None else gone["share"]
            for gone in self.tables["absences"]
            if gone["rep_id"] == rep
            and gone["start_date"] <= day
            and (gone["end_date"] is None or day <= gone["end_date"])
        )
        left = max(0.0, 1 - away)
        return left if left > 1e-12 else 0.0

    def ramp(self, rep, day):
        row = self.reps[rep]
        ramp = self.roles[row["role"]].ramp
        if not ramp or row["start_date"] is None:
            return 1.0
        return ramp[min(max(whole_months(row["start_date"], day), 0), len(ramp) - 1)]

    def owns(self, rep, lever):
        role = self.roles[self.reps[rep]["role"]]
        return lever in role.levers and role.credit[lever] == "primary"

    def rows(self, ground, lever):
        return [
            row
            for row in self.tables["coverage"]
            if row["territory_id"] == ground and self.owns(row["rep_id"], lever)
        ]

    def share(self, rep, ground, lever, day):
        running = [
            row
            for row in self.rows(ground, lever)
            if (row["start_date"] is None or row["start_date"] <= day)
            and (row["end_date"] is None or day <= row["end_date"])
        ]
        given_shares = sum(row["share"] or 0.0 for row in running)
        empty = [row["rep_id"] for row in running if row["share"] is None]
        for row in running:
            if row["rep_id"] == rep:
                if row["share"] is not None:
                    return row["share"]
                return max(0.0, 1 - given_shares) / len(empty)
        return 0.0

    def worked_share(self, rep, ground, lever):
        sums = np.zeros(3)
        fte = self.reps[rep]["fte"] or 1.0
        for day in self.days:
            sums[day.month - 1] += (
                self.share(rep, ground, lever, day)
                * fte
                * self.present(rep, day)
                * self.ramp(rep, day)
            )
        return sums / self.lengths

    def takers(self, deal, day):
        """Give who takes a deal on a day, and which part."""
        ground, lever, owner = deal["territory_id"], deal["lever"], deal["rep_id"]
        here = sorted({row["rep_id"] for row in self.rows(ground, lever)})
        if owner in here and self.present(owner, day) > 0:
            return {owner: 1.0}
        parts = {
            rep: self.share(rep, ground, lever, day) for rep in here if self.present(rep, day) > 0
        }
        whole = sum(parts.values())
        return {rep: part / whole for rep, part in parts.items()} if whole > 0 else {}

    def taken(self, cycle):
        """Give gross money by (rep, ground, lever) and period."""
        sums = {}
        for deal in self.tables["pipeline"]:
            closes = deal["expected_close"]
            known = not np.isnan(cycle[deal["lever"]])
            if closes is None and deal["created"] is not None and known:
                closes = deal["created"] + timedelta(days=int(cycle[deal["lever"]]))
            for day in self.days if closes is None else [closes]:
                if day not in self.days:
                    continue
                p = day.month - 1
                part = (0.2, 0.3, 0.5)[p] / self.lengths[p] if closes is None else 1.0
                for rep, fraction in self.takers(deal, day).items():
                    key = (rep, deal["territory_id"], deal["lever"])
                    sums.setdefault(key, np.zeros(3))[p] += deal["amount"] * part * fraction
        return sums


@quick
@given(rows())
def test_runs_of_days_agree_with_a_reckoning_day_by_day(world, make_role, tables):
    tables = tables | {
        # One rate for both stages, so that worth is half of what is taken.
        "stages": [{"stage": stage, "win_rate": 0.5} for stage in ("offer", "demo")],
    }
    scenario = scenario_of(world, make_role, tables)
    found = derive(scenario)
    plain = Plain(tables, scenario.roles)
    cycle = dict(zip(found.levers.labels, found.cycle_days.tolist(), strict=True))
    taken = plain.taken(cycle)
    nothing = np.zeros(3)
    for k in range(len(found.cell_rep)):
        key = (
            found.reps.labels[found.cell_rep[k]],
            found.territories.labels[found.cell_territory[k]],
            found.levers.labels[found.cell_lever[k]],
        )
        assert found.worked_share[k] == pytest.approx(plain.worked_share(*key), abs=1e-12)
        money = taken.pop(key, nothing)
        assert found.open_worth[k] == pytest.approx(0.5 * money, abs=1e-7)
        assert found.cell_open_amount[k] == pytest.approx(money.sum(), abs=1e-7)
    assert not taken


def test_a_split_territory_leaves_the_rep_his_yield(world, make_role):
    def halves(ground, part):
        return {
            "reps": [{"rep_id": "r", "role": "hunter"}],
            "coverage": [{"rep_id": "r", "territory_id": g} for g in ground],
            "potential": [
                {"territory_id": g, "lever": LEVERS[0], "potential": 9000.0 * part} for g in ground
            ],
            "pipeline": [
                {
                    "row_id": g,
                    "territory_id": g,
                    "lever": LEVERS[0],
                    "stage": "s",
                    "rep_id": "r",
                    "amount": 500.0 * part,
                }
                for g in ground
            ],
        }

    one = derive(scenario_of(world, make_role, halves(["t"], 1.0)))
    two = derive(scenario_of(world, make_role, halves(["t", "u"], 0.5)))
    assert two.y == pytest.approx(one.y)
    assert two.variance == pytest.approx(one.variance)


def test_tables_without_rows_are_no_fault(world, make_role):
    tables = {"reps": [{"rep_id": "r", "role": "hunter"}]}
    scenario = scenario_of(world, make_role, tables)
    bare = Tables(dict(scenario.tables.given) | {"coverage": scenario.tables["coverage"]})
    found = derive(replace(scenario, tables=bare))
    assert found.fair.shape == (0, 3)
    assert found.y.tolist() == [0]
    assert {problem.severity for problem in found.warnings} == {"warning"}

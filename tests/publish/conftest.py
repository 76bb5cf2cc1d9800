"""A tiny world made by hand: three sellers, two SDRs, a specialist, two regions, two quarters."""

import dataclasses
from datetime import date

import numpy as np
import pandas as pd
import pytest

from allocator.domain.allocation import Allocation, SupplyQuota, TierValue
from allocator.domain.axes import Axis
from allocator.domain.calendar import Horizon
from allocator.domain.lever import LeverTarget, Role
from allocator.domain.parameters import Conversion, Overlay, Parameters
from allocator.domain.proof import Labels, Proof, TierProof
from allocator.domain.scenario import Change, Policy, Scenario
from allocator.domain.tables import TABLES, Tables
from allocator.errors import Problem

REPS = (
    # rep, role, node_id, region, ote, prior, max
    ("ann", "hunter", "east", "", 100.0, 300.0, np.nan),
    ("bob", "hunter", "", "west", 100.0, 500.0, np.nan),
    ("cem", "farmer", "east", "", np.nan, np.nan, np.nan),
    ("oli", "expert", "", "", np.nan, np.nan, np.nan),
    ("sam", "sdr", "east", "", np.nan, np.nan, np.nan),
    ("sue", "sdr", "east", "", np.nan, np.nan, np.nan),
)
LEVERS = ("new_customers", "expansion")
PERIODS = ("2027-01-01", "2027-04-01")


def table(of, **columns):
    """A table of the specification; columns that are not given are empty."""
    spec = TABLES[of]
    count = len(next(iter(columns.values())))
    frame = spec.empty().reindex(range(count))
    for column in spec.columns:
        values = columns.get(column.name)
        if column.meaning in ("id", "text"):
            frame[column.name] = pd.Series(values or [""] * count, dtype="str")
        elif values is not None:
            frame[column.name] = pd.Series(values, dtype=frame[column.name].dtype)
    return frame[list(spec.names)]


@dataclasses.dataclass(frozen=True)
class World:
    scenario: Scenario
    parameters: Parameters
    allocation: Allocation
    proof: Proof

    def with_policy(self, **changes):
        policy = dataclasses.replace(self.scenario.policy, **changes)
        return dataclasses.replace(self, scenario=dataclasses.replace(self.scenario, policy=policy))

    def with_reps(self, **columns):
        reps = self.scenario.tables["reps"].assign(**columns)
        tables = Tables({**self.scenario.tables.given, "reps": reps})
        return dataclasses.replace(self, scenario=dataclasses.replace(self.scenario, tables=tables))

    def with_allocation(self, **changes):
        return dataclasses.replace(self, allocation=dataclasses.replace(self.allocation, **changes))

    def with_parameters(self, **changes):
        return dataclasses.replace(self, parameters=dataclasses.replace(self.parameters, **changes))


@pytest.fixture
def world():
    """ann and bob carry new_customers (1000), cem expansion (400); 20 of expansion are short."""
    role = {
        "expert": Role(
            "expert", ("new_customers",), None, (), "overlay", {"new_customers": "overlay"}
        ),
        "farmer": Role("farmer", ("expansion",), None, (), "", {"expansion": "primary"}),
        "hunter": Role("hunter", ("new_customers",), 60.0, (), "", {"new_customers": "primary"}),
        "sdr": Role("sdr", ("new_customers",), 100.0, (), "sdr", {"new_customers": "pipeline"}),
    }
    rep, roles, node, region, ote, prior, most = (list(part) for part in zip(*REPS, strict=True))
    given = {
        "reps": table(
            "reps",
            rep_id=rep,
            role=roles,
            name=[name.title() for name in rep],
            node_id=node,
            region=region,
            ote=ote,
            prior_quota=prior,
            max_quota=most,
        ),
        "hierarchy": table(
            "hierarchy",
            node_id=["all", "east", "west"],
            parent_id=["", "all", "all"],
            level=["company", "region", "region"],
        ),
    }
    scenario = Scenario(
        name="tiny",
        title="Tiny",
        currency="USD",
        horizon=Horizon(date(2027, 1, 1), 2, "quarter"),
        baseline_revenue=10_000.0,
        levers=(
            LeverTarget("new_customers", 1000.0, 1, 0.0, (0.4, 0.6)),
            LeverTarget("expansion", 400.0, 2, 0.0, (0.5, 0.5)),
        ),
        roles=role,
        policy=Policy(
            "balanced",
            "Balanced",
            ("role",),
            {"lever_totals": {}, "quota_bounds": {}, "fairness_band": {"band": 0.1}},
            (("shortfall", {}), ("closest", {})),
            1.0,
        ),
        tables=Tables(given),
        resolved={"name": "tiny", "schema": "allocator/v1", "target": {"amount": 1400.0}},
        trail=(Change("target.scale", 1.0, 2.0, "what-if/more.yaml:3"),),
        defaults_used=("seasonality of expansion is even",),
        warnings=(
            Problem("b-code", "second", file="x.csv", line=3, severity="warning"),
            Problem("a-code", "first", file="x.csv", line=9, severity="warning"),
        ),
    )
    fair = np.array([[200.0, 300.0], [200.0, 300.0], [200.0, 200.0]])
    cells, periods = fair.shape
    blank = np.full((len(REPS), 2), np.nan)
    rate = blank.copy()
    rate[0, 0] = rate[1, 0] = 0.25
    rate[2, 1] = 0.5
    given_parameters = {
        "reps": Axis(tuple(rep)),
        "territories": Axis(("t1", "t2")),
        "levers": Axis(LEVERS),
        "periods": Axis(PERIODS),
        "cell_rep": np.array([0, 1, 2]),
        "cell_territory": np.array([0, 1, 0]),
        "cell_lever": np.array([0, 0, 1]),
        "pair_territory": np.array([0, 0, 1]),
        "pair_lever": np.array([0, 1, 0]),
        "cell_pair": np.array([0, 2, 1]),
        "target": np.array([[400.0, 600.0], [200.0, 200.0]]),
        "season": np.array([[0.4, 0.6], [0.5, 0.5]]),
        "inside": np.ones((2, 2)),
        "yield_total": np.array([[400.0, 600.0], [200.0, 200.0]]),
        "cycle_days": np.array([30.0, np.nan]),
        "work": np.ones((6, 2)),
        "present": np.ones((6, 2)),
        "hours": np.array(
            [[180.0, 180], [180, 180], [np.inf] * 2, [np.inf] * 2, [300, 300], [100, 0]]
        ),
        "done": np.zeros((6, 2)),
        "presence": np.ones(6),
        "ramping": np.zeros(6, bool),
        "cut": np.ones(6),
        "has_potential": True,
        "potential": np.array([4000.0, 800.0, 1000.0]),
        "open_amount": np.zeros(3),
        "rest": np.array([4000.0, 800.0, 1000.0]),
        "mean_share": np.ones(cells),
        "worked_share": np.ones((cells, periods)),
        "conv": np.array([0.25, 0.25, 0.5]),
        "conversion": Conversion(
            rate, blank, blank, blank, blank, np.full((6, 2), "", dtype=object)
        ),
        "deal_size": np.zeros(2),
        "cell_open_amount": np.zeros(cells),
        "worked": np.array([4000.0, 1000.0, 800.0]),
        "win_share": np.array([0.25, 0.25, 0.5]),
        "open_worth": np.zeros((cells, periods)),
        "effort": np.array([0.1, 0.2, 0.0]),
        "expected": 1.1 * fair,
        "attainable": fair,
        "fair": fair,
        "variance": np.array([2500.0, 2500.0, 1600.0, 0, 0, 0]),
        "overlay": Overlay(np.array([3]), np.array([0]), np.array([0]), np.array([[0.5, 0.25]])),
        "defaults_used": ("conversion of expansion is 0.25",),
        "warnings": (),
    }
    allocation = Allocation(
        quota=np.array([[180.4, 270.2], [219.6, 329.8], [190.0, 190.0]]),
        short=np.array([[0.0, 0.0], [10.0, 10.0]]),
        cushion_missing=np.zeros((2, 2)),
        cushion=np.ones(2),
        node_cushion=np.ones((2, 3)),
        groups=("farmer", "hunter"),
        group=np.array([1, 1, 0, -1, -1, -1]),
        not_compared=np.array(["", "", "", "no cells", "no cells", "no cells"], dtype=object),
        decided=np.zeros(6, bool),
        peer_load=np.array([0.95, 1.0]),
        exempt=np.array(["", "", "no prior", "", "", ""], dtype=object),
        binding=np.array(["year_over_year", "", "", "", "", ""], dtype=object),
        reasons=np.array([["", ""], ["stretch", "stretch"]], dtype=object),
        supply=(SupplyQuota("east", "sdr", "new_customers", "2027-01-01", 101.0),),
        warnings=(),
        choices=(),
        tiers=(TierValue("shortfall:1", 0.0, 0.0, 0.0), TierValue("closest", 0.01, None, 0.01)),
    )
    tier = TierProof(
        "closest",
        2,
        1,
        0.01,
        np.array([180.4, 270.2]),
        np.array([0.5]),
        np.array([0, 1], np.int8),
        np.array([-1], np.int8),
        np.inf,
        np.array([0.0]),
    )
    proof = Proof(
        Labels(
            (("x", ("ann\tt1\tnew_customers\t2027-01-01", "ann\tt1\tnew_customers\t2027-04-01")),)
        ),
        Labels((("lever_totals", ("new_customers\t2027-01-01",)),)),
        (tier,),
    )
    return World(scenario, Parameters(**given_parameters), allocation, proof)

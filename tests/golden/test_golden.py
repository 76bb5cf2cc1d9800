"""The program of a tiny organisation under each family and each tier, as text to be read.

The organisation and its figures stand in `tiny`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from allocator.program import assemble, registry
from allocator.solve import lpfile
from allocator.solve.face import Locks
from allocator.yields.derive import derive
from tiny import DESK, EFFORT, REGIONS, SUPPLY, people, tiny

HERE = Path(__file__).parent


FAMILIES = {
    "lever_totals": lambda: tiny(levers={"new_customers": {"over_assignment": 0.1}}),
    "potential": lambda: tiny(potential={"reach": 0.5}),
    "capacity": lambda: tiny({"effort": EFFORT}, capacity={"limit": 0.9}),
    "pipeline_feasibility": lambda: tiny(pipeline_feasibility={"by_lever": True}),
    "attainable": lambda: tiny(attainable={"min_probability": 0.65}),
    "fairness_band": lambda: tiny(fairness_band={"band": 0.15}),
    "year_over_year": lambda: tiny(
        people(prior_quota=[700, 600]), year_over_year={"up": 0.3, "down": 0.15}
    ),
    "quota_bounds": lambda: tiny(
        people(min_quota=[500, None], locked_quota=[None, 450]),
        quota_bounds={"roles": {"ae": {"max": 850}}},
    ),
    "lever_mix": lambda: tiny(lever_mix={"mix": {"ae": {"new_customers": [0.5, 0.7]}}}),
    "phasing": lambda: tiny(phasing={"band": 0.25}),
    "roll_up": lambda: tiny(
        {
            **people(node_id=["west", "all"]),
            "hierarchy": REGIONS.assign(min_target=[None, 300], max_target=[1_250, 900]),
        },
        roll_up={"over_assignment": {"region": 0.04}},
    ),
    "pay_ratio": lambda: tiny(people(ote=[200, None]), pay_ratio={"lo": 3, "hi": 5}),
    "pipeline_supply": lambda: tiny(SUPPLY, DESK, pipeline_supply={"self_sourced": {"ae": 0.2}}),
}
TIERS = {
    "shortfall": lambda: tiny(levers={"expansion": {"priority": 2}}),
    "cushion": lambda: tiny(levers={"new_customers": {"over_assignment": 0.1}}),
    "over_stretch": lambda: tiny(tiers=["over_stretch", "closest"]),
    "leximin": lambda: tiny(tiers=["leximin", "closest"]),
    "breaches": lambda: tiny(
        people(ote=[200, None]), levers={"expansion": {"over_assignment": 0.1}},
        pay_ratio={"price": 3}, tiers=["shortfall", "breaches", "closest"],
    ),
    "mean_deviation": lambda: tiny(tiers=["mean_deviation", "closest"]),
    "between_groups": lambda: tiny(tiers=["between_groups", "closest"]),
    "disruption": lambda: tiny(
        {
            **people(prior_quota=[700, None], proposed_quota=[None, 550], node_id="west"),
            "hierarchy": REGIONS.assign(proposed=[None, 1_000]),
        },
        tiers=[{"disruption": {"prior_price": 2}}, "closest"],
    ),
    "expected_value": lambda: tiny(tiers=["expected_value", "closest"]),
    "closest": lambda: tiny(tiers=["closest"]),
}  # fmt: skip


def texts(scenario):
    """LP text of every step of a policy, by the tier's name; each locks nothing."""
    draft = assemble.draft(scenario, derive(scenario))
    steps = assemble.steps(draft)
    found, objective = {}, next(steps)
    try:
        while True:
            made = draft.program(objective)
            columns, rows = (
                [lpfile.label(block, entry) for block, entries in labels.blocks
                 for entry in entries]
                for labels in draft.labels()
            )  # fmt: skip
            title = f"{objective.name}, {objective.constant!r} added to the cost"
            found[objective.name.partition(":")[0]] = lpfile.text(made, columns, rows, title)
            objective = steps.send(Locks.none().grown(made))
    except StopIteration:
        return found


def check(name, text, *, update):
    """Compare word by word; figures may differ in the last digits, as machines do."""
    file = HERE / f"{name}.lp"
    if update:
        file.write_text(text)
    told, made = file.read_text().split(), text.split()
    assert [word for word in told if not NUMBER.match(word)] == [
        word for word in made if not NUMBER.match(word)
    ]
    assert [float(word) for word in told if NUMBER.match(word)] == pytest.approx(
        [float(word) for word in made if NUMBER.match(word)], rel=1e-12
    )


NUMBER = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?$")


@pytest.mark.parametrize("name", FAMILIES)
def test_the_rows_of_a_family_read_as_they_should(name, update_golden):
    check(name, next(iter(texts(FAMILIES[name]()).values())), update=update_golden)


@pytest.mark.parametrize("name", TIERS)
def test_the_objective_of_a_tier_reads_as_it_should(name, update_golden):
    check(f"tier_{name}", texts(TIERS[name]())[name], update=update_golden)


def test_every_family_and_every_tier_has_its_file():
    assert set(FAMILIES) == set(registry.families())
    assert set(TIERS) == set(registry.tiers())
    names = [*FAMILIES, *(f"tier_{name}" for name in TIERS)]
    assert sorted(file.stem for file in HERE.glob("*.lp")) == sorted(names)

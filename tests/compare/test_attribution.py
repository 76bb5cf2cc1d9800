"""Which cause did what, over mixtures whose quotas a test says."""

from __future__ import annotations

from itertools import permutations

import pandas as pd
import pytest

from allocator.compare.attribution import Mixtures, NoRoad, attribute
from allocator.compare.comparison import FEW
from allocator.compare.inputs import inputs_of
from allocator.compare.titles import cause_of

TABLES = ("stages", "effort", "potential", "history", "pipeline", "supply", "overrides")
ROWS = {
    "stages": {"stage": "won", "win_rate": 0.5},
    "effort": {"role": "ae", "lever": "expansion", "hours_per_opportunity": 1},
    "potential": {"territory_id": "t1", "lever": "expansion", "potential": 5},
    "history": {"lever": "expansion", "opportunities": 4, "wins": 1},
    "pipeline": {"territory_id": "t1", "lever": "expansion", "stage": "won", "amount": 5},
    "supply": {"node_id": "all", "lever": "expansion", "period": "2027-01-01", "source": "x",
               "amount": 1},
    "overrides": {"rep_id": "ann", "quota": 5, "reason": "deal"},
}  # fmt: skip


def there(inputs):
    """Name the tables that a mixture took from the later plan."""
    return frozenset(name for name in TABLES if name in inputs.tables and len(inputs.tables[name]))


def world(small, names, value, refused=()):
    """Two plans that differ in some tables; `value` gives the quotas of a mixture by rep."""
    full = frozenset(names)
    ends = (
        small.plan(small.inputs(), value(frozenset())),
        small.plan(small.inputs(**{name: [ROWS[name]] for name in names}), value(full)),
    )
    both = tuple(inputs_of(end) for end in ends)
    found = small.causes_of(ends[0].files, ends[1].files)[0]
    asked = []

    def resolve(inputs):
        mixed = there(inputs)
        assert mixed not in asked
        asked.append(mixed)
        if mixed in refused:
            return "no plan under the hard rules"
        return small.plan(quotas=value(mixed), title="mixed")

    between = Mixtures(ends, both, found, resolve)
    causes = tuple(cause_of(group, *both) for group in found)
    order = [group.kind for group in found]
    return between, causes, ends, order, asked


def steps_of(found):
    names = [f"step_{at + 1}" for at in range(len(found.causes))]
    return found.reps[names].to_numpy()


def exact(found):
    """Whether steps add up everywhere, to the last digit."""
    names = [f"step_{at + 1}" for at in range(len(found.causes))]
    for table in (found.reps, found.levers, found.periods):
        assert (table[names].sum(axis=1) == table["change"]).all()
    own = found.reps[found.reps["credit"] == "primary"]
    assert own[names].sum().tolist() == found.company["assigned"].tolist()
    for table in (found.levers, found.periods):
        assert table[names].sum().tolist() == found.company["assigned"].tolist()


def test_one_cause_has_it_all_and_nothing_is_solved(small):
    value = lambda mixed: {"ann": 200 + 50 * len(mixed), "bob": 100 - 10 * len(mixed)}  # noqa: E731
    between, causes, ends, _, asked = world(small, ("stages",), value)
    found = attribute(between, causes, ends, 1.0)
    assert (found.how, found.solves, asked) == ("single", 0, [])
    assert steps_of(found).tolist() == [[50.0], [-10.0]]
    assert found.note == "Everything is due to one cause."
    exact(found)


def test_steps_are_averages_over_all_orders_of_the_causes(small):
    names = ("potential", "pipeline", "stages")

    def value(mixed):
        together = 7 if {"potential", "pipeline"} <= mixed else 0
        single = 10 * ("potential" in mixed) + 4 * ("stages" in mixed)
        rare = 5 if len(mixed) == len(names) else 0
        return {"ann": 100 + single + together + rare, "bob": 90 - 3 * len(mixed) - together}

    between, causes, ends, order, asked = world(small, names, value)
    found = attribute(between, causes, ends, 1.0)
    assert (found.how, found.solves, len(set(asked))) == ("average", 6, 6)
    for row, rep in enumerate(("ann", "bob")):
        averages = []
        for name in order:
            total = 0
            for way in permutations(order):
                before = frozenset(way[: way.index(name)])
                total += value(before | {name})[rep] - value(before)[rep]
            averages.append(total / 6)
        assert steps_of(found)[row] == pytest.approx(averages, abs=1.0 - 1e-9)
    exact(found)


def test_averages_are_rounded_to_published_units(small):
    names = ("potential", "pipeline")

    def value(mixed):
        return {"ann": 1000 + 300 * (len(mixed) == 2), "bob": 500}

    between, causes, ends, _, _ = world(small, names, value)
    found = attribute(between, causes, ends, 100.0)
    assert sorted(steps_of(found)[0].tolist()) == [100.0, 200.0]
    assert (steps_of(found) % 100 == 0).all()
    exact(found)


def test_a_rep_who_is_in_one_plan_alone_counts_as_nothing_in_the_other(small):
    value = lambda mixed: {"ann": 10, **({"cem": 7} if mixed else {})}  # noqa: E731
    between, causes, ends, _, _ = world(small, ("stages",), value)
    found = attribute(between, causes, ends, 1.0)
    assert found.reps[["rep_id", "name", "step_1"]].to_numpy().tolist() == [
        ["ann", "Ann", 0.0],
        ["cem", "Cem", 7.0],
    ]


def test_where_a_mixture_has_no_plan_the_stated_order_holds(small):
    names = ("potential", "pipeline", "stages")
    value = lambda mixed: {"ann": 100 + sum(2 ** names.index(n) for n in mixed)}  # noqa: E731
    between, causes, ends, order, _ = world(small, names, value, refused=({"pipeline"},))
    found = attribute(between, causes, ends, 1.0)
    assert found.how == "order"
    assert [cause.title for cause in found.causes] == [cause.title for cause in causes]
    assert steps_of(found)[0].tolist() == [2.0 ** names.index(name) for name in order]
    assert "no plan with this alone: pipeline: 1 new (no plan under the hard rules)" in found.note
    exact(found)


def test_where_the_stated_order_has_no_plan_another_one_is_found(small):
    names = ("potential", "pipeline", "stages")
    value = lambda mixed: {"ann": 100 + sum(2 ** names.index(n) for n in mixed)}  # noqa: E731
    between, causes, ends, order, _ = world(
        small, names, value, refused=({"potential"}, {"stages"}, {"pipeline", "stages"})
    )
    assert order[0] in {"potential", "stages"}
    found = attribute(between, causes, ends, 1.0)
    assert found.causes[0].title == "pipeline: 1 new"
    exact(found)


def test_without_any_order_there_is_no_attribution(small):
    names = ("potential", "stages")
    value = lambda mixed: {"ann": 100 + len(mixed)}  # noqa: E731
    between, causes, ends, _, _ = world(small, names, value, refused=({"potential"}, {"stages"}))
    with pytest.raises(NoRoad):
        attribute(between, causes, ends, 1.0)


def test_more_than_six_causes_are_added_one_at_a_time(small):
    value = lambda mixed: {"ann": 100 + sum(3 ** TABLES.index(n) for n in mixed)}  # noqa: E731
    between, causes, ends, order, asked = world(small, TABLES, value)
    assert len(order) > FEW
    found = attribute(between, causes, ends, 1.0)
    assert (found.how, len(asked)) == ("order", len(order) - 1)
    assert [len(mixed) for mixed in asked] == list(range(1, len(order)))
    assert steps_of(found)[0].tolist() == [3.0 ** TABLES.index(name) for name in order]
    assert "more than 6 causes" in found.note
    exact(found)


def test_the_search_for_an_order_of_many_causes_gives_up_in_time(small):
    value = lambda mixed: {"ann": 100 + len(mixed)}  # noqa: E731
    names = TABLES
    alone = [frozenset({name}) for name in names]
    between, causes, ends, _, asked = world(small, names, value, refused=alone)
    with pytest.raises(NoRoad):
        attribute(between, causes, ends, 1.0)
    assert len(asked) == len(names)


def test_measures_of_the_company_are_averaged_too(small):
    names = ("potential", "stages")
    value = lambda mixed: {"ann": 100 + 10 * ("stages" in mixed)}  # noqa: E731
    between, causes, ends, order, _ = world(small, names, value)
    found = attribute(between, causes, ends, 1.0)
    steps = dict(zip(order, found.company["expected_bookings"], strict=True))
    assert steps == pytest.approx({"potential": 0.0, "stages": 9.0})
    assert pd.isna(found.company["expected_attainers"]).all()


def test_progress_counts_what_is_solved_of_all(small):
    told = []
    names = ("potential", "stages")
    value = lambda mixed: {"ann": 100}  # noqa: E731, ARG005
    between, causes, ends, _, _ = world(small, names, value)
    between._progress = lambda done, whole: told.append((done, whole))
    attribute(between, causes, ends, 1.0)
    assert told == [(0, 2), (1, 2)]

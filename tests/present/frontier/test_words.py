from __future__ import annotations

from dataclasses import replace

import pytest

from allocator.compare.frontier import Axis
from allocator.present.frontier import words
from frontiers import bent, none, plan


def said(frontier):
    return words.lead(frontier).replace("\xa0", " ")


def test_the_answer_says_what_moves_and_where_it_bends():
    assert said(bent()) == (
        "From fairness band 0.05 to 0.20 the plan moves load deviation from 5.0 % to 20.0 % and "
        "expected bookings from 80,000 USD to 90,000 USD. The curve bends at 0.10: 10.0 % load "
        "deviation and 89,000 USD expected bookings."
    )


def test_without_a_bend_only_the_ends_are_told():
    two = replace(bent(), points=bent().points[:3])
    assert said(two).endswith("from 80,000 USD to 89,000 USD.")


@pytest.mark.parametrize(
    ("points", "answer"),
    [
        ((none(1, "1"), none(2, "2")), "None of the 2 points has a plan."),
        ((none(1, "1"), plan(2, "2")), "One of the 2 points has a plan: a 2."),
        ((plan(1, "1"), plan(2, "2")), "All 2 plans are alike in every measure that is known."),
        (
            (plan(1, "1"), plan(2, "2", target=1.0)),
            "2 plans for 2 points: neither load deviation nor expected bookings moves.",
        ),
        (
            (plan(1, "1"), plan(2, "2", expected_bookings=1.0)),
            (
                "At a 1 both are best, load deviation and expected bookings: nothing has to be "
                "given up."
            ),
        ),
    ],
)
def test_frontiers_without_a_trade_say_what_they_are(points, answer):
    assert said(bent(axes=(Axis("a", ("1", "2")),), points=points)) == answer


def test_unknown_measures_are_not_weighed():
    unknown = dict.fromkeys(words.MEASURES, None)
    points = (plan(1, "1", **unknown), plan(2, "2", **unknown))
    assert "no two measures" in said(bent(axes=(Axis("a", ("1", "2")),), points=points))


def test_two_settings_are_named_in_full():
    points = tuple(replace(point, settings=(*point.settings, "1.1")) for point in bent().points)
    frontier = bent(axes=(*bent().axes, Axis("target.scale", ("1.1",))), points=points)
    assert "at fairness band 0.10 and scale (target) 1.1:" in said(frontier)


@pytest.mark.parametrize(
    ("path", "value", "typed"),
    [
        ("fairness_band.band", "0.1", "--set fairness_band.band=0.1"),
        ("model", "strict", "--model strict"),
        ("peer_groups", "[role, segment]", "--set 'peer_groups=[role, segment]'"),
        ("title", "$(rm -r x)", "--set 'title=$(rm -r x)'"),
    ],
)
def test_the_command_can_be_typed_as_it_stands(path, value, typed):
    frontier = bent(axes=(Axis(path, (value,)),), points=(plan(1, value),))
    assert words.command(frontier, frontier.points[0]) == typed


def test_plans_in_one_place_share_a_name():
    points = (*bent().points, plan(5, "0.3", worst_load_deviation=0.2))
    assert words.names(bent(points=points)) == {2: "0.05", 3: "0.10", 4: "0.20 and 0.3"}

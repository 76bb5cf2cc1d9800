"""Shrunk win rates: moments by hand, fallbacks, and what history counts."""

from __future__ import annotations

import numpy as np
import pytest

from allocator.yields.conversion import prior
from allocator.yields.derive import derive


def rep(name, role="hunter", segment="smb"):
    return {"rep_id": name, "role": role, "segment": segment}


def record(rep_id, opportunities, wins, lever="new_customers", **columns):
    return {
        "rep_id": rep_id,
        "opportunities": opportunities,
        "wins": wins,
        "lever": lever,
        **columns,
    }


def numbered(*rows):
    return [{"row_id": str(n), **row} for n, row in enumerate(rows)]


def test_the_prior_is_the_beta_binomial_by_moments(world):
    found = derive(
        world(
            {
                "reps": [rep("ann"), rep("bob"), rep("cem")],
                "history": numbered(
                    record("ann", 10, 1), record("bob", 20, 12), record("cem", 10, 3)
                ),
            }
        )
    )
    # N = 40, m = 16/40 = 0.4; sum n (w/n - m)^2 = 10 .09 + 20 .04 + 10 .01 = 1.8;
    # over m (1 - m) = .24: 7.5; less k - 1 = 2: 5.5; denominator 40 - 600/40 - 2 = 23.
    weight = 1 / (5.5 / 23) - 1
    assert found.conversion.prior_mean[:, 0] == pytest.approx([0.4] * 3)
    assert found.conversion.prior_weight[:, 0] == pytest.approx([weight] * 3)
    expected = [(0.4 * weight + w) / (weight + n) for n, w in ((10, 1), (20, 12), (10, 3))]
    assert found.conv == pytest.approx(expected)
    assert found.conversion.source[:, 0].tolist() == ["segment"] * 3


def one(wins, opportunities):
    group = np.zeros(len(wins), np.int64)
    mean, weight, _ = prior(group, np.array(wins, float), np.array(opportunities, float), 1)
    return float(mean[0]), float(weight[0])


def test_a_lone_peer_weighs_20():
    assert one([3], [10]) == (0.3, 20)


def test_one_opportunity_each_has_no_denominator_and_weighs_2():
    assert one([1, 0, 0], [1, 1, 1])[1] == 2


def test_equal_rates_weigh_1000():
    assert one([3, 3], [10, 10])[1] == 1000


def test_rates_far_apart_weigh_no_less_than_2():
    assert one([0, 100], [100, 100])[1] == 2


def test_a_mean_of_none_or_all_is_moved_inside():
    assert one([0, 0], [10, 10])[0] == pytest.approx(0.5 / 21)
    assert one([10], [10])[0] == pytest.approx(10.5 / 11)


def test_the_moved_mean_is_what_the_spread_is_measured_from():
    # m = .5/21; sum n (0 - m)^2 = 20 m^2; over m (1 - m) = 20 m / (1 - m) = .4878 < 1: rho < 0.
    assert one([0, 0], [10, 10])[1] == 1000


def test_one_lucky_deal_is_no_certainty(world):
    found = derive(world({"reps": [rep("ann")], "history": numbered(record("ann", 1, 1))}))
    # m = 1.5/2 = .75, M = 20: (15 + 1) / 21.
    assert found.conv[0] == pytest.approx(16 / 21)


def test_without_a_record_the_segment_then_role_then_lever_speak(world, make_role):
    found = derive(
        world(
            {
                "reps": [
                    rep("ann"),
                    rep("bob"),
                    rep("cem", segment="ent"),
                    rep("dee", role="farmer"),
                ],
                "history": numbered(record("ann", 10, 4)),
            },
            roles=(make_role("hunter"), make_role("farmer")),
        )
    )
    assert found.conversion.source[:, 0].tolist() == ["segment", "segment", "role", "lever"]
    assert found.conv == pytest.approx([(20 * 0.4 + 4) / 30, 0.4, 0.4, 0.4])


def test_no_history_gives_the_default_and_a_warning(world):
    found = derive(world({"reps": [rep("ann")]}))
    assert found.conv.tolist() == [0.25]
    assert found.conversion.prior_weight.tolist() == [[20]]
    assert found.conversion.source.tolist() == [["default"]]
    assert "rate-defaulted" in {problem.code for problem in found.warnings}
    assert any("0.25" in sentence for sentence in found.defaults_used)


def test_rows_of_no_rep_are_one_peer_of_their_segment_and_no_record(world):
    found = derive(
        world(
            {
                "reps": [rep("ann"), rep("bob", segment="ent")],
                "history": numbered(
                    record("", 10, 2, segment="smb"), record("", 10, 4, segment="smb")
                ),
            }
        )
    )
    # One peer with 6 of 20: k = 1.
    assert found.conversion.prior_weight[:, 0].tolist() == [20, 20]
    assert found.conv == pytest.approx([0.3, 0.3])
    assert found.conversion.source[:, 0].tolist() == ["segment", "role"]
    assert found.conversion.opportunities[:, 0].tolist() == [0, 0]


def test_rows_of_no_rep_join_the_peers(world):
    found = derive(
        world(
            {
                "reps": [rep("ann")],
                "history": numbered(record("ann", 10, 2), record("", 30, 18, segment="smb")),
            }
        )
    )
    # m = 20/40 = .5; 10 .09 + 30 .01 = 1.2; / .25 = 4.8; - 1 = 3.8; 40 - 1000/40 - 1 = 14.
    weight = 14 / 3.8 - 1
    assert found.conv[0] == pytest.approx((0.5 * weight + 2) / (weight + 10))


def test_at_lever_level_rows_of_a_segment_count_once(world, make_role):
    scenario = world(
        {
            "reps": [rep("ann", role="hunter", segment="ent"), rep("bob", role="farmer")],
            "history": numbered(record("", 10, 2, segment="smb"), record("bob", 10, 2)),
        },
        roles=(make_role("hunter"), make_role("farmer")),
    )
    found = derive(scenario)
    # The hunter's role has the smb rows alone: k = 1. The farmer's segment has them and himself.
    assert found.conversion.source[:, 0].tolist() == ["role", "segment"]
    assert found.conversion.prior_weight[:, 0].tolist() == [20, 1000]


def test_the_reps_own_segment_wins_and_the_other_is_warned(world):
    found = derive(
        world(
            {
                "reps": [rep("ann"), rep("bob", segment="ent")],
                "history": numbered(record("ann", 10, 4, segment="ent")),
            }
        )
    )
    assert found.conversion.source[:, 0].tolist() == ["segment", "role"]
    warned = {problem.code: problem.what for problem in found.warnings}
    assert "ann" in warned["segment-differs"]


def test_only_rows_inside_the_window_count(world):
    found = derive(
        world(
            {
                "reps": [rep("ann")],
                "history": numbered(
                    record("ann", 10, 4, period="2025-01-01"),
                    record("ann", 100, 90, period="2024-12-31"),
                    record("ann", 100, 90, period="2027-01-01"),
                ),
            }
        )
    )
    assert found.conversion.opportunities[0, 0] == 10


def test_rows_with_a_stage_are_no_record(world):
    found = derive(
        world({"reps": [rep("ann")], "history": numbered(record("ann", 10, 4, stage="demo"))})
    )
    assert found.conversion.source.tolist() == [["default"]]


def test_levers_that_the_role_does_not_own_are_blank(world, make_role):
    found = derive(
        world(
            {"reps": [rep("ann")], "history": numbered(record("ann", 10, 4))},
            targets={"new_customers": 1.0, "pricing": 1.0},
            roles=(make_role("hunter"), make_role("farmer", "pricing")),
        )
    )
    assert np.isnan(found.conversion.rate[0, 1])
    assert found.conversion.source.tolist() == [["segment", ""]]


def test_the_mean_cycle_is_weighted_by_opportunities(world):
    found = derive(
        world(
            {
                "reps": [rep("ann")],
                "history": numbered(
                    record("ann", 30, 4, cycle_days=40),
                    record("ann", 10, 4, cycle_days=80),
                    record("ann", 10, 4),
                    record("ann", 0, 0, cycle_days=999),
                    record("ann", 10, 4, cycle_days=999, stage="demo"),
                ),
            }
        )
    )
    assert found.cycle_days.tolist() == [50]


def test_the_usual_deal_is_money_won_by_wins_of_rows_that_state_it(world):
    found = derive(
        world(
            {
                "reps": [rep("ann")],
                "history": numbered(
                    record("ann", 10, 4, amount_won=4000),
                    record("ann", 10, 1, amount_won=6000),
                    record("ann", 10, 5),
                ),
            }
        )
    )
    assert found.deal_size.tolist() == [2000]

from __future__ import annotations

import numpy as np
import pytest

from allocator.explain import evidence
from explained import opened


def of(name, rep):
    found = opened(name)
    code = found.parameters.reps.code(rep)
    return evidence.of_rep(found.parameters, code, found.study.facts)


def test_ten_open_deals_at_one_in_five_are_two_deals():
    found = of("pipeline-first", "ae-1")
    (lever,) = found.levers
    (place,) = lever.territories
    assert (place.open_amount, place.open_worth, place.share) == (100_000, 20_000, 1.0)
    assert (place.potential, place.rest) == (100_000, 0)
    assert found.attainable == 20_000


def test_the_win_rate_is_told_raw_and_shrunk():
    (lever,) = of("pipeline-first", "ae-1").levers
    assert (lever.wins, lever.opportunities, lever.raw_rate) == (10, 50, 0.2)
    assert lever.rate == pytest.approx(0.2)
    assert (lever.peers_rate, lever.peers_weight, lever.rate_source) == (0.2, 20, "segment")


def test_a_shrunk_rate_lies_between_the_record_and_the_peers():
    for lever in of("enterprise", "ae-02").levers:
        low, high = sorted((lever.raw_rate, lever.peers_rate))
        assert low <= lever.rate <= high
        record = lever.peers_weight * lever.peers_rate + lever.wins
        shrunk = record / (lever.peers_weight + lever.opportunities)
        assert lever.rate == pytest.approx(shrunk)


@pytest.mark.parametrize("rep", ["ae-06", "am-07", "cm-02"])
def test_a_fair_share_is_target_times_yours_over_everybodys(rep):
    found = of("enterprise", rep)
    for lever in found.levers:
        for when in lever.periods:
            fair = when.target * when.attainable / when.everybody
            assert when.fair == pytest.approx(fair)
        assert sum(when.fair for when in lever.periods) == pytest.approx(lever.fair)
        assert sum(t.attainable for t in lever.territories) == pytest.approx(lever.attainable)
    assert sum(lever.fair for lever in found.levers) == pytest.approx(found.fair)


def test_a_rep_who_ramps_shows_it_by_period():
    # ae-06 is not fully productive in the first quarter
    (first, *others) = of("enterprise", "ae-06").levers[0].periods
    assert first.ramp * first.present == pytest.approx(0.742, abs=5e-4)
    assert all(when.ramp == pytest.approx(1.0) for when in others)


def test_without_potential_history_and_hours_nothing_is_made_up():
    found = of("growth-30m", opened("growth-30m").parameters.reps.labels[0])
    (lever,) = found.levers
    assert found.hours is None
    assert (lever.raw_rate, lever.effort, lever.cycle_days) == (None, None, None)
    assert lever.rate_source == "default"
    assert lever.territories[0].potential is None


def test_many_reps_add_up():
    data = opened("enterprise").parameters
    everybody = evidence.of_reps(data, np.ones(len(data.reps), bool))
    assert everybody.fair == pytest.approx(30_000_000)
    assert everybody.presence is None
    for lever in everybody.levers:
        assert lever.attainable == pytest.approx(lever.everybody)
        assert (lever.rate, lever.territories) == (None, ())

"""A band of zero and a rep who can win nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from allocator.domain.tables import Tables
from allocator.engine.load import load
from allocator.program.zero_band import zero_band
from allocator.yields.derive import derive
from faults.line import lay


@pytest.fixture
def scenario(tmp_path):
    return load(lay(tmp_path), set={"fairness_band.band": 0})


def without_yield(scenario, territories):
    """Leave the territories nothing to win, neither potential nor open deals."""
    potential = scenario.tables["potential"].copy()
    potential.loc[potential["territory_id"].isin(territories), "potential"] = 0.0
    pipeline = scenario.tables["pipeline"]
    pipeline = pipeline[~pipeline["territory_id"].isin(territories)]
    tables = {**scenario.tables, "potential": potential, "pipeline": pipeline}
    return replace(scenario, tables=Tables(tables))


def test_reps_without_yield_are_named_where_the_band_is_zero(scenario):
    # north is ann's and cem's
    poor = without_yield(scenario, ["north"])
    (told,) = zero_band(poor, derive(poor))
    assert (told.code, told.severity) == ("band-of-zero", "warning")
    assert told.what.endswith("ann, cem")


def test_nothing_is_said_where_everybody_can_win_something(scenario):
    assert zero_band(scenario, derive(scenario)) == ()


@pytest.mark.parametrize("band", ["fairness_band.band=0.1", "fairness_band=null"])
def test_nothing_is_said_of_another_band_or_none(tmp_path, band):
    poor = without_yield(load(lay(tmp_path), set=[band]), ["north"])
    assert zero_band(poor, derive(poor)) == ()

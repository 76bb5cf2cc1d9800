from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

from allocator.engine.generate import generate, write_folder
from allocator.engine.load import load
from allocator.engine.solve import solve
from allocator.errors import InputError
from allocator.yields.derive import derive
from allocator.yields.funnel import Funnel


def table(files, name):
    return pd.read_csv(io.BytesIO(files[f"tables/{name}.csv"]))


@pytest.fixture(scope="module")
def sixty():
    return generate(60, seed=3)


@pytest.fixture(scope="module")
def derived(sixty, tmp_path_factory):
    folder = tmp_path_factory.mktemp("generated") / "sixty"
    write_folder(sixty, folder)
    loaded = load(folder)
    return loaded, derive(loaded)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(sixty):
    assert generate(60, seed=3) == sixty
    assert generate(60, seed=4)["tables/reps.csv"] != sixty["tables/reps.csv"]


@pytest.mark.parametrize("reps", [1, 2, 3, 5, 24, 301])
def test_an_organisation_of_any_size_can_be_read_and_has_that_many_reps(reps, tmp_path):
    write_folder(generate(reps), tmp_path / "made")
    loaded = load(tmp_path / "made")
    assert len(loaded.tables["reps"]) == reps
    assert derive(loaded).y.sum() > 0


@pytest.mark.parametrize(("reps", "levers"), [(1, 2), (2, 5), (3, 6), (60, 6)])
def test_there_are_as_many_levers_as_there_are_people_to_own_them(reps, levers, tmp_path):
    write_folder(generate(reps), tmp_path / "made")
    assert len(load(tmp_path / "made").levers) == levers


@pytest.mark.parametrize("reps", [0, -1, 1_000_001])
def test_a_number_out_of_range_is_refused(reps):
    with pytest.raises(InputError) as caught:
        generate(reps)
    assert caught.value.problems[0].code == "reps-out-of-range"


def test_the_organisation_can_just_about_carry_its_target(derived):
    loaded, parameters = derived
    by_lever = parameters.yield_total.sum(axis=1) / parameters.target.sum(axis=1)
    assert by_lever.min() > 0.88
    assert by_lever.max() < 1.12
    assert parameters.yield_total.sum() == pytest.approx(loaded.target, rel=0.06)


def test_nobody_is_stretched_out_of_reach_by_a_fair_share_alone(derived):
    _, parameters = derived
    carries = parameters.y > 0
    stretch = parameters.fair_share[carries] / parameters.y[carries]
    assert np.quantile(stretch, 0.95) < 1.25


def test_hours_bind_for_a_few_reps(derived):
    _, parameters = derived
    assert 0.0 < np.mean(parameters.cut[parameters.y > 0] < 1.0) < 0.35


def test_win_rates_are_those_of_a_real_sales_force(derived):
    _, parameters = derived
    assert np.quantile(parameters.conv, 0.05) > 0.1
    assert np.quantile(parameters.conv, 0.95) < 0.5


@pytest.mark.parametrize("reps", [1, 60, 300])
def test_the_funnel_takes_the_hours_that_effort_says(reps):
    files = generate(reps)
    effort = table(files, "effort").set_index(["role", "lever"])["hours_per_opportunity"]
    steps = table(files, "funnel").groupby(["role", "lever"])
    hours = steps[["step", "rate", "hours"]].apply(
        lambda rows: (
            Funnel(
                tuple(rows["step"]), rows["rate"].to_numpy(), rows["hours"].to_numpy()
            ).hours_per_opportunity
        )
    )
    pd.testing.assert_series_equal(hours, effort.sort_index(), check_names=False, atol=0.006)
    assert (table(files, "funnel")["hours"] >= 0).all()


def test_nothing_is_said_against_the_funnel(derived):
    _, parameters = derived
    assert "funnel-differs" not in {problem.code for problem in parameters.warnings}


def test_most_reps_have_a_way_there_within_their_hours(sixty, tmp_path):
    write_folder(sixty, tmp_path / "made")
    plan = solve(load(tmp_path / "made")).plan
    closing = set(plan.reps.loc[plan.reps["credit"] == "primary", "rep_id"])
    assert len(closing & set(plan.activity["rep_id"])) > 0.9 * len(closing)


def test_shares_of_a_territory_and_lever_never_exceed_one_on_the_first_day(sixty):
    coverage = table(sixty, "coverage")
    roles = table(sixty, "reps").set_index("rep_id")["role"]
    overlay = (coverage["rep_id"].map(roles) == "specialist") & (coverage["lever"] == "expansion")
    first = coverage[coverage["start_date"].isna() & ~overlay & coverage["share"].notna()]
    shares = first.groupby(["territory_id", "lever"])["share"].sum()
    assert len(shares) > 0
    assert shares.to_numpy() == pytest.approx(1.0)


def test_potential_is_never_below_the_open_deals(sixty):
    keys = ["territory_id", "lever"]
    opened = table(sixty, "pipeline").groupby(keys)["amount"].sum()
    potential = table(sixty, "potential").set_index(keys)["potential"]
    assert (opened <= potential.reindex(opened.index)).all()


def test_a_leaver_hands_his_territories_over_on_the_next_day():
    files = generate(300)
    coverage = table(files, "coverage")
    leavers = table(files, "reps").dropna(subset=["end_date"]).set_index("rep_id")["end_date"]
    assert len(leavers) > 0
    heirs = coverage.dropna(subset=["start_date"])
    days = set(pd.to_datetime(leavers) + pd.Timedelta(days=1))
    assert set(pd.to_datetime(heirs["start_date"])) <= days
    left = coverage[coverage["rep_id"].isin(leavers.index)]
    assert (left["end_date"] == left["rep_id"].map(leavers)).all()


def test_targets_of_the_tree_add_up(sixty):
    nodes = table(sixty, "hierarchy").set_index("node_id")
    sums = nodes.groupby("parent_id")["target"].sum()
    assert sums.to_numpy() == pytest.approx(nodes.loc[sums.index, "target"].to_numpy())


def test_territories_and_cells_grow_in_proportion_to_the_reps():
    small, large = generate(500), generate(2_000)
    for name in ("territories", "potential", "coverage", "pipeline", "history"):
        assert len(table(large, name)) / len(table(small, name)) == pytest.approx(4, rel=0.1)


def test_a_folder_appears_whole(tmp_path):
    write_folder({"scenario.yaml": b"a", "tables/reps.csv": b"b"}, tmp_path / "deep" / "made")
    made = tmp_path / "deep" / "made"
    assert (made / "tables" / "reps.csv").read_bytes() == b"b"
    assert [path.name for path in made.parent.iterdir()] == ["made"]


def test_a_folder_that_cannot_be_finished_does_not_appear(tmp_path):
    with pytest.raises(TypeError):
        write_folder({"a": b"fine", "b": None}, tmp_path / "made")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_content_is_refused_and_left_alone(tmp_path):
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "mine").write_text("keep")
    with pytest.raises(InputError) as caught:
        write_folder({"a": b""}, tmp_path / "made")
    assert caught.value.problems[0].code == "folder-exists"
    assert (tmp_path / "made" / "mine").read_text() == "keep"

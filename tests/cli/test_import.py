from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

DEALS = """\
opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
o1,Ann,MG,Acme,Won,2026-01-10,2026-02-09,1000
o2,Bob,MG,Acme,Won,2026-03-01,2026-03-31,3000
o3,Bob,MG,,Engaging,2026-03-20,,700
"""
REAL = Path(
    os.environ.get("ALLOCATOR_CRM_DATA", "")
    or Path(__file__).parents[2].parent / "shared" / "data" / "crm"
)


def test_an_export_becomes_a_valid_scenario_and_all_that_was_decided_is_told(run):
    Path("deals.csv").write_text(DEALS)
    ended = run("import", "crm", "--opportunities", "deals.csv", "--out", "acme")
    assert (ended.code, ended.out) == (0, "")
    for words in (
        "1 open opportunities have no account",
        "2 months with closed deals among the last twelve",
        "Currency: USD (--currency)",
        "Next: allocator solve acme",
    ):
        assert words in ended.err
    assert run("validate", "acme").code == 0


def test_the_options_reach_the_scenario(run):
    Path("deals.csv").write_text(DEALS)
    words = "import crm --opportunities deals.csv --out acme --growth-rate 0.2 --start 2026-07-01"
    more = "--periods 12 --frequency month --currency EUR --name fy"
    assert run(*words.split(), *more.split()).code == 0
    page = Path("acme/scenario.yaml").read_text()
    for line in (
        "name: fy",
        "currency: EUR",
        "periods: 12",
        "frequency: month",
        "growth_rate: 0.2",
    ):
        assert line in page


def test_last_year_is_the_baseline_unless_the_levers_carry_all_bookings(run):
    Path("deals.csv").write_text(DEALS)
    words = ("import", "crm", "--opportunities", "deals.csv", "--out")
    # 4,000 won in two months are 24,000 a year; all bookings are that and a tenth
    assert run(*words, "added").code == 0
    page = Path("added/scenario.yaml").read_text()
    assert "baseline_revenue: 24000\n  growth_rate: 0.1\n" in page
    assert "measure: bookings" in page
    assert run(*words, "all", "--all-bookings").code == 0
    page = Path("all/scenario.yaml").read_text()
    assert "baseline_revenue: 0\n  growth: 26400\n" in page
    assert "measure: bookings" not in page


def test_a_fault_of_the_export_is_wrong_input_and_nothing_is_written(run):
    Path("deals.csv").write_text(DEALS.replace("Engaging", "Engagin"))
    ended = run("import", "crm", "--opportunities", "deals.csv", "--out", "acme")
    assert ended.code == 2
    assert "deals.csv:4:5" in ended.err
    assert "Did you mean 'Engaging'?" in ended.err
    assert not Path("acme").exists()


def test_a_start_that_is_no_date_and_a_strange_frequency_are_wrong_usage(run):
    words = ("import", "crm", "--opportunities", "deals.csv", "--out", "acme")
    assert run(*words, "--start", "soon").code == 2
    assert run(*words, "--frequency", "week").code == 2


def test_edited_quotas_are_written_and_counted(run):
    run("init", "mine")
    rep = pd.read_csv("mine/tables/reps.csv")["rep_id"].iloc[0]
    Path("edited.csv").write_text(f"rep_id,quota,reason\n{rep},5,Agreed\n")
    ended = run("import", "overrides", "edited.csv", "--scenario", "mine")
    assert ended.code == 0
    assert "1 overrides added, 0 replaced, 0 others kept" in ended.err
    assert run("validate", "mine").code == 0
    Path("edited.csv").write_text(f"rep_id,quota,reason\n{rep},5,\n")
    assert run("import", "overrides", "edited.csv", "--scenario", "mine").code == 2


if REAL.is_dir():

    @pytest.mark.parametrize(
        ("how", "target", "stretch"),
        [((), 1_200_664, 0.44), (("--all-bookings",), 13_207_305, 1.07)],
    )
    def test_the_real_export_validates_and_its_whole_target_is_carried(run, how, target, stretch):
        from allocator.engine.load import load
        from allocator.engine.solve import solve

        names = ("opportunities", "accounts", "products", "teams")
        files = ("sales_pipeline", "accounts", "products", "sales_teams")
        options = (
            word
            for name, file in zip(names, files, strict=True)
            for word in (f"--{name}", str(REAL / f"{file}.csv"))
        )
        assert run("import", "crm", *options, "--out", "acme", *how).code == 0
        assert run("validate", "acme").code == 0
        plan = solve(load("acme")).plan
        assert plan.document["status"] == "optimal"
        assert plan.document["metrics"]["assigned_share"] == pytest.approx(1, abs=1e-6)
        assert plan.document["totals"]["assigned"] == pytest.approx(target, abs=1)
        assert plan.document["metrics"]["largest_stretch"] == pytest.approx(stretch, abs=0.005)
        assert (plan.reps["quota"] > 0).sum() == 30

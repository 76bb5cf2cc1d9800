from __future__ import annotations

import json

import pandas as pd
import pytest

from allocator.compare.frontier import Axis
from allocator.errors import InputError
from allocator.present.frontier.charts import by_setting, tradeoff
from allocator.present.frontier.folder import files
from allocator.present.frontier.page import html
from allocator.present.frontier.show import show
from frontiers import bent, none, plan

HOSTILE = "<script>alert(1)</script>"


def test_the_folder_holds_table_object_and_page():
    made = files(bent())
    assert sorted(made) == ["frontier.csv", "frontier.html", "frontier.json"]
    assert json.loads(made["frontier.json"])["knee"] == 3
    assert made["frontier.csv"].count(b"\n") == 5


def test_it_appears_whole_and_nothing_is_replaced(tmp_path):
    folder = bent().save(tmp_path / "new" / "sweep")
    assert {path.name for path in folder.iterdir()} == set(files(bent()))
    before = (folder / "frontier.csv").read_bytes()
    with pytest.raises(InputError) as refused:
        bent(title="other").save(folder)
    assert [problem.code for problem in refused.value.problems] == ["folder-exists"]
    assert (folder / "frontier.csv").read_bytes() == before
    assert (folder.stat().st_mode & 0o777, (folder / "frontier.csv").stat().st_mode & 0o777) == (
        0o700,
        0o600,
    )


def test_the_csv_reads_back(tmp_path):
    folder = bent().save(tmp_path / "sweep")
    read = pd.read_csv(folder / "frontier.csv", dtype={"fairness_band.band": "str"})
    assert read["fairness_band.band"].tolist() == ["0.01", "0.05", "0.10", "0.20"]
    assert read["expected_bookings"].tolist()[1:] == [80_000.0, 89_000.0, 90_000.0]


def test_the_page_alone_can_be_written(tmp_path):
    file = bent().to_html(tmp_path / "page.html")
    assert file.read_text(encoding="utf-8") == html(bent())


def test_the_page_names_every_point_and_what_has_no_plan():
    page = html(bent())
    for text in ("0.01", "0.05", "0.10", "0.20", "These rules cannot all hold: a; b",
                 "allocator solve SCENARIO --set fairness_band.band=0.10"):  # fmt: skip
        assert text in page
    assert "Small &amp; quick" in page


@pytest.mark.parametrize("write", [html, show])
def test_a_hostile_text_is_shown_as_text(write):
    frontier = bent(
        title=HOSTILE,
        axes=(Axis("name", (HOSTILE, "b", "c")),),
        points=(
            none(1, HOSTILE, reason=HOSTILE),
            plan(2, "b" + HOSTILE, worst_load_deviation=0.3),
            plan(3, "c", expected_bookings=1.0),
        ),
    )
    shown = write(frontier)
    assert "alert(1)" in shown
    assert "<script>alert" not in shown


def test_the_notebook_shows_the_curve_with_its_knee():
    shown = show(bent())
    assert shown.count("<circle") == 4  # three plans, and the ring of the knee
    assert "full target, knee" in shown
    assert "infeasible" not in shown
    assert "<script" not in shown


def test_a_sweep_without_plans_has_a_page_without_charts():
    points = (none(1, "1"), none(2, "2", status="stopped", reason="time"))
    page = html(bent(axes=(Axis("a", ("1", "2")),), points=points))
    assert "data-chart" not in page
    assert "None of the 2 points has a plan." in page


def test_only_measures_that_move_have_a_chart():
    assert list(by_setting(bent(), ["expected_bookings", "worst_load_deviation"])) == [
        "by-expected_bookings", "by-worst_load_deviation"
    ]  # fmt: skip


def test_the_chart_draws_every_plan_and_rings_one():
    spec = tradeoff(bent(), "").spec
    rows = spec["data"]["values"]
    assert [row["knee"] for row in rows] == [False, True, False]
    assert [row["x"] for row in rows] == [0.05, 0.1, 0.2]
    # money that hardly moves is written in full on its axis, money that moves is not
    axis = spec["layer"][0]["encoding"]["y"]["axis"]
    assert axis["format"] == "short_money"
    fine = bent(points=tuple(
        plan(number, str(number), expected_bookings=90_000.0 + number, worst_load_deviation=number)
        for number in (1, 2, 3)
    ))  # fmt: skip
    assert tradeoff(fine, "").spec["layer"][0]["encoding"]["y"]["axis"]["format"] == "money"


def test_many_plans_leave_names_to_the_ends_and_the_knee():
    points = tuple(
        plan(number, str(number), worst_load_deviation=number / 100,
             expected_bookings=1_000 * number**0.5)
        for number in range(1, 20)
    )  # fmt: skip
    frontier = bent(axes=(Axis("a", tuple(map(str, range(1, 20)))),), points=points)
    rows = tradeoff(frontier, "").spec["data"]["values"]
    assert {row["name"] for row in rows if row["name"]} == {
        "1", "19", frontier.knee.settings[0]
    }  # fmt: skip


def test_many_points_stand_in_a_table_that_sorts():
    points = tuple(
        plan(number, str(number), worst_load_deviation=number / 100, expected_bookings=number)
        for number in range(1, 12)
    )
    page = html(bent(axes=(Axis("a", tuple(map(str, range(1, 12)))),), points=points))
    assert 'data-grid="points"' in page
    assert "Every point of the sweep" in page

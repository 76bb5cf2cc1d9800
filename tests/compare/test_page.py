"""A comparison as a page, as JSON, and as a notebook shows it."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from allocator.compare.attribution import Mixtures, attribute
from allocator.compare.inputs import inputs_of
from allocator.compare.titles import cause_of, day, value
from allocator.errors import InputError
from allocator.present.compare import document, notebook, page, words

HOSTILE = '<script>alert(1)</script>"&=cmd()\N{RIGHT-TO-LEFT OVERRIDE}'


def attributed(small):
    """Two plans with two causes: A has neither, and a solver that adds 10 for each."""
    stages = [{"stage": "won", "win_rate": 0.5}]
    families = {"lever_totals": {"shortfall": "allowed"}, "fairness_band": {"band": 0.05}}
    files = small.inputs(stages=stages, model={"families": families})
    plans = (small.plan(), small.plan(files, {"ann": 230, "bob": 90}, title="Tighter"))
    both = tuple(inputs_of(plan) for plan in plans)
    found = small.causes_of(plans[0].files, files)[0]
    between = Mixtures(
        plans, both, found,
        lambda mixed: small.plan(quotas={"ann": 210 + 10 * ("stages" in mixed.tables), "bob": 95}),
    )  # fmt: skip
    causes = tuple(cause_of(group, *both) for group in found)
    return small.compared(*plans, steps=attribute(between, causes, plans, 1.0))


def test_the_page_answers_first_and_names_every_cause(small):
    found = attributed(small)
    text = page.html(found)
    assert "Plan B assigns 20 USD more than plan A" in text.replace("\N{NO-BREAK SPACE}", " ")
    for cause in found.attribution.causes:
        assert words.arrows(cause.title) in text
    for name in ("expected_bookings", "moved", "gains", "chances", "assigned"):
        assert f'data-chart="{name}"' in text
    for name in ("reps", "steps"):
        assert f'data-grid="{name}"' in text
    assert "UNVERIFIED" not in text


def test_two_pages_of_one_comparison_are_alike(small):
    assert page.html(attributed(small)) == page.html(attributed(small))


def test_equal_plans_say_so(small):
    text = page.html(small.compared(small.plan(), small.plan()))
    assert "Both plans say the same." in text
    assert "No rep&#39;s quota changes." in text or "No rep's quota changes." in text


def test_of_many_plans_the_page_has_a_spread_and_no_causes(small):
    plans = [small.plan(title=f"Plan {n}", quotas={"ann": 100 + n, "bob": n}) for n in range(20)]
    text = page.html(small.compared(*plans))
    assert "Twenty plans compared" in text
    assert 'data-chart="spread"' in text
    assert 'data-chart="trade"' in text
    assert 'id="causes"' not in text


def test_a_plan_that_was_not_verified_is_said_on_the_page_and_in_the_notebook(small):
    found = small.compared(small.plan(), small.plan(), proven=[True, False])
    assert "Plan B has not been verified" in page.html(found)
    assert "Plan B has not been verified" in notebook.html(found)
    assert document.as_dict(found)["plans"][1]["verified"] is False


def test_an_infeasible_plan_is_compared_with_what_it_has(small):
    none = small.plan(
        status="infeasible", quotas={}, totals={"target": 300, "assigned": 0}, metrics=None,
        baselines=None,
    )  # fmt: skip
    text = page.html(small.compared(small.plan(), none))
    assert "no plan exists under its hard rules" in text


def test_hostile_names_are_text(small):
    reps = [{"rep_id": "ann", "name": HOSTILE}, {"rep_id": "bob", "name": "x" * 500}]
    names = {"ann": HOSTILE, "bob": "x" * 500}
    plans = [
        small.plan(small.inputs(reps=reps), names=names, title=HOSTILE),
        small.plan(
            small.inputs(reps=[*reps, {"rep_id": "cem", "name": HOSTILE}]),
            {"ann": 1, "bob": 2, "cem": 3}, title=HOSTILE,
            names={"ann": HOSTILE, "bob": "x" * 500, "cem": HOSTILE},
        ),
    ]  # fmt: skip
    found = small.compared(*plans)
    for text in (page.html(found), notebook.html(found)):
        assert "<script>alert" not in text
        assert "alert(1)" in text
    assert found.causes[0].title.count("alert") == 1
    assert len(words.answer(found)) > 0


def test_what_was_left_out_stands_on_the_page(small):
    text = page.html(small.compared(small.plan(), small.plan(scenario="other")))
    assert "Left out of this comparison" in text


def test_the_object_is_json_without_nan_and_says_everything(small):
    found = attributed(small)
    made = json.loads(json.dumps(document.as_dict(found), allow_nan=False))
    assert made["schema"] == "allocator/comparison/v1"
    assert [plan["letter"] for plan in made["plans"]] == ["A", "B"]
    assert made["equal"] is False
    steps = made["attribution"]["reps"]
    assert all(row["step_1"] + row["step_2"] == row["change"] for row in steps)
    assert made["attribution"]["order"] == [cause["title"] for cause in made["causes"]]
    assert found.to_dict() == document.as_dict(found)


def test_files_are_written_whole_and_never_over_another(small, tmp_path):
    found = small.compared(small.plan(), small.plan())
    for name, write in (("a.html", found.to_html), ("a.json", found.to_json)):
        path = write(tmp_path / name)
        assert path.stat().st_mode & 0o777 == 0o600
        with pytest.raises(InputError):
            write(path)
        assert write(path, force=True) == path


def test_the_notebook_shows_measures_and_causes(small):
    found = attributed(small)
    text = found._repr_html_()
    assert "Expected bookings" in text
    assert words.arrows(found.attribution.causes[0].title) in text


def test_nodes_of_one_name_are_told_apart_by_their_ids():
    rows = pd.DataFrame(
        {"node_id": ["a", "b", "c"], "name": ["West", "West", "East"], "change_B": [1.0, 2.0, 3.0]}
    )
    chart = page._gains(rows, "node_id", "USD", "node")
    assert [row[0] for row in chart.rows] == ["East", "West (b)", "West (a)"]


def test_pipeline_that_changes_is_told_by_node(small):
    columns = ["rep_id", "node_id", "lever", "quota_A", "quota_B", "change_B"]
    table = pd.DataFrame([("sdr", "all", "expansion", 5.0, 7.0, 2.0)], columns=columns)
    found = replace(small.compared(small.plan(), small.plan()), pipeline=table)
    assert "Pipeline to be brought" in page.html(found)


@pytest.mark.parametrize(
    ("given_value", "shown"),
    [("007", "007"), (0.125, "0.125"), ("1234567.891", "1,234,567.89"), (None, "(empty)"),
     ({"a": [0.1, 0.2]}, "a 0.1, 0.2"), ("y" * 99, "y" * 59 + "…"), (False, "no")],
)  # fmt: skip
def test_values_are_written_as_people_do(given_value, shown):
    assert value(given_value) == shown


def test_what_is_no_day_stays_as_it_is():
    assert day("soon") == "soon"

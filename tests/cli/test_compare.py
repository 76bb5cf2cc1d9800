"""`allocator compare` on the command line, over plans that a test makes."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from allocator.cli import compare as command
from allocator.compare.comparison import Attribution, Cause, Comparison, Side
from allocator.errors import CertificateError


@pytest.fixture
def comparison(plan, scenario) -> Comparison:
    sides = tuple(
        Side(letter, name, "small", "balanced", "optimal", scenario.horizon, proven, plan)
        for letter, name, proven in (("A", "Base", True), ("B", "More\x1b[31m", False))
    )
    reps = pd.DataFrame(
        [("ann", "Ann", 100.0, 150.0, 50.0), ("bob", "Bob", 80.0, 60.0, -20.0),
         ("cem", "", 10.0, 10.0, 0.0)],
        columns=["rep_id", "name", "quota_A", "quota_B", "change_B"],
    ).assign(credit="primary")  # fmt: skip
    measures = pd.DataFrame(
        [("risk", "expected_bookings", "Expected bookings", "money", "higher", "plan", 1e6, 1.2e6),
         ("risk", "company_probability", "Chance", "share", "higher", "plan", 0.5, float("nan")),
         ("reach", "largest_stretch", "Stretch", "ratio", "lower", "plan", 1.0, 1.25),
         ("risk", "expected_attainers", "Attain", "number", "higher", "plan", 1.04, 2.0)],
        columns=["section", "measure", "title", "unit", "better", "of", "A", "B"],
    )  # fmt: skip
    none = pd.DataFrame()
    return Comparison(
        sides, "USD", measures, reps, none, none, none, none, none,
        (Cause("target + 10 %", ("x",), 1),), (), None, (("causes", "it takes long"),),
        differs=True,
    )  # fmt: skip


def attributed(comparison):
    steps = comparison.reps[["rep_id", "credit", "name", "change_B"]]
    steps = steps.rename(columns={"change_B": "change"}).assign(step_1=comparison.reps["change_B"])
    company = pd.DataFrame({"assigned": [30.0], "expected_bookings": [2e5]})
    found = Attribution(comparison.causes, "single", "One cause.", 0, steps, steps, steps, company)
    return replace(comparison, attribution=found, left_out=())


@pytest.fixture
def comparing(fake, comparison):
    asked = {}

    def making(given=comparison):
        def compare(*plans, **how):
            asked.update(plans=plans, **how)
            if isinstance(given, Exception):
                raise given
            return given

        fake("allocator.engine.compare", compare=compare)
        return asked

    return making


def test_plans_measures_and_the_largest_changes_are_printed(run, comparing):
    asked = comparing()
    ended = run("compare", "a", "b")
    assert ended.code == 0
    assert [str(path) for path in asked["plans"]] == ["a", "b"]
    assert asked["attribute"] is None
    assert asked["unverified"] is False
    for told in (
        "A  Base: small, model balanced, optimal",
        "optimal, NOT VERIFIED",
        "Expected bookings", "1,200,000", "50.0 %", "1.25",
        "B against A: 1 rep with more, 1 with less, 1 unchanged; 50 USD more here, 20 less there",
        "+50", "-20",
        "Changed inputs:", "target + 10 %",
        "Left out: causes. It takes long.",
    ):  # fmt: skip
        assert told in ended.out
    assert "\x1b[31m" not in ended.out


def test_causes_are_printed_with_what_they_did(run, comparing, comparison):
    comparing(attributed(comparison))
    out = run("compare", "a", "b", "--attribute").out
    assert "One cause." in out
    assert "+200,000" in out
    assert "Changed inputs" not in out


def test_equal_plans_are_said_to_be(run, comparing, comparison):
    reps = comparison.reps.assign(change_B=0.0)
    comparing(replace(comparison, reps=reps, causes=(), left_out=(), differs=False))
    assert "The plans say the same." in run("compare", "a", "b").out


def test_options_are_handed_on(run, comparing):
    asked = comparing()
    run("compare", "a", "b", "--attribute", "--unverified")
    assert (asked["attribute"], asked["unverified"]) == (True, True)


def test_json_is_one_object(run, comparing, monkeypatch):
    comparing()
    monkeypatch.setattr(Comparison, "to_dict", lambda _self: {"schema": "x"})
    ended = run("compare", "a", "b", "--json")
    assert json.loads(ended.out) == {"exit_code": 0, "schema": "x"}


@pytest.mark.parametrize("ending", ["html", "xlsx", "json", "HTML"])
def test_the_ending_picks_the_format(run, comparing, monkeypatch, tmp_path, ending):
    comparing()
    written = []
    name = f"to_{ending.lower()}"
    monkeypatch.setattr(
        Comparison, name, lambda _self, path, *, force: written.append((path, force)) or path
    )
    ended = run("compare", "a", "b", "--out", str(tmp_path / f"x.{ending}"), "--force")
    assert written == [(tmp_path / f"x.{ending}", True)]
    assert "Written:" in ended.err


def test_another_ending_is_refused_before_anything_is_compared(run, comparing):
    asked = comparing()
    ended = run("compare", "a", "b", "--out", "x.pdf")
    assert (ended.code, asked) == (2, {})
    assert "[out-format]" in ended.err


def test_a_file_in_the_way_is_refused_before_anything_is_compared(run, comparing, tmp_path):
    asked = comparing()
    (tmp_path / "x.html").write_text("mine", encoding="utf-8")
    ended = run("compare", "a", "b", "--out", "x.html")
    assert (ended.code, asked) == (2, {})
    assert "[file-exists]" in ended.err
    assert (tmp_path / "x.html").read_text(encoding="utf-8") == "mine"


def test_a_plan_that_does_not_verify_ends_with_five(run, comparing):
    comparing(CertificateError(["a: quotas.csv has been changed"]))
    ended = run("compare", "a", "b")
    assert ended.code == 5
    assert "quotas.csv has been changed" in ended.err


def test_on_a_terminal_a_bar_counts_each_kind_of_work(monkeypatch):
    monkeypatch.setattr(command.sys, "stderr", SimpleNamespace(isatty=lambda: True, write=print))
    told = []

    class Bar:
        def __init__(self, *_columns, **_how):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *_error):
            return None

        def add_task(self, name, total):
            told.append(("add", name, total))
            return name

        def remove_task(self, name):
            told.append(("remove", name))

        def update(self, name, **how):
            told.append((name, how["completed"], how["total"]))

    monkeypatch.setattr("rich.progress.Progress", Bar)
    with command.shown() as tell:
        tell("verify", 0, 2)
        tell("verify", 1, 2)
    assert told == [
        ("add", "read", None), ("remove", "read"), ("add", "verify", 2), ("verify", 0, 2),
        ("verify", 1, 2),
    ]  # fmt: skip


def test_where_there_is_no_terminal_nothing_is_shown(capsys):
    with command.shown() as tell:
        tell("verify", 0, 2)
    assert capsys.readouterr().err == ""

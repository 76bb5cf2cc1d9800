from __future__ import annotations

import json
from importlib import import_module

import pytest

from allocator.cli import frontier as command
from allocator.compare.frontier import Axis
from frontiers import bent, none, plan


@pytest.fixture
def sweeping(fake, scenario):
    """Fake an engine whose sweep gives the frontier."""

    def making(found):
        asked = {}
        import_module("allocator.engine.frontier")

        def load(path, **how):
            asked.setdefault("loads", []).append((str(path), how))
            return scenario

        def sweep(given, vary, **how):
            asked.update(given=given, vary=vary, **how)
            how["progress"](0, 4)
            return found

        fake("allocator.engine.load", load=load)
        fake("allocator.engine.frontier", frontier=sweep)
        return asked

    return making


def test_the_screen_shows_every_point_the_answer_and_the_next_command(run, sweeping):
    sweeping(bent())
    ended = run("frontier", "here", "--set", "a.b=1", "--vary", "fairness_band.band=0.05,0.1")
    assert ended.code == 0
    assert ended.err == ""
    lines = ended.out.splitlines()
    knee = next(line for line in lines if "knee" in line)
    assert knee.split() == [
        "0.10", "knee", "0", "89,000", "1.10", "10.0", "%", "20.0", "%", "70.0", "%",
    ]  # fmt: skip
    assert "From fairness band 0.05 to 0.20 the plan moves" in ended.out
    assert "0.01: infeasible, these rules cannot all hold: a; b" in ended.out
    assert lines[-1] == ("Next: allocator solve here --set a.b=1 --set fairness_band.band=0.10")
    assert max(len(line) for line in lines if not line.startswith("Next")) <= 80


def test_two_settings_fit_on_a_screen(run, sweeping):
    points = tuple(
        plan(number, "0.9", str(number), worst_load_deviation=number / 10,
             expected_bookings=27_000_000.0 + number)
        for number in (1, 2, 3)
    )  # fmt: skip
    axes = (Axis("pipeline_feasibility.max_stretch", ("0.9",)), Axis("x.scale", ("1", "2", "3")))
    sweeping(bent(axes=axes, points=points))
    lines = run("frontier", "here", "--vary", "a=1", "--vary", "b=1").out.splitlines()
    assert not any("…" in line for line in lines)
    assert max(len(line) for line in lines if not line.startswith("Next")) <= 80


def test_options_reach_the_engine(run, sweeping):
    asked = sweeping(bent())
    run(
        "frontier", "here", "--vary", "a=1,2", "--vary", "b=3", "--workers", "3", "--cluster",
        "tcp://x:1", "--between", "shortfall,disruption", "--solver", "piqp", "--time-limit", "9",
        "--model", "strict", "--set", "c=1",
    )  # fmt: skip
    assert asked["vary"] == ["a=1,2", "b=3"]
    assert (asked["workers"], asked["cluster"]) == (3, "tcp://x:1")
    assert asked["between"] == "shortfall,disruption"
    assert (asked["solver"], asked["time_limit"]) == ("piqp", 9.0)
    assert asked["loads"] == [("here", {"model": "strict", "set": ["c=1"], "overlays": ()})]
    asked["under"]("leximin")
    assert asked["loads"][1][1]["model"] == "leximin"


def test_out_is_a_folder_that_is_made(run, sweeping, tmp_path):
    sweeping(bent())
    out = run("frontier", "here", "--vary", "a=1", "--out", "sweep").out
    assert {path.name for path in (tmp_path / "sweep").iterdir()} == {
        "frontier.csv", "frontier.json", "frontier.html"
    }  # fmt: skip
    assert f"Page {tmp_path / 'sweep' / 'frontier.html'}" in out


def test_a_folder_in_the_way_is_told_before_anything_is_read(run, sweeping, tmp_path):
    asked = sweeping(bent())
    (tmp_path / "sweep").mkdir()
    (tmp_path / "sweep" / "mine.txt").touch()
    ended = run("frontier", "here", "--vary", "a=1", "--out", "sweep")
    assert (ended.code, asked) == (2, {})
    assert "[folder-exists]" in ended.err


def test_json_is_one_object(run, sweeping):
    sweeping(bent())
    found = json.loads(run("frontier", "here", "--vary", "a=1", "--json").out)
    assert found["exit_code"] == 0
    assert found["knee"] == 3
    assert [point["status"] for point in found["points"]] == [
        "infeasible", "optimal", "optimal", "optimal"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("ended", "code"),
    [
        (("infeasible", "optimal_short"), 0),
        (("infeasible", "infeasible"), 3),
        (("infeasible", "stopped"), 4),
        (("stopped", "refused"), 5),
    ],
)
def test_the_exit_code_is_that_of_the_best_point(run, sweeping, ended, code):
    points = tuple(
        plan(at, str(at)) if "optimal" in status else none(at, str(at), status=status)
        for at, status in enumerate(ended, 1)
    )
    sweeping(bent(axes=(Axis("a", ("1", "2")),), points=points))
    assert run("frontier", "here", "--vary", "a=1,2").code == code


def test_the_time_left_is_that_of_the_points_before():
    assert command.left_of(10.0, 1, 3) == "about 20 s left"
    assert command.left_of(600.0, 1, 3) == "about 20 min left"
    assert command.left_of(0.0, 0, 3) == command.left_of(9.0, 3, 3) == ""


def test_a_bar_is_drawn_on_a_terminal_alone(capsys, monkeypatch):
    with command._bar() as told:
        told(1, 3)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    with command._bar() as told:
        told(0, 3)
        told(1, 3)
    shown = capsys.readouterr()
    assert "1 of 3" in shown.err
    assert shown.out == ""

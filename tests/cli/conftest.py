"""A command line that runs in this process, over an engine that answers what a test says."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from allocator.cli import main
from allocator.domain.calendar import Horizon
from allocator.domain.certificate import Check, TierGap, Verified
from allocator.domain.lever import LeverTarget
from allocator.domain.plan import COLUMNS, Plan
from allocator.domain.scenario import Policy, Scenario
from allocator.domain.tables import Tables


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Run a command line in an empty working directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ALLOCATOR_DEBUG", raising=False)
    # A table's width follows the terminal: fix it, whoever runs the tests.
    monkeypatch.setenv("COLUMNS", "80")

    def running(*words: str) -> Ended:
        with pytest.raises(SystemExit) as ended:
            main(words)
        shown = capsys.readouterr()
        return Ended(int(ended.value.code or 0), shown.out, shown.err)

    return running


@pytest.fixture
def fake(monkeypatch):
    """Put a module with the given names where the engine's is."""

    def faking(module: str, **names: Any) -> None:
        made = ModuleType(module)
        for name, value in names.items():
            setattr(made, name, value)
        monkeypatch.setitem(sys.modules, module, made)

    return faking


@pytest.fixture
def scenario() -> Scenario:
    season = (0.25, 0.25, 0.25, 0.25)
    return Scenario(
        name="small",
        title="Base plan",
        currency="USD",
        horizon=Horizon(date(2027, 1, 1), 4, "quarter"),
        baseline_revenue=1_000_000.0,
        levers=(
            LeverTarget("new_customers", 60_000.0, 1, 0.0, season),
            LeverTarget("expansion", 40_000.0, 1, 0.0, season),
        ),
        roles={},
        policy=Policy("balanced", "", ("role",), {}, (), 1.0),
        tables=Tables({}),
    )


@pytest.fixture
def plan() -> Plan:
    reps = pd.DataFrame(
        [
            ("ann", "primary", "hunter", 36_000.0, 1.05, 0.9, 30_000.0, 0.2),
            # there for three quarters of the horizon
            ("bob", "primary", "hunter", 22_000.0, 0.95, 1.2, 40_000.0, 22 / 30 - 1),
            ("cem", "primary", "farmer", 40_000.0, 1.0, 0.8, float("nan"), float("nan")),
            ("ovi", "overlay", "farmer", 5_000.0, 1.0, 3.0, 1_000.0, 4.0),
        ],
        columns=["rep_id", "credit", "role", "quota", "load", "stretch", "prior_quota", "change"],
    ).reindex(columns=list(COLUMNS["reps"]))
    other = {
        name: pd.DataFrame(columns=list(columns))
        for name, columns in COLUMNS.items()
        if name != "reps"
    }
    lever = {"target": 60_000, "assigned": 58_000, "shortfall": 2_000}
    document = {
        "schema": "allocator/v1",
        "scenario": "small",
        "model": "balanced",
        "input_hash": "0123456789abcdef",
        "status": "optimal_short",
        "totals": {
            "target": 100_000,
            "assigned": 98_000,
            "shortfall": 2_000,
            "levers": {
                "new_customers": lever,
                "expansion": {"target": 40_000, "assigned": 40_000, "shortfall": 0},
            },
        },
        "metrics": {"largest_stretch": 1.2, "worst_load_deviation": {"a": 0.05, "b": 0.1}},
        "baselines": {
            "equal": {"largest_stretch": 1.9, "worst_load_deviation": {"a": None, "b": 0.6}},
            "prior": {"largest_stretch": 1.6, "worst_load_deviation": {"a": None, "b": None}},
            "potential": None,
        },
        "warnings": ["one"],
        "defaults_used": [],
    }
    return Plan(document=document, reps=reps, files={}, proof=None, **other)


@pytest.fixture
def certificate() -> Verified:
    return Verified(
        passed=True,
        words="proven optimal",
        tiers=(TierGap("shortfall:1", 0.02, 0.02, 1e-12, 2e-12, 0.0),),
        checks=(Check("rows", 0.0, 0.005, passed=True),),
    )


@pytest.fixture
def solving(fake, scenario):
    """Fake an engine whose solve ends with the given outcome or error."""

    def making(outcome: Any, *, already: bool = False) -> dict[str, Any]:
        asked: dict[str, Any] = {}

        def load(path, **how):
            asked.update(path=path, **how)
            return scenario

        def solve_to(given, out, **how):
            asked.update(given=given, out=out, **how)
            if isinstance(outcome, BaseException):
                raise outcome
            return Solved(outcome, Path("plans/small-01234567"), already)

        @dataclass(frozen=True)
        class Solved:
            outcome: Any
            folder: Path
            already: bool

        import_module("allocator.engine.interlock")  # the screen needs the real one
        fake("allocator.engine.load", load=load)
        fake("allocator.engine.solve_to", solve_to=solve_to, Solved=Solved)
        return asked

    return making

"""Random small organisations, one per seed: settings and tables as a caller would give them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

MODELS = (
    "balanced", "strict", "attainable", "leximin", "top_down", "bottom_up", "interlock",
    "territory_first", "minimal_change", "proportional",
)  # fmt: skip
LEVERS = ("new_customers", "pricing", "product_mix", "channel", "retention", "expansion")
START = date(2027, 1, 1)
MONEY_COLUMNS = {
    "reps": ("ote", "prior_quota", "proposed_quota", "min_quota", "max_quota", "locked_quota",
             "baseline"),
    "overrides": ("quota",),
    "hierarchy": ("target", "min_target", "max_target", "proposed"),
    "potential": ("potential",),
    "history": ("amount_opened", "amount_won"),
    "pipeline": ("amount",),
    "effort": ("deal_size",),
    "supply": ("amount",),
}  # fmt: skip


@dataclass
class World:
    """Settings (a scenario file's content) and tables, with the model to solve it by."""

    settings: dict[str, Any]
    tables: dict[str, pd.DataFrame]
    model: str
    set: dict[str, Any] = field(default_factory=dict)

    def scaled(self, factor: float) -> World:
        """Multiply all money, the unit included."""
        settings = {**self.settings, "target": {**self.settings["target"]}}
        target = settings["target"]
        target["baseline_revenue"] = target["baseline_revenue"] * factor
        target["levers"] = {
            name: {**lever, "amount": lever["amount"] * factor}
            for name, lever in target["levers"].items()
        }
        settings["settings"] = {
            **settings.get("settings", {}),
            "rounding": {
                "unit": factor * settings.get("settings", {}).get("rounding", {}).get("unit", 1)
            },
        }
        tables = {name: table.copy() for name, table in self.tables.items()}
        for name, columns in MONEY_COLUMNS.items():
            for column in columns:
                if name in tables and column in tables[name]:
                    tables[name][column] = tables[name][column] * factor
        return World(settings, tables, self.model, self.set)

    def shuffled(self, seed: int) -> World:
        """Permute the rows of every table."""
        tables = {
            name: table.sample(frac=1.0, random_state=seed).reset_index(drop=True)
            for name, table in self.tables.items()
        }
        return World(self.settings, tables, self.model, self.set)


def world(seed: int, model: str | None = None) -> World:
    """Make the organisation of a seed."""
    rng = np.random.default_rng(seed)

    def often(share: float) -> bool:
        return bool(rng.random() < share)

    monthly = often(0.3)
    periods = int(rng.integers(1, 5))
    levers = sorted(rng.choice(len(LEVERS), int(rng.integers(1, 4)), replace=False).tolist())
    levers = [LEVERS[number] for number in levers]
    role_count = int(rng.integers(1, 4))
    roles: dict[str, Any] = {}
    for number in range(role_count):
        owned = [lever for lever in levers if often(0.6)] or [levers[number % len(levers)]]
        roles[f"role{number}"] = {
            "levers": owned,
            **({"selling_hours_per_month": float(rng.integers(30, 120))} if often(0.7) else {}),
            **({"ramp": [0, 0.5, 1]} if often(0.5) else {}),
        }
    for lever in levers:  # every lever has an owner
        if not any(lever in role["levers"] for role in roles.values()):
            roles["role0"]["levers"] = [
                x for x in LEVERS if x in {*roles["role0"]["levers"], lever}
            ]
    count = int(rng.integers(max(2, role_count), 9))
    names = [f"r{number:02d}" for number in range(count)]
    role_of = [f"role{number % role_count}" for number in range(count)]
    territories = [f"t{number}" for number in range(int(rng.integers(1, 6)))]
    tables = _people(rng, names, role_of, often)
    tables |= _places(rng, names, territories, levers, often)
    tables |= _records(rng, names, role_of, roles, often)
    tables |= _deals(rng, tables, levers, periods * (1 if monthly else 3), often)
    tables |= _desk(tables, roles, levers, often)
    scale = 30_000.0 * count
    split = rng.dirichlet(np.full(len(levers), 4.0))
    target = {
        "baseline_revenue": 10_000_000.0,
        "levers": {
            lever: {
                "amount": float(np.round(scale * share * rng.uniform(0.5, 1.3))),
                "priority": int(rng.integers(1, 3)) if often(0.3) else 1,
                **({"over_assignment": 0.05} if often(0.3) else {}),
            }
            for lever, share in zip(levers, split, strict=True)
        },
    }
    if often(0.5):
        season = np.round(rng.dirichlet(np.full(periods, 20.0)), 3)
        season[-1] += 1.0 - season.sum()
        target["seasonality"] = {levers[0]: [float(share) for share in season]}
    settings: dict[str, Any] = {
        "schema": "allocator/v1",
        "name": f"world-{seed}",
        "currency": "USD",
        "horizon": {
            "start": START.isoformat(),
            "periods": periods,
            "frequency": "month" if monthly else "quarter",
        },
        "target": target,
        "roles": roles,
        "model": "balanced",
        "settings": _settings(roles, often),
    }
    chosen = model or str(rng.choice(MODELS))
    return World(settings, tables, chosen)


def _people(rng, names, role_of, often) -> dict[str, pd.DataFrame]:  # noqa: C901, PLR0912 - one draw after the other reads best in one place
    count = len(names)
    regions = ["north", "south"]
    reps = pd.DataFrame({"rep_id": names, "role": role_of})
    reps["segment"] = rng.choice(["smb", "ent"], count) if often(0.5) else "smb"
    if often(0.5):
        reps["start_date"] = [
            (START + timedelta(int(rng.integers(-200, 60)))).isoformat() if often(0.4) else ""
            for _ in names
        ]
    if often(0.3):
        reps["end_date"] = [
            (START + timedelta(int(rng.integers(61, 300)))).isoformat() if often(0.2) else ""
            for _ in names
        ]
    if often(0.3):
        reps["fte"] = rng.choice([0.5, 0.8, 1.0], count)
    money = np.round(rng.uniform(15_000, 60_000, count))
    if often(0.7):
        reps["prior_quota"] = np.where(rng.random(count) < 0.8, money, np.nan)
    if often(0.4):
        proposed = np.round(money * rng.uniform(0.8, 1.2, count))
        reps["proposed_quota"] = np.where(rng.random(count) < 0.6, proposed, np.nan)
    if often(0.3):
        reps["max_quota"] = np.where(rng.random(count) < 0.3, np.round(money * 1.1), np.nan)
    if often(0.2):
        reps["min_quota"] = np.where(rng.random(count) < 0.3, np.round(money * 0.2), np.nan)
    if often(0.3):
        reps["ote"] = np.round(money / 5)
    found = {"reps": reps}
    if often(0.25):
        reps["locked_quota"] = np.where(np.arange(count) == 0, np.round(money * 0.5), np.nan)
    if often(0.3):
        found["absences"] = pd.DataFrame(
            {
                "rep_id": [names[-1]],
                "start_date": [(START + timedelta(10)).isoformat()],
                "end_date": [(START + timedelta(40)).isoformat()],
            }
        )
    if often(0.5):
        reps["node_id"] = rng.choice(regions, count)
        hierarchy = pd.DataFrame(
            {
                "node_id": ["all", *regions],
                "parent_id": ["", "all", "all"],
                "level": ["company", "region", "region"],
            }
        )
        whole = float(money.sum())
        if often(0.5):
            hierarchy["target"] = [np.nan, whole * 0.5, whole * 0.4]
        if often(0.3):
            hierarchy["max_target"] = [np.nan, whole * 1.0, np.nan]
        if often(0.3):
            hierarchy["proposed"] = [np.nan, whole * 0.45, np.nan]
        found["hierarchy"] = hierarchy
    return found


def _places(rng, names, territories, levers, often) -> dict[str, pd.DataFrame]:
    found: dict[str, pd.DataFrame] = {}
    if often(0.15):
        return found
    rows = [
        {"rep_id": name, "territory_id": territory}
        for name in names
        for territory in sorted(set(rng.choice(territories, 2).tolist()))
    ]
    found["coverage"] = pd.DataFrame(rows)
    if often(0.9):
        found["potential"] = pd.DataFrame(
            [
                {
                    "territory_id": t,
                    "lever": lever,
                    "potential": float(rng.integers(50, 900)) * 1_000,
                }
                for t in territories
                for lever in levers
            ]
        )
        covered = set(found["coverage"]["territory_id"])
        found["territories"] = pd.DataFrame({"territory_id": sorted({*covered, *territories})})
    return found


def _deals(rng, tables, levers, months, often) -> dict[str, pd.DataFrame]:
    if "potential" not in tables or often(0.35):
        return {}
    covered = tables["coverage"]
    picked = covered.iloc[rng.integers(0, len(covered), 6)]
    days = 30 * months
    deals = pd.DataFrame(
        {
            "territory_id": picked["territory_id"].to_numpy(),
            "lever": rng.choice(levers, len(picked)),
            "stage": rng.choice(["early", "late"], len(picked)),
            "rep_id": np.where(rng.random(len(picked)) < 0.8, picked["rep_id"].to_numpy(), ""),
            "amount": np.round(rng.uniform(2_000, 30_000, len(picked))),
            "expected_close": [
                (START + timedelta(int(day))).isoformat() if rng.random() < 0.7 else ""
                for day in rng.integers(-20, days + 20, len(picked))
            ],
        }
    )
    stages = pd.DataFrame({"stage": ["early", "late"], "win_rate": [0.2, 0.6]})
    return {"pipeline": deals, **({"stages": stages} if often(0.7) else {})}


def _desk(tables, roles, levers, often) -> dict[str, pd.DataFrame]:
    """Add an SDR desk and marketing supply to some of the organisations."""
    if not often(0.25):
        return {}
    roles["sdr"] = {
        "levers": [levers[0]],
        "selling_hours_per_month": 80.0,
        "kind": "sdr",
        "credit": "pipeline",
    }
    desk = pd.DataFrame({"rep_id": ["s0", "s1"], "role": "sdr", "segment": "smb"})
    effort = pd.DataFrame(
        {"role": ["sdr"], "lever": [levers[0]], "hours_per_opportunity": 4.0, "deal_size": 9_000.0}
    )
    top = tables["hierarchy"]["node_id"].iloc[0] if "hierarchy" in tables else "company"
    found = {
        "reps": pd.concat([tables["reps"], desk], ignore_index=True),
        "effort": pd.concat([tables.get("effort", effort.iloc[:0]), effort], ignore_index=True),
    }
    if "hierarchy" in tables and often(0.5):
        found["supply"] = pd.DataFrame(
            {
                "node_id": [top],
                "lever": [levers[0]],
                "period": [START.isoformat()],
                "source": ["marketing"],
                "amount": [50_000.0],
            }
        )
    return found


def _records(rng, names, role_of, roles, often) -> dict[str, pd.DataFrame]:
    found: dict[str, pd.DataFrame] = {}
    pairs = [
        (name, role, lever)
        for name, role in zip(names, role_of, strict=True)
        for lever in roles[role]["levers"]
    ]
    if often(0.8):
        opportunities = rng.integers(0, 60, len(pairs))
        found["history"] = pd.DataFrame(
            {
                "rep_id": [p[0] for p in pairs],
                "lever": [p[2] for p in pairs],
                "opportunities": opportunities,
                "wins": rng.binomial(opportunities, rng.uniform(0.15, 0.45)),
                "cycle_days": float(rng.integers(10, 120)) if often(0.5) else np.nan,
            }
        )
    if often(0.6):
        found["effort"] = pd.DataFrame(
            [
                {
                    "role": role,
                    "lever": lever,
                    "hours_per_opportunity": float(rng.integers(2, 30)),
                    "deal_size": float(rng.integers(2, 20)) * 1_000,
                }
                for role, spec in roles.items()
                for lever in spec["levers"]
                if often(0.7)
            ],
            columns=["role", "lever", "hours_per_opportunity", "deal_size"],
        )
    return found


def _settings(roles, often) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if often(0.15):
        found["phasing"] = {"band": 0.5, "soft": True}
    if often(0.15):
        found["pay_ratio"] = {"lo": 1, "hi": 10}
    if often(0.2):
        found["fairness_band"] = {"band": 0.1}
    mixed = [name for name, role in roles.items() if len(role["levers"]) > 1]
    if mixed and often(0.2):
        lever = roles[mixed[0]]["levers"][0]
        found["lever_mix"] = {"mix": {mixed[0]: {lever: [0.1, 0.9]}}, "soft": True}
    return found

"""The made-up scenario.yaml."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.domain.lever import LEVERS
from allocator.engine.synthetic.facts import ROLES, SEASON

if TYPE_CHECKING:
    from allocator.engine.synthetic.calibrate import Calibrated
    from allocator.engine.synthetic.people import People


COARSE_FROM, COARSE_UNIT = 1_000, 100
"""Large organisations publish in hundreds or thousands: from so many reps, this unit."""


def scenario(people: People, asked: Calibrated, seed: int) -> bytes:
    """Write scenario.yaml."""
    held = [role for code, role in enumerate(ROLES) if np.any(people.role == code)]
    growth = float(asked.target.sum())
    levers = "\n".join(
        f"    {lever}: {{amount: {amount:.0f}}}"
        for lever, amount in zip(LEVERS, asked.target, strict=True)
        if amount > 0
    )
    season = ", ".join(f"{part:g}" for part in SEASON)
    seasons = "\n".join(
        f"    {lever}: [{season}]"
        for lever, amount in zip(LEVERS, asked.target, strict=True)
        if amount > 0
    )
    roles = []
    for role in held:
        owned, credit = list(role.split), ""
        if role.kind == "sdr":
            owned, credit = ["new_customers"], ", credit: pipeline"
        elif role.kind == "overlay":
            owned, credit = [*owned, "expansion"], ", credit: {expansion: overlay}"
        ramp = ", ".join(f"{step:g}" for step in role.ramp)
        roles.append(
            f"  {role.name}: {{levers: [{', '.join(owned)}], "
            f"selling_hours_per_month: {role.hours_per_month}, "
            f"ramp: [{ramp}], kind: {role.kind}{credit}}}"
        )
    sourced = ", ".join(f"{role.name}: {role.self_sourced:g}" for role in held if role.self_sourced)
    rounding = f"  rounding: {{unit: {COARSE_UNIT}}}\n" if len(people) >= COARSE_FROM else ""
    lines = f"""\
# A made-up organisation of {len(people):,} reps (seed {seed}). Nothing in it is real.
schema: allocator/v1
name: generated-{len(people)}
title: A made-up organisation of {len(people):,} reps
currency: USD
horizon: {{start: 2027-01-01, periods: 4, frequency: quarter}}
target:
  baseline_revenue: {round(growth / 0.3, -3):.0f}
  growth: {growth:.0f}
  levers:
{levers}
  seasonality:
{seasons}
roles:
{chr(10).join(roles)}
model: balanced
tables: tables/
settings:
  pipeline_supply: {{self_sourced: {{{sourced}}}}}
{rounding}"""
    return lines.encode()

"""Changes that bring in more, or ask for less: hours, pipeline, targets, over-assignment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.domain.proof import SEPARATOR
from allocator.explain.change import SHARE, Change, plain, with_family, with_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.domain.scenario import Scenario
    from allocator.explain.conflict import Clash, Named
    from allocator.program.inputs import Inputs

LOWERED = 0.9
"""Greatest share of a target that a remedy may take away; beyond that the lever is given up."""


def less_target(inputs: Inputs, clash: Clash) -> list[Change]:
    """Take from each lever's target in proportion to what of it finds no place."""
    whole = sum(clash.short.values())
    if not whole:
        return []
    parts = {lever: amount / whole for lever, amount in clash.short.items()}
    now = {target.lever: target.amount for target in inputs.scenario.levers}

    def to(amount: float) -> dict[str, float]:
        return {lever: round(now[lever] - amount * part, 4) for lever, part in parts.items()}

    def make(scenario: Scenario, amount: float) -> Scenario:
        left = to(amount)
        levers = [
            replace(target, amount=max(left.get(target.lever, target.amount), 0.0))
            for target in scenario.levers
        ]
        return replace(scenario, levers=tuple(levers))

    return [
        Change(
            "less_target",
            SEPARATOR.join(parts),
            "money",
            whole,
            make,
            step=inputs.scenario.policy.unit,
            most=LOWERED * min(now[lever] / part for lever, part in parts.items()),
            facts=lambda amount: {"to": to(amount)},
            settings=lambda amount: {
                f"target.levers.{lever}.amount": left for lever, left in to(amount).items()
            },
            least=True,
        )
    ]


def accepted(clash: Clash) -> Change:
    """Let target stay unassigned."""
    return Change(
        "accept",
        SEPARATOR.join(clash.short),
        "",
        1.0,
        lambda scenario, _: with_family(scenario, "lever_totals", shortfall="allowed"),
        facts=lambda _: {"short": dict(clash.short)},
        settings=lambda _: {"settings.lever_totals.shortfall": "allowed"},
    )


def over_assignment(inputs: Inputs, members: Sequence[Named]) -> list[Change]:
    """Let levers be assigned above their target: floors above it have no other place."""
    above = {rule.entity.split(SEPARATOR)[0] for rule in members
             if rule.family == "lever_totals" and rule.above}  # fmt: skip
    levers = [target for target in inputs.scenario.levers if target.lever in above]
    room = sum(target.amount for target in levers)
    if not room:
        return []
    amount = sum(rule.amount for rule in members if rule.family == "lever_totals" and rule.above)
    now = {target.lever: target.over_assignment for target in levers}

    def make(scenario: Scenario, more: float) -> Scenario:
        changed = [
            replace(target, over_assignment=plain(now[target.lever] + more))
            if target.lever in now
            else target
            for target in scenario.levers
        ]
        return replace(scenario, levers=tuple(changed))

    return [
        Change(
            "over_assignment",
            SEPARATOR.join(now),
            "share",
            max(amount / room, SHARE),
            make,
            facts=lambda more: {"to": {lever: plain(own + more) for lever, own in now.items()}},
            settings=lambda more: {
                f"target.levers.{lever}.over_assignment": plain(own + more)
                for lever, own in now.items()
            },
        )
    ]


def hours(inputs: Inputs, members: Sequence[Named]) -> list[Change]:
    """Add selling hours to a role, in proportion to what its reps work."""
    data, scenario = inputs.parameters, inputs.scenario
    wanted: dict[str, float] = {}
    for rule in members:
        if rule.unit == "hours":
            role = _role_of(inputs, rule)
            wanted[role] = wanted.get(role, 0.0) + rule.amount
    names = np.array(inputs.role, object)
    months = scenario.horizon.months_per_period
    found = []
    for role, amount in wanted.items():
        worked = float(data.work[names == role].sum()) * months  # months of full work
        now = scenario.roles[role].selling_hours_per_month
        if worked <= 0 or now is None:
            continue
        found.append(
            _more_hours(role, float(now), worked, amount, months * scenario.horizon.periods)
        )
    return found


def _more_hours(role: str, now: float, worked: float, guess: float, months: int) -> Change:
    def to(amount: float) -> float:
        return now + amount / worked

    def make(scenario: Scenario, amount: float) -> Scenario:
        own = replace(scenario.roles[role], selling_hours_per_month=to(amount))
        return replace(scenario, roles={**scenario.roles, role: own})

    return Change(
        "hours",
        role,
        "hours",
        max(guess, 1.0),
        make,
        step=1.0,
        facts=lambda amount: {"fte": amount / (now * months) if now > 0 else None},
        settings=lambda amount: {f"roles.{role}.selling_hours_per_month": to(amount)},
    )


def _role_of(inputs: Inputs, rule: Named) -> str:
    """Role of a rule on hours: of a role, a rep, or a node's SDRs (node and role)."""
    if rule.family == "pipeline_supply":
        return rule.entity.split(SEPARATOR)[1]
    if rule.entity in inputs.parameters.reps:
        return inputs.role[inputs.parameters.reps.code(rule.entity)]
    return rule.entity


def potential(inputs: Inputs, clash: Clash) -> list[Change]:
    """Bring more to the territories of a lever, in proportion to what is there."""
    data = inputs.parameters
    if not data.has_potential:
        return []
    pairs = _worked_pairs(inputs)
    found = []
    for lever, amount in clash.short.items():
        mine = [pair for pair in pairs if pair[1] == lever]
        cells = (data.cell_lever == data.levers.code(lever)) & inputs.has_x.any(axis=1)
        if not mine or not cells.any():
            continue
        conv = float(data.conv[cells].mean())
        found.append(_more_potential(lever, mine, amount / conv, conv, inputs.scenario.policy.unit))
    return found


def _worked_pairs(inputs: Inputs) -> set[tuple[str, str]]:
    """Territory and lever of every cell that can carry anything."""
    data = inputs.parameters
    used = inputs.has_x.any(axis=1)
    territories = data.territories.take(data.cell_territory[used]).tolist()
    return set(zip(territories, data.levers.take(data.cell_lever[used]).tolist(), strict=True))


def _more_potential(
    lever: str, pairs: list[tuple[str, str]], guess: float, conv: float, unit: float
) -> Change:
    keys = {territory for territory, _ in pairs}

    def make(scenario: Scenario, amount: float) -> Scenario:
        frame = scenario.tables["potential"].copy()
        mine = (frame["lever"] == lever) & frame["territory_id"].isin(keys)
        own = frame["potential"].where(mine, 0.0)
        part = own / own.sum() if own.sum() > 0 else mine / max(int(mine.sum()), 1)
        frame["potential"] += amount * part
        return with_table(scenario, "potential", frame)

    return Change(
        "potential",
        lever,
        "money",
        max(guess, unit),
        make,
        step=unit,
        facts=lambda _: {"conversion": conv, "territories": len(keys)},
    )


def supply(inputs: Inputs, members: Sequence[Named]) -> list[Change]:
    """Bring more pipeline to a node, in the first period."""
    first = pd.Timestamp(inputs.parameters.periods.labels[0])
    found = []
    for entity in dict.fromkeys(
        SEPARATOR.join(rule.entity.split(SEPARATOR)[:2])
        for rule in members
        if rule.family == "pipeline_supply" and rule.unit != "hours"
    ):
        node, lever = entity.split(SEPARATOR)

        def make(
            scenario: Scenario, amount: float, node: str = node, lever: str = lever
        ) -> Scenario:
            frame = scenario.tables["supply"]
            more = pd.DataFrame([[node, lever, first, "additional", amount]], columns=frame.columns)
            more = more.astype(frame.dtypes.to_dict())
            whole = more if frame.empty else pd.concat([frame, more], ignore_index=True)
            return with_table(scenario, "supply", whole)

        amount = sum(
            rule.amount for rule in members if rule.entity.split(SEPARATOR)[:2] == [node, lever]
        )
        unit = inputs.scenario.policy.unit
        found.append(Change("supply", entity, "money", max(amount, unit), make, step=unit))
    return found

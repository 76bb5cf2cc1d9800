"""Changes that ease a rule: its factor, its band, a number that someone decided, its rigour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.domain.proof import SEPARATOR
from allocator.explain.change import SHARE, Change, plain, with_cells, with_family

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.domain.scenario import Scenario
    from allocator.explain.conflict import Clash, Named
    from allocator.program.draft import Draft
    from allocator.program.inputs import Inputs

BENDING = (
    "roll_up", "pipeline_supply", "year_over_year", "pay_ratio", "lever_mix", "phasing",
    "fairness_band",
)  # fmt: skip
"""Rules about habit and fairness, which may become soft. Hours, potential and the stretch of
people say what can be done; making them soft would only hide the lack."""


def setting(
    draft: Draft, clash: Clash, families: set[str], family: str, key: str, kind: str
) -> list[Change]:
    """Raise a factor of a family by so much that what is carried could grow to the target."""
    if family not in families:
        return []
    now = float(getattr(draft.rules[family], key))
    whole = draft.inputs.whole
    guess = now * clash.least / max(whole - clash.least, 0.1 * whole)
    return [
        Change(
            kind,
            family,
            "factor",
            max(guess, SHARE),
            lambda scenario, amount: with_family(scenario, family, **{key: plain(now + amount)}),
            facts=lambda amount: {"from": now, "to": plain(now + amount)},
            settings=lambda amount: {f"settings.{family}.{key}": plain(now + amount)},
            eases=family,
        )
    ]


def probability(draft: Draft, families: set[str]) -> list[Change]:
    """Lower the probability with which every quota must be attainable."""
    if "attainable" not in families:
        return []
    now = float(getattr(draft.rules["attainable"], "min_probability"))  # noqa: B009 - typed as Any
    return [
        Change(
            "probability",
            "attainable",
            "share",
            0.1,
            lambda scenario, amount: with_family(
                scenario, "attainable", min_probability=plain(now - amount)
            ),
            most=now - SHARE,
            facts=lambda amount: {"from": now, "to": plain(now - amount)},
            settings=lambda amount: {"settings.attainable.min_probability": plain(now - amount)},
            eases="attainable",
        )
    ]


def bounds(inputs: Inputs, members: Sequence[Named]) -> list[Change]:
    """Move what people decided: each rep's own number, or the floors of several together."""
    mine = [rule for rule in members if rule.family == "quota_bounds"]
    unit = inputs.scenario.policy.unit
    if len(mine) <= 3:  # noqa: PLR2004 - more would be a list, not a proposal
        return [_bound(inputs, [rule], unit) for rule in mine]
    sides = [[rule for rule in mine if rule.above is above] for above in (False, True)]
    return [_bound(inputs, side, unit) for side in sides if side]


def _bound(inputs: Inputs, rules: Sequence[Named], unit: float) -> Change:
    """Lower floors (raise caps) of these reps, each in proportion to his own."""
    people, reps = inputs.given, inputs.parameters.reps
    lower = not rules[0].above
    codes = reps.codes(rule.entity for rule in rules)
    decided = people.is_decided[codes]
    given = np.where(people.is_decided, people.decided, people.floor if lower else people.cap)
    number = np.nan_to_num(given[codes])
    part = number / number.sum() if number.sum() > 0 else np.full(len(codes), 1 / len(codes))
    sign = -1.0 if lower else 1.0
    overridden = set(inputs.scenario.tables["overrides"]["rep_id"])
    places = {}
    for rule, own in zip(rules, decided.tolist(), strict=True):
        places[rule.entity] = ("reps", "min_quota" if lower else "max_quota")
        if own:
            by_override = rule.entity in overridden
            places[rule.entity] = (
                ("overrides", "quota") if by_override else ("reps", "locked_quota")
            )

    def new(amount: float) -> dict[str, float]:
        # a bound in bookings contains the baseline, the change does not
        raw = np.maximum(number + people.taken[codes] + sign * amount * part, 0.0)
        return {rep: round(value, 4) for rep, value in zip(places, raw.tolist(), strict=True)}

    def make(scenario: Scenario, amount: float) -> Scenario:
        for rep, value in new(amount).items():
            table, column = places[rep]
            scenario = with_cells(scenario, table, column, "rep_id", {rep: value})
        return scenario

    kind = "decided" if decided.all() else ("floor" if lower else "cap")
    return Change(
        kind,
        SEPARATOR.join(rule.entity for rule in rules),
        "money",
        max(sum(rule.amount for rule in rules), unit),
        make,
        step=unit,
        most=float(number.sum()) if lower else np.inf,
        facts=lambda amount: {
            "from": float(number.sum()),
            "to": float(number.sum() + sign * amount),
        },
        settings=lambda amount: {
            f"rows.{places[rep][0]}.{rep}.{places[rep][1]}": value
            for rep, value in new(amount).items()
        },
        eases="quota_bounds",
        least=len(rules) == 1 and rules[0].cures,
    )


def nodes(draft: Draft, members: Sequence[Named]) -> list[Change]:
    """Lower a node's least number, or raise its greatest."""
    inputs = draft.inputs
    table = inputs.scenario.tables["hierarchy"].set_index("node_id")
    unit = inputs.scenario.policy.unit
    mode = getattr(draft.rules.get("roll_up"), "mode", "")
    found = []
    for rule in members:
        if rule.family != "roll_up":
            continue
        side = "max_target" if rule.above else "min_target"
        top_down = mode == "top_down" and not np.isnan(float(table["target"][rule.entity]))
        column = "target" if top_down else side
        now, sign = float(table[column][rule.entity]), 1.0 if rule.above else -1.0

        def make(
            scenario: Scenario,
            amount: float,
            node: str = rule.entity,
            column: str = column,
            sign: float = sign,
        ) -> Scenario:
            was = float(scenario.tables["hierarchy"].set_index("node_id")[column][node])
            return with_cells(
                scenario, "hierarchy", column, "node_id", {node: max(was + sign * amount, 0.0)}
            )

        found.append(
            Change(
                "node_up" if rule.above else "node_down",
                rule.entity,
                "money",
                max(rule.amount, unit),
                make,
                step=unit,
                most=np.inf if rule.above else now,
                facts=lambda amount, now=now, sign=sign, column=column: {  # type: ignore[misc]
                    "column": column,
                    "to": now + sign * amount,
                },
                settings=lambda amount, node=rule.entity, column=column, now=now, sign=sign: {  # type: ignore[misc]
                    f"rows.hierarchy.{node}.{column}": plain(now + sign * amount)
                },
                eases="roll_up",
                least=rule.cures,
            )
        )
    return found


def bands(draft: Draft, members: Sequence[Named]) -> list[Change]:
    """Widen the band of a rule on the side that gives way."""
    sides = {
        "year_over_year": ("up", "down"), "pay_ratio": ("hi", "lo"),
        "fairness_band": ("band", "band"), "phasing": ("band", "band"),
    }  # fmt: skip
    limits = {"down": 1.0, "lo": 0.0}
    found = {}
    for rule in members:
        if rule.family not in sides:
            continue
        key = sides[rule.family][0 if rule.above else 1]
        now = float(getattr(draft.rules[rule.family], key))
        sign = -1.0 if key == "lo" else 1.0
        most = limits.get(key, 1.0 - SHARE if rule.family == "fairness_band" else np.inf)
        found[rule.family, key] = Change(
            f"band_{key}",
            rule.family,
            "share",
            max(0.25 * now, 0.05),
            lambda scenario, amount, name=rule.family, key=key, now=now, sign=sign: with_family(  # type: ignore[misc]
                scenario, name, **{key: plain(now + sign * amount)}
            ),
            most=abs(most - now),
            facts=lambda amount, key=key, now=now, sign=sign: {  # type: ignore[misc]
                "key": key,
                "from": now,
                "to": plain(now + sign * amount),
            },
            settings=lambda amount, name=rule.family, key=key, now=now, sign=sign: {  # type: ignore[misc]
                f"settings.{name}.{key}": plain(now + sign * amount)
            },
            eases=rule.family,
        )
    return list(found.values())


def soft(family: str) -> Change:
    """Let a family's rows be broken at a price."""
    return Change(
        "soft",
        family,
        "",
        1.0,
        lambda scenario, _: with_family(scenario, family, soft=True),
        settings=lambda _: {f"settings.{family}.soft": True},
        eases=family,
    )

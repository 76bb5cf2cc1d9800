"""The letter of one rep: the number, where it comes from, what carries it, the way there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from allocator.activity.milestones import milestones
from allocator.activity.objectives import several
from allocator.present.letters.figures import grid, heads, role, span, split, steps, tidy
from allocator.present.letters.render import rendered
from allocator.present.page.figures import period, words
from allocator.yields.funnel import OPPORTUNITY

if TYPE_CHECKING:
    from allocator.domain.explanation import LeverEvidence
    from allocator.engine.letters import Facts
    from allocator.explain.explanation import Explanation
    from allocator.present.letters.desk import Desk

FEW_PERIODS = 6
"""Periods up to which work is shown period by period."""


def letter(facts: Facts, sorted_: Desk, rep: str) -> bytes:
    """Write the letter of a rep; it names nobody else."""
    values = contents(facts, sorted_, rep)
    title = f"Quota letter: {values['name']}"
    return rendered("letter_rep.html", values, title=title, verified=facts.verified)


def contents(facts: Facts, sorted_: Desk, rep: str) -> dict[str, Any]:
    """Give everything that the letter of a rep says."""
    found = facts.reps[rep]
    code = facts.data.reps.code(rep)
    scenario, laid = facts.scenario, facts.work
    credit, by_lever = "primary", laid.quota[code]
    if not by_lever.any():
        credit, by_lever = ("overlay", laid.overlay[code])
    if not by_lever.any():
        credit, by_lever = ("pipeline", laid.pipeline[code])
    node = facts.tree.nodes.labels[int(facts.tree.rep_node[code])]
    first, last = sorted_.dates[rep]
    number = grid(facts, by_lever)
    own = sorted_.reps.get(rep, {})
    return {
        "id": rep,
        "name": found.name or rep,
        "role": role(sorted_.roles[rep]),
        "node": sorted_.nodes[node].name if node in sorted_.nodes else words(node),
        "scenario": scenario.title or scenario.name,
        "purpose": scenario.purpose,
        "currency": scenario.currency,
        "span": span(scenario.horizon),
        "credit": credit,
        "number": number,
        "prior": _known(own.get("prior_quota")) if credit == "primary" else None,
        "change": _known(own.get("change")) if credit == "primary" else None,
        "chance": _known(own.get("attainment_probability")) if credit == "primary" else None,
        "unit": found.unit,
        "steps": steps(found.lines) if credit == "primary" else (),
        "shares": _shares(facts, found) if credit == "primary" else (),
        "fixed": sorted_.fixed.get(sorted_.roles[rep], 0) - (rep in sorted_.is_fixed),
        "evidence": [_evidence(facts, code, each) for each in found.evidence.levers]
        if credit == "primary"
        else [],
        "way": _way(facts, sorted_, rep, code),
        "months": milestones(number.sums, scenario.horizon, scenario.policy.unit, first, last),
        "goals": sorted_.goals.get(rep, []),
        "changes": found.changes if credit == "primary" else (),
        "notes": found.notes if credit == "primary" else (),
    }


def _known(value: Any) -> float | None:
    """Give None for what is unknown."""
    return None if value is None or not np.isfinite(value) else float(value)


def _shares(facts: Facts, found: Explanation) -> tuple[dict[str, Any], ...]:
    """Give the rows from which the fair share can be computed again, and their sum."""
    frequency = facts.scenario.horizon.frequency
    rows = []
    for lever in found.evidence.levers:
        for each in lever.periods:
            if each.attainable > 0:
                target, yours, everybody, fair = split(each.target, each.attainable, each.everybody)
                rows.append(
                    {
                        "lever": words(lever.lever),
                        "period": period(each.period, frequency),
                        "target": target,
                        "yours": yours,
                        "everybody": everybody,
                        "fair": fair,
                    }
                )
    return tuple(rows)


def _evidence(facts: Facts, code: int, found: LeverEvidence) -> dict[str, Any]:
    """Say what stands behind a lever: open deals, record, rate, what is still to be won."""
    lever = facts.data.levers.code(found.lever)
    laid = facts.work
    quota, new = float(laid.quota[code, lever].sum()), float(laid.new[code, lever].sum())
    size = float(laid.size[code, lever])
    rate = found.rate or 0.0
    return {
        "lever": words(found.lever),
        "quota": tidy(quota),
        "opened": sum(each.open_amount for each in found.territories),
        "worth": sum(each.open_worth for each in found.territories),
        "attainable": found.attainable,
        "wins": found.wins,
        "opportunities": found.opportunities,
        "raw": found.raw_rate,
        "rate": found.rate,
        "peers": found.peers_rate,
        "cycle": found.cycle_days,
        "size": size or None,
        "new": new,
        "deals": new / size if size else None,
        "opportunities_needed": new / size / rate if size and rate else None,
    }


def _way(facts: Facts, sorted_: Desk, rep: str, code: int) -> dict[str, Any] | None:
    """Lay out the work by step: a week, a month, each period; and the hours it takes."""
    refused = next((each for each in facts.planned.refused if each.rep == rep), None)
    if refused is not None:
        return {"refused": refused}
    rows = sorted_.activity.get(rep)
    if rows is None:
        return None
    weeks = float(facts.planned.weeks[code].sum())
    horizon = facts.scenario.horizon
    months = weeks * 7 / (horizon.days / horizon.months)
    labels = facts.data.periods.labels
    blocks = []
    for lever, part in rows.groupby("lever", sort=False):
        found = part.pivot_table(index="step", columns="period", values="per_period", sort=False)
        found = found.reindex(columns=list(labels)).fillna(0.0)
        hours = part.groupby("step", sort=False)["hours"].sum()
        each = [
            {
                "step": several(words(str(step))),
                "stage": _stage(list(found.index), at),
                "week": float(units.sum()) / weeks,
                "month": float(units.sum()) / months,
                "periods": units.tolist(),
                "all": float(units.sum()),
                "hours": float(hours[step]),
            }
            for at, (step, units) in enumerate(zip(found.index, found.to_numpy(), strict=True))
        ]
        place = facts.data.levers.code(str(lever))
        size = float(facts.work.size[code, place])
        deals = float(facts.work.new[code, place].sum()) / size
        if not facts.work.pipeline[code, place].any():
            each.append(
                {"step": "deals won", "stage": "buying", "week": deals / weeks,
                 "month": deals / months, "periods": None, "all": deals, "hours": None}
            )  # fmt: skip
        blocks.append({"lever": words(str(lever)), "steps": each, "size": size})
    there = float(facts.data.hours[code].sum())
    return {
        "refused": None,
        "blocks": blocks,
        "heads": heads(facts) if len(labels) <= FEW_PERIODS else (),
        "weeks": weeks,
        "hours": float(rows["hours"].sum()),
        "there": there if np.isfinite(there) else None,
    }


def _stage(steps_: list[str], at: int) -> str:
    """Tell where the customer stands: aware until an opportunity opens, then evaluating."""
    opens = steps_.index(OPPORTUNITY) if OPPORTUNITY in steps_ else len(steps_) - 1
    return "aware" if at < opens else "evaluating"

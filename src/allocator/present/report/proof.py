"""The certificate in plain words: what was checked, and how far each goal can be from its best."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allocator.explain.sentences import TIERS
from allocator.present.page.figures import UNKNOWN, counted, money, number, percent, ratio, words
from allocator.present.report.section import Section
from allocator.program import registry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.domain.certificate import Certificate
    from allocator.engine.report import Facts

GROUPS = (
    ("parameter", "figures derived from the tables, each computed a second time"),
    ("rule", "rules of the policy, each held against the published quotas"),
    ("rounding", "sums, caps and locks after rounding, to the cent"),
    ("reps", "columns of the table of reps, recomputed"),
    ("totals", "totals by lever and of the company"),
)
"""Kinds of checks by the first word of their names, and what they are to a reader."""


def proof(facts: Facts, certificate: Certificate | None) -> Section:
    """Say what is proven; None for a plan that was not verified."""
    if certificate is None:
        return Section(values={"certificate": None})
    counts = {kind: 0 for kind, _ in GROUPS}
    for check in certificate.checks:
        kind = check.name.split(" ")[0].split(":")[0]
        if kind in counts:
            counts[kind] += 1
    sizes = facts.plan.proof
    return Section(
        values={
            "certificate": certificate,
            "checks": [(counts[kind], text) for kind, text in GROUPS if counts[kind]],
            "goals": [_goal(tier, facts) for tier in facts.plan.document["tiers"]],
            "largest_gap": f"{max((tier.face for tier in certificate.tiers), default=0.0):.0e}",
            "program": {"columns": len(sizes.columns), "rows": len(sizes.rows)} if sizes else None,
            "within": max((tier.within for tier in certificate.tiers), default=0.0),
        }
    )


def goal_title(name: str) -> str:
    """Name a goal of the policy.

    >>> goal_title("over_stretch"), goal_title("shortfall:2")
    ('Sparing those who are stretched most', 'Covering levers of priority 2')
    """
    kind, _, rank = name.partition(":")
    if kind == "shortfall":
        return "Covering the target" if rank in ("", "1") else f"Covering levers of priority {rank}"
    known = registry.tiers()
    said = TIERS.get(kind) or (known[kind].phrase if kind in known else words(kind))
    return said[0].upper() + said[1:] + (f", round {rank}" if rank else "")


def _goal(tier: Mapping[str, Any], facts: Facts) -> tuple[str, str, str]:
    """Give a goal's name, what it reached, and how far that can be from the best."""
    kind = tier["name"].partition(":")[0]
    value, currency = float(tier["value"]), facts.currency
    whole = float(facts.plan.document["totals"]["target"])
    if kind in ("over_stretch", "leximin"):
        reached = f"largest stretch {ratio(value)}"
    elif kind in ("mean_deviation", "between_groups"):
        reached = f"{percent(value)} from the peers' load on average"
    elif kind == "closest":
        reached = "one plan left, the nearest to fair shares"
    elif tier["money"] is not None:
        amount = round(float(tier["money"]), 2)
        reached = money(amount if amount % 1 else int(amount), currency)
    else:
        reached = number(value, 4)
    gap = max(0.0, value - float(tier["bound"]))
    if tier["money"] is None or kind in ("mean_deviation", "between_groups"):
        left = "less than a millionth" if gap < 1e-6 else number(gap, 6)  # noqa: PLR2004
    else:
        cents = gap * whole
        left = "less than a cent" if cents < 0.01 else money(cents, currency)  # noqa: PLR2004
    return goal_title(tier["name"]), reached or UNKNOWN, left


def checked(certificate: Certificate) -> str:
    """Count the checks that passed."""
    return counted(len(certificate.checks), "check")

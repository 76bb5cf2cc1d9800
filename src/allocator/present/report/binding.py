"""What binds, whom, and what relaxing it would be worth; why something is short."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from allocator.explain.rulebook import CHANGES, GROUPS
from allocator.explain.words import diagnosis_lines
from allocator.present.page.figures import period, words
from allocator.present.report.answer import REASONS
from allocator.present.report.section import Section
from allocator.present.workbook.facts import says_pay

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.domain.explanation import Price
    from allocator.engine.report import Facts

NAMED = 3
"""Reps who are named beside a rule."""


def binding(facts: Facts, prices: Sequence[Price] | None, *, pay: bool) -> Section:
    """List rules by how many reps they bind.

    Parameters
    ----------
    prices : what relaxing a rule is worth, each measured by a re-solve; None where not computed
    pay : whether sentences that speak of pay are told
    """
    carrying = max(1, int((facts.reps["quota"] > 0).sum()))
    bound: Counter[str] = Counter()
    who: dict[str, list[str]] = {}
    for name, rep, families in facts.reps.sort_values("quota", ascending=False)[
        ["name", "rep_id", "binding"]
    ].itertuples(index=False):
        for family in filter(None, families.split(";")):
            if not pay and says_pay(family):
                continue
            bound[family] += 1
            who.setdefault(family, []).append(name or rep)
    rules = [
        {
            "rule": _title(family),
            "reps": count,
            "share": count / carrying,
            "who": ", ".join(who[family][:NAMED])
            + (f" and {count - NAMED} more" if count > NAMED else ""),
            "change": CHANGES.get(family, ""),
        }
        for family, count in sorted(bound.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return Section(
        values={
            "rules": rules,
            "prices": None
            if prices is None
            else _told([price.sentence for price in prices], pay=pay),
            "short_heads": [
                ("Lever", "text"), ("Period", "text"), (f"Short, {facts.currency}", "money"),
                ("Because", "text"),
            ],
            "short_rows": _short(facts),
            "diagnosis": _told(_diagnosis(facts), pay=pay),
        }
    )  # fmt: skip


def _told(lines: Sequence[str], *, pay: bool) -> list[str]:
    return [line for line in lines if pay or not says_pay(line)]


def _diagnosis(facts: Facts) -> list[str]:
    told = facts.diagnosis
    return diagnosis_lines(told, facts.currency) if told else []


def _title(family: str) -> str:
    said = GROUPS.get(family, words(family))
    return said[0].upper() + said[1:]


def _short(facts: Facts) -> list[list[Any]]:
    table = facts.plan.shortfall
    return [
        [
            words(lever).capitalize(),
            period(first, facts.frequency),
            amount,
            REASONS.get(reason, reason),
        ]
        for lever, first, amount, reason in table.itertuples(index=False)
        if amount > 0
    ]

"""Faults of the target: levers that do not add up, and seasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.read.catalogue.example import (
    LEVERS,
    changed,
    fault,
    levers,
)

if TYPE_CHECKING:
    from allocator.read.catalogue.fault import Fault

TARGET: tuple[Fault, ...] = (
    fault(
        "growth-mismatch",
        "growth is not the sum of the levers",
        "the sum of the levers",
        "correct growth or a lever, leave growth out, or let one lever be the remainder",
        levers(LEVERS, "growth: 100001"),
        levers(LEVERS, "growth_rate: 0.2"),
        levers(LEVERS.replace("{amount: 40000}", "{share_of_growth: 0.5}"), "growth: 100000"),
    ),
    fault(
        "growth-twice",
        "growth and growth_rate are both given",
        "growth or growth_rate",
        "delete one of the two",
        levers(LEVERS, "growth: 100000\n  growth_rate: 0.1"),
    ),
    fault(
        "growth-missing",
        "the lever needs growth, which is not given",
        "target.growth or target.growth_rate",
        "add growth, or write the lever's amount",
        changed("{amount: 60000}", "{remainder: true}"),
        changed("{amount: 60000}", "{share_of_growth: 0.25}"),
    ),
    fault(
        "lever-form",
        "the lever is not given in one form",
        "amount; remainder; share_of_growth; base, uplift; base, rate; base, rate, rate_before; "
        "customers, deal_size; or accounts, attach_rate, attach_rate_before, price",
        "keep the keys of one form",
        changed("{amount: 60000}", "{amount: 60000, share_of_growth: 0.2}"),
        changed("{amount: 60000}", "{customers: 25}"),
        changed("{amount: 60000}", "{priority: 1}"),
        levers("    retention: {base: 1000000, rate: 0.9}\n"),
    ),
    fault(
        "lever-negative",
        "the lever's target is below zero",
        "at least 0",
        "correct what drives it: rate below rate_before, or levers above growth",
        levers("    retention: {base: 1000000, rate: 0.8, rate_before: 0.9}\n"),
        levers(LEVERS + "    pricing: {remainder: true}\n", "growth: 90000"),
    ),
    fault(
        "remainder-twice",
        "more than one lever is the remainder",
        "one remainder",
        "write an amount for the others",
        levers(
            "    new_customers: {remainder: true}\n    expansion: {remainder: true}\n",
            "growth: 100000",
        ),
    ),
    fault(
        "shares-sum",
        "the shares do not sum to one",
        "shares that sum to 1",
        "correct a share",
        changed("roles:\n", "  seasonality: {expansion: [0.25, 0.25, 0.25, 0.2]}\nroles:\n"),
    ),
    fault(
        "zero-target",
        "the target is zero: nobody has anything to carry",
        "a target above zero",
        "check the amounts and the scale",
        levers("    new_customers: {amount: 0}\n    expansion: {amount: 0}\n"),
        ends="warning",
    ),
)

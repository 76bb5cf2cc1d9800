"""The steps behind a deal: from the first contact to the opportunity, by role and lever.

The hours of all steps behind one opportunity add up to what `effort` says of it, to the hundredth
of an hour, so that activities and capacity speak of the same work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.domain.lever import LEVERS
from allocator.engine.synthetic.facts import EXECUTIVE, ROLES, SDR, Floats, Ints
from allocator.engine.synthetic.sheet import csv, names

if TYPE_CHECKING:
    from allocator.engine.synthetic.calibrate import Calibrated
    from allocator.engine.synthetic.money import Money
    from allocator.engine.synthetic.people import People

OPPORTUNITY = "opportunity"

Ladder = tuple[tuple[str, float, float], ...]
"""Steps before the opportunity: name, part that goes on, part of the opportunity's hours."""

CLOSING: dict[str, Ladder] = {
    "new_customers": (("call", 0.10, 0.20), ("meeting", 0.45, 0.20)),
    "pricing": (("price_review", 0.60, 0.30),),
    "product_mix": (("account_review", 0.50, 0.20), ("demonstration", 0.60, 0.25)),
    "channel": (("partner_meeting", 0.40, 0.35),),
    "retention": (("health_check", 0.50, 0.35),),
    "expansion": (("account_review", 0.50, 0.35),),
}
"""What those who close do, by lever."""
DEVELOPING: Ladder = (
    ("call", 0.08, 0.60),
    ("conversation", 0.25, 0.25),
    ("meeting", 0.50, 0.15),
)
"""What an sdr does; the opportunity is written up and handed over in what is left."""


def funnel_table(people: People, money: Money, asked: Calibrated) -> bytes:
    """Write the funnel of every role and lever that has an effort."""
    each = [
        _steps(people, money, asked, role, lever)
        for role, lever in zip(*np.nonzero(asked.hours_per_opportunity), strict=True)
    ]
    count = np.array([len(steps) for steps, _, _ in each])
    role, lever = (np.repeat(code, count) for code in np.nonzero(asked.hours_per_opportunity))
    return csv(
        {
            "role": names([facts.name for facts in ROLES], role),
            "lever": names(LEVERS, lever),
            "step": np.concatenate([np.array(steps, object) for steps, _, _ in each]),
            "order": np.concatenate([np.arange(1, n + 1) for n in count]),
            "rate": np.concatenate([rates for _, rates, _ in each]),
            "hours": np.concatenate([hours for _, _, hours in each]),
        }
    )


def _steps(
    people: People, money: Money, asked: Calibrated, role: Ints, lever: Ints
) -> tuple[list[str], Floats, Floats]:
    """Give names, rates and hours of the steps, the opportunity last.

    Hours of the steps before it are rounded down, and the opportunity takes what is left. Its rate
    is the mean win rate of those who close.
    """
    ladder = DEVELOPING if role == SDR else CLOSING[LEVERS[int(lever)]]
    rates = np.array([rate for _, rate, _ in ladder])
    part = np.array([part for _, _, part in ladder])
    per_opportunity = 1.0 / np.cumprod(rates[::-1])[::-1]
    all_hours = float(asked.hours_per_opportunity[role, lever])
    hours = np.floor(100 * all_hours * part / per_opportunity) / 100
    left = max(round(all_hours - float(hours @ per_opportunity), 2), 0.0)
    closer = people.role == (EXECUTIVE if role == SDR else role)
    won = round(float(money.conversion[closer, lever].mean()), 2)
    steps = [*(step for step, _, _ in ladder), OPPORTUNITY]
    return steps, np.append(rates, won), np.append(hours, left)

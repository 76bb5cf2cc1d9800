"""Choices that the order of tiers makes, said in words: what a little of one would buy in another.

The weights of a tier's bound (`solve.weights`) are the rates at which a give in an earlier tier
improves it. Where a give of a millionth moves a tier by more than a thousandth of its value, the
order of the two is a choice that somebody should know of; so is the rate between two priorities.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.domain.parameters import Floats
    from allocator.solve.lexicographic import Solved

GIVE = 1e-6
NOTABLE = 1e-3
"""A give of `GIVE` is worth saying where it moves a tier by this share of its value."""
SMALLEST = 1e-9
"""A tier value below this is zero."""
UNSPOKEN = "closest"
"""The last tier has no sales meaning of its own: nothing is given up for it."""
WORTH = 1e-3
"""A rate between priorities below this is no exchange."""


def choices(solved: Sequence[Solved], weights: Sequence[Floats]) -> tuple[str, ...]:
    """Give one sentence per notable pair of tiers, in their order."""
    said = []
    for tier, rates in zip(solved, weights, strict=True):
        if tier.name == UNSPOKEN:
            continue
        for earlier, rate in zip(solved, rates.tolist(), strict=False):
            if _priorities(earlier.name, tier.name):
                if rate > WORTH:
                    said.append(
                        f"one more unit of money short in {earlier.name} would assign "
                        f"{rate:,.2f} units of {tier.name}"
                    )
            elif rate * GIVE > NOTABLE * abs(tier.value) and abs(tier.value) > SMALLEST:
                share = min(1.0, rate * GIVE / abs(tier.value))
                said.append(
                    f"0.0001 % more in {earlier.name} would improve {tier.name} by up to "
                    f"{100 * share:,.2g} %"
                )
    return tuple(said)


def _priorities(first: str, second: str) -> bool:
    return first.startswith("shortfall:") and second.startswith("shortfall:")

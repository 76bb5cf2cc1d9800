"""What would change a number: the rules that hold it, and what stands behind its fair share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.explain import rulebook
from allocator.explain.binding import SHARED
from allocator.explain.figures import lever, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.domain.explanation import Evidence, LeverEvidence, Line

FULL = 0.9995
"""A presence, ramp or cut above this leaves nothing to gain."""
DEFAULT = "default"
"""Source of a win rate that no record supports."""


def changes(lines: Sequence[Line], behind: Evidence, *, one: bool) -> tuple[str, ...]:
    """Say of each family that binds what would move it, once; then what moves the fair share.

    Parameters
    ----------
    one : whether a single rep is explained, whose territories and record are known
    """
    seen: dict[str, str] = {}
    for line in lines:
        for rule in line.rules:
            if rule.text not in seen.values():
                seen.setdefault(rule.family, rule.text)
    if len(seen) > 1:
        # that another target gives another quota needs no saying where a rule binds
        seen.pop(SHARED, None)
    said = [rulebook.change(family, text) for family, text in seen.items()]
    return tuple(each for each in (*said, fair_share(behind, one=one)) if each)


def fair_share(behind: Evidence, *, one: bool) -> str:
    """Say what would move a fair share; empty where there is none.

    >>> from allocator.domain.explanation import Evidence
    >>> fair_share(Evidence(None, None, 0.0, None, 0.0, 0.0, ()), one=False)
    ''
    """
    mine = [each for each in behind.levers if each.fair > 0]
    if not mine:
        return ""
    whole = all(each.attainable >= each.everybody * FULL for each in mine)
    parts = [f"another target for {listed(lever(each.lever) for each in mine)}"]
    if one:
        parts += _own(behind, mine)
    elif not whole:
        parts.append("what its reps can attain against everybody's: territories, records and hours")
    joined = ", or ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]
    return f"The fair share: would move with {joined}."


def _own(behind: Evidence, mine: Sequence[LeverEvidence]) -> list[str]:
    """Say what a rep's attainable yield hangs on, as far as his figures show it."""
    places = [place for each in mine for place in each.territories]
    found = []
    if any(place.potential is not None for place in places):
        found.append("other potential or coverage of territories")
    if any(place.open_amount > 0 for place in places):
        found.append("more or surer open deals")
    rates = {each.rate_source for each in mine if each.rate is not None}
    if rates - {DEFAULT, ""}:
        found.append("another record of wins")
    elif rates:
        found.append("a record of wins in place of the default rate")
    if behind.cut is not None and behind.cut < FULL:
        found.append("more selling hours")
    ramps = [when.ramp for each in mine for when in each.periods if when.ramp is not None]
    if (behind.presence or 0.0) < FULL or any(ramp < FULL for ramp in ramps):
        found.append("an earlier start, a quicker ramp or less absence")
    return found

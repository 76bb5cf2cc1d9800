"""Waivers: a decided number stands, and rows on that rep alone which it breaks are left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import gammainccinv

from allocator.certify.arrays import places, totals

if TYPE_CHECKING:
    import pandas as pd

    from allocator.certify.arrays import Bools, Floats
    from allocator.certify.evidence import Evidence
    from allocator.certify.yields import Figures


GIVE = 1e-9
"""A side counts as broken beyond this share of it."""


@dataclass(frozen=True, slots=True)
class Waived:
    """Which rows are waived.

    Attributes
    ----------
    stretch, attainable, pay, capacity : (R,) all of the rep's rows of the family
    mix_upper, mix_lower : sets of (rep, l); phase_upper, phase_lower : sets of (rep, p)
    """

    stretch: Bools
    attainable: Bools
    pay: Bools
    capacity: Bools
    mix_upper: frozenset[tuple[str, int]] = frozenset()
    mix_lower: frozenset[tuple[str, int]] = frozenset()
    phase_upper: frozenset[tuple[str, int]] = frozenset()
    phase_lower: frozenset[tuple[str, int]] = frozenset()

    @classmethod
    def nobody(cls, count: int) -> Waived:
        """No row is waived."""
        none = np.zeros(count, bool)
        return cls(none, none, none, none)


def quantile(evidence: Evidence, persons: pd.DataFrame) -> Floats:
    """(R,) the yield that each rep passes with min_probability; NaN where he has none."""
    settings = evidence.families.get("attainable") or {}
    chance = float(settings.get("min_probability", 0.5))
    y = persons["y"].to_numpy(float)
    variance = persons["variance"].to_numpy(float)
    has = y > 0
    scale = np.divide(variance, y, out=np.ones(len(y)), where=has)
    shape = np.divide(y, scale, out=np.ones(len(y)), where=has)
    return np.where(has, gammainccinv(shape, chance) * scale, np.nan)


def waived(evidence: Evidence, figures: Figures, persons: pd.DataFrame, x: pd.DataFrame) -> Waived:
    """Find every row that a decided number breaks, as docs/program.md says."""
    families = evidence.families
    number = persons["number"].to_numpy(float)
    stretch = (families.get("pipeline_feasibility") or {}).get("max_stretch", 1.25)
    over = number > float(stretch) * persons["y"].to_numpy(float) * (1 + GIVE)
    unlikely = number > quantile(evidence, persons) * (1 + GIVE)
    pay = (number < persons["ote_low"].to_numpy(float) * (1 - GIVE)) | (
        number > persons["ote_high"].to_numpy(float) * (1 + GIVE)
    )
    tired = np.zeros(len(persons), bool)
    found: dict[str, set[tuple[str, int]]] = {
        name: set() for name in ("mix_upper", "mix_lower", "phase_upper", "phase_lower")
    }
    # a lever without a target has yield and no x, and the rhythm is that of all yield
    by_period = totals(places(persons.index, figures.cells["rep"]), figures.y, len(persons))
    decided = set(np.flatnonzero(persons["decided"]))
    groups = x.groupby("who", sort=True).indices
    for who in sorted(int(at) for at in decided):
        # who has no x still has a number, which breaks the lower rows of a mix
        own = x.take(np.asarray(groups.get(who, ()), np.int64))
        rep = str(persons.index[who])
        if "capacity" in families and len(own):
            tired[who] = _tired(families["capacity"], figures, int(who), own, number[who])
        if "lever_mix" in families:
            mix = (families["lever_mix"].get("mix") or {}).get(persons["role"].iloc[who]) or {}
            for name, (low, high) in mix.items():
                if name in evidence.levers:
                    at = evidence.levers.index(name)
                    _part(found, "mix", (rep, at), own["l"] == at, own["box"],
                          number[who], (float(low), float(high)))  # fmt: skip
        if "phasing" in families and len(own):
            band = float(families["phasing"].get("band", 0.25))
            for p in range(len(figures.periods)):
                share = by_period[who, p] / persons["y"].iloc[who]
                _part(found, "phase", (rep, p), own["p"] == p, own["box"],
                      number[who], ((1 - band) * share, (1 + band) * share))  # fmt: skip
    return Waived(over, unlikely, pay, tired, *(frozenset(rows) for rows in found.values()))


def _part(
    found: dict[str, set[tuple[str, int]]],
    name: str,
    key: tuple[str, int],
    inside: Any,
    box: Any,
    number: float,
    shares: tuple[float, float],
) -> None:
    """Waive a part's lower row if its boxes cannot hold it, its upper if the others cannot."""
    low, high = shares
    if box[inside].sum() < low * number * (1 - GIVE):
        found[f"{name}_lower"].add(key)
    if number - box[~inside].sum() > high * number * (1 + GIVE):
        found[f"{name}_upper"].add(key)


def _tired(settings: Any, figures: Figures, who: int, own: pd.DataFrame, number: float) -> bool:
    """Whether a decided number needs more hours than some period's row allows."""
    able = np.cumsum(float(settings.get("limit", 1.0)) * figures.hours[who] + figures.done[who])
    if np.isnan(able).any():
        return False
    p, effort, box = (own[name].to_numpy(float) for name in ("p", "effort", "box"))
    for last, allowed in enumerate(able):
        early = p <= last
        left = max(0.0, number - box[~early].sum())
        order = np.argsort(effort[early], kind="stable")
        filled = np.minimum(np.cumsum(box[early][order]), left)
        used = np.diff(filled, prepend=0.0) @ effort[early][order]
        if used > allowed * (1 + GIVE):
            return True
    return False

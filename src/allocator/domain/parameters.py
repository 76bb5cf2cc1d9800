"""What data say about reps, cells and periods: the numbers that the program is built from.

Shapes: R reps, T territories, L levers, P periods, K cells, J worked pairs (territory, lever).
Money is in the scenario's currency, hours are hours, everything else is a share or a count.
Symbols are those of docs/formulation.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from allocator.domain.axes import Axis, Ints
from allocator.errors import Problem

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Conversion:
    """A win rate per rep and lever, shrunk towards the peers.

    Attributes (each (R, L); NaN where the rep's role does not own the lever)
    ----------
    rate : conv, the shrunk rate
    wins, opportunities : the rep's own record w and n
    prior_mean, prior_weight : m and M of the peers
    source : (R, L) text: segment, role, lever or default
    """

    rate: Floats
    wins: Floats
    opportunities: Floats
    prior_mean: Floats
    prior_weight: Floats
    source: npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Overlay:
    """Cells whose credit is overlay: a share of the primary quota of their (territory, lever).

    Attributes
    ----------
    rep, territory, lever : codes, one entry per overlay cell, canonical order
    share : (cells, P) mean share over the period's days
    """

    rep: Ints
    territory: Ints
    lever: Ints
    share: Floats


@dataclass(frozen=True, slots=True)
class Parameters:
    """Everything that `yields.derive` learns from a scenario.

    Attributes
    ----------
    reps, territories, levers, periods : axes; levers in the order of LEVERS, others sorted
    cell_rep, cell_territory, cell_lever : (K,) codes of the primary cells, sorted by
        (rep, territory, lever)
    pair_territory, pair_lever : (J,) codes of every (territory, lever) with a primary cell or
        a potential, sorted; `cell_pair` (K,) points into them
    target, season, inside, yield_total : (L, P); yield_total is Y, the attainable yield of all
    cycle_days : (L,) mean cycle; NaN where unknown
    deal_size : (L,) money of a won deal by the lever's history; 0 where unknown
    work, present, hours, done : (R, P); hours is inf where the role has no limit
    presence : (R,) mean presence over the horizon's days (fte and ramp left out)
    ramping : (R,) whether the ramp is below one on some present day of the horizon
    cut : (R,) c, the share of the expected yield that the rep's hours allow
    has_potential : whether the potential table was given
    potential, open_amount, rest : (J,) gross money of the pair, in open deals, in nobody's
    mean_share : (K,) mean share over the horizon's days
    worked_share : (K, P)
    conv : (K,) conversion of the cell's rep and lever
    cell_open_amount, worked, win_share : (K,)
    open_worth : (K, P)
    effort : (K,) hours for one unit of money won; 0 where unknown
    expected, attainable, fair : (K, P): yield, y, fair
    variance : (R,) of Y_r; its mean is the rep's attainable yield
    overlay : cells outside every total
    defaults_used : one line per default that stood in for data
    warnings : what the reader should know
    """

    reps: Axis
    territories: Axis
    levers: Axis
    periods: Axis
    cell_rep: Ints
    cell_territory: Ints
    cell_lever: Ints
    pair_territory: Ints
    pair_lever: Ints
    cell_pair: Ints
    target: Floats
    season: Floats
    inside: Floats
    yield_total: Floats
    cycle_days: Floats
    deal_size: Floats
    work: Floats
    present: Floats
    hours: Floats
    done: Floats
    presence: Floats
    ramping: Bools
    cut: Floats
    has_potential: bool
    potential: Floats
    open_amount: Floats
    rest: Floats
    mean_share: Floats
    worked_share: Floats
    conv: Floats
    conversion: Conversion
    cell_open_amount: Floats
    worked: Floats
    win_share: Floats
    open_worth: Floats
    effort: Floats
    expected: Floats
    attainable: Floats
    fair: Floats
    variance: Floats
    overlay: Overlay
    defaults_used: tuple[str, ...]
    warnings: tuple[Problem, ...]

    def by_rep(self, cells: Floats) -> Floats:
        """Sum a (K,) or (K, P) array over each rep's cells (and periods): (R,)."""
        flat = cells.sum(axis=1) if cells.ndim > 1 else cells
        return np.bincount(self.cell_rep, flat, len(self.reps)).astype(np.float64)

    @property
    def y(self) -> Floats:
        """Attainable yield of each rep: (R,)."""
        return self.by_rep(self.attainable)

    @property
    def fair_share(self) -> Floats:
        """Fair share of each rep: (R,)."""
        return self.by_rep(self.fair)

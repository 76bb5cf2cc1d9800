"""Who made room for a step: the reps of the same group, or of the same levers, who went back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Bools, Floats

SLIGHT = 0.01
"""Who moved by less than this share of the step has made no room worth naming."""


def by_lever(step: Floats, cell_rep: Ints, cell_lever: Ints, reps: int, levers: int) -> Floats:
    """Sum a (K,) step over each rep's cells of a lever: (R, L)."""
    sums = np.bincount(cell_rep * levers + cell_lever, step, reps * levers)
    return sums.astype(np.float64).reshape(reps, levers)


class Room:
    """Those who moved in one line, ready to be asked who made room for whom.

    Most reps ask the same question: the same direction, levers and group. Each is answered once.

    Parameters
    ----------
    moves : (R, L) money of the line by lever
    group : (R,) peer group, -1 where not compared
    size : money below which nobody has moved
    """

    def __init__(self, moves: Floats, group: Ints, size: float) -> None:
        self.moves = moves
        self.total: Floats = moves.sum(axis=1)
        self._group = group
        self._size = size
        self._known: dict[tuple[float, bytes, bytes], tuple[Ints, Floats]] = {}

    def made(self, mine: Floats, who: Ints) -> Ints:
        """Find the reps who moved the other way, the most important first.

        Parameters
        ----------
        mine : (L,) money by lever of the explained
        who : codes of the reps explained

        Returns
        -------
        Codes of reps of the same peer group, or with money of the other sign in a lever that
        moved with the explained
        """
        whole = float(mine.sum())
        if abs(whole) < self._size:
            return np.zeros(0, np.int64)
        way = float(np.sign(whole))
        groups = self._group[who] if len(who) == 1 else np.unique(self._group[who])
        codes, weight = self._ranked(way, way * mine > 0, groups[groups >= 0])
        least = max(self._size, SLIGHT * abs(whole))
        front = codes[: int(np.searchsorted(-weight, -least, side="right"))]
        return front[front != who[0]] if len(who) == 1 else front[~np.isin(front, who)]

    def largest_first(self, reps: Ints) -> Ints:
        """Order reps by the money of their own line."""
        return reps[np.argsort(-np.abs(self.total[reps]), kind="stable")]

    def _ranked(self, way: float, levers: Bools, groups: Ints) -> tuple[Ints, Floats]:
        """Rank everybody who went against a way: codes and weights, the heaviest first."""
        key = (way, levers.tobytes(), groups.tobytes())
        if key not in self._known:
            room = np.maximum(-way * self.moves[:, levers], 0.0).sum(axis=1)
            peers = np.isin(self._group, groups)
            weight = np.where(peers, np.maximum(room, np.abs(self.total)), room)
            against = np.flatnonzero(-way * self.total >= self._size)
            order = np.argsort(-weight[against], kind="stable")
            codes = against[order]
            self._known[key] = codes, weight[codes]
        return self._known[key]

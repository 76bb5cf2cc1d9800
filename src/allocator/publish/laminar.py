"""Two nested families of sums over cells: what the rounded plan has to keep.

Family A: rep x lever x period, under node x lever x period up to the company, company x lever.
Family B: rep, under node, up to the company. Both end in the company's total. Within a family
two sets are nested or disjoint, so the sums of both together are the arcs of a network: one arc
per sum, one per cell, flow down family A and back up family B.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Bools

Number = TypeVar("Number", np.int64, np.float64)


@dataclass(frozen=True, slots=True)
class Sums:
    """The sets of both families over E entries (cell, period).

    Attributes
    ----------
    parent : (S,) the next larger set of the same family; -1 for the company, which is the last
    down, up : (E,) smallest set of family A and of family B that holds the entry
    groups : sets in an order in which every set stands before its parent
    """

    parent: Ints
    down: Ints
    up: Ints
    groups: tuple[Ints, ...]

    @property
    def is_up(self) -> Bools:
        """Tell the sets of family B, the company left out: (S,)."""
        mark = np.zeros(len(self.parent), np.bool_)
        mark[self.up] = True
        company = len(self.parent) - 1
        for group in self.groups:
            inner = group[mark[group] & (self.parent[group] != company)]
            mark[self.parent[inner]] = True
        return mark

    def totals(self, entries: npt.NDArray[Number]) -> npt.NDArray[Number]:
        """Sum the entries over every set: (S,), in the entries' own number type.

        The company belongs to both families and takes its sum from family A.
        """
        found = np.zeros(len(self.parent), entries.dtype)
        np.add.at(found, self.down, entries)
        np.add.at(found, self.up, entries)
        company = len(self.parent) - 1
        for group in self.groups:
            inner = group[self.parent[group] != company]
            np.add.at(found, self.parent[inner], found[inner])
        found[company] = entries.sum()
        return found


def laminar_sums(rep: Ints, lever: Ints, period: Ints, rep_node: Ints, parent: Ints) -> Sums:
    """Find every set of both families that holds an entry.

    Parameters
    ----------
    rep, lever, period : (E,) codes of each entry
    rep_node : (R,) node of each rep
    parent : (N,) parent of each node, -1 at the root
    """
    width = int(period.max(initial=0)) + 1
    column = lever * width + period
    columns = int(column.max(initial=0)) + 1
    depth = _depths(parent)
    made = _Maker()
    down, rep_sets = made.leaves(rep * columns + column)
    grids = made.climb(
        rep_sets, rep_node[rep_sets.key // columns], rep_sets.key % columns, columns, parent, depth
    )
    levers = made.merge(grids, (grids.key % columns) // width)
    up, own_sets = made.leaves(rep)
    nodes = made.climb(own_sets, rep_node[own_sets.key], 0 * own_sets.key, 1, parent, depth)
    company = made.size
    made.link(levers.index, company)
    made.link(nodes.index, company)
    return made.sums(down, up)


@dataclass(frozen=True, slots=True)
class _Layer:
    """Sets made together: their place in the numbering, and what tells them apart."""

    index: Ints
    key: Ints


class _Maker:
    """Numbers sets as they are made and remembers their parents."""

    def __init__(self) -> None:
        self.size = 0
        self._links: list[tuple[Ints, Ints]] = []
        self._groups: list[Ints] = []

    def _take(self, key: Ints) -> _Layer:
        layer = _Layer(np.arange(self.size, self.size + len(key)), key)
        self.size += len(key)
        return layer

    def link(self, child: Ints, parent: Ints | int) -> None:
        """Put sets under their parents; children are linked before their parents are."""
        self._links.append((child, np.broadcast_to(np.asarray(parent, np.int64), child.shape)))
        self._groups.append(child)

    def leaves(self, key: Ints) -> tuple[Ints, _Layer]:
        """Make one set per distinct key; give each entry's set."""
        distinct, place = np.unique(key, return_inverse=True)
        layer = self._take(distinct)
        return layer.index[place], layer

    def merge(self, below: _Layer, key: Ints) -> _Layer:
        """Make one set per distinct key over the sets of a layer."""
        place, layer = self.leaves(key)
        self.link(below.index, place)
        return layer

    def climb(
        self, below: _Layer, node: Ints, column: Ints, columns: int, parent: Ints, depth: Ints
    ) -> _Layer:
        """Make the sets of every node from the deepest up; give those of the root."""
        waiting = [(below, node, column)]
        for level in range(int(depth.max(initial=0)), -1, -1):
            at_level = [depth[nodes] == level for _, nodes, _ in waiting]
            index = np.concatenate(
                [layer.index[at] for (layer, _, _), at in zip(waiting, at_level, strict=True)]
            )
            key = np.concatenate(
                [
                    nodes[at] * columns + cols[at]
                    for (_, nodes, cols), at in zip(waiting, at_level, strict=True)
                ]
            )
            place, layer = self.leaves(key)
            self.link(index, place)
            if level == 0:
                return layer
            waiting.append((layer, parent[layer.key // columns], layer.key % columns))
        raise AssertionError

    def sums(self, down: Ints, up: Ints) -> Sums:
        """Close the network with the company."""
        parent = np.full(self.size + 1, -1, np.int64)
        for child, above in self._links:
            parent[child] = above
        return Sums(parent, down, up, tuple(self._groups))


def _depths(parent: Ints) -> Ints:
    """Give the depth of each node, 0 at the root."""
    depth = np.zeros(len(parent), np.int64)
    above = parent.copy()
    while (above >= 0).any():
        depth += above >= 0
        above = np.where(above >= 0, parent[np.maximum(above, 0)], -1)
    return depth

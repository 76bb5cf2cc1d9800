"""A program that grows: base columns and families first, then what each tier adds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.sparse as sp

from allocator.domain.proof import Labels
from allocator.program.columns import Block, base_columns
from allocator.program.rows import Rows, block
from allocator.solve.linear import LinearProgram

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats
    from allocator.program.family import Family, Settings
    from allocator.program.inputs import Inputs
    from allocator.program.tier import Objective


class Draft:
    """The program so far. Later columns and rows never change earlier ones.

    Attributes
    ----------
    inputs : what families and tiers read
    rules : settings of every family that is on
    columns : places of the base columns
    cushion_in_breaches : whether the tier breaches prices a missing cushion
    breaches : (columns, money per unit) of every soft slack, with its family's price inside
    first_row : place of each row block
    """

    def __init__(
        self,
        inputs: Inputs,
        rules: Mapping[str, Settings],
        families: Sequence[Family],
        *,
        cushion_in_breaches: bool,
    ) -> None:
        self.inputs = inputs
        self.cushion_in_breaches = cushion_in_breaches
        self.rules = rules
        self.first_row: dict[str, int] = {}
        self.first_column: dict[str, int] = {}
        self.breaches: list[tuple[Ints, Floats]] = []
        self._blocks: list[Block] = []
        self._rows: list[Rows] = []
        self._column_count = 0
        self._row_count = 0
        self._made: tuple[int, int, sp.csr_array] | None = None
        with_loads = any(family.loads for family in families)
        blocks, self.columns = base_columns(inputs, with_loads=with_loads)
        for made in blocks:
            self.add_columns(made)
        self._loads_row_made = False
        by_name = {family.name: family for family in families}
        self._add_family(by_name.pop("lever_totals"))
        self._add_quota()
        if with_loads:
            self._add_peer_load()
        for family in by_name.values():
            self._add_family(family)
        self._make_slacks()

    def add_columns(self, made: Block) -> Ints:
        """Append columns; give their places."""
        places = self._column_count + np.arange(len(made))
        if len(made):
            self.first_column[made.name] = self._column_count
            self._blocks.append(made)
            self._column_count += len(made)
        return places

    def add_rows(self, made: Rows) -> Ints:
        """Append rows; give their places."""
        places = self._row_count + np.arange(len(made))
        if len(made):
            self.first_row[made.name] = self._row_count
            self._rows.append(made)
            self._row_count += len(made)
        return places

    def loads(self) -> Ints:
        """Give the columns S, made now if no family has asked for them before."""
        if not self._loads_row_made:
            groups = np.array(self.inputs.peers.groups, object)
            upper = self.columns.S_upper
            places = self.add_columns(Block("S", groups, np.zeros(len(groups)), upper))
            self.columns = replace(self.columns, S=places)
            self._add_peer_load()
        return self.columns.S

    def program(self, objective: Objective) -> LinearProgram:
        """Give the program so far under an objective."""
        if self._made is None or self._made[:2] != (self._row_count, self._column_count):
            self._made = (self._row_count, self._column_count, self._matrix())
        cost, square = np.zeros(self._column_count), np.zeros(self._column_count)
        np.add.at(cost, objective.columns, objective.costs)
        if objective.squares is not None:
            np.add.at(square, objective.columns, objective.squares)
        return LinearProgram(
            cost,
            square,
            self._made[2],
            _joined([rows.lower for rows in self._rows]),
            _joined([rows.upper for rows in self._rows]),
            _joined([made.lower for made in self._blocks]),
            _joined([made.upper for made in self._blocks]),
        )

    def labels(self) -> tuple[Labels, Labels]:
        """Give the labels of all columns and of all rows."""
        return (
            Labels(tuple((made.name, tuple(made.labels)) for made in self._blocks)),
            Labels(tuple((rows.name, tuple(rows.labels)) for rows in self._rows)),
        )

    def row_blocks(self) -> Sequence[Rows]:
        """Give every row block so far, in order."""
        return tuple(self._rows)

    def _matrix(self) -> sp.csr_array:
        start = np.cumsum([0, *(len(rows) for rows in self._rows)])
        row = _joined([r.row + s for r, s in zip(self._rows, start[:-1], strict=True)])
        column = _joined([r.column for r in self._rows])
        value = _joined([r.value for r in self._rows])
        made = sp.csr_array((value, (row, column)), shape=(self._row_count, self._column_count))
        made.sort_indices()
        return made

    def _add_family(self, family: Family) -> None:
        for made in family.rows(self.rules[family.name], self.inputs, self.columns):
            self.add_rows(made)

    def _add_quota(self) -> None:
        data, columns = self.inputs.parameters, self.columns
        reps = np.flatnonzero(columns.q >= 0)
        place = np.full(len(columns.q), -1, np.int64)
        place[reps] = np.arange(len(reps))
        cell_row = np.repeat(place[data.cell_rep], columns.x.shape[1])
        kept = cell_row >= 0
        self.add_rows(
            block(
                "quota",
                data.reps.take(reps),
                0.0,
                0.0,
                (cell_row[kept], columns.x.ravel()[kept], 1.0),
                (np.arange(len(reps)), columns.q[reps], -1.0),
            )
        )

    def _add_peer_load(self) -> None:
        inputs = self.inputs
        group = inputs.peers.group
        compared = np.flatnonzero(group >= 0)
        self.add_rows(
            block(
                "peer_load",
                np.array(inputs.peers.groups, object),
                0.0,
                0.0,
                (np.arange(len(inputs.peers.groups)), self.columns.S, inputs.group_fair),
                (group[compared], self.columns.q[compared], -1.0),
            )
        )
        self._loads_row_made = True

    def _make_slacks(self) -> None:
        """Give every row of a soft family a slack on each side that it has."""
        lower = _joined([made.lower for made in self._blocks])
        upper = _joined([made.upper for made in self._blocks])
        for number, rows in enumerate(self._rows):
            family = self.rules.get(rows.name.split(".", maxsplit=1)[0])
            if not getattr(family, "soft", False) or rows.name == "pipeline_hours":
                continue
            at_low = np.where(rows.value > 0, lower[rows.column], upper[rows.column])
            at_high = np.where(rows.value > 0, upper[rows.column], lower[rows.column])
            least = np.bincount(rows.row, rows.value * at_low, len(rows))
            most = np.bincount(rows.row, rows.value * at_high, len(rows))
            softened = rows
            for side, sign, open_side, room in (
                ("above", -1.0, np.isinf(rows.upper), most - rows.upper),
                ("below", 1.0, np.isinf(rows.lower), rows.lower - least),
            ):
                with_side = np.flatnonzero(~open_side)
                places = self.add_columns(
                    Block(
                        f"{rows.name}.{side}",
                        rows.labels[with_side],
                        np.zeros(len(with_side)),
                        np.maximum(room[with_side], 0.0),
                    )
                )
                softened = _with_entries(softened, with_side, places, sign)
                price = getattr(family, "price", 1.0)
                self.breaches.append((places, price * rows.money[with_side]))
            self._rows[number] = softened


def _joined(parts: Sequence[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """Join arrays end to end; none at all where nothing is wanted of anybody."""
    return np.concatenate(parts) if parts else np.zeros(0)


def _with_entries(rows: Rows, row: Ints, column: Ints, value: float) -> Rows:
    return Rows(
        rows.name,
        rows.labels,
        rows.lower,
        rows.upper,
        np.concatenate([rows.row, row]),
        np.concatenate([rows.column, column]),
        np.concatenate([rows.value, np.full(len(row), value)]),
        rows.money,
    )

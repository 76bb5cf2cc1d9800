"""Changes of the inputs put together to causes: groups that a person would name.

What is valid only together is one group: a row and the rows that name it where it is new or gone,
a rep who comes, goes or moves and all rows that name him, the shares of one territory. Groups of
one kind are then one cause: all levers scaled alike are "the target", hires of one day are "three
hires", rows of the pipeline are "the pipeline".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from allocator.compare.changes import (
    ADDED,
    CHANGED,
    MODEL,
    REMOVED,
    SETTINGS,
    SILENT_CELLS,
    SOLVER,
    is_silent,
)
from allocator.domain.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from allocator.compare.inputs import Inputs

PERSON = "person"
TIED = "person:tied"
"""Kind of people who come, go or move and are valid only together."""
PRESENCE = frozenset(("role", "node_id", "segment", "region", "start_date", "end_date", "fte"))
"""Columns of reps that say who is there; the others are numbers that people decide."""
TARGETS = frozenset(("target", "min_target", "max_target"))
ALIKE = 1e-9
"""Relative difference of two factors that are the same but for rounding."""

ORDER = (
    SOLVER, "target", "priority", "over_assignment", "seasonality", MODEL, "policy", "setting",
    "roles", PERSON, "hierarchy", "node targets", "node proposals", "territories", "coverage",
    "absences", "prior_quota", "proposed_quota", "bounds", "baseline", "ote", "overrides",
    "potential", "history", "stages", "effort", "pipeline", "supply",
)  # fmt: skip
"""Kinds of causes in the order in which they are added."""


@dataclass(frozen=True, slots=True)
class Group:
    """One cause before it has a name.

    Attributes
    ----------
    kind : an entry of `ORDER`, behind a colon what tells it from others of the kind
    items : rows of `changes.items`
    """

    kind: str
    items: pd.DataFrame

    @property
    def theme(self) -> str:
        """The entry of `ORDER`."""
        return self.kind.partition(":")[0]


def groups(found: pd.DataFrame, before: Inputs, after: Inputs, few: int) -> tuple[Group, ...]:
    """Put the items that quotas read into causes, in the order in which they are added.

    Parameters
    ----------
    found : `changes.items`
    few : where there are more causes than that, people who come on different days are one cause,
        and so are those who go, and those who move
    """
    loud = found[~is_silent(found)].reset_index(drop=True)
    if loud.empty:
        return ()
    rows = _Rows(before, after)
    loud["theme"] = _themes(loud, before, after)
    part = _components(loud, rows)
    for coarse in (False, True):
        kind = _kinds(loud, part, rows, coarse=coarse)
        if kind.nunique() <= few:
            break
    places = {theme: place for place, theme in enumerate(ORDER)}
    made = [Group(str(name), own) for name, own in loud.groupby(kind, sort=True)]
    return tuple(sorted(made, key=lambda group: (places[group.theme], group.kind)))


class _Rows:
    """Cells of the rows that items speak of, before and after."""

    def __init__(self, before: Inputs, after: Inputs) -> None:
        self._sides = (("row_old", before.tables), ("row_new", after.tables))

    def cells(self, own: pd.DataFrame, column: str) -> Iterator[pd.Series]:
        """Give a column of the items' rows, before and then after; by item."""
        for side, tables in self._sides:
            there = own[own[side] >= 0]
            if len(there):
                table = tables[str(there["table"].iloc[0])]
                yield pd.Series(table[column].to_numpy()[there[side]], there.index)


def _themes(loud: pd.DataFrame, before: Inputs, after: Inputs) -> list[str]:
    """Give the kind of each item."""
    other_model = before.model.get("name") != after.model.get("name")
    factor = _factor(loud)
    rows = zip(loud["table"], loud["key"], loud["column"], loud["old"], loud["new"], strict=True)
    found = []
    for table, key, column, old, new in rows:
        if table == MODEL:
            found.append(MODEL if other_model else f"policy:{'.'.join(key)}")
        elif table == SETTINGS:
            found.append(_setting(key, uniform=factor is not None))
        elif table == "reps":
            bounds = column in {"min_quota", "max_quota", "locked_quota"}
            person = not column or column in PRESENCE
            found.append(PERSON if person else "bounds" if bounds else column)
        elif table == "hierarchy" and column == "target" and _is_times(old, new, factor):
            found.append("target")
        elif table == "hierarchy" and column:
            decided = "node targets" if column in TARGETS else "node proposals"
            found.append(decided if column in {*TARGETS, "proposed"} else "hierarchy")
        else:
            found.append(table)
    return found


def _setting(key: tuple[str, ...], *, uniform: bool) -> str:
    if key[:2] == ("target", "levers"):
        if key[-1] != "amount":
            return key[-1]
        return "target" if uniform else f"target:{key[2]}"
    if key[:2] == ("target", "seasonality"):
        return "seasonality"
    return f"roles:{key[1]}" if key[0] == "roles" else f"setting:{'.'.join(key)}"


def _factor(loud: pd.DataFrame) -> float | None:
    """Give the one factor by which every lever's amount changed; None where there is none."""
    amounts = loud[[_is_amount(*pair) for pair in zip(loud["table"], loud["key"], strict=True)]]
    if amounts.empty or (amounts["kind"] != CHANGED).any():
        return None
    old, new = (amounts[side].astype("float64").to_numpy() for side in ("old", "new"))
    if not (old > 0).all():
        return None
    factors = new / old
    alike = np.ptp(factors) <= ALIKE * factors.max()
    return float(factors.mean()) if alike else None


def _is_amount(table: str, key: tuple[str, ...]) -> bool:
    return table == SETTINGS and key[:2] == ("target", "levers") and key[-1] == "amount"


def _is_times(old: str | None, new: str | None, factor: float | None) -> bool:
    """Whether a cell was multiplied by the factor of the target."""
    if factor is None or not old or not new:
        return False
    return abs(float(new) - factor * float(old)) <= ALIKE * abs(float(new))


def _components(loud: pd.DataFrame, rows: _Rows) -> pd.Series:
    """Give the items that are valid only together the same number."""
    tokens = pd.concat(list(_tokens(loud, rows)))
    codes, names = pd.factorize(tokens)
    size = len(loud) + len(names)
    edges = coo_array(
        (np.ones(len(codes)), (tokens.index.to_numpy(), codes + len(loud))), shape=(size, size)
    )
    return pd.Series(connected_components(edges, directed=False)[1][: len(loud)], loud.index)


def _tokens(loud: pd.DataFrame, rows: _Rows) -> Iterator[pd.Series]:
    """Give names by item; items that share one are valid only together."""
    own = zip(loud["table"], loud["key"], loud["theme"], strict=True)
    yield pd.Series(["\t".join(("row", t, str(k), theme)) for t, k, theme in own], loud.index)
    entities = _entities(loud)
    for table, names in entities.items():
        yield _defining(loud, table, names)
    for name, mine in loud.groupby("table"):
        if name not in TABLES:
            continue
        for column in TABLES[str(name)].columns:
            if column.refers not in entities or column.name in SILENT_CELLS.get(str(name), ()):
                continue
            who = mine[mine["theme"] == PERSON] if name == "reps" else mine
            for cells in rows.cells(who, column.name):
                yield _named(column.refers, cells[cells.isin(entities[column.refers])])
        if name == "coverage":
            for cells in rows.cells(mine, "territory_id"):
                yield _named("shares of", cells)


def _defining(loud: pd.DataFrame, table: str, names: frozenset[str]) -> pd.Series:
    """Give the ids by the items that make, end or move what they stand for."""
    if table not in TABLES:
        own = zip(loud["table"], loud["key"], strict=True)
        at = pd.Series([_defines(table, *pair) for pair in own], loud.index, dtype=object)
        return _named(table, at[at.isin(names)])
    mine = loud[(loud["table"] == table) & loud["key"].isin(names)]
    known = (mine["theme"] == PERSON) | (mine["kind"] != CHANGED)
    return _named(table, mine.loc[known, "key"])


def _named(table: str, names: pd.Series) -> pd.Series:
    return (table + "\t" + names.astype("str")).astype(object)


def _entities(loud: pd.DataFrame) -> Mapping[str, frozenset[str]]:
    """Give by table the ids that are new or gone; of reps, those who come, go or move as well."""
    found: dict[str, frozenset[str]] = {}
    for table in ("reps", "hierarchy", "territories"):
        mine = loud[loud["table"] == table]
        known = (mine["kind"] != CHANGED) | (mine["theme"] == PERSON)
        found[table] = frozenset(mine["key"][known])
    alone = loud[(loud["table"] == SETTINGS) & (loud["kind"] != CHANGED)]
    for table in ("roles", "levers"):
        found[table] = frozenset(filter(None, (_defines(table, SETTINGS, k) for k in alone["key"])))
    return found


def _defines(table: str, place: str, key: tuple[str, ...]) -> str:
    """Give the role or lever that a setting defines; empty where it defines none."""
    if place != SETTINGS:
        return ""
    if table == "roles":
        return key[1] if key[0] == "roles" else ""
    levers = key[:2] in {("target", "levers"), ("target", "seasonality")}
    return key[2] if levers else ""


def _kinds(loud: pd.DataFrame, part: pd.Series, rows: _Rows, *, coarse: bool) -> pd.Series:
    """Give each item the kind of its component: the first of its themes, people before all.

    Components of one kind are one cause, but for people of several kinds who are tied together.
    """
    places = {theme: place for place, theme in enumerate(ORDER)}
    rank = loud["theme"].map(lambda theme: places[theme.partition(":")[0]])
    rank = rank.where(loud["theme"] != PERSON, -1)
    lead = rank.groupby(part).transform("min")
    named = loud["theme"].where(rank == lead).groupby(part).transform("min")
    people = loud[loud["theme"] == PERSON]
    moves = pd.Series(list(_moves(people, rows, coarse=coarse)), people.index, dtype=object)
    each = moves.groupby(part[people.index])
    mixed = part.map(each.nunique()).fillna(0) > 1
    single = part.map(each.min())
    kind = named.astype(object)
    kind = kind.where(single.isna(), PERSON + ":" + single.astype(str))
    tied = part.map(people["key"].groupby(part[people.index]).min())
    return kind.where(~mixed, TIED + " " + tied.astype(str))


def _moves(people: pd.DataFrame, rows: _Rows, *, coarse: bool) -> Iterable[str]:
    """Say what becomes of each rep: joins, is gone, leaves, or moves; and when, unless coarse."""
    starts = pd.Series("", people.index, dtype=object)
    if (people["kind"] == ADDED).any():
        for cells in rows.cells(people[people["kind"] == ADDED], "start_date"):
            starts[cells.index] = cells
    leaving = set(people["key"][people["column"] == "end_date"])
    ends = dict(
        people.loc[people["column"] == "end_date", ["key", "new"]].itertuples(
            index=False, name=None
        )
    )
    for key, kind, start in zip(people["key"], people["kind"], starts, strict=True):
        if kind == ADDED:
            yield "joins" if coarse else f"joins {start}"
        elif kind == REMOVED:
            yield "is gone"
        elif key in leaving and ends[key]:
            yield "leaves" if coarse else f"leaves {ends[key]}"
        else:
            yield "moves" if coarse else f"moves {key}"

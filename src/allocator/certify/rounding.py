"""The published quotas against x*: a unit apart at most, sums exact, decisions kept, rules held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from allocator.certify.arrays import Bools, Floats, grouped, total
from allocator.certify.book import Rows, label
from allocator.certify.program import NEVER_SOFT, Rebuilt
from allocator.domain.certificate import Check

if TYPE_CHECKING:
    from allocator.certify.world import World
    from allocator.domain.proof import Proof


GRAIN = 1e-4
"""Part of a unit that counts: x* says nothing finer."""
SUM_GRAIN = 1e-10
"""Share of a sum within which it is meant to be whole, up to `FARTHEST` of a unit."""
FARTHEST = 0.01
EXACT = 1e-6
"""Part of a unit within which published sums are exact."""
CELL = ["rep_id", "territory_id", "lever", "period"]


@dataclass(frozen=True, slots=True)
class Published:
    """The long table, by the program's columns.

    Attributes
    ----------
    x : published primary quota of each x column
    overlay : rows of overlay credit
    checks : what the table itself fails or passes
    """

    x: Floats
    overlay: pd.DataFrame
    checks: tuple[Check, ...]


def published(world: World) -> Published:
    """Match quotas.csv with the x columns."""
    table = world.evidence.published["quotas"]
    primary = table[table["credit"] == "primary"]
    overlay = table[table["credit"] == "overlay"]
    place = pd.Index(world.x["label"].to_numpy(object)).get_indexer(
        pd.Index(label(*(primary[name] for name in CELL)), dtype=object)
    )
    other = len(table) - len(primary) - len(overlay)
    twice = table.duplicated([*CELL, "credit"])
    strange = primary[place < 0]
    quota = table["quota"].to_numpy(float)
    bad = ~(quota >= 0)
    x = np.zeros(len(world.x))
    np.add.at(x, place[place >= 0], primary["quota"].to_numpy(float)[place >= 0])
    checks = (
        _count("quotas: credit is primary or overlay", other),
        _count("quotas: no row twice", int(twice.sum()), table[twice]),
        _count("quotas: no unknown cell", len(strange), strange),
        _count("quotas: no negative or missing money", int(bad.sum()), table[bad]),
    )
    return Published(x, overlay, checks)


def _count(name: str, found: int, rows: pd.DataFrame | None = None) -> Check:
    """Make a check that nothing is found; its detail names the first row."""
    where = "" if rows is None or rows.empty else "/".join(str(v) for v in rows.iloc[0])
    return Check(name, found, 0, found == 0, where)


def checks(world: World, rebuilt: Rebuilt, proof: Proof) -> list[Check]:
    """Check the published quotas against x* and the rules."""
    told = published(world)
    exact = proof.point[: len(world.x)]
    found = list(told.checks)
    found += _cells(world, told.x, exact)
    found += _sums(world, told.x, exact)
    found += _decisions(world, told.x)
    found.append(_overlay(world, told))
    found += _rules(world, rebuilt, told.x)
    return found


def _cells(world: World, x: Floats, exact: Floats) -> list[Check]:
    """Each cell within a unit of x*, whole units, zero stays zero."""
    unit, labels = world.evidence.unit, world.x["label"].to_numpy(object)
    off = np.abs(x - exact)
    far = float(off.max(initial=0.0))
    worst = str(labels[int(np.argmax(off))]).replace("\t", "/") if len(off) else ""
    limit = unit * (1 + GRAIN)
    zero = (exact < GRAIN / 2 * unit) & (x > 0)
    broken = np.abs(x / unit - np.rint(x / unit)) > EXACT
    # A number that people gave is kept to the cent: one cell of the rep carries what is no unit.
    held = (world.people["floor"].notna() | world.people["cap"].notna()).to_numpy()
    who = world.x["who"].to_numpy()
    parts = total(who[broken], np.ones(int(broken.sum())), len(world.people))
    loose = np.where(held, np.maximum(0, parts - 1), parts).sum()
    return [
        Check(
            "rounding: within a unit of x*", far, limit, far <= limit, worst if far > limit else ""
        ),
        _count("rounding: zero stays zero", int(zero.sum())),
        _count("rounding: multiples of the unit", int(loose)),
    ]


def bounds(total: Any, unit: float) -> tuple[Any, Any]:
    """Floor and ceiling of sums in units; one that is meant to be whole has both alike."""
    units = np.asarray(total, float) / unit
    give = np.minimum(np.maximum(GRAIN, SUM_GRAIN * np.abs(units)), FARTHEST)
    return np.floor(units + give) * unit, np.ceil(units - give) * unit


def _sums(world: World, x: Floats, exact: Floats) -> list[Check]:
    """Check sums of reps, levers, the company, and of nodes by lever and period."""
    unit = world.evidence.unit
    frame = world.x[["rep", "l", "p"]].assign(x=x, exact=exact, all=0)
    frame["kept"] = _kept(world, exact)[world.x["who"]]
    under = frame.merge(world.under(), on="rep", how="inner")
    found = []
    for name, rows, keys in (
        ("reps", frame, ["rep"]), ("levers", frame, ["l"]), ("the company", frame, ["all"]),
        ("nodes", under, ["node"]), ("nodes by lever and period", under, ["node", "l", "p"]),
    ):  # fmt: skip
        sums = rows.groupby(keys, sort=True)[["x", "exact"]].sum()
        low, high = bounds(sums["exact"].to_numpy(float), unit)
        heads = rows[rows["kept"]].groupby(keys)["rep"].nunique().reindex(sums.index)
        wider = 0.0 if name == "reps" else unit * heads.fillna(0).to_numpy(float)
        give = wider + EXACT * unit
        off = np.maximum(low - sums["x"].to_numpy(float), sums["x"].to_numpy(float) - high)
        bad = off > give
        where = f"{sums.index[int(np.argmax(off - give))]}" if bad.any() else ""
        worst = max(0.0, float(off.max(initial=0.0)))
        limit = float(np.max(give, initial=0.0))
        found.append(Check(f"rounding: sums of {name}", worst, limit, not bad.any(), where))
    return found


def _kept(world: World, exact: Floats) -> Bools:
    """Reps at a number of people that is no multiple of the unit: (R,).

    Such a number is kept to the cent, or, at a cap, rounded down: what it leaves of a unit moves
    between cells, so that every other sum may miss its floor or ceiling by a unit for each.
    """
    unit, cap = world.evidence.unit, world.people["cap"].to_numpy(float)
    whole = np.floor(cap / unit + EXACT) * unit
    quota = total(world.x["who"], exact, len(world.people))
    return np.asarray((cap - whole > EXACT * unit) & (quota > whole + GRAIN * unit))


def _decisions(world: World, x: Floats) -> list[Check]:
    """Locks and overrides are exact; a hard cap is never passed."""
    unit = world.evidence.unit
    quota = total(world.x["who"], x, len(world.people))
    people = world.people
    off = np.where(people["decided"], np.abs(quota - people["number"].to_numpy(float)), 0.0)
    off = off[world.q["who"]]
    limit = EXACT * unit + 1e-9 * quota[world.q["who"]]
    bad = off > limit
    first = str(world.q.index[int(np.argmax(bad))]) if bad.any() else ""
    found = []
    if world.hard("quota_bounds"):
        found.append(
            Check("rounding: locks and overrides exact", float(off.max(initial=0.0)),
                  EXACT * unit, not bad.any(), first)
        )  # fmt: skip
        cap = people["cap"].to_numpy(float)
        over = np.where(np.isnan(cap), -np.inf, quota - cap)[world.q["who"]]
        high = over > limit
        first = str(world.q.index[int(np.argmax(high))]) if high.any() else ""
        most = max(0.0, float(over.max(initial=0.0)))
        found.append(Check("rounding: caps kept", most, EXACT * unit, not high.any(), first))
    return found


def _overlay(world: World, told: Published) -> Check:
    """Overlay rows are their share of the published primary quota, within a unit."""
    unit, cells = world.evidence.unit, world.figures.overlay
    count = len(world.periods)
    spread = cells.loc[cells.index.repeat(count)].reset_index(drop=True)
    spread["p"] = np.tile(np.arange(count), len(cells))
    spread["share"] = world.figures.overlay_share.ravel()
    primary = world.x[["territory", "l", "p"]].assign(x=told.x)
    primary = grouped(primary, ["territory", "l", "p"], ["x"])
    spread = spread.merge(primary, on=["territory", "l", "p"], how="left")
    spread["period"] = world.periods[spread["p"].to_numpy(np.int64)]
    mine = pd.DataFrame(
        {
            "rep_id": spread["rep"], "territory_id": spread["territory"],
            "lever": spread["lever"], "period": spread["period"].astype("str"),
            "due": spread["share"] * spread["x"].fillna(0.0),
        }
    )  # fmt: skip
    both = mine.merge(told.overlay, on=CELL, how="outer")
    off = (both["due"].fillna(0.0) - both["quota"].fillna(0.0)).abs()
    off = off.where(both["due"].notna(), np.inf)
    worst = float(off.max()) if len(off) else 0.0
    first = both[CELL].to_numpy(object)[int(np.argmax(off.to_numpy()))] if worst > unit else []
    where = "/".join(str(part) for part in first)
    return Check("rounding: overlay shares", worst, unit, worst <= unit * (1 + EXACT), where)


def point(world: World, rebuilt: Rebuilt, x: Floats) -> Floats:
    """Give published values of x, q, S and W in the columns of the program; 0 elsewhere."""
    book = rebuilt.book
    found = np.zeros(book.width)
    found[: len(x)] = x
    quota = total(world.x["who"], x, len(world.people))
    found[book.at("q", world.q["rep_id"])] = quota[world.q["who"]]
    load = peer_load(world, x)
    if "S" in book.blocks:
        found[book.at("S", load.index)] = load.to_numpy(float)
    if "W" in book.blocks:
        table = world.evidence.published["pipeline_quotas"]
        role = table["rep_id"].map(world.people["role"]).fillna("")
        at = book.at("W", label(table["node_id"], role, table["lever"], table["period"]))
        np.add.at(found, at[at >= 0], table["pipeline"].to_numpy(float)[at >= 0])
    return found


def peer_load(world: World, x: Floats) -> pd.Series:
    """S of each group from published quotas: sum of quota over sum of fair, compared reps."""
    quota = pd.Series(total(world.x["who"], x, len(world.people)), world.people.index)
    held = world.people[world.people["compared"]]
    by = held["group"]
    return quota[held.index].groupby(by).sum() / held["fair"].groupby(by).sum()


def _rules(world: World, rebuilt: Rebuilt, x: Floats) -> list[Check]:
    """Hard rows of every family within `unit sum |a|` of the published plan; the worst of each."""
    at = point(world, rebuilt, x)
    found = []
    for block in rebuilt.book.rows:
        hard = world.hard(block.family) or block.name == "pipeline_hours"
        known = block.name not in NEVER_SOFT or block.name == "pipeline_hours"
        if hard and known and world.family(_family(block)) is not None:
            found.append(_worst(block, at, world.evidence.unit))
    return found


def _family(block: Rows) -> str:
    """Give the policy's family that a block belongs to."""
    return "pipeline_supply" if block.name == "pipeline_hours" else block.family


def _worst(block: Rows, at: Floats, unit: float) -> Check:
    """Check a block at the published point; its worst row stands in the detail."""
    count = len(block.labels)
    activity = total(block.row, block.value * at[block.column], count)
    allowed = unit * total(block.row, np.abs(block.value), count)
    over = np.maximum(block.lower - activity, activity - block.upper)
    ratio = over - allowed - 1e-9 * np.abs(activity)
    row = int(np.argmax(ratio))
    where = block.labels[row].replace("\t", "/")
    passed = bool(ratio[row] <= 0)
    return Check(
        f"rule {block.name}", max(0.0, float(over[row])), float(allowed[row]), passed, where
    )

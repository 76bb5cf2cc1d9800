"""initiatives.csv: those of a lever add up to its amount, their money lies inside their dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.certify.printed.agree import ABSOLUTE, RELATIVE, none

if TYPE_CHECKING:
    from allocator.certify.world import World
    from allocator.domain.certificate import Check

REST = "(no initiative)"


def checks(world: World) -> list[Check]:
    """Compare the table with the scenario; no table, no check."""
    table = world.evidence.published.get("initiatives")
    if table is None:
        return []
    evidence = world.evidence
    entries = evidence.scenario.get("initiatives") or []
    amounts = {lever: float(evidence.lever(lever)["amount"]) for lever in evidence.levers}
    told = table.groupby("lever")["amount"].sum()
    due = pd.Series({lever: amounts[lever] for lever in {entry["lever"] for entry in entries}},
                    dtype=float)  # fmt: skip
    both = pd.concat([due, told], axis=1, keys=["due", "told"]).fillna(0.0)
    off = (both["due"] - both["told"]).abs() > ABSOLUTE + RELATIVE * both["due"]
    starts = pd.Series(evidence.horizon.ids)
    within = starts.searchsorted(table["start"], "right") == starts.searchsorted(
        table["end"], "right"
    )
    ordered = (table["start"] <= table["end"]) & (table["end"] <= str(evidence.horizon.end))
    ordered &= table["start"] >= evidence.horizon.ids[0]
    return [
        none("initiatives: sums of levers", off, both.index),
        none("initiatives: known owners", ~table["owner_id"].isin(world.nodes.table.index),
             table["owner_id"]),
        none("initiatives: inside a period", ~(within & ordered), table["initiative"]),
        none("initiatives: no negative money", ~(table["amount"] >= 0), table["initiative"]),
        _each(world, table),
    ]  # fmt: skip


def _each(world: World, table: pd.DataFrame) -> Check:
    """Compare each initiative's money with its share or amount, within two units; and its dates."""
    evidence, horizon = world.evidence, world.evidence.horizon
    due = []
    for entry in evidence.scenario.get("initiatives") or []:
        amount = float(evidence.lever(entry["lever"])["amount"])
        money = float(entry.get("share", 0.0)) * amount + float(entry.get("amount", 0.0))
        first = max(str(entry.get("start", horizon.start)), str(horizon.start))
        last = min(str(entry.get("end", horizon.end)), str(horizon.end))
        due.append((entry["title"], entry["lever"], money, first, last))
    keys = ["initiative", "lever"]
    asked = pd.DataFrame(due, columns=[*keys, "due", "first", "last"]).astype({"due": float})
    asked = asked.groupby(keys).agg({"due": "sum", "first": "min", "last": "max"})
    named = table[table["initiative"] != REST].groupby(keys)
    told = named.agg({"amount": "sum", "start": "min", "end": "max"})
    both = asked.join(told, how="outer")
    off = ~((both["due"] - both["amount"]).abs() <= 2 * evidence.unit * (1 + RELATIVE))
    off |= (both["first"] != both["start"]) | (both["last"] != both["end"])
    return none("initiatives: each as the scenario says", np.asarray(off),
                both.index.get_level_values("initiative"))  # fmt: skip

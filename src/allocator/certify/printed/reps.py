"""reps.csv: a row per rep and credit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.certify import yardstick
from allocator.certify.arrays import grouped, ratio
from allocator.certify.printed.agree import apart, none

if TYPE_CHECKING:
    from allocator.certify.arrays import Floats
    from allocator.certify.world import World
    from allocator.domain.certificate import Check

FACTS = (
    "quota", "fair_share", "load", "peer_load", "expected_yield", "attainable_yield", "stretch",
    "attainment_probability", "capacity_used", "prior_quota", "change", "proposed_quota",
)  # fmt: skip
TEXTS = ("name", "role", "node_id", "peer_group", "compared")


def checks(world: World, quota: Floats, used: Floats, overlay: pd.DataFrame) -> list[Check]:
    """Compare every column of the primary rows, and the quota of the overlay rows.

    Parameters
    ----------
    quota, used : (R,) published quota and the hours it takes
    overlay : overlay rows of quotas.csv
    """
    evidence = world.evidence
    mine = due(world, quota, used)
    table = evidence.published["reps"]
    rows = table[table["credit"] == "primary"]
    both = mine.merge(rows, on="rep_id", how="outer", suffixes=("", ".told"))
    known = both["name"].notna() & both["credit"].notna()
    found = [
        none("reps: a primary row for each who owns a lever", ~known, both["rep_id"]),
        none("reps: no row twice", table.duplicated(["rep_id", "credit"]), table["rep_id"]),
    ]
    both = both[known]
    for name in TEXTS:
        said = both[f"{name}.told"]
        said = said.str.lower() if name == "compared" else said
        found.append(none(f"reps: {name}", both[name] != said, both["rep_id"]))
    for name in FACTS:
        bad = apart(both[name], both[f"{name}.told"])
        found.append(none(f"reps: {name}", bad, both["rep_id"]))
    families = set(evidence.families)
    strange = [bool(set(filter(None, text.split(";"))) - families) for text in both["binding"]]
    found.append(none("reps: binding names families that are on", strange, both["rep_id"]))
    return [*found, _overlay(world, overlay)]


def due(world: World, quota: Floats, used: Floats) -> pd.DataFrame:
    """Give what the primary rows should say."""
    people = world.people
    held = yardstick.loads(world, quota)
    known = "potential" in world.evidence.given
    nothing = np.full(len(people), np.nan)
    frame = pd.DataFrame(
        {
            "rep_id": people["rep_id"],
            "name": people["name"],
            "role": people["role"],
            "node_id": world.nodes.home,
            "peer_group": people["group"],
            "compared": people["compared"].map({True: "true", False: "false"}),
            "quota": quota,
            "fair_share": people["fair"],
            "load": ratio(quota, people["fair"]),
            "peer_load": held["peer_load"].reindex(people.index),
            "expected_yield": people["expected"],
            "attainable_yield": people["y"],
            "stretch": ratio(quota, people["y"]) if known else nothing,
            "attainment_probability": yardstick.attainment(world, quota) if known else nothing,
            "capacity_used": ratio(used, yardstick.able(world)),
            "prior_quota": people["prior_quota"],
            "change": yardstick.changes(world, quota),
            "proposed_quota": people["proposed_quota"],
        }
    )
    owners = world.evidence.credits("primary")["role"]
    return frame[people["role"].isin(owners).to_numpy()]


def _overlay(world: World, overlay: pd.DataFrame) -> Check:
    """Compare the overlay rows with the sums of quotas.csv."""
    table = world.evidence.published["reps"]
    rows = table[table["credit"] != "primary"]
    carried = grouped(overlay, ["rep_id"], ["quota"])
    both = carried.merge(rows, on="rep_id", how="outer", suffixes=("", ".told"))
    bad = apart(both["quota"].fillna(0.0), both["quota.told"].fillna(0.0))
    bad |= (both["credit"].fillna("overlay") != "overlay").to_numpy()
    bad |= ~both["rep_id"].isin(world.figures.overlay["rep"]).to_numpy()
    return none("reps: overlay rows", bad, both["rep_id"])

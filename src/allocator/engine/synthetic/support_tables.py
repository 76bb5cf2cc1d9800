"""The tables that support the plan: stages, effort, supply, absences, overrides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.domain.lever import LEVERS
from allocator.engine.synthetic.facts import (
    DEAL_SIZE,
    LEVER_CODE,
    PERIOD_IDS,
    ROLES,
    STAGE_RATE,
    STAGES,
)
from allocator.engine.synthetic.nodes import node_ids
from allocator.engine.synthetic.sheet import csv, days, names

if TYPE_CHECKING:
    from allocator.engine.synthetic.calibrate import Calibrated
    from allocator.engine.synthetic.people import People


def support_tables(people: People, asked: Calibrated) -> dict[str, bytes]:
    """Write stages, effort, supply, absences and overrides, as far as there is anything to say."""
    regions, _, _ = node_ids(people)
    role, lever = np.nonzero(asked.hours_per_opportunity)
    files = {
        "tables/stages.csv": csv({"stage": STAGES, "win_rate": STAGE_RATE}),
        "tables/effort.csv": csv(
            {
                "role": names([facts.name for facts in ROLES], role),
                "lever": names(LEVERS, lever),
                "hours_per_opportunity": asked.hours_per_opportunity[role, lever],
                "deal_size": DEAL_SIZE[lever],
            }
        ),
    }
    region, code, period = np.nonzero(asked.supply)
    if len(region):
        source = np.where(code == LEVER_CODE["channel"], "partners", "marketing")
        files["tables/supply.csv"] = csv(
            {
                "node_id": names(regions, region),
                "lever": names(LEVERS, code),
                "period": names(PERIOD_IDS, period),
                "source": source,
                "amount": asked.supply[region, code, period],
            }
        )
    if len(people.away):
        files["tables/absences.csv"] = csv(
            {
                "rep_id": np.array(people.ids, object)[people.away],
                "start_date": days(people.away_from),
                "end_date": days(people.away_to),
                "share": people.away_share,
            }
        )
    return files

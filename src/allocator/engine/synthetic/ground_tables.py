"""The tables that speak of the ground: territories, potential, coverage, pipeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.domain.lever import LEVERS
from allocator.engine.synthetic.facts import OVERLAY_SHARE, SEGMENTS, SPECIALIST, STAGES
from allocator.engine.synthetic.nodes import node_ids, region_centres
from allocator.engine.synthetic.people import NEVER
from allocator.engine.synthetic.sheet import Words, csv, days, names

if TYPE_CHECKING:
    from allocator.engine.synthetic.ground import Ground
    from allocator.engine.synthetic.money import Money
    from allocator.engine.synthetic.people import People


def ground_tables(
    people: People, ground: Ground, money: Money, rng: np.random.Generator
) -> dict[str, bytes]:
    """Write territories, potential, coverage and pipeline."""
    regions, _, _ = node_ids(people)
    place, rep_id = np.array(ground.ids, object), np.array(people.ids, object)
    latitude, longitude = region_centres(len(regions))
    count = len(ground)
    territories = csv(
        {
            "territory_id": place,
            "name": [f"Territory {number:,}" for number in range(1, count + 1)],
            "segment": names(SEGMENTS, ground.segment),
            "region": names(regions, ground.region),
            "latitude": np.round(latitude[ground.region] + rng.normal(0, 1.0, count), 4),
            "longitude": np.round(longitude[ground.region] + rng.normal(0, 1.0, count), 4),
        }
    )
    key = ground.cell_territory * len(LEVERS) + ground.cell_lever
    deals = money.deals
    opened = np.bincount(key[deals.cell], deals.amount, count * len(LEVERS))
    pairs = np.unique(key)
    potential = csv(
        {
            "territory_id": place[pairs // len(LEVERS)],
            "lever": names(LEVERS, pairs % len(LEVERS)),
            "potential": money.rest.ravel()[pairs] + opened[pairs],
        }
    )
    rep, lever = ground.cell_rep[deals.cell], ground.cell_lever[deals.cell]
    pipeline = csv(
        {
            "row_id": [f"o-{number:06d}" for number in range(1, len(deals.cell) + 1)],
            "territory_id": place[ground.cell_territory[deals.cell]],
            "lever": names(LEVERS, lever),
            "stage": names(STAGES, deals.stage),
            "rep_id": np.where(deals.owned, rep_id[rep], ""),
            "opportunities": deals.count,
            "amount": deals.amount,
            "expected_close": days(deals.close),
        }
    )
    return {
        "tables/territories.csv": territories,
        "tables/potential.csv": potential,
        "tables/coverage.csv": _coverage(people, ground, money, place, rep_id),
        "tables/pipeline.csv": pipeline,
    }


def _coverage(
    people: People,
    ground: Ground,
    money: Money,
    place: Words,
    rep_id: Words,
) -> bytes:
    """Write who covers what: a row per pair, and a row per cell that is shared.

    A specialist has rows by lever alone: a part of the product mix, and overlay credit in the
    expansion of the same territory.
    """
    after = ground.pair_after
    first = np.where(after >= 0, people.end[after] + np.timedelta64(1, "D"), NEVER)
    last = people.end[ground.pair_rep]
    special = people.role[ground.pair_rep] == SPECIALIST
    whole = np.flatnonzero(~special)
    shared = np.flatnonzero(~money.alone | special[ground.cell_pair])
    overlay = np.flatnonzero(special)
    pair = np.concatenate([whole, ground.cell_pair[shared], overlay])
    lever = np.concatenate([
        np.full(len(whole), "", object),
        names(LEVERS, ground.cell_lever[shared]),
        np.full(len(overlay), "expansion", object),
    ])  # fmt: skip
    share = np.concatenate([
        np.full(len(whole), np.nan), money.share[shared], np.full(len(overlay), OVERLAY_SHARE),
    ])  # fmt: skip
    order = np.lexsort((lever.astype(str), ground.pair_territory[pair], ground.pair_rep[pair]))
    pair, lever, share = pair[order], lever[order], share[order]
    return csv(
        {
            "rep_id": rep_id[ground.pair_rep[pair]],
            "territory_id": place[ground.pair_territory[pair]],
            "lever": lever,
            "start_date": days(first[pair]),
            "end_date": days(last[pair]),
            "share": share,
        }
    )

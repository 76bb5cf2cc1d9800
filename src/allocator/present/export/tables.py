"""The tables of an export that people and databases read: long, wide, reps, nodes, shortfall."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from allocator.engine.export import Export

WHO = ("name", "role", "node_id")
FINEST = 6
"""Decimals of a sum: behind them is nothing but what adding floats leaves."""


def tables(export: Export, *, pay: bool) -> dict[str, pd.DataFrame]:
    """Give every table by file name without ending.

    Parameters
    ----------
    pay : whether on-target earnings are told
    """
    plan = export.plan
    return {
        "quotas_long": long(export),
        "quotas_wide": wide(export),
        "reps": reps(export, pay=pay),
        "nodes": plan.rollup,
        "shortfall": plan.shortfall,
        "pipeline_quotas": plan.pipeline_quotas,
    }


def long(export: Export) -> pd.DataFrame:
    """Give quotas.csv with who is meant: a row per rep, territory, lever, period and credit."""
    people = _people(export)
    joined = export.plan.quotas.merge(people, on=["rep_id", "credit"], how="left")
    order = ["rep_id", *WHO, "territory_id", "lever", "period", "credit", "quota"]
    return joined[order].assign(currency=export.scenario.currency)


def wide(export: Export) -> pd.DataFrame:
    """Give a row per rep and credit: the quota, then its part of every lever and period.

    Empty columns for reason and author end the table: with a number edited and its reason given,
    `allocator import overrides` takes it back.
    """
    quotas = export.plan.quotas
    keys = ["rep_id", "credit"]
    levers = [lever.lever for lever in export.scenario.levers]
    parts = pd.MultiIndex.from_product([levers, export.scenario.horizon.ids])
    cells = (
        quotas.pivot_table(index=keys, columns=["lever", "period"], values="quota", aggfunc="sum")
        .reindex(columns=parts)
        .round(FINEST)
    )
    cells.columns = [f"{lever} {period}" for lever, period in parts]
    total = export.plan.reps.set_index(keys)["quota"]
    made = _people(export).set_index(keys).assign(quota=total).join(cells)
    numbers = ["quota", *cells.columns]
    made[numbers] = made[numbers].fillna(0.0)
    made = made.reset_index()
    made["currency"] = export.scenario.currency
    return made[["rep_id", *WHO, "credit", *numbers, "currency"]].assign(reason="", author="")


def reps(export: Export, *, pay: bool) -> pd.DataFrame:
    """Give reps.csv; with pay, on-target earnings as well."""
    made = export.plan.reps
    given = export.scenario.tables["reps"]
    if not pay or not given["ote"].notna().any():
        return made
    return made.merge(given[["rep_id", "ote"]], on="rep_id", how="left")


def _people(export: Export) -> pd.DataFrame:
    return export.plan.reps[["rep_id", "credit", *WHO]]

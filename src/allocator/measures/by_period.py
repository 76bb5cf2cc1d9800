"""Quota, pipeline and selling hours side by side, period by period and lever by lever."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CELL = ["rep_id", "territory_id", "lever"]


def by_period(quotas: pd.DataFrame, parameters: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Lay quota beside what can carry it: a row for each period.

    Parameters
    ----------
    quotas : quotas.csv, primary rows
    parameters : tables of inputs/parameters.csv by symbol, each with its labels and ``value``

    Returns
    -------
    period (index), money: quota, target, attainable (y of all), open_worth (deals that are open
    today times their chance of being won); hours of the reps who own a lever and whose role has a
    limit: hours, hours_done (behind open deals), hours_needed (effort x quota)
    """
    totals = {
        "quota": quotas.groupby("period")["quota"].sum(),
        "target": _sum(parameters, "target", "period"),
        "attainable": _sum(parameters, "y", "period"),
        "open_worth": _sum(parameters, "open_worth", "period"),
    }
    owners = set(parameters["fair"]["rep_id"]) if "fair" in parameters else set()
    there = {name: _of(parameters, name, owners) for name in ("hours", "done")}
    limited = there["hours"].loc[there["hours"]["value"] > 0, "rep_id"].unique()
    for name, column in (("hours", "hours"), ("done", "hours_done")):
        own = there[name][there[name]["rep_id"].isin(limited)]
        totals[column] = own.groupby("period")["value"].sum()
    totals["hours_needed"] = _needed(quotas[quotas["rep_id"].isin(limited)], parameters)
    return pd.DataFrame(totals).fillna(0.0).sort_index()


def by_lever(quotas: pd.DataFrame, parameters: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Give quota, target, attainable and open_worth of each lever and period (index)."""
    keys = ["lever", "period"]
    return (
        pd.DataFrame(
            {
                "quota": quotas.groupby(keys)["quota"].sum(),
                **{
                    name: _sum(parameters, symbol, *keys)
                    for name, symbol in (
                        ("target", "target"),
                        ("attainable", "y"),
                        ("open_worth", "open_worth"),
                    )
                },
            }
        )
        .fillna(0.0)
        .sort_index()
    )


def _needed(quotas: pd.DataFrame, parameters: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Sum effort x quota by period; a cell without effort takes no hours."""
    if "effort" not in parameters:
        return pd.Series(dtype=float)
    effort = parameters["effort"][[*CELL, "value"]]
    joined = quotas.merge(effort, on=CELL, how="left")
    hours: pd.Series = (
        (joined["quota"] * joined["value"].fillna(0.0)).groupby(joined["period"]).sum()
    )
    return hours


def _of(parameters: Mapping[str, pd.DataFrame], symbol: str, reps: Iterable[str]) -> pd.DataFrame:
    table = parameters.get(symbol)
    if table is None:
        return pd.DataFrame({"rep_id": [], "period": [], "value": []})
    return table[table["rep_id"].isin(reps)]


def _sum(parameters: Mapping[str, pd.DataFrame], symbol: str, *keys: str) -> pd.Series:
    """Sum a symbol's values; 0 nowhere where it has none."""
    table = parameters.get(symbol)
    if table is None:
        table = pd.DataFrame({name: [] for name in (*keys, "value")})
    summed: pd.Series = table.groupby(list(keys) if len(keys) > 1 else keys[0])["value"].sum()
    return summed

"""Varicent: who is paid, and a quota for every payee, component and period.

A component is a lever; pipeline quotas are components of their own. Payees, components and
periods keep our names unless the ids have rows of that kind, which then must be complete.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from allocator.present.export.missing import Translation
from allocator.present.export.tables import FINEST

if TYPE_CHECKING:
    from allocator.engine.export import Export

PIPELINE = "pipeline "
"""What stands before the lever of a pipeline quota."""


def varicent(export: Export) -> dict[str, pd.DataFrame]:
    """Give every file by name without ending.

    Raises
    ------
    InputError
        ``ids-missing``, for every id of a kind that was begun
    """
    ids = Translation(export.ids)
    made = {"Payees": _payees(export, ids), "Quotas": _quotas(export, ids)}
    ids.done()
    return made


def _payees(export: Export, ids: Translation) -> pd.DataFrame:
    """Give everybody who has a quota."""
    plan = export.plan
    named = [plan.quotas["rep_id"], plan.pipeline_quotas["rep_id"]]
    people = export.scenario.tables["reps"]
    people = people[people["rep_id"].isin(pd.concat(named))]
    return pd.DataFrame(
        {
            "PayeeID": _kept(ids, "rep", people["rep_id"], "payee"),
            "Name": people["name"],
            "Title": people["role"],
            "Unit": people["node_id"],
        }
    )


def _quotas(export: Export, ids: Translation) -> pd.DataFrame:
    """Give a row per payee, component and period; territories of a lever are added up."""
    plan, horizon = export.plan, export.scenario.horizon
    desks = plan.pipeline_quotas.rename(columns={"pipeline": "quota"}).assign(credit="pipeline")
    rows = pd.concat([plan.quotas, desks], ignore_index=True)
    component = _kept(ids, "lever", rows["lever"], "component")
    last = pd.Series(_last_days(export), index=horizon.ids)
    made = pd.DataFrame(
        {
            "PayeeID": _kept(ids, "rep", rows["rep_id"], "payee"),
            "Component": component.where(rows["credit"] != "pipeline", PIPELINE + component),
            "Period": _kept(ids, "period", rows["period"], "period"),
            "Credit": rows["credit"],
            "StartDate": rows["period"],
            "EndDate": rows["period"].map(last),
            "Quota": rows["quota"],
        }
    )
    keys = [name for name in made.columns if name != "Quota"]
    summed: pd.DataFrame = made.groupby(keys, sort=True)["Quota"].sum().round(FINEST).reset_index()
    return summed.assign(Currency=export.scenario.currency)


def _kept(ids: Translation, kind: str, values: pd.Series[str], record: str) -> pd.Series[str]:
    """Translate a kind that the ids have; keep ours otherwise."""
    return ids.of(kind, values, record) if ids.ids.has(kind) else values


def _last_days(export: Export) -> list[str]:
    """Give the last day of each period."""
    horizon = export.scenario.horizon
    after = [*horizon.starts[1:], pd.Timestamp(horizon.end) + pd.Timedelta(days=1)]
    return [(pd.Timestamp(day) - pd.Timedelta(days=1)).date().isoformat() for day in after]

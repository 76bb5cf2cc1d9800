"""Salesforce: quotas as ForecastingQuota rows, territories as rows to insert and to delete.

Objects and fields are those of the platform's API. Rows are of people with primary and, where the
ids name forecast types for it, overlay credit. What the ids leave out as a whole kind is not
exported and noted; a kind that is begun must be complete.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from allocator.present.export.missing import Translation, translated
from allocator.present.export.tables import FINEST
from allocator.read.ids import CASED

if TYPE_CHECKING:
    from allocator.engine.export import Export
    from allocator.read.ids import Ids

QUOTA, USERS, OBJECTS = (
    "ForecastingQuota",
    "UserTerritory2Association",
    "ObjectTerritory2Association",
)
PAIR = r"^([^/]*)/?(.*)$"
"""Id of a record that is there already: the pair of platform ids."""
BY_HAND = "Territory2Manual"
"""AssociationCause of an account that was assigned to a territory by name."""
TYPES = {"primary": "lever", "overlay": "overlay"}
"""Kind of id that gives the forecast type of a credit."""


@dataclass
class Files:
    """Tables by name without ending, and what is to be said of them."""

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def salesforce(export: Export) -> Files:
    """Give every file.

    Raises
    ------
    InputError
        ``ids-missing``, for every id that is needed and not there
    """
    made, ids = Files(), Translation(export.ids)
    made.tables[QUOTA] = _quotas(export, ids, made.notes)
    _users(export, ids, made)
    _objects(export, ids, made)
    ids.done()
    if len(export.plan.pipeline_quotas):
        made.notes.append("Pipeline quotas are no forecast: they are in `--to csv`.")
    return made


def _quotas(export: Export, ids: Translation, notes: list[str]) -> pd.DataFrame:
    """Give a row per owner, forecast type, period and, where the type has them, more."""
    quotas = export.plan.quotas
    if not export.ids.has("overlay") and (quotas["credit"] == "overlay").any():
        quotas = quotas[quotas["credit"] != "overlay"]
        notes.append("Overlay quotas are left out: no row of kind overlay names a forecast type.")
    parts = [
        _typed(part, TYPES[str(credit)], ids)
        for credit, part in quotas.groupby("credit", sort=False)
    ]
    empty = pd.DataFrame(columns=["QuotaOwnerId", "ForecastingTypeId", "StartDate", "QuotaAmount"])
    rows = pd.concat(parts, ignore_index=True) if parts else empty
    keys = [name for name in rows.columns if name != "QuotaAmount" and (rows[name] != "").any()]
    sums = rows.groupby(keys, sort=True)["QuotaAmount"].sum().round(FINEST)
    summed: pd.DataFrame = sums.reset_index()
    currency = export.ids.of("currency")
    if currency:
        code = pd.Series([export.scenario.currency])
        summed["CurrencyIsoCode"] = ids.of("currency", code, "currency").iloc[0]
    return summed


def _typed(part: pd.DataFrame, kind: str, ids: Translation) -> pd.DataFrame:
    """Translate rows of one credit."""
    families = ids.ids.column(kind, "product_family")
    flags = ids.ids.column(kind, "by_territory")
    placed = part["lever"].isin([lever for lever, flag in flags.items() if flag])
    named = part.loc[placed & (part["territory_id"] != ""), "territory_id"]
    given = ids.of("territory", named, "Territory2").reindex(part.index, fill_value="")
    return pd.DataFrame(
        {
            "QuotaOwnerId": ids.of("rep", part["rep_id"], "User"),
            "ForecastingTypeId": ids.of(kind, part["lever"], "ForecastingType"),
            "StartDate": part["period"],
            "ProductFamily": translated(part["lever"], families),
            "Territory2Id": given,
            "QuotaAmount": part["quota"],
        }
    )


def _users(export: Export, ids: Translation, made: Files) -> None:
    """Associate people with the territories that they cover within the horizon."""
    scenario = export.scenario
    if "coverage" not in scenario.tables:
        return
    if not export.ids.has("territory"):
        made.notes.append("Territories are left out: no row of kind territory.")
        return
    covered = _covered(export)
    pairs = pd.DataFrame(
        {
            "UserId": ids.of("rep", covered["rep_id"], "User"),
            "Territory2Id": ids.of("territory", covered["territory_id"], "Territory2"),
        }
    )
    if export.ids.has("role"):
        role = scenario.tables["reps"].set_index("rep_id")["role"]
        roles = covered["rep_id"].map(role)
        pairs["RoleInTerritory2"] = ids.of("role", roles, "role in the territory")
    _differ(export.ids, USERS, "user_territory", pairs, made)
    dated = covered["start_date"].notna() | covered["end_date"].notna()
    if dated.any():
        days = covered.loc[dated, ["start_date", "end_date"]].apply(_days)
        days.columns = ["StartDate", "EndDate"]
        made.tables[f"{USERS}_dates"] = pd.concat(
            [pairs.loc[dated, ["UserId", "Territory2Id"]], days], axis=1
        )
        made.notes.append(
            f"{USERS} has no dates: {int(dated.sum()):,} of its rows begin or end within the "
            f"horizon, see {USERS}_dates.csv."
        )


def _covered(export: Export) -> pd.DataFrame:
    """Give rep, territory and, where either lies within the horizon, first and last day."""
    horizon = export.scenario.horizon
    begin, end = pd.Timestamp(horizon.start), pd.Timestamp(horizon.end)
    rows = export.scenario.tables["coverage"]
    people = export.scenario.tables["reps"].set_index("rep_id")[["start_date", "end_date"]]
    own = rows[["rep_id"]].join(people, on="rep_id")
    start = pd.concat([rows["start_date"], own["start_date"]], axis=1).max(axis=1)
    last = pd.concat([rows["end_date"], own["end_date"]], axis=1).min(axis=1)
    here = ~(start > end) & ~(last < begin)
    spans = pd.DataFrame(
        {
            "rep_id": rows["rep_id"],
            "territory_id": rows["territory_id"],
            "start_date": start.fillna(begin),
            "end_date": last.fillna(end),
        }
    )[here]
    found = spans.groupby(["rep_id", "territory_id"], as_index=False).agg(
        start_date=("start_date", "min"), end_date=("end_date", "max")
    )
    found["start_date"] = found["start_date"].where(found["start_date"] > begin)
    found["end_date"] = found["end_date"].where(found["end_date"] < end)
    return found


def _days(days: pd.Series[pd.Timestamp]) -> pd.Series[str]:
    return days.dt.strftime("%Y-%m-%d").fillna("").astype("str")


def _objects(export: Export, ids: Translation, made: Files) -> None:
    """Associate accounts with the territory that the accounts table gives them."""
    tables = export.scenario.tables
    placed = tables["accounts"][tables["accounts"]["territory_id"] != ""]
    if not len(placed) or not export.ids.has("territory"):
        return
    if not export.ids.has("account"):
        made.notes.append("Accounts are left out: no row of kind account.")
        return
    pairs = pd.DataFrame(
        {
            "ObjectId": ids.of("account", placed["account_id"], "Account"),
            "Territory2Id": ids.of("territory", placed["territory_id"], "Territory2"),
            "AssociationCause": BY_HAND,
        }
    )
    _differ(export.ids, OBJECTS, "account_territory", pairs, made)


def _differ(ids: Ids, name: str, kind: str, wanted: pd.DataFrame, made: Files) -> None:
    """Part what is wanted into rows to insert and records to delete.

    Records of territories that the ids do not name belong to somebody else and stay.
    """
    mine = ids.table[ids.table["kind"] == kind]
    pair = mine["id"].astype("str").str.extract(PAIR)
    there = pair[0].str[:CASED] + "/" + pair[1].str[:CASED]
    ours = {value[:CASED] for value in ids.of("territory").values()}
    asked = wanted.iloc[:, 0].str[:CASED] + "/" + wanted["Territory2Id"].str[:CASED]
    gone = ~there.isin(asked) & pair[1].str[:CASED].isin(ours)
    made.tables[f"{name}_delete"] = pd.DataFrame({"Id": mine.loc[gone, "platform_id"]})
    made.tables[f"{name}_insert"] = wanted[~asked.isin(there)]
    if not len(mine):
        made.notes.append(
            f"No row of kind {kind} names the {name} records that are there already: all are "
            "inserted and none is deleted."
        )

"""The tables of the scenario: a territory for every rep, his book of deals.

Accounts of such an export are worked by many reps, so the money at stake is summed by who works
it, not by account. What is at stake for a rep and lever in the horizon:

``potential = part x closed + open``: ``closed`` is the money of his won and lost deals of the last
twelve months, scaled to the horizon; ``part`` is 1 where the levers carry all bookings, else
growth_rate, for the rest of that flow is what makes the baseline again; ``open`` is the money of
his open deals, as it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.read.canonical import csv_bytes

if TYPE_CHECKING:
    from allocator.read.crm.export import Export
    from allocator.read.crm.target import Choices, Size

COMPANY = "company"


def tables(export: Export, size: Size, choices: Choices, told: list[str]) -> dict[str, bytes]:
    """Make every table as the bytes of its file; what was decided on the way goes to `told`."""
    deals = export.deals
    nodes, home = hierarchy(export.reps)
    potential = _potential(deals, size, choices)
    working = potential.loc[potential["potential"] > 0, "territory_id"].unique()
    idle = export.reps.loc[~export.reps["rep"].isin(working), "rep"]
    if len(idle):
        told.append(
            f"{len(idle):,} reps have neither open deals nor deals closed in the last twelve "
            "months: they are in reps.csv, cover nothing and get no quota. Give them a "
            f"territory in coverage.csv, or delete their rows: {', '.join(idle)}."
        )
    made = {
        "reps": _reps(export.reps, home, size, choices, deals),
        "hierarchy": nodes,
        "territories": pd.DataFrame(
            {"territory_id": working, "name": [f"Book of {rep}" for rep in working]}
        ),
        "potential": potential[potential["territory_id"].isin(working)],
        "coverage": pd.DataFrame({"rep_id": working, "territory_id": working}),
        "history": history(deals),
        "pipeline": pipeline(deals, size, told),
    }
    if export.accounts is not None:
        made["accounts"] = _accounts(export, size, choices)
    return {
        f"tables/{name}.csv": csv_bytes(frame.reset_index(drop=True))
        for name, frame in made.items()
        if len(frame)
    }


def hierarchy(reps: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """Give the nodes company > office > team, and the node of each rep."""
    rows = [(COMPANY, "", "company", "Company")]
    offices = [office for office in sorted(reps["office"].unique()) if office]
    rows += [(f"office {office}", COMPANY, "office", office) for office in offices]
    teams = reps.loc[reps["manager"] != "", ["manager", "office"]].drop_duplicates()
    several = teams["manager"].duplicated(keep=False)
    home: dict[str, str] = {}
    named: dict[tuple[str, str], str] = {}
    for (manager, office), shared in zip(
        teams.sort_values(["office", "manager"]).itertuples(index=False, name=None),
        several.reindex(teams.sort_values(["office", "manager"]).index),
        strict=True,
    ):
        node = f"team {manager} ({office})" if shared and office else f"team {manager}"
        named[manager, office] = node
        rows.append((node, f"office {office}" if office else COMPANY, "team", f"{manager}'s team"))
    for rep, manager, office in reps[["rep", "manager", "office"]].itertuples(
        index=False, name=None
    ):
        home[rep] = named.get((manager, office), f"office {office}" if office else COMPANY)
    nodes = pd.DataFrame(rows, columns=["node_id", "parent_id", "level", "name"], dtype="str")
    return nodes, home


def _reps(
    reps: pd.DataFrame, home: dict[str, str], size: Size, choices: Choices, deals: pd.DataFrame
) -> pd.DataFrame:
    """Make the reps; what each won in the last twelve months stands for his prior quota."""
    won = deals[size.recent & (deals["state"] == "won")].groupby("rep")["value"].sum()
    last = np.round(reps["rep"].map(won * size.factor).to_numpy(np.float64))
    last[last <= 0] = np.nan
    made = pd.DataFrame(
        {
            "rep_id": reps["rep"],
            "role": reps["role"],
            "name": reps["rep"],
            "node_id": reps["rep"].map(home),
            "prior_quota": last,
        }
    )
    return made if choices.whole else made.assign(baseline=np.nan_to_num(last))


def _potential(deals: pd.DataFrame, size: Size, choices: Choices) -> pd.DataFrame:
    """Sum the money at stake by rep and lever; levers without target stay out."""
    part = 1.0 if choices.whole else choices.growth_rate
    weight = np.where(size.recent, part * size.factor, 0.0)
    weight = np.where(deals["state"] == "open", 1.0, weight)
    stake = deals.assign(stake=weight * deals["value"])
    stake = stake[stake["lever"].isin(list(size.split))]
    summed = stake.groupby(["rep", "lever"], as_index=False)["stake"].sum()
    # Never below the open amount, which is written to the cent.
    return pd.DataFrame(
        {
            "territory_id": summed["rep"].astype("str"),
            "lever": summed["lever"].astype("str"),
            "potential": np.ceil(summed["stake"]),
        }
    )


def history(deals: pd.DataFrame) -> pd.DataFrame:
    """Sum the closed deals by rep, lever and calendar quarter of the close."""
    closed = deals[deals["state"] != "open"]
    cycle = (closed["closed"] - closed["opened"]).dt.days.astype(np.float64)
    won = (closed["state"] == "won").astype(np.float64)
    quarter = closed["closed"].dt.to_period("Q").dt.start_time.astype("datetime64[s]")
    rows = closed.assign(
        period=quarter, cycle=cycle.where(cycle >= 0), win=won, gain=won * closed["value"]
    )
    made = rows.groupby(["rep", "lever", "period"], as_index=False).agg(
        opportunities=("id", "size"),
        wins=("win", "sum"),
        amount_opened=("value", "sum"),
        amount_won=("gain", "sum"),
        cycle_days=("cycle", "mean"),
    )
    money = {name: made[name].round(2) for name in ("amount_opened", "amount_won", "cycle_days")}
    made = made.assign(**money).rename(columns={"rep": "rep_id"})
    first = ["rep_id", "lever", "opportunities", "wins"]
    return made[[*first, "amount_opened", "amount_won", "cycle_days", "period"]]


def pipeline(deals: pd.DataFrame, size: Size, told: list[str]) -> pd.DataFrame:
    """Give the open deals, with the days that place them inside the horizon and no others."""
    start = pd.Timestamp(size.horizon.start)
    deals = deals[deals["lever"].isin(list(size.split))]
    closed = deals[(deals["state"] != "open") & (deals["closed"] >= deals["opened"])]
    cycle = (closed["closed"] - closed["opened"]).dt.days.groupby(closed["lever"]).mean()
    rows = deals[deals["state"] == "open"]
    expected = rows["closed"].where(rows["closed"] >= start)
    late = rows["closed"].notna() & expected.isna()
    mean = pd.to_timedelta(rows["lever"].map(cycle).astype(np.float64), unit="D")
    # A day's grace: the engine's mean is of rounded means.
    current = rows["opened"] + mean >= start + pd.Timedelta(days=1)
    created = rows["opened"].where(current & expected.isna())
    old = int((rows["opened"].notna() & created.isna() & expected.isna()).sum())
    fresh = int(created.notna().sum())
    if late.any():
        told.append(
            f"{int(late.sum()):,} open deals were to close before the horizon: their close date is "
            "left out."
        )
    days = ", ".join(f"{v} {float(cycle[v]):.0f} days" for v in size.split if v in cycle)
    if old:
        told.append(
            f"{old:,} open deals were opened more than one mean cycle ({days}) before the horizon "
            "and would close before it: their opening date is left out, so that they spread over "
            "the horizon by season."
        )
    if fresh:
        told.append(f"{fresh:,} open deals close one mean cycle after they were opened ({days}).")
    return pd.DataFrame(
        {
            "row_id": rows["id"],
            "territory_id": rows["rep"],
            "lever": rows["lever"],
            "stage": rows["stage"],
            "rep_id": rows["rep"],
            "opportunities": 1.0,
            "amount": rows["value"].round(2),
            "created": created,
            "expected_close": expected,
        }
    )


def _accounts(export: Export, size: Size, choices: Choices) -> pd.DataFrame:
    """Give the accounts with the money at stake in each, for carving territories."""
    accounts = export.accounts
    assert accounts is not None  # noqa: S101 - the caller's condition, said to the type checker
    made = pd.DataFrame(
        {
            "account_id": accounts["account"],
            "parent_id": accounts["parent"],
            "segment": accounts["sector"],
        }
    )
    named = export.deals[export.deals["account"] != ""]
    recent = size.recent.reindex(named.index)
    part = 1.0 if choices.whole else choices.growth_rate
    weight = np.where(named["state"] == "open", 1.0, np.where(recent, part * size.factor, 0.0))
    money = (named["value"] * weight).groupby([named["account"], named["lever"]]).sum()
    for lever in size.split:
        own = money.xs(lever, level="lever") if lever in money.index.get_level_values(1) else None
        held = made["account_id"].map({} if own is None else own.to_dict())
        made[lever] = held.fillna(0.0).astype(np.float64).round(2)
    return made

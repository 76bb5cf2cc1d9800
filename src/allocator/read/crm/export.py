"""The files of an export, read and mended: one row per deal, one per rep, one per account."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.read.crm.mapping import ROLE, CrmMap
from allocator.read.crm.words import (
    COUNTRIES,
    SECTORS,
    changes,
    joined,
    meant,
    one_spelling,
    respelled,
)
from allocator.read.external import fault, faults_at, read_external
from allocator.read.grid import Source
from allocator.read.likeness import suggestion

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel

    from allocator.domain.tables import Meaning
    from allocator.errors import Problem

MEANINGS: dict[str, Meaning] = {
    "opened": "date",
    "closed": "date",
    "amount": "money",
    "price": "money",
    "product": "text",
    "sector": "text",
    "country": "text",
}
"""What a column's cells mean; every other is an id."""


@dataclass(frozen=True, slots=True)
class Files:
    """Where an export lies; all but the opportunities may be left out."""

    opportunities: Path
    accounts: Path | None = None
    products: Path | None = None
    teams: Path | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """An export in our words.

    Attributes
    ----------
    deals : id, rep, account, product, stage, state (won, lost, open), opened, closed, amount
        (NaN where unknown), value (amount, else an estimate), word (of the lever column)
    reps : rep, manager, office, role, in the order of rep
    accounts : account, sector, parent; None where no such file was given
    currency : of a column `currency`; empty where there is none
    found : what was odd, each with its count
    """

    deals: pd.DataFrame
    reps: pd.DataFrame
    accounts: pd.DataFrame | None
    currency: str
    found: list[str] = field(default_factory=list)


def read_export(files: Files, mapping: CrmMap, problems: list[Problem]) -> Export | None:
    """Read and mend an export; None, reported, where it cannot be used."""
    before = len(problems)
    needed = "id rep stage closed amount"
    deals = _read(files.opportunities, mapping.opportunities, mapping, problems, needed)
    teams = _read(files.teams, mapping.teams, mapping, problems, "rep")
    products = _read(files.products, mapping.products, mapping, problems, "product price")
    accounts = _read(files.accounts, mapping.accounts, mapping, problems, "account")
    if deals is None:
        return None
    found: list[str] = []
    _unique(deals, "id", problems)
    if teams is not None:
        _unique(teams, "rep", problems)
    if accounts is not None:
        _unique(accounts, "account", problems)
    deals = deals.assign(state=_states(deals, mapping, problems))
    currency = _currency(deals, problems)
    if len(problems) > before:
        return None
    deals, reps = _people(deals, teams, mapping, problems, found)
    deals = _products(deals, products, found)
    deals, accounts = _accounts(deals, accounts, found)
    deals = _dated(deals, found)
    if not (deals["state"] == "won").any():
        problems.append(fault("import-no-wins", file=files.opportunities.name))
    if len(problems) > before:
        return None
    return Export(_valued(deals, found), reps, accounts, currency, found)


def _read(
    path: Path | None, given: BaseModel, mapping: CrmMap, problems: list[Problem], needed: str
) -> pd.DataFrame | None:
    """Read one file by its part of the map; a column that the map names must be there."""
    if path is None:
        return None
    names = {ours: str(name) for ours, name in given.model_dump().items() if name is not None}
    columns = {ours: (name, MEANINGS.get(ours, "id")) for ours, name in names.items()}
    return read_external(
        path,
        columns,
        problems,
        needed=tuple(
            dict.fromkeys([*needed.split(), *sorted(given.model_fields_set & set(names))])
        ),
        filled=[ours for ours in needed.split() if ours not in ("closed", "amount", "price")],
        dates=mapping.dates,
    )


def _unique(frame: pd.DataFrame, column: str, problems: list[Problem]) -> None:
    """Report every id that stands twice."""
    rows = np.flatnonzero(((frame[column] != "") & frame[column].duplicated()).to_numpy())
    got = [str(frame[column].iloc[row]) for row in rows]
    problems.extend(faults_at(Source.of(frame), rows, column, "import-duplicate", got))


def _states(deals: pd.DataFrame, mapping: CrmMap, problems: list[Problem]) -> pd.Series:
    """Give won, lost or open for each stage; letter case and blanks do not count."""
    listed = {
        joined(stage): state
        for state in ("open", "lost", "won")
        for stage in getattr(mapping.stages, state)
    }
    stages = [*mapping.stages.won, *mapping.stages.lost, *mapping.stages.open]
    states = deals["stage"].map({w: listed.get(joined(w), "") for w in deals["stage"].unique()})
    source = Source.of(deals)
    strange = (states == "") & (deals["stage"] != "")
    for stage in deals["stage"][strange].unique():
        rows = np.flatnonzero((deals["stage"] == stage).to_numpy())
        file, line, column = source.spot(int(rows[0]), "stage")
        problems.append(
            fault(
                "import-stage-unknown",
                what=f"is a stage that is neither won, lost nor open ({len(rows):,} rows)",
                file=file,
                line=line,
                column=column,
                pointer=mapping.opportunities.stage,
                got=str(stage),
                want="one of " + ", ".join(stages),
                fix=suggestion(str(stage), stages),
            )
        )
    return states.astype("str")


def _currency(deals: pd.DataFrame, problems: list[Problem]) -> str:
    """Give the one currency of the amounts; empty where no column says it."""
    if "currency" not in deals:
        return ""
    held = sorted(set(deals["currency"]) - {""})
    if len(held) > 1:
        file = str(deals.attrs["file"])
        got = ", ".join(held)
        problems.append(fault("import-currency-mixed", file=file, pointer="currency", got=got))
    return str(held[0]) if held else ""


def _people(
    deals: pd.DataFrame,
    teams: pd.DataFrame | None,
    mapping: CrmMap,
    problems: list[Problem],
    found: list[str],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the deals with one spelling of each rep, and who the reps are."""
    known = [] if teams is None else teams["rep"].tolist()
    spelling = one_spelling(deals["rep"], known)
    _tell(found, "reps under two spellings", changes(deals["rep"], spelling))
    deals = deals.assign(rep=respelled(deals["rep"], spelling))
    sellers = set(deals["rep"]) - {""}
    roles = list(mapping.roles) or [ROLE]
    empty = pd.DataFrame({"rep": sorted(sellers - set(known))}, dtype="str")
    reps = empty if teams is None else pd.concat([teams, empty], ignore_index=True)
    for column in ("manager", "office", "role"):
        reps[column] = (reps[column] if column in reps else pd.Series("", reps.index)).fillna("")
    reps["role"] = reps["role"].where(reps["role"] != "", roles[0] if len(roles) == 1 else "")
    if teams is not None:
        strange = np.flatnonzero(~reps["role"].isin(roles).to_numpy())
        rows = [int(row) for row in strange if row < len(teams)]
        got = [str(reps["role"].iloc[row]) for row in rows]
        problems.extend(faults_at(Source.of(teams), rows, "role", "import-role-unknown", got))
        if len(empty):
            names = ", ".join(empty["rep"])
            found.append(f"{len(empty):,} reps have deals and no row in the team file: {names}.")
            if len(roles) > 1:
                reps.loc[len(teams) :, "role"] = roles[0]
        idle = [rep for rep in known if rep not in sellers]
        if idle:
            found.append(
                f"{len(idle):,} reps of the team file have no opportunity at all: "
                f"{', '.join(sorted(idle))}."
            )
    return deals, reps[["rep", "manager", "office", "role"]].sort_values("rep", ignore_index=True)


def _products(deals: pd.DataFrame, products: pd.DataFrame | None, found: list[str]) -> pd.DataFrame:
    """Give the deals with one spelling of each product, and its price."""
    known = [] if products is None else products["product"].tolist()
    spelling = one_spelling(deals["product"], known)
    _tell(found, "products written otherwise than in the product file", changes(
        deals["product"], spelling
    ))  # fmt: skip
    deals = deals.assign(product=respelled(deals["product"], spelling))
    if products is None:
        return deals.assign(price=np.nan)
    prices = products.drop_duplicates("product").set_index("product")["price"]
    strange = sorted(set(deals["product"]) - set(known) - {""})
    if strange:
        count = int(deals["product"].isin(strange).sum())
        found.append(
            f"{len(strange):,} products are not in the product file ({count:,} deals): "
            f"{', '.join(strange)}."
        )
    return deals.assign(price=deals["product"].map(prices).to_numpy(np.float64))


def _accounts(
    deals: pd.DataFrame, accounts: pd.DataFrame | None, found: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Give deals and accounts with one spelling of each account, and sectors mended."""
    known = [] if accounts is None else accounts["account"].tolist()
    spelling = one_spelling(deals["account"], known)
    _tell(found, "accounts under two spellings", changes(deals["account"], spelling))
    deals = deals.assign(account=respelled(deals["account"], spelling))
    nameless = deals["account"] == ""
    for state in ("open", "lost", "won"):
        count = int((nameless & (deals["state"] == state)).sum())
        if count:
            found.append(f"{count:,} {state} opportunities have no account.")
    worked = deals[~nameless].groupby("account")["rep"].nunique()
    if len(worked) and worked.max() > 1:
        found.append(
            f"{int((worked > 1).sum()):,} of {len(worked):,} accounts are worked by several reps "
            f"({worked.min():,} to {worked.max():,} reps an account): territories are the reps' "
            "own books, not accounts."
        )
    if accounts is None:
        return deals, None
    strange = sorted(set(deals["account"]) - set(known) - {""})
    if strange:
        found.append(f"{len(strange):,} accounts with deals are not in the account file.")
    idle = sorted(set(known) - set(deals["account"]))
    if idle:
        found.append(f"{len(idle):,} accounts of the account file have no deal.")
    sectors = meant(accounts["sector"], SECTORS)
    _tell(found, "sectors misspelt, mended", changes(accounts["sector"], sectors))
    countries = meant(accounts["country"], COUNTRIES)
    _tell(found, "countries likely misspelt, left as they are (no table uses them)", changes(
        accounts["country"], countries
    ))  # fmt: skip
    orphans = accounts["parent"].isin([*known, ""])
    if not orphans.all():
        found.append(f"{int((~orphans).sum()):,} accounts name a parent that is not there.")
    return deals, accounts.assign(
        sector=respelled(accounts["sector"], sectors),
        parent=accounts["parent"].where(orphans, ""),
    )


def _dated(deals: pd.DataFrame, found: list[str]) -> pd.DataFrame:
    """Say what is odd about the days; leave out closed deals without the day they closed."""
    closed = deals["state"] != "open"
    undated = closed & deals["closed"].isna()
    if undated.any():
        found.append(
            f"{int(undated.sum()):,} won or lost opportunities have no close date: they are left "
            "out of history and target."
        )
    count = int((~closed & deals["closed"].isna()).sum())
    if count:
        found.append(
            f"{count:,} of {int((~closed).sum()):,} open opportunities have no close date."
        )
    count = int((~closed & deals["opened"].isna()).sum())
    if count:
        found.append(f"{count:,} open opportunities have no opening date.")
    reversed_ = closed & (deals["closed"] < deals["opened"])
    if reversed_.any():
        found.append(
            f"{int(reversed_.sum()):,} opportunities close before they open: their cycle is left "
            "out."
        )
    return deals[~undated]


def _valued(deals: pd.DataFrame, found: list[str]) -> pd.DataFrame:
    """Give each deal a value: its amount, else its product's price, else the median won."""
    state = deals["state"]
    amount = deals["amount"].where(deals["amount"] > 0)
    won = amount[state == "won"]
    median = float(won.median()) if won.notna().any() else 0.0
    value = amount.fillna(deals["price"])
    priced = amount.isna() & value.notna()
    bare = value.isna()
    for word in ("won", "lost", "open"):
        here = state == word
        by_price, by_median = int((priced & here).sum()), int((bare & here).sum())
        parts = [f"{by_price:,} take the price of their product"] * bool(by_price)
        parts += [f"{by_median:,} take the median won deal, {median:,.0f}"] * bool(by_median)
        if parts:
            found.append(
                f"{by_price + by_median:,} {word} opportunities have no value: {', '.join(parts)}."
            )
    return deals.assign(amount=amount, value=value.fillna(median))


def _tell(found: list[str], what: str, said: list[str]) -> None:
    """Add a finding that has a list of words, if there are any."""
    if said:
        found.append(f"{what[:1].upper() + what[1:]}: {', '.join(said)}.")

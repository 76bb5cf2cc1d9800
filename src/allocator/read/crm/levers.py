"""Which lever a deal belongs to.

``first_win``: the first won deal of an account is new-customer business and every later one
expansion; a lost or open deal is new-customer business where its account had no win before the
deal was opened. ``opened`` asks the same of won deals too, so that wins and losses of one lever
come from the same deals; the first wins of many reps then all count as new.
A deal without an account is new-customer business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.domain.lever import LEVERS
from allocator.read.crm.words import joined
from allocator.read.external import fault
from allocator.read.grid import Source

if TYPE_CHECKING:
    from allocator.errors import Problem
    from allocator.read.crm.mapping import CrmMap

NEW, MORE = "new_customers", "expansion"


def levers_of(deals: pd.DataFrame, mapping: CrmMap, problems: list[Problem]) -> pd.Series:
    """Give the lever of each deal, by the map's rule; empty, reported, where there is none."""
    rule = mapping.levers
    if rule.by in ("first_win", "opened"):
        return by_win(deals, count_all=rule.by == "opened")
    words = deals["lever" if rule.by == "column" else "product"]
    values = {joined(word): lever for word, lever in rule.words.items()}
    if rule.by == "column":
        values |= {joined(lever): lever for lever in LEVERS}
    known = words.map({word: values.get(joined(word), "") for word in words.unique()})
    rest = known == ""
    if rule.otherwise is not None:
        return known.where(~rest, rule.otherwise).astype("str")
    if rule.by == "product":
        return known.where(~rest, by_win(deals, count_all=False)).astype("str")
    source = Source.of(deals)
    for word in words[rest].unique():
        rows = np.flatnonzero((words == word).to_numpy())
        file, line, column = source.spot(int(rows[0]), "lever")
        problems.append(
            fault(
                "import-lever-unknown",
                what=f"has no lever ({len(rows):,} rows)",
                file=file,
                line=line,
                column=column,
                pointer=str(mapping.opportunities.lever),
                got=str(word) or "an empty cell",
                want="one of " + ", ".join([*LEVERS, *rule.words]),
            )
        )
    return known.astype("str")


def by_win(deals: pd.DataFrame, *, count_all: bool) -> pd.Series:
    """Tell new customers from expansion by the first win of each account.

    Of wins on one day the one with the lowest id counts as the first.
    """
    won = deals[(deals["state"] == "won") & (deals["account"] != "")]
    won = won.sort_values(["closed", "id"]).drop_duplicates("account")
    first_day = deals["account"].map(won.set_index("account")["closed"])
    # A deal without an opening day is as old as the export's last day: it is still to be worked.
    opened = deals["opened"].fillna(deals["closed"]).fillna(deals["closed"].max())
    before = first_day.isna() | (opened <= first_day)
    if not count_all:
        before = before.where(deals["state"] != "won", deals["id"].isin(won["id"]))
    new = before | (deals["account"] == "")
    return pd.Series(np.where(new, NEW, MORE), deals.index, dtype="str")


def uneven(deals: pd.DataFrame) -> tuple[int, int]:
    """Count the later wins, and the losses, that were opened before their account's first win."""
    known = deals["account"] != ""
    early = (by_win(deals, count_all=True) == NEW) & known
    later = early & (deals["state"] == "won") & (by_win(deals, count_all=False) == MORE)
    return int(later.sum()), int((early & (deals["state"] == "lost")).sum())

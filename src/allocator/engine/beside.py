"""What lies in a plan beside its five tables: the naive splits by rep, and a diagnosis."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.domain.plan import Plan

SPLITS, DIAGNOSIS = "splits.csv", "diagnosis.json"
FIGURES = ("quota", "equal", "prior", "potential")


def splits(plan: Plan) -> pd.DataFrame:
    """Read what the naive splits would have given each rep; without rows where a plan has none."""
    content = plan.files.get(SPLITS)
    if content is None:
        return pd.DataFrame({"rep_id": [], **{name: [] for name in FIGURES}})
    # an id may be the word NA
    blank = {name: [""] for name in FIGURES}
    frame = pd.read_csv(
        io.BytesIO(content), dtype={"rep_id": "str"}, keep_default_na=False, na_values=blank
    )
    frame["rep_id"] = frame["rep_id"].str.removeprefix("'")
    return frame


def diagnosis(plan: Plan) -> Mapping[str, Any] | None:
    """Read diagnosis.json; None where the plan is neither infeasible nor short."""
    content = plan.files.get(DIAGNOSIS)
    return None if content is None else dict(json.loads(content))

"""What the sheets show: a plan's tables, and what its inputs say of people, nodes and hours."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from allocator.domain.lever import LEVERS
from allocator.domain.tables import NUMERIC, TABLES
from allocator.errors import PlanError, Problem
from allocator.present.page.figures import period as period_name
from allocator.present.page.figures import words
from allocator.read.plan import PROTECTED
from allocator.read.yaml import parse

if TYPE_CHECKING:
    from allocator.domain.plan import Plan

PAY_FAMILY = "pay_ratio"
PAY_METRICS = ("quota_to_ote_min", "quota_to_ote_max")
_PAY = re.compile(r"\bote\b|pay_ratio|quota to pay|on-target earnings|quota_to_ote", re.IGNORECASE)
"""What speaks of pay: a quota at the limit of its ratio to pay tells the pay."""

KEYS = ("rep_id", "territory_id", "lever", "period")
"""Columns of parameters.csv that say what a value is of."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the sheets of one plan are made from.

    Attributes
    ----------
    reps : primary rows of reps.csv, with `ote`
    overlay : its overlay rows
    quotas : quotas.csv; `primary` its primary rows
    levers : those of the plan, in their order
    periods : ids, in order
    period_names : each period as people call it
    nodes : hierarchy of the inputs (node_id, name, target ...), without rows where none was given
    parameters : inputs/parameters.csv
    scenario, model : inputs/scenario.yaml and model.yaml
    pay : whether what people earn is shown
    unverified : whether the plan was not proven
    """

    plan: Plan
    document: Mapping[str, Any]
    currency: str
    unit: float
    title: str
    reps: pd.DataFrame
    overlay: pd.DataFrame
    quotas: pd.DataFrame
    levers: tuple[str, ...]
    periods: tuple[str, ...]
    period_names: Mapping[str, str]
    nodes: pd.DataFrame
    parameters: pd.DataFrame
    scenario: Mapping[str, Any]
    model: Mapping[str, Any]
    pay: bool
    unverified: bool

    @property
    def primary(self) -> pd.DataFrame:
        """Rows of quotas.csv that fill the target."""
        return self.quotas[self.quotas["credit"] == "primary"]

    @property
    def baseline(self) -> float:
        """Revenue of the horizon if no lever moves."""
        return float((self.scenario.get("target") or {}).get("baseline_revenue") or 0.0)

    def parameter(self, symbol: str) -> pd.DataFrame:
        """Give the rows of one parameter."""
        return self.parameters[self.parameters["symbol"] == symbol]


def facts(plan: Plan, *, pay: bool, unverified: bool) -> Facts:
    """Collect what a plan and its inputs say.

    Raises
    ------
    PlanError
        if plan.json or a file of its inputs is not what a plan holds
    """
    document = plan.document
    totals = document.get("totals")
    if plan.status != "infeasible" and not (
        isinstance(totals, dict) and isinstance(totals.get("levers"), dict)
    ):
        raise PlanError(["plan.json has no totals by lever"])
    try:
        scenario, model = (_mapping(plan, f"inputs/{name}.yaml") for name in ("scenario", "model"))
        people, nodes = (
            _table(plan, f"inputs/tables/{name}.csv") for name in ("reps", "hierarchy")
        )
        parameters = _parameters(plan)
    except (ValueError, KeyError, TypeError) as error:
        raise PlanError([f"the plan's inputs cannot be read: {error}"]) from error
    reps = plan.reps.merge(people[["rep_id", "ote"]], on="rep_id", how="left")
    frequency = str((scenario.get("horizon") or {}).get("frequency", "quarter"))
    periods = tuple(sorted({*plan.rollup["period"], *plan.quotas["period"]}))
    names = {*plan.rollup["lever"], *(totals or {}).get("levers", ())}
    return Facts(
        plan=plan,
        document=document,
        currency=str(document.get("currency", "")),
        unit=float(document.get("unit") or 1.0),
        title=str(document.get("title") or document.get("scenario") or ""),
        reps=reps[reps["credit"] == "primary"].reset_index(drop=True),
        overlay=reps[reps["credit"] == "overlay"].reset_index(drop=True),
        quotas=plan.quotas,
        levers=tuple(lever for lever in LEVERS if lever in names),
        periods=periods,
        period_names=period_names(periods, frequency),
        nodes=nodes,
        parameters=parameters,
        scenario=scenario,
        model=model,
        pay=pay,
        unverified=unverified,
    )


def says_pay(text: str) -> bool:
    """Tell whether a text speaks of pay.

    >>> says_pay("rows.reps.ae-01.ote"), says_pay("a note on quotes")
    (True, False)
    """
    return _PAY.search(text) is not None


def labels(names: Iterable[str]) -> dict[str, str]:
    """Write identifiers as words, two that would read alike as they are.

    >>> labels(["new_customers", "a_b", "a b"])
    {'new_customers': 'New customers', 'a_b': 'a_b', 'a b': 'a b'}
    """
    known = dict.fromkeys(names)
    said = {name: capital(words(name).replace("/", ", ")) for name in known}
    often = Counter(text.casefold() for text in said.values())
    return {name: text if often[text.casefold()] == 1 else name for name, text in said.items()}


def capital(text: str) -> str:
    """Begin a text with a capital letter."""
    return text[:1].upper() + text[1:]


def label(name: str) -> str:
    """Write one identifier as words."""
    return labels([name])[name]


def period_names(periods: Iterable[str], frequency: str) -> dict[str, str]:
    """Name periods as people call them.

    >>> period_names(["2027-04-01", "later"], "quarter")
    {'2027-04-01': 'Q2 2027', 'later': 'later'}
    """
    return {each: _named(each, frequency) for each in periods}


def _named(period: str, frequency: str) -> str:
    """Name a period; one that is no date, as it is."""
    try:
        return period_name(period, frequency).replace("\N{NO-BREAK SPACE}", " ")
    except ValueError:
        return period


def _mapping(plan: Plan, name: str) -> Mapping[str, Any]:
    """Read a YAML file of the plan; empty where it has none."""
    problems: list[Problem] = []
    tree = parse(plan.files.get(name, b"{}"), file=name, problems=problems)
    found = tree.plain() if tree else None
    if problems or not isinstance(found, dict):
        raise PlanError([f"{name} cannot be read", *map(str, problems)])
    return found


def _table(plan: Plan, name: str) -> pd.DataFrame:
    """Read a table of the inputs with all columns of its kind; without rows where there is none."""
    spec = TABLES[name.rpartition("/")[2].removesuffix(".csv")]
    content = plan.files.get(name)
    if content is None:
        return spec.empty()
    numeric = {column.name for column in spec.columns if column.meaning in NUMERIC}
    text = {column.name: "str" for column in spec.columns if column.name not in numeric}
    blank = {column: [""] for column in numeric}
    # an id may be the word NA
    frame = pd.read_csv(io.BytesIO(content), dtype=text, keep_default_na=False, na_values=blank)
    for column in text:
        frame[column] = frame[column].str.replace(PROTECTED, "", regex=True)
    return frame


def _parameters(plan: Plan) -> pd.DataFrame:
    """Read parameters.csv, its labels as categories."""
    content = plan.files.get(
        "inputs/parameters.csv", b"symbol,rep_id,territory_id,lever,period,value\n"
    )
    kinds: dict[str, Any] = {**dict.fromkeys(("symbol", *KEYS), "category"), "value": float}
    frame = pd.read_csv(
        io.BytesIO(content), dtype=kinds, keep_default_na=False,
        na_values={"value": [""]},
    )  # fmt: skip
    for column in ("rep_id", "territory_id"):
        plain = frame[column].cat.categories.str.replace(PROTECTED, "", regex=True)
        frame[column] = frame[column].cat.rename_categories(plain.tolist())
    return frame

"""What a scenario file and a model file may say: every key, its meaning and its bounds.

A class here is one map of the file. What needs a second look at the whole (lever forms, sums,
references) is checked where it is used: `targets`, `scenario`, `policy`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from allocator.domain.lever import LEVERS

SCHEMA = "allocator/v1"
"""The version of the files that this package reads."""

CREDITS = ("primary", "overlay", "pipeline")
CURRENCY = "^[A-Z]{3}$"
NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
SUMS_TO_ONE = 1e-9
"""Tolerance of shares that must sum to one."""
RICHEST = 1e15
"""No company's money is larger; floats still count its cents."""


class Section(BaseModel):
    """A map of a file: frozen, unknown keys refused. `unknown` is the code of such a key."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    unknown: ClassVar[str] = "unknown-key"


def _known_lever(name: str) -> str:
    """Refuse a lever that is none of the six."""
    if name not in LEVERS:
        raise PydanticCustomError("unknown-lever", "no such lever", {"known": LEVERS})
    return name


def _plain(name: str) -> str:
    """Refuse an empty name, or one with invisible characters or blanks at its ends."""
    if not name or not name.isprintable() or name != name.strip():
        raise PydanticCustomError("setting-malformed", "not a plain name")
    return name


def _first_of_month(day: date) -> date:
    """Refuse a horizon that cuts a month."""
    if day.day != 1:
        raise PydanticCustomError("horizon-start", "the horizon does not start with a month")
    return day


LeverName = Annotated[
    str,
    AfterValidator(_known_lever),
    WithJsonSchema({"enum": list(LEVERS)}),
]
RoleName = Annotated[str, AfterValidator(_plain)]
Money = Annotated[float, Field(ge=0, le=RICHEST)]
Share = Annotated[float, Field(ge=0, le=1)]
Currency = Annotated[str, Field(pattern=CURRENCY)]


class Horizon(Section):
    """The time that the plan covers."""

    start: Annotated[
        date,
        AfterValidator(_first_of_month),
        Field(ge=date(1970, 1, 1), le=date(2200, 1, 1), description="first day, a month's first"),
    ]
    periods: int = Field(ge=1, le=120, description="number of periods")
    frequency: Literal["month", "quarter"]


class Lever(Section):
    """One lever's target: an amount, or what drives it. Exactly one form."""

    priority: int = Field(default=1, ge=1, le=99, description="1 is served first")
    over_assignment: Share = Field(default=0.0, description="cushion, as a share of the target")
    amount: Money | None = Field(default=None, description="money above the baseline")
    remainder: Literal[True] | None = Field(default=None, description="growth less the others")
    share_of_growth: Share | None = None
    base: Money | None = Field(default=None, description="revenue that the rate applies to")
    uplift: Share | None = Field(default=None, description="price increase: base x uplift")
    rate: Share | None = Field(default=None, description="base x rate, or x (rate - rate_before)")
    rate_before: Share | None = Field(default=None, description="retention so far")
    accounts: float | None = Field(default=None, ge=0, le=RICHEST)
    attach_rate: Share | None = None
    attach_rate_before: Share | None = None
    price: Money | None = None
    customers: float | None = Field(default=None, ge=0, le=RICHEST)
    deal_size: Money | None = None


class Levers(Section):
    """Targets by lever."""

    unknown: ClassVar[str] = "unknown-lever"
    new_customers: Lever | None = None
    pricing: Lever | None = None
    product_mix: Lever | None = None
    channel: Lever | None = None
    retention: Lever | None = None
    expansion: Lever | None = None

    @property
    def given(self) -> dict[str, Lever]:
        """The levers that have a target, in the order of `LEVERS`."""
        return {name: lever for name in LEVERS if (lever := getattr(self, name)) is not None}


class Seasonality(Section):
    """Shares of the periods by lever."""

    unknown: ClassVar[str] = "unknown-lever"
    new_customers: list[Share] | None = None
    pricing: list[Share] | None = None
    product_mix: list[Share] | None = None
    channel: list[Share] | None = None
    retention: list[Share] | None = None
    expansion: list[Share] | None = None


class Target(Section):
    """What the company wants."""

    baseline_revenue: Money = Field(default=0.0, description="revenue if no lever moves")
    growth: Money | None = Field(default=None, description="the sum of the levers, if given")
    growth_rate: Share | None = Field(default=None, description="growth / baseline_revenue")
    levers: Levers
    scale: float = Field(default=1.0, ge=0, le=1000, description="multiplies every amount")
    seasonality: Seasonality = Seasonality()


class Role(Section):
    """A kind of seller."""

    levers: list[LeverName]
    selling_hours_per_month: float | None = Field(default=None, ge=0, le=744)
    ramp: list[Share] = Field(default=[], description="productivity by month since start_date")
    kind: Literal["", "sdr", "executive", "account_manager", "manager", "partner", "overlay"] = ""
    credit: Annotated[
        Any,
        WithJsonSchema(
            {
                "anyOf": [
                    {"enum": list(CREDITS)},
                    {
                        "type": "object",
                        "propertyNames": {"enum": list(LEVERS)},
                        "additionalProperties": {"enum": list(CREDITS)},
                    },
                ],
            },
        ),
    ] = Field(default="primary", description="a word, or a map by lever")

    @field_validator("levers")
    @classmethod
    def _once(cls, levers: list[str]) -> list[str]:
        if len(set(levers)) < len(levers):
            raise PydanticCustomError("setting-twice", "a lever stands twice")
        return levers

    @field_validator("credit")
    @classmethod
    def _known(cls, credit: Any, info: ValidationInfo) -> Any:
        by_lever = credit if isinstance(credit, dict) else {"": credit}
        for lever, word in by_lever.items():
            if lever:
                _known_lever(lever)
            if lever and lever not in info.data.get("levers", [lever]):
                raise PydanticCustomError("credit-lever", "credit for a lever not owned")
            if word not in CREDITS:
                choices = {"expected": ", ".join(CREDITS)}
                raise PydanticCustomError("setting-not-a-choice", "no such credit", choices)
        return credit

    @model_validator(mode="after")
    def _owns(self) -> Role:
        if not self.levers and self.kind != "manager":
            raise PydanticCustomError("role-without-lever", "a role owns no lever")
        return self


class Mix(Section):
    """How much of the weight of objectives is on leading indicators, the rest on lagging ones."""

    leading: Share | None = Field(default=None, description="activity, pipeline, forecasts")
    lagging: Share | None = Field(default=None, description="results; 1 less leading")

    @model_validator(mode="after")
    def _whole(self) -> Mix:
        given = [share for share in (self.leading, self.lagging) if share is not None]
        if not given or (len(given) > 1 and abs(sum(given) - 1.0) > SUMS_TO_ONE):
            raise PydanticCustomError("mix-sum", "leading and lagging do not sum to one")
        return self


class Objectives(Section):
    """What sales objectives are made of: a role's mix rules its reps, the stage's rules nodes."""

    company_stage: Literal["early", "growth", "mature"] | None = None
    mix: dict[RoleName, Mix] = Field(default={}, description="by role; default by its kind")
    stage_mix: dict[Literal["early", "growth", "mature"], Mix] = Field(
        default={}, description="by company stage; defaults 0.75, 0.50 and 0.35 leading"
    )


class Initiative(Section):
    """A named part of a lever's target, with an owner and dates."""

    title: str = Field(min_length=1)
    lever: LeverName
    share: Share | None = None
    amount: Money | None = None
    owner_node: str = ""
    start: date | None = None
    end: date | None = None
    metric: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Initiative:
        if (self.share is None) == (self.amount is None):
            raise PydanticCustomError("initiative-form", "share or amount, one of them")
        if self.start and self.end and self.start > self.end:
            raise PydanticCustomError("initiative-dates", "the end lies before the start")
        return self


class History(Section):
    """How far back conversion looks."""

    months: int = Field(default=24, ge=1, le=600)


class ScenarioFile(Section):
    """A scenario."""

    schema_: Literal["allocator/v1"] = Field(alias="schema")
    name: str = Field(pattern=NAME, description="names the plans")
    title: str = Field(default="", max_length=300)
    currency: Currency
    horizon: Horizon
    target: Target
    roles: dict[RoleName, Role] = Field(min_length=1)
    purpose: str = Field(default="", max_length=5000, description="opens every quota letter")
    objectives: Objectives = Objectives()
    initiatives: list[Initiative] = []
    model: str = Field(default="balanced", description="a model's name, or a path")
    tables: str = Field(default="tables/", description="a folder, or one .xlsx workbook")
    settings: dict[str, Any] = Field(default={}, description="override the model's entries")
    assumptions: list[Annotated[str, Field(max_length=2000)]] = Field(
        default=[], description="what stood in for data; every plan lists it in defaults_used"
    )
    measure: Literal["growth", "bookings"] = "growth"
    history: History = History()
    fx: dict[Currency, Annotated[float, Field(gt=0, le=RICHEST)]] = {}
    extends: str | None = Field(default=None, description="the file that this one changes")
    rows: dict[str, dict[str, Any]] = Field(default={}, description="table rows by key")


class Rounding(Section):
    """The published unit of money."""

    unit: float = Field(default=1.0, gt=0, le=RICHEST)


class ModelFile(Section):
    """An allocation policy."""

    schema_: Literal["allocator/v1"] = Field(alias="schema")
    name: str = Field(default="", max_length=64)
    title: str = Field(default="", max_length=300)
    peer_groups: list[str] = Field(
        default=["role", "segment"], description="columns of reps; none compares everybody"
    )
    families: dict[str, Any] = {}
    tiers: list[Any] = Field(min_length=1)
    rounding: Rounding = Rounding()

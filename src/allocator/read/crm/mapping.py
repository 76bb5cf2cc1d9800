"""Which column of an export is which, which stage means what, and how a deal gets its lever.

Everything has a default; ``--map M.yaml`` replaces what differs. docs/import.md shows a whole one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from allocator.read import paths, yaml
from allocator.read.external import DateOrder, fault
from allocator.read.place import Place
from allocator.read.schema import validate
from allocator.read.settings import LeverName, Role, RoleName, Section

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.errors import Problem

ROLE = "account_executive"
"""The one role of an export that names none."""


class Opportunities(Section):
    """Columns of the opportunity file."""

    id: str = "opportunity_id"
    rep: str = "sales_agent"
    account: str = "account"
    product: str = "product"
    stage: str = "deal_stage"
    opened: str = "engage_date"
    closed: str = "close_date"
    amount: str = "close_value"
    lever: str | None = Field(default=None, description="for levers: {by: column}")


class Stages(Section):
    """What the stages mean; letter case does not count."""

    won: list[str] = Field(default=["Won"], min_length=1)
    lost: list[str] = Field(default=["Lost"])
    open: list[str] = Field(default=["Prospecting", "Engaging"])


class Accounts(Section):
    """Columns of the account file."""

    account: str = "account"
    sector: str = "sector"
    country: str = "office_location"
    parent: str = "subsidiary_of"


class Products(Section):
    """Columns of the product file."""

    product: str = "product"
    price: str = "sales_price"


class Teams(Section):
    """Columns of the team file."""

    rep: str = "sales_agent"
    manager: str = "manager"
    office: str = "regional_office"
    role: str | None = None


class Levers(Section):
    """How a deal gets its lever: by `first_win`, `opened`, `column` or `product`.

    `words` turns words of the column, or products, into levers; `otherwise` is the lever of the
    rest (products without one fall back on `first_win`).
    """

    by: Literal["first_win", "opened", "column", "product"] = "first_win"
    words: dict[str, LeverName] = Field(default={})
    otherwise: LeverName | None = None


class CrmMap(Section):
    """A file given with ``--map``."""

    opportunities: Opportunities = Opportunities()
    stages: Stages = Stages()
    accounts: Accounts = Accounts()
    products: Products = Products()
    teams: Teams = Teams()
    levers: Levers = Levers()
    roles: dict[RoleName, Role] = Field(default={})
    dates: DateOrder = "iso"


def read_map(path: Path, problems: list[Problem]) -> CrmMap | None:
    """Read a map; None, reported, where anything is wrong with it."""
    place = Place(path.name, folder=path.parent)
    data = paths.content(path, place, problems)
    if data is None:
        return None
    tree = yaml.parse(data, file=path.name, problems=problems)
    if tree is None:
        return None
    made = validate(tree, CrmMap, problems)
    if made is None:
        return None
    if made.levers.by == "column" and made.opportunities.lever is None:
        problems.append(
            _incomplete(
                tree.at(("levers", "by")).spot,
                "levers.by",
                "levers are taken by column, and opportunities.lever is not named",
                "name the column under opportunities.lever",
            )
        )
    if len(made.roles) > 1 and made.teams.role is None:
        problems.append(
            _incomplete(
                tree.at(("roles",)).spot,
                "roles",
                "there are several roles, and teams.role is not named",
                "name the column under teams.role, or keep one role",
            )
        )
    return made


def _incomplete(place: Place, pointer: str, what: str, fix: str) -> Problem:
    """Make the problem of a column that the map needs and does not name."""
    return fault(
        "import-map-incomplete",
        what=what,
        fix=fix,
        file=place.file,
        line=place.line,
        column=place.column,
        pointer=pointer,
    )

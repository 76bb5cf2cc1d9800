"""What a constraint family is: a name, its settings, its rows, and how it is spoken of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from allocator.program.columns import Columns
    from allocator.program.inputs import Inputs
    from allocator.program.rows import Rows


class Settings(BaseModel):
    """Settings of a family or tier: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Hard(Settings):
    """Settings every family has. `soft` gives its rows a slack, `price` weighs it in breaches."""

    soft: bool = Field(default=False, description="rows may be broken at a price")
    price: float = Field(default=1.0, gt=0, description="weight of a breach, per unit of money")


class Soft(Hard):
    """Settings of a family that is soft unless the policy says otherwise."""

    soft: bool = Field(default=True, description="rows may be broken at a price")


Unit = Literal["money", "hours", "gross money", "pipeline money"]


@dataclass(frozen=True, slots=True)
class Family:
    """One constraint family.

    Attributes
    ----------
    name : as in a model file
    settings : its Settings class
    rows : (settings, inputs, columns) -> its row blocks, in the order of docs/program.md
    unit : what a row counts
    phrase : how an explanation names the rule; ``{}`` takes the entity
    loads : whether its rows speak of the groups' load S
    """

    name: str
    settings: type[Settings]
    rows: Callable[[Any, Inputs, Columns], Sequence[Rows]]
    unit: Unit
    phrase: str
    loads: bool = False

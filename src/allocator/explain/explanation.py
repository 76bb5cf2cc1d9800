"""An explanation as one value: the lines that add up, what stands behind them, what would help."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from allocator.domain.explanation import Evidence, Line, NodeNumber, Price
from allocator.explain.text import written

Kind = Literal["rep", "node", "company"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a number is what it is.

    Attributes
    ----------
    kind, id, name : who is explained; the company has neither id nor name
    about : role and node of a rep, level of a node
    currency : of all money
    quota : published money; the sum of the lines
    unit : smallest money of a line
    lines : the path, in order
    evidence : what stands behind the fair share
    prices : what relaxing a rule would be worth
    changes : sentences about what would change the number
    notes : what belongs to the quota but not to its sum: overlay credit, pipeline quotas
    number : of a node, less the cushion below it
    """

    kind: Kind
    id: str
    name: str
    about: str
    currency: str
    quota: float
    unit: float
    lines: tuple[Line, ...]
    evidence: Evidence
    prices: tuple[Price, ...] = ()
    changes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    number: NodeNumber | None = None

    def text(self, *, colleagues: bool = True) -> str:
        """Say it in words and figures.

        Parameters
        ----------
        colleagues : whether other reps are named, or only counted, as a letter to the rep does
        """
        return written(self if colleagues else self.unnamed(), colleagues=colleagues)

    def unnamed(self) -> Explanation:
        """Give it without anybody else's name: who made room is counted, not named."""
        return replace(
            self,
            lines=tuple(replace(line, made_room=(), movers=()) for line in self.lines),
            prices=tuple(price for price in self.prices if price.rep in {"", self.id}),
        )

    def to_dict(self) -> dict[str, Any]:
        """Give it as a mapping that JSON can hold."""
        return asdict(self)

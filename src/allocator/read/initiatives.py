"""Initiatives must fit the plan: a lever with a target, a node, dates inside, no more money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.read.likeness import suggestion
from allocator.read.place import report

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from allocator.domain.calendar import Horizon
    from allocator.domain.lever import LeverTarget
    from allocator.errors import Problem
    from allocator.read.settings import Initiative
    from allocator.read.yaml import Node

COMPANY = "company"
"""The one node of a scenario without a hierarchy table."""
CLOSE = 1e-9
"""Relative tolerance of sums that must not be passed."""


def scaled(initiatives: Sequence[Initiative], scale: float) -> tuple[Mapping[str, Any], ...]:
    """Give initiatives as plain values; amounts are multiplied as those of the levers are."""
    made = []
    for entry in initiatives:
        values = entry.model_dump(mode="json", exclude_none=True)
        if "amount" in values:
            values["amount"] *= scale
        made.append(values)
    return tuple(made)


def check(
    initiatives: Sequence[Mapping[str, Any]],
    levers: Sequence[LeverTarget],
    nodes: Sequence[str],
    horizon: Horizon,
    node: Node,
    problems: list[Problem],
) -> None:
    """Report initiatives that the plan cannot hold.

    Parameters
    ----------
    initiatives : as `scaled` gives them
    nodes : ids of the hierarchy; without any there is one, the company
    node : the section with its places
    """
    amounts = {target.lever: target.amount for target in levers}
    known = [*nodes] or [COMPANY]
    used = dict.fromkeys(amounts, 0.0)
    for number, entry in enumerate(initiatives):
        lever, owner = entry["lever"], entry.get("owner_node", "")
        pointer = f"initiatives.{number}"
        place = node.at((number,)).spot
        if lever not in amounts:
            report(problems, "initiative-lever", place, pointer=f"{pointer}.lever", got=lever,
                   want="one of " + ", ".join(amounts))  # fmt: skip
            continue
        if owner and owner not in known:
            report(problems, "initiative-owner", place, pointer=f"{pointer}.owner_node", got=owner,
                   fix=suggestion(owner, known))  # fmt: skip
        first, last = str(horizon.start), str(horizon.end)
        if entry.get("start", first) > last or entry.get("end", last) < first:
            got = f"{entry.get('start', first)} to {entry.get('end', last)}"
            report(problems, "initiative-outside", place, pointer=pointer, got=got,
                   want=f"dates between {first} and {last}")  # fmt: skip
        used[lever] += amounts[lever] * entry.get("share", 0.0) + entry.get("amount", 0.0)
    for lever, money in used.items():
        if money > amounts[lever] * (1 + CLOSE):
            report(
                problems,
                "initiative-above-lever",
                node.spot,
                pointer="initiatives",
                got=f"{money:,.2f} of {lever}",
                want=f"at most {amounts[lever]:,.2f}, the lever's amount",
            )

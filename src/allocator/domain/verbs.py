"""What a plan can be asked that layers above do: they enter here where it is done.

The domain imports nothing from above. The package's interface enters for each verb the place of
the function that does it; the function is imported when a plan is first asked.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from allocator.domain.explanation import Line, Price

_PLACES: dict[str, str] = {}


class Explained(Protocol):
    """Why a number is what it is: `lines` add up to `quota`, and `text` says it in words."""

    @property
    def quota(self) -> float:
        """Published money."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """Give the steps from fair share to quota."""

    @property
    def prices(self) -> tuple[Price, ...]:
        """Give what relaxing a rule would be worth."""

    def text(self, *, colleagues: bool = True) -> str:
        """Say it in words; without `colleagues` no other rep is named."""

    def to_dict(self) -> dict[str, Any]:
        """Give it as a mapping that JSON can hold."""


def enter(verb: str, place: str) -> None:
    """Say where a verb is done.

    Parameters
    ----------
    place : module and function, ``allocator.engine.python:explain``
    """
    _PLACES[verb] = place


def verb(name: str) -> Any:
    """Give the function that does a verb.

    >>> enter("shout", "builtins:str.upper")
    >>> verb("shout")("plan")
    'PLAN'
    """
    module, _, path = _PLACES[name].partition(":")
    found: Any = import_module(module)
    for part in path.split("."):
        found = getattr(found, part)
    return found

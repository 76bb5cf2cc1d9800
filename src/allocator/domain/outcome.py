"""How a solve ends: with a plan, with a proof that there is none, or at a limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allocator.domain.certificate import Certificate
from allocator.domain.plan import Plan


@dataclass(frozen=True, slots=True)
class Published:
    """A certified plan."""

    plan: Plan
    certificate: Certificate


@dataclass(frozen=True, slots=True)
class Infeasible:
    """No plan exists under the hard constraints.

    Attributes
    ----------
    plan : the folder's content, status ``infeasible``
    conflict : minimal set of named rules that cannot all hold (family, entity, amount)
    remedies : changes that were tried and give a plan (what, amount, verified)
    diagnosis : diagnosis.json
    """

    plan: Plan
    conflict: tuple[Mapping[str, Any], ...]
    remedies: tuple[Mapping[str, Any], ...]
    diagnosis: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stopped:
    """A limit came before a certified plan. `reason` says which."""

    reason: str
    diagnosis: Mapping[str, Any]


Outcome = Published | Infeasible | Stopped

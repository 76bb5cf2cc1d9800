"""Families and tiers, found by looking into their folders: a new file is enough."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from allocator.program import families as families_package
from allocator.program import tiers as tiers_package

if TYPE_CHECKING:
    from types import ModuleType

    from allocator.program.family import Family, Settings
    from allocator.program.tier import Tier

FIRST = "lever_totals"
"""The family whose rows come before all others."""


def _modules(package: ModuleType) -> list[ModuleType]:
    names = sorted(found.name for found in pkgutil.iter_modules(package.__path__))
    return [import_module(f"{package.__name__}.{name}") for name in names]


@cache
def families() -> dict[str, Family]:
    """Every family by name: lever_totals first, the others by name."""
    found: dict[str, Family] = {m.FAMILY.name: m.FAMILY for m in _modules(families_package)}
    return {FIRST: found.pop(FIRST), **found}


@cache
def tiers() -> dict[str, Tier]:
    """Every tier by name."""
    return {module.TIER.name: module.TIER for module in _modules(tiers_package)}


def schemas() -> tuple[dict[str, type[Settings]], dict[str, type[Settings]]]:
    """Give the settings classes of all families and of all tiers, by name."""
    return (
        {name: family.settings for name, family in families().items()},
        {name: tier.settings for name, tier in tiers().items()},
    )

"""Sales quota and territory allocation: every plan proven, every number explained.

>>> import allocator
>>> allocator.load                                                    # doctest: +ELLIPSIS
<function load at ...>

Everything here is imported when it is first used, so that `import allocator` costs nothing; types
are in `__init__.pyi`, so that no layer reaches the engine through this module. Some verbs share
their name with the package that does the work (`allocator.solve`): that package can be called,
and then does what its verb in `allocator.engine.python` says.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

from allocator.domain.verbs import enter

__version__ = "0.1.0"

__all__ = [
    "AllocatorError",
    "Cancelled",
    "Certificate",
    "CertificateError",
    "Comparison",
    "Difference",
    "Frontier",
    "Infeasible",
    "InputError",
    "LimitReached",
    "Outcome",
    "Plan",
    "PlanError",
    "Problem",
    "Published",
    "Scenario",
    "SolverError",
    "Stopped",
    "compare",
    "frontier",
    "load",
    "open",
    "scenario",
    "solve",
    "verify",
]

_HOMES = {
    "allocator.compare.comparison": ("Comparison",),
    "allocator.compare.frontier": ("Frontier",),
    "allocator.domain.certificate": ("Certificate",),
    "allocator.domain.difference": ("Difference",),
    "allocator.domain.outcome": ("Infeasible", "Outcome", "Published", "Stopped"),
    "allocator.domain.plan": ("Plan",),
    "allocator.domain.scenario": ("Scenario",),
    "allocator.engine.python": ("frontier", "load", "open", "scenario", "verify"),
    "allocator.errors": (
        "AllocatorError",
        "Cancelled",
        "CertificateError",
        "InputError",
        "LimitReached",
        "PlanError",
        "Problem",
        "SolverError",
    ),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

_PLAN_VERBS = {
    "save": "allocator.read.write:save",
    "verify": "allocator.engine.verify:verify_plan",
    "explain": "allocator.engine.explain:explain",
    "show": "allocator.present.notebook:html",
}
"""Where it is done what a plan can be asked: the domain, which holds plans, imports no layer."""

_COMPARISON_VERBS = {
    "compare_object": "allocator.present.compare.document:as_dict",
    "compare_json": "allocator.present.compare.document:save_json",
    "compare_html": "allocator.present.compare.page:save_html",
    "compare_xlsx": "allocator.present.workbook:compare_workbook",
    "compare_show": "allocator.present.compare.notebook:html",
}
"""The same of a comparison."""

_FRONTIER_VERBS = {
    "frontier_html": "allocator.present.frontier.folder:save_html",
    "frontier_save": "allocator.present.frontier.folder:save",
    "frontier_show": "allocator.present.frontier.show:show",
}
"""The same of a frontier."""

for _verb, _place in (_PLAN_VERBS | _COMPARISON_VERBS | _FRONTIER_VERBS).items():
    enter(_verb, _place)

_VERB_PACKAGES = ("compare", "solve")
"""Packages whose name is also a verb of the interface."""


class _Verb(ModuleType):
    """A package that can be called: `allocator.solve(scenario)` beside `allocator.solve.linear`."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Do what the verb of the same name says."""
        verb = self.__name__.rpartition(".")[2]
        return getattr(import_module("allocator.engine.python"), verb)(*args, **kwargs)


class _Interface(ModuleType):
    """The interface as a module, in which a package that is also a verb stays callable."""

    def __setattr__(self, name: str, value: Any) -> None:
        """Make a package that is also a verb callable as it is imported."""
        if name in _VERB_PACKAGES and isinstance(value, ModuleType):
            value.__class__ = _Verb
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Interface


def __getattr__(name: str) -> Any:
    """Import a name of the interface when it is first asked for."""
    if name in _VERB_PACKAGES:
        return import_module(f"{__name__}.{name}")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the interface."""
    return sorted({*globals(), *__all__})

from allocator.domain.certificate import Certificate
from allocator.domain.difference import Difference
from allocator.domain.outcome import Infeasible, Outcome, Published, Stopped
from allocator.domain.plan import Plan
from allocator.domain.scenario import Scenario
from allocator.engine.python import load, open, scenario, solve, verify  # noqa: A004 - promised
from allocator.errors import (
    AllocatorError,
    Cancelled,
    CertificateError,
    InputError,
    LimitReached,
    PlanError,
    Problem,
    SolverError,
)

__version__: str

__all__ = [
    "AllocatorError",
    "Cancelled",
    "Certificate",
    "CertificateError",
    "Difference",
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
    "load",
    "open",
    "scenario",
    "solve",
    "verify",
]

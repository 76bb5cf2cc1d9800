from allocator.compare.comparison import Comparison
from allocator.compare.frontier import Frontier
from allocator.domain.certificate import Certificate
from allocator.domain.difference import Difference
from allocator.domain.outcome import Infeasible, Outcome, Published, Stopped
from allocator.domain.plan import Plan
from allocator.domain.scenario import Scenario
from allocator.engine.python import (
    compare,
    frontier,
    load,
    open,  # noqa: A004 - promised
    scenario,
    solve,
    verify,
)
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

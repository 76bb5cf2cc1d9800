"""A plan as a command takes it: proven, or on the user's own word."""

from pathlib import Path
from typing import TYPE_CHECKING

from allocator.cli import screen

if TYPE_CHECKING:
    from allocator.domain.certificate import Certificate
    from allocator.domain.plan import Plan


def opened(path: Path, *, unverified: bool) -> "tuple[Plan, Certificate | None]":
    """Prove a plan; with `unverified` take one that is readable but does not hold, uncertified.

    Raises
    ------
    PlanError
        if it cannot be read
    CertificateError
        if it does not hold and is not taken unverified
    """
    from allocator.engine.verify import proven
    from allocator.errors import CertificateError

    try:
        return proven(path)
    except CertificateError as refused:
        if not unverified:
            raise
        from allocator.read.plan import open_plan

        for reason in refused.refusals:
            screen.say(f"warning: {reason}")
        return open_plan(path), None

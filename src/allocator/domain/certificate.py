"""What was checked of a plan, by what measure, and whether it held."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One statement that was tested: what, the figure found, the figure allowed."""

    name: str
    value: float
    limit: float
    passed: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class TierGap:
    """How far a tier can be from its optimum.

    Attributes
    ----------
    face : gap on the locked face, scale-free (for ``closest``: in units of the plan's money
        divided by the target)
    free : gap that holds without any lock
    within : for ``closest``, the largest distance of a cell from x*, in money; else 0
    """

    name: str
    value: float
    bound: float
    face: float
    free: float
    within: float


@dataclass(frozen=True, slots=True)
class Certificate:
    """The verdict. `words` is ``proven optimal`` or ``optimal on the locked face``."""

    passed: bool
    words: str
    tiers: tuple[TierGap, ...]
    checks: tuple[Check, ...]

    @property
    def refusals(self) -> tuple[str, ...]:
        """Every check that failed, in words."""
        return tuple(
            f"{c.name}: found {c.value:.3g}, allowed {c.limit:.3g}. {c.detail}".strip()
            for c in self.checks
            if not c.passed
        )


@dataclass(frozen=True, slots=True)
class Verified(Certificate):
    """The verdict on a folder, with what it says of itself compared.

    Attributes
    ----------
    recorded : what nothing but a solve, or the original files, could repeat; it rests on the
        folder's hashes
    """

    recorded: tuple[str, ...] = ()

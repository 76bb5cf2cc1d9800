"""Prove a plan from its folder: every hash, then the certificate, and with `strict` a re-solve."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.certify.certificate import certify
from allocator.domain.certificate import Check
from allocator.domain.outcome import Published
from allocator.errors import CertificateError, InputError
from allocator.read.plan import check_hashes, open_plan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from allocator.domain.certificate import Certificate
    from allocator.domain.plan import Plan

STRICT_REPS = 2_000
"""Most reps of a plan that `strict` solves again: the vertex solver takes too long beyond."""

STRICT_DIFFERENCE = 1e-6
"""Largest difference of a tier's value, scale-free, between the plan and the second solver."""

WITNESS = "highs"
"""The vertex solver, which shares nothing with the interior points."""


def verify(path: Path, *, strict: bool = False) -> Certificate:
    """Prove a plan folder, with no solver unless `strict`.

    Raises
    ------
    PlanError
        if the folder is no plan that can be read
    CertificateError
        if a file is not what was written, or the proof does not hold; `refusals` says where
    """
    plan, certificate = proven(path)
    return _solved_again(plan, certificate) if strict else certificate


def proven(path: Path) -> tuple[Plan, Certificate]:
    """Read a plan folder and prove it; raise as `verify` does."""
    plan = open_plan(path)
    if changed := check_hashes(plan):
        raise CertificateError(changed)
    certificate = certify(plan.files, plan.document, plan.proof)
    if not certificate.passed:
        raise CertificateError(certificate.refusals)
    return plan, certificate


def _solved_again(plan: Plan, certificate: Certificate) -> Certificate:
    """Solve the plan's inputs with the vertex solver and compare the value of every tier."""
    if plan.status == "infeasible":
        return certificate
    if len(plan.reps) > STRICT_REPS:
        raise InputError.of(
            "strict-too-large",
            "the plan has too many reps to be solved again",
            pointer="--strict",
            got=f"{len(plan.reps):,} reps",
            want=f"at most {STRICT_REPS:,}",
            fix="Verify it without --strict.",
        )
    # Here and not above: verification itself knows no solver.
    from allocator.engine.load import load
    from allocator.engine.solve import solve

    assert plan.folder is not None  # noqa: S101 - it was read from there
    outcome = solve(load(plan.folder / "inputs"), solver=WITNESS)
    if not isinstance(outcome, Published):
        raise CertificateError([f"solved again with {WITNESS}: no plan came out"])
    checks = compared(plan.document["tiers"], outcome.plan.document["tiers"])
    strict = replace(certificate, checks=(*certificate.checks, *checks))
    if strict.refusals:
        raise CertificateError(strict.refusals)
    return strict


def compared(mine: list[Mapping[str, Any]], witness: list[Mapping[str, Any]]) -> tuple[Check, ...]:
    """Compare the values of the tiers of two solves, by name; a tier of one alone fails."""
    values = ({tier["name"]: float(tier["value"]) for tier in tiers} for tiers in (mine, witness))
    first, second = values
    checks = []
    for name in [*first, *(name for name in second if name not in first)]:
        gap = abs(first.get(name, float("inf")) - second.get(name, float("inf")))
        allowed = STRICT_DIFFERENCE * max(1.0, abs(first.get(name, 0.0)))
        checks.append(Check(f"solved again: {name}", gap, allowed, passed=gap <= allowed))
    return tuple(checks)

"""Prove a plan: every hash, the certificate, what it says of itself; strict: a second opinion."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.certify.certificate import certify
from allocator.domain.certificate import Check, Verified
from allocator.domain.plan import COLUMNS
from allocator.engine.load import inputs_of
from allocator.engine.stated import recorded, refusals
from allocator.errors import CertificateError, InputError
from allocator.read.canonical import csv_bytes
from allocator.read.plan import check_hashes, open_plan

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from allocator.domain.plan import Plan
    from allocator.domain.proof import Proof
    from allocator.solve.witness import Opinion

STRICT_REPS = 2_000
"""Most reps of a plan that `strict` solves again: the vertex solver takes too long beyond."""

STRICT_DIFFERENCE = 1e-6
"""Largest difference of a tier's value, scale-free, between the plan and the second solver."""

WITNESSES = ("highs-ipm", "highs")
"""Vertex solvers of the second opinion, in the order in which they are asked."""


def verify(path: Path, *, strict: bool = False) -> Verified:
    """Prove a plan folder, with no solver unless `strict`.

    Besides the certificate, what plan.json says of itself is computed again: see `engine.stated`.

    Raises
    ------
    PlanError
        if the folder is no plan that can be read
    CertificateError
        if a file is not what was written, the proof does not hold, or plan.json claims something
        else than what follows from the folder; `refusals` says where
    InputError
        ``strict-too-large``
    """
    plan, certificate = proven(path)
    return second_opinion(plan, certificate) if strict else certificate


def proven(path: Path) -> tuple[Plan, Verified]:
    """Read a plan folder and prove it; raise as `verify` does."""
    plan = open_plan(path)
    return plan, _certified(plan)


def verify_plan(plan: Plan) -> Verified:
    """Prove a plan that is in memory: its bytes, and that its tables are still theirs.

    Raises
    ------
    CertificateError
        if a byte or a table is not what was sealed, or the proof does not hold
    """
    changed = [
        f"the table {name} is not what {name}.csv says"
        for name in COLUMNS
        if f"{name}.csv" in plan.files
        and csv_bytes(getattr(plan, name)) != plan.files[f"{name}.csv"]
    ]
    if changed:
        raise CertificateError(changed)
    return _certified(plan)


def _certified(plan: Plan) -> Verified:
    if changed := check_hashes(plan):
        raise CertificateError(changed)
    certificate = certify(plan.files, plan.document, plan.proof)
    if not certificate.passed:
        raise CertificateError(certificate.refusals)
    if claims := refusals(plan, certificate):
        raise CertificateError(claims)
    found = (certificate.passed, certificate.words, certificate.tiers, certificate.checks)
    return Verified(*found, recorded(plan))


def second_opinion(plan: Plan, certificate: Verified) -> Verified:
    """Solve the plan's inputs again, by a road that shares nothing, and compare every tier.

    Values are compared, never quotas: a vertex and an interior point of one face are different
    plans of equal worth.

    Raises
    ------
    CertificateError
        if a tier's value differs by more than a millionth
    InputError
        if the plan has more than `STRICT_REPS` reps
    SolverError
        if no vertex solver reaches an optimum
    """
    if len(plan.reps) > STRICT_REPS:
        raise InputError.of(
            "strict-too-large",
            "the plan has too many reps to be solved again",
            pointer="--strict",
            got=f"{len(plan.reps):,} reps",
            want=f"at most {STRICT_REPS:,}",
            fix="Verify it without --strict.",
        )
    checks = _again(plan)
    strict = replace(certificate, checks=(*certificate.checks, *checks))
    if strict.refusals:
        raise CertificateError(strict.refusals)
    return strict


def _again(plan: Plan) -> tuple[Check, ...]:
    """Build the program from the plan's inputs, and let the vertex solvers look at it."""
    # Here and not above: verification itself knows no solver.
    from allocator.program import assemble
    from allocator.program.solution import programs
    from allocator.solve import registry, witness
    from allocator.solve.backend import Limits
    from allocator.solve.face import Locks
    from allocator.yields.derive import derive

    scenario = inputs_of(plan)
    draft = assemble.draft(scenario, derive(scenario))
    steps = programs(draft, assemble.steps(draft), [])
    backends = [registry.backend(name) for name in WITNESSES]
    if plan.status == "infeasible":
        none = witness.infeasible(next(steps).program, backends, Limits())
        return (Check("solved again: there is no plan", 0.0, 0.0, passed=none),)
    assert plan.proof is not None  # noqa: S101 - a certificate has passed
    if not len(plan.proof.columns):
        return (Check("solved again: nobody has anything to carry", 0.0, 0.0, passed=True),)
    said = [
        witness.Said(Locks(tier.locked_columns, tier.locked_rows), tier.point)
        for tier in plan.proof.tiers
    ]
    return compared(plan.proof, witness.opinions(steps, said, backends, Limits()))


def compared(proof: Proof, opinions: Iterable[Opinion]) -> tuple[Check, ...]:
    """Compare the value of every tier with what the second road says; one alone fails."""
    second = {opinion.name: opinion for opinion in opinions}
    checks = []
    for tier in proof.tiers:
        opinion = second.pop(tier.name, None)
        gap = float("inf") if opinion is None else abs(tier.value - opinion.least)
        allowed = STRICT_DIFFERENCE * max(1.0, abs(tier.value))
        by = "nobody" if opinion is None else opinion.backend
        checks.append(Check(f"solved again: {tier.name}", gap, allowed, gap <= allowed, f"by {by}"))
    checks += [Check(f"solved again: {name}", float("inf"), 0.0, passed=False) for name in second]
    return tuple(checks)

"""Why this number: a plan's quotas followed through the tiers, from the plan's folder alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np

from allocator.engine.kept import on_face
from allocator.engine.load import inputs_of
from allocator.errors import InputError, SolverError
from allocator.explain import prices
from allocator.explain.path import paths, replay
from allocator.explain.study import Study, published, study
from allocator.explain.told import of_company, of_node, of_rep
from allocator.program import assemble
from allocator.program.solution import programs
from allocator.solve.auto import AUTO, chain
from allocator.solve.backend import Limits
from allocator.solve.lexicographic import Contradiction, lexicographic
from allocator.yields.derive import derive

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from allocator.domain.parameters import Bools, Parameters
    from allocator.domain.plan import Plan
    from allocator.domain.proof import Proof
    from allocator.domain.scenario import Scenario
    from allocator.explain.explanation import Explanation
    from allocator.explain.prices import Candidate
    from allocator.explain.told import Priced
    from allocator.program.draft import Draft
    from allocator.program.tier import Objective
    from allocator.solve.backend import Backend
    from allocator.solve.face import Locks
    from allocator.solve.lexicographic import Step, Steps


@dataclass(frozen=True, slots=True)
class Opened:
    """A plan with what its inputs say, and the study of its quotas."""

    plan: Plan
    scenario: Scenario
    parameters: Parameters
    proof: Proof
    study: Study
    backends: Sequence[Backend]


def explain(plan: Plan, *, rep: str | None = None, node: str | None = None) -> Explanation:
    """Explain a rep's quota, a node's sum, or without either the whole plan.

    The plan is taken as it is; `engine.verify.proven` says whether it holds.

    Raises
    ------
    InputError
        ``rep-unknown`` or ``node-unknown``; ``plan-infeasible`` where there are no quotas
    SolverError, LimitReached
        if a step of the path cannot be solved
    """
    if rep is not None and node is not None:
        raise InputError.of(
            "explain-one", "a rep and a node are asked for", want="one of --rep and --node"
        )
    # Names first: a typing error needs no solve.
    if rep is not None:
        _known("rep", rep, _reps(plan))
    if node is not None:
        _known("node", node, list(dict.fromkeys(plan.rollup["node_id"].tolist())))
    opened = open_study(plan)
    inputs = opened.study.draft.inputs
    if rep is not None:
        code = inputs.parameters.reps.code(rep)
        who = np.arange(len(inputs.y)) == code
        return of_rep(opened.study, code, _priced(opened, who))
    if node is not None:
        code = inputs.tree.nodes.code(node)
        who = np.asarray(inputs.tree.rep_under()[[code]].toarray()).ravel() > 0
        return of_node(opened.study, code, _priced(opened, who))
    return of_company(opened.study, _priced(opened, np.ones(len(inputs.y), bool)))


def explain_all(plan: Plan) -> dict[str, Explanation]:
    """Explain every rep, without shadow prices, which take a solve each."""
    opened = open_study(plan)
    labels = opened.parameters.reps.labels
    return {label: of_rep(opened.study, code) for code, label in enumerate(labels)}


def open_study(plan: Plan) -> Opened:
    """Build the plan's program again and follow every quota through the tiers.

    Raises
    ------
    InputError
        if the plan has no quotas
    """
    if plan.proof is None or plan.status == "infeasible":
        raise InputError.of(
            "plan-infeasible",
            "the plan has no quotas to explain",
            file=str(plan.folder or ""),
            fix="diagnosis.json says why there is no plan.",
        )
    scenario = inputs_of(plan)
    parameters = derive(scenario)
    draft = assemble.draft(scenario, parameters)
    backends = chain(AUTO, assemble.nonzeros(draft))
    path = paths(draft, plan.proof, published(plan, draft), on_face(backends, Limits()))
    made = study(plan, draft, path)
    return Opened(plan, scenario, parameters, plan.proof, made, backends)


def _priced(opened: Opened, who: Bools) -> Iterator[Priced]:
    """Find the rules that cost money, each confirmed by a solve with it relaxed."""
    objectives = replay(_fresh(opened), opened.proof).objectives
    found = prices.candidates(
        opened.study.draft, opened.study.reached, opened.proof, objectives, who
    )
    whole = opened.study.draft.inputs.whole

    def measure(candidate: Candidate) -> float:
        return _gained(opened, candidate)

    return prices.confirmed(found, whole, measure)


def _gained(opened: Opened, candidate: Candidate) -> float:
    """Solve up to a tier with one rule relaxed; give the money that its value fell by."""
    draft = _fresh(opened)
    made: list[Objective] = []
    steps = _relaxed(programs(draft, assemble.steps(draft), made), draft, candidate)
    try:
        solved = lexicographic(steps, opened.backends, Limits())
    except SolverError:
        return 0.0
    if isinstance(solved, Contradiction) or made[-1].name != candidate.tier:
        return 0.0
    before = next(tier.value for tier in opened.proof.tiers if tier.name == candidate.tier)
    return float((before - solved[-1].value) * (made[-1].money or 0.0))


def _relaxed(steps: Steps, draft: Draft, candidate: Candidate) -> Generator[Step, Locks, None]:
    """Relax one rule in every program, up to the tier in question."""
    step = next(steps)
    while True:
        locks = yield replace(step, program=prices.relaxed(step.program, draft, candidate))
        if step.name == candidate.tier:
            return
        step = steps.send(locks)


def _fresh(opened: Opened) -> Draft:
    return assemble.draft(opened.scenario, opened.parameters)


def _reps(plan: Plan) -> list[str]:
    """List every rep who is named in the plan: with a quota, or with pipeline to bring."""
    names = (*plan.reps["rep_id"].tolist(), *plan.pipeline_quotas["rep_id"].tolist())
    return list(dict.fromkeys(names))


def _known(kind: str, asked: str, there: Sequence[str]) -> None:
    """Refuse a name that the plan does not have, with the nearest that it has."""
    if asked in there:
        return
    near = get_close_matches(asked, there, n=1, cutoff=0.5)
    raise InputError.of(
        f"{kind}-unknown",
        f"the plan has no such {kind}",
        pointer=f"--{kind}",
        got=asked,
        fix=f"Did you mean {near[0]}?" if near else "reps.csv and rollup.csv list them.",
    )

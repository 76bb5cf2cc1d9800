"""Everything that letters are written from: a plan, what its inputs say, and why each number is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from allocator.activity.funnel import activities
from allocator.activity.work import work
from allocator.engine.explain import open_study
from allocator.engine.verify import verify_plan
from allocator.errors import CertificateError, InputError
from allocator.explain.told import of_node, of_rep
from allocator.read.plan import open_plan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from allocator.activity.funnel import Activities
    from allocator.activity.work import Work
    from allocator.domain.parameters import Parameters
    from allocator.domain.plan import Plan
    from allocator.domain.scenario import Scenario
    from allocator.explain.explanation import Explanation
    from allocator.program.hierarchy import Tree


@dataclass(frozen=True, slots=True)
class Facts:
    """What letters are written from.

    Attributes
    ----------
    reps, nodes : explanations of those who get a letter, by id; in the order of the pages
    silent : reps without a number: no letter
    verified : whether the plan's proof was checked and holds
    """

    plan: Plan
    scenario: Scenario
    data: Parameters
    tree: Tree
    work: Work
    planned: Activities
    reps: Mapping[str, Explanation]
    nodes: Mapping[str, Explanation]
    silent: tuple[str, ...]
    verified: bool


def gather(
    path: Path,
    *,
    rep: str | None = None,
    unverified: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Facts:
    """Read a plan folder and explain every number that a letter gives.

    Parameters
    ----------
    rep : the one whose letter is wanted; None for all, managers too
    unverified : take a plan whose proof does not hold; its letters say so

    Raises
    ------
    CertificateError
        if the plan does not verify
    InputError
        ``rep-unknown``; ``plan-infeasible``
    """
    plan = open_plan(path)
    progress("verify")
    verified = True
    try:
        verify_plan(plan)
    except CertificateError:
        if not unverified:
            raise
        verified = False
    return facts(plan, rep=rep, verified=verified, progress=progress)


def facts(
    plan: Plan,
    *,
    rep: str | None = None,
    verified: bool = True,
    progress: Callable[[str], None] = lambda _: None,
) -> Facts:
    """Explain a plan for its letters; it is taken as it is."""
    progress("explain")
    opened = open_study(plan)
    data, inputs = opened.parameters, opened.study.draft.inputs
    laid = work(opened.scenario, data, plan)
    own = laid.quota.sum(axis=(1, 2))
    carried = own + laid.overlay.sum(axis=(1, 2)) + laid.pipeline.sum(axis=(1, 2))
    nodes = opened.scenario.tables["hierarchy"]
    leads: dict[str, list[str]] = {}
    for node, manager in zip(nodes["node_id"], nodes["manager_rep_id"], strict=True):
        leads.setdefault(manager, []).append(node)
    # who leads a node and closes nothing himself answers for the node: that is his letter
    people = [
        label
        for code, label in enumerate(data.reps.labels)
        if carried[code] > 0 and not (label in leads and own[code] == 0)
    ]
    answers = set(plan.rollup["node_id"][plan.rollup["quota"] > 0])
    brings = set(plan.pipeline_quotas["node_id"])
    units = [node for node in nodes["node_id"] if node in answers | brings]
    if rep is not None:
        _known(rep, data)
        people, units = [each for each in people if each == rep], leads.get(rep, [])
    silent = [each for code, each in enumerate(data.reps.labels) if not carried[code] > 0]
    return Facts(
        plan=plan,
        scenario=opened.scenario,
        data=data,
        tree=inputs.tree,
        work=laid,
        planned=activities(opened.scenario, data, laid),
        reps={each: of_rep(opened.study, data.reps.code(each)) for each in people},
        nodes={each: of_node(opened.study, inputs.tree.nodes.code(each)) for each in units},
        silent=tuple(each for each in silent if rep in (None, each)),
        verified=verified,
    )


def _known(rep: str, data: Parameters) -> None:
    """Refuse a rep whom the plan does not have."""
    if rep in data.reps:
        return
    near = get_close_matches(rep, data.reps.labels, n=1, cutoff=0.5)
    raise InputError.of(
        "rep-unknown",
        "the plan has no such rep",
        pointer="--rep",
        got=rep,
        fix=f"Did you mean {near[0]}?" if near else "reps.csv lists them.",
    )

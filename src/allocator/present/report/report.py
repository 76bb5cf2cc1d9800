"""The report of one plan: every section of it as one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.engine.report import facts as collect
from allocator.engine.report import kept_paths, kept_prices
from allocator.present.page.page import page
from allocator.present.report.answer import answer
from allocator.present.report.binding import binding
from allocator.present.report.bridge import bridge
from allocator.present.report.cards import cards
from allocator.present.report.carriers import carriers
from allocator.present.report.fairness import fairness
from allocator.present.report.periods import periods
from allocator.present.report.places import places
from allocator.present.report.proof import proof
from allocator.present.report.reach import reach
from allocator.present.report.section import joined
from allocator.present.report.trail import trail

if TYPE_CHECKING:
    from allocator.domain.certificate import Certificate
    from allocator.domain.plan import Plan

UNVERIFIED = (
    "This plan has not been verified: its figures may not be what was solved. "
    "The command allocator verify says what does not hold."
)
"""What every page says of a plan that was not proven."""


def report_page(plan: Plan, certificate: Certificate | None, *, pay: bool = True) -> str:
    """Write the report of a plan.

    Parameters
    ----------
    plan : with quotas
    certificate : what was proven of it; None puts a warning on the page and on every sheet
    pay : whether on-target earnings and what follows from them are shown

    Raises
    ------
    InputError
        if the plan has no quotas
    """
    facts = collect(plan)
    verified = certificate is not None
    section = joined(
        (
            answer(facts),
            bridge(facts),
            proof(facts, certificate),
            carriers(facts, pay=pay),
            fairness(facts),
            reach(facts),
            periods(facts),
            places(facts),
            binding(facts, kept_prices(plan) if verified else None, pay=pay),
            trail(facts, pay=pay),
            cards(facts, kept_paths(plan) if verified else None, pay=pay),
        )
    )
    name = str(plan.document.get("title") or plan.document["scenario"])
    return page(
        "report.html",
        {
            **section.values,
            "name": name,
            "plan": plan.document,
            "currency": facts.currency,
            "horizon": facts.settings["horizon"],
            "frequency": facts.frequency,
            "purpose": facts.settings.get("purpose") or "",
            "pipeline_shown": "pipeline" in section.grids,
        },
        title=f"{name}: quota plan",
        charts=section.charts,
        grids=section.grids,
        data=section.data,
        notice=None if verified else UNVERIFIED,
        extras=("cards.js",),
    )

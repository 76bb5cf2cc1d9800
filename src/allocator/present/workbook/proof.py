"""What was proven, in plain words and in figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from allocator.present.page.figures import counted, money
from allocator.present.workbook.cells import Column
from allocator.present.workbook.style import SAGE
from allocator.present.workbook.table import table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from allocator.present.workbook.book import Book
    from allocator.present.workbook.facts import Facts

GOALS = {
    "shortfall": "Leave as little of the target unassigned as the rules allow",
    "cushion": "Give up as little of the cushion as possible",
    "over_stretch": "Keep the largest stretch as small as possible",
    "leximin": "Keep the largest stretch as small as possible, then the next, and so on",
    "breaches": "Bend soft rules as little as possible",
    "mean_deviation": "Bring loads within peer groups as near to one another as possible",
    "between_groups": "Bring the loads of the groups near to one another",
    "disruption": "Move as little as possible from prior and proposed quotas",
    "expected_value": "Win as much as can be expected",
    "closest": "Stay as close to fair shares as possible, which leaves one plan",
}
"""Each tier as a goal; of several of one kind, the priority follows its name."""
OPTIMAL = "proven optimal"
UNPROVEN = (
    "This plan was not verified. What its certificate says is repeated here as a claim and proves "
    "nothing: run `allocator verify PLAN`."
)


def goals(facts: Facts) -> pd.DataFrame:
    """List the goals in their order: goal, value, bound, gap, money, published."""
    proven = {tier["name"]: tier for tier in _certificate(facts).get("tiers", ())}
    rows = []
    for tier in facts.document.get("tiers", ()):
        name, _, priority = str(tier["name"]).partition(":")
        goal = GOALS.get(name, name.replace("_", " "))
        rows.append(
            {
                "goal": f"{goal} (priority {priority})" if priority else goal,
                "value": tier.get("value"),
                "bound": tier.get("bound"),
                "gap": proven.get(tier["name"], {}).get("face"),
                "money": tier.get("money"),
                "published": tier.get("published"),
            }
        )
    frame = pd.DataFrame(rows, columns=["goal", "value", "bound", "gap", "money", "published"])
    return frame.astype(dict.fromkeys(frame.columns[1:], float))


def in_words(facts: Facts) -> list[str]:
    """Say in plain words what the certificate proves."""
    found = _certificate(facts)
    if facts.unverified:
        return [UNPROVEN]
    if not found:
        return ["This plan carries no certificate."]
    tiers, checks = found.get("tiers", ()), found.get("checks", ())
    worst = max((float(tier["face"]) for tier in tiers), default=0.0)
    target = float(facts.document["totals"]["target"])
    said = (
        "Proven optimal: no other allocation under these rules does better on any goal without "
        "doing worse on a goal that comes before it."
        if found.get("words") == OPTIMAL
        else "Optimal on the locked face: each goal is as good as it can be while the goals before "
        "it keep the values that they reached."
    )
    gap = worst * target
    small = f"less than {money(0.01, facts.currency)}" if gap < 0.01 else money(gap, facts.currency)  # noqa: PLR2004 - a cent
    bounds = (
        f"{counted(len(tiers), 'goal')} one after the other, each held against a bound that no "
        f"plan can pass: the largest gap is {worst:.0e} of the target, {small}."
    )
    checked = (
        f"{counted(len(checks), 'check')} by a second program that shares no code with the solver: "
        "parameters, rules, goals, rounding, sums, measures. "
        + ("All of them passed." if found.get("passed") else "NOT all of them passed.")
    )
    rounded = (
        f"Quotas are rounded to {money(facts.unit, facts.currency)}; the sums by rep, lever, node "
        "and company stay exact."
    )
    return [said, bounds, checked, rounded]


def proof_sheet(book: Book, facts: Facts) -> None:
    """Add the sheet of goals and checks."""
    sheet = book.sheet(
        "Certificate",
        "What was proven, and how far",
        "`allocator verify PLAN` repeats every check from the plan's folder alone, with no solver.",
        SAGE,
    )
    sheet.heading("Goals, in their order")
    rows = goals(facts)
    columns = [
        Column("Goal", "text", rows["goal"], width=74),
        Column("Reached", "scientific", rows["value"], width=13),
        Column("No plan is below", "scientific", rows["bound"], width=13),
        Column("Gap", "scientific", rows["gap"], width=13),
        Column("After rounding", "scientific", rows["published"], width=13),
    ]
    table(sheet, columns, sums="")
    checks = pd.DataFrame(
        _certificate(facts).get("checks", ()),
        columns=["name", "value", "limit", "passed", "detail"],
    )
    sheet.heading("Checks")
    columns = [
        Column("What was checked", "text", checks["name"].astype("str"), width=74),
        Column("Found", "scientific", checks["value"].astype(float)),
        Column("Allowed", "scientific", checks["limit"].astype(float)),
        Column("Passed", "text", checks["passed"].map({True: "yes", False: "no"})),
        Column("Where nearest", "text", checks["detail"].astype("str"), width=40),
    ]
    table(sheet, columns, sums="")


def _certificate(facts: Facts) -> Mapping[str, Any]:
    found = facts.document.get("certificate")
    return found if isinstance(found, dict) else {}

"""The answer in one sentence, and the figures that a chief looks for first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.present.page.figures import counted, money, percent, ratio, short_money
from allocator.present.report.section import Section

if TYPE_CHECKING:
    from allocator.engine.report import Facts

REASONS = {
    "nobody": "nobody can win it in that period",
    "bound": "every owner is at a cap, a lock or an override",
    "supply": "too little pipeline is supplied",
    "hours": "selling hours run out",
    "potential": "territories hold too little potential",
    "stretch": "quotas would exceed what reps can attain",
}
"""Why something stays unassigned, by the words of shortfall.csv."""


def answer(facts: Facts) -> Section:
    """Say what is assigned, to how many, how far, and whether it could be better."""
    document = facts.plan.document
    totals, metrics, currency = document["totals"], document["metrics"], facts.currency
    carriers = int((facts.reps["quota"] > 0).sum())
    short = facts.plan.shortfall.groupby("reason")["amount"].sum().sort_values(ascending=False)
    worst = facts.reps.loc[[facts.reps["stretch"].idxmax()]] if _known(facts) else facts.reps[:0]
    return Section(
        values={
            "totals": totals,
            "carriers": carriers,
            "reason": REASONS.get(str(short.index[0]), "") if len(short) else "",
            "stretch": metrics["largest_stretch"],
            "most_stretched": str(worst["name"].iloc[0] or worst["rep_id"].iloc[0])
            if len(worst)
            else "",
            "tiles": _tiles(facts, carriers, currency),
        }
    )


def _known(facts: Facts) -> bool:
    return bool(facts.reps["stretch"].notna().any())


def _tiles(facts: Facts, carriers: int, currency: str) -> list[tuple[str, str, str]]:
    """Give the key figures: name, figure, note. What the data do not tell is left out."""
    totals, metrics = facts.plan.document["totals"], facts.plan.document["metrics"]
    deviations = [v for v in metrics["worst_load_deviation"].values() if v is not None]
    tiles = [
        (
            "Assigned",
            money(totals["assigned"], currency),
            f"{percent(metrics['assigned_share'])} of the target",
        ),
    ]
    if totals["shortfall"]:
        tiles.append(("Short", money(totals["shortfall"], currency), "finds no place"))
    if metrics["largest_stretch"] is not None:
        tiles.append(
            (
                "Largest stretch",
                ratio(metrics["largest_stretch"]),
                "quota over what a rep can attain",
            )
        )
    if deviations:
        inside = percent(metrics["share_inside_band"], 0)
        tiles.append(
            ("Furthest from peers", percent(max(deviations)), f"{inside} of reps inside the band")
        )
    if metrics["expected_bookings"] is not None:
        tiles += [
            (
                "Expected bookings",
                short_money(metrics["expected_bookings"], currency),
                f"{round(metrics['expected_attainers'])} of {counted(carriers, 'rep')} attain",
            ),
            (
                "Target reached",
                percent(metrics["company_probability"], 0),
                "probability, all reps together",
            ),
        ]
    return tiles

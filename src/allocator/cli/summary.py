"""What `allocator solve` prints of a plan: who gets what, beside what naive splits would do.

Everything shown is read from the plan; the only sums made here are those of its reps by role.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from allocator.cli import screen
from allocator.cli.screen import counted, money, plain, ratio, share
from allocator.engine import interlock
from allocator.engine.beside import diagnosis, splits
from allocator.explain.words import diagnosis_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pandas as pd
    from rich.console import Console

    from allocator.domain.certificate import Certificate
    from allocator.domain.plan import Plan
    from allocator.domain.scenario import Scenario

SPLIT_MEASURES = (
    ("largest_stretch", "largest stretch", ratio),
    ("capacity_use", "selling hours used", share),
    ("worst_load_deviation", "furthest from peer load", share),
    ("gini_of_load", "Gini of load", ratio),
    ("share_inside_band", "reps inside the band", share),
    ("expected_attainers", "reps expected to attain", money),
    ("expected_bookings", "expected bookings", money),
    ("largest_change", "largest change", share),
)
"""Measures shown beside the naive splits: key in plan.json, words, and how it is written."""

CHANGES_SHOWN = 3
REPS_SHOWN = 60
"""Up to so many reps are listed one by one; of more, those furthest from an equal split."""
NODES_SHOWN = 8


def published(scenario: Scenario, plan: Plan, certificate: Certificate, folder: Path) -> None:
    """Print a certified plan."""
    out = screen.answer()
    primary = plan.reps[plan.reps["credit"] == "primary"]
    head(out, scenario)
    status(out, plan, certificate)
    out.print()
    out.print(screen.table(*by_role(primary)))
    out.print()
    out.print(screen.table(*by_rep(plan, primary)))
    out.print()
    out.print(screen.table(*by_lever(plan.document["totals"], scenario.currency)))
    beside = by_split(plan.document)
    if beside[1]:
        out.print()
        out.print(screen.table(*beside))
    three = by_node(plan)
    if three[1]:
        out.print()
        out.print(screen.table(*three))
    out.print()
    for line in closing(plan, primary, scenario.currency):
        _line(out, line)
    told = diagnosis(plan)
    for line in diagnosis_lines(told, scenario.currency) if told else ():
        _line(out, line)
    _line(out, f"Plan folder {folder}")
    _line(out, f"Next: allocator verify {folder}")


def infeasible(scenario: Scenario, told: Mapping[str, Any], folder: Path) -> None:
    """Print why there is no plan, and what would make one."""
    out = screen.answer()
    head(out, scenario)
    for line in diagnosis_lines(told, scenario.currency):
        _line(out, line)
    _line(out, f"Diagnosis {folder / 'diagnosis.json'}")
    _line(out, f"Next: allocator verify {folder}")


def head(out: Console, scenario: Scenario) -> None:
    """Print which scenario under which model."""
    title = f": {scenario.title}" if scenario.title else ""
    _line(out, f"{scenario.name}{title}")
    days = f"{scenario.horizon.start} to {scenario.horizon.end}"
    _line(out, f"model {scenario.policy.name}, {days}, {scenario.currency}")


def status(out: Console, plan: Plan, certificate: Certificate) -> None:
    """Print the status with the certificate's words."""
    worst = max((tier.face for tier in certificate.tiers), default=0.0)
    _line(
        out,
        f"{certificate.words}: {counted(len(certificate.tiers), 'tier')}, "
        f"{counted(len(certificate.checks), 'check')} passed, largest gap {worst:.0e}",
    )
    if plan.status == "optimal_short":
        _line(out, "Part of the target stays unassigned: shortfall.csv says where and why.")


def by_role(primary: pd.DataFrame) -> tuple[Sequence[tuple[str, bool]], list[tuple[str, ...]]]:
    """Tabulate quotas by role: reps, total, median, least, greatest, and range of load."""
    columns = (
        ("role", False), ("reps", True), ("quota", True), ("median", True), ("least", True),
        ("greatest", True), ("load", True),
    )  # fmt: skip
    rows = []
    for role, reps in primary.groupby("role", sort=True):
        quota, load = reps["quota"], reps["load"].dropna()
        sums = (quota.sum(), quota.median(), quota.min(), quota.max())
        low, high = (ratio(load.min()), ratio(load.max())) if len(load) else ("-", "-")
        span = low if low == high else f"{low}-{high}"
        rows.append((str(role), f"{len(reps):,}", *(money(float(s)) for s in sums), span))
    return columns, rows


def by_rep(
    plan: Plan, primary: pd.DataFrame
) -> tuple[Sequence[tuple[str, bool]], list[tuple[str, ...]]]:
    """Tabulate who gets what, beside what the naive splits would have given him."""
    naive = splits(plan)
    names = [name for name in ("equal", "prior", "potential") if naive[name].notna().any()]
    shown = naive.merge(primary[["rep_id", "load", "stretch"]], on="rep_id", how="left")
    if len(shown) > REPS_SHOWN:
        away = (shown["quota"] - shown["equal"]).abs()
        shown = shown.loc[away.sort_values(ascending=False, kind="stable").index[:REPS_SHOWN]]
    columns = [("rep", False), ("quota", True), *((name, True) for name in names)]
    rows = [
        (
            plain(str(row["rep_id"])),
            money(float(row["quota"])),
            *(money(float(row[name])) for name in names),
            ratio(float(row["load"])),
            ratio(float(row["stretch"])),
        )
        for row in shown.sort_values("rep_id").to_dict("records")
    ]
    return [*columns, ("load", True), ("stretch", True)], rows


def by_lever(
    totals: Mapping[str, Any], currency: str
) -> tuple[Sequence[tuple[str, bool]], list[tuple[str, ...]]]:
    """Tabulate target, assigned and short by lever, and their total."""
    columns = ((f"lever ({currency})", False), ("target", True), ("assigned", True),
               ("short", True), ("assigned of target", True))  # fmt: skip
    lines = [*totals["levers"].items(), ("total", totals)]
    rows = [
        (
            name,
            *(money(line[key]) for key in ("target", "assigned", "shortfall")),
            share(line["assigned"] / line["target"]) if line["target"] else "-",
        )
        for name, line in lines
    ]
    return columns, rows


def by_split(
    document: Mapping[str, Any],
) -> tuple[Sequence[tuple[str, bool]], list[tuple[str, ...]]]:
    """Tabulate the headline measures of the plan beside those of the naive splits."""
    naive = {name: found for name, found in document["baselines"].items() if found}
    splits = {"plan": document["metrics"], **naive}
    columns = [("beside naive splits", False), *((name, True) for name in splits)]
    rows = [
        (words, *(written(_worst(measures.get(key))) for measures in splits.values()))
        for key, words, written in SPLIT_MEASURES
        if _worst(document["metrics"].get(key)) is not None
    ]
    return columns, rows


def by_node(plan: Plan) -> tuple[Sequence[tuple[str, bool]], list[tuple[str, ...]]]:
    """Tabulate the three numbers of the root and of the nodes that miss their target most."""
    numbers = interlock.numbers(plan)
    figures = ("target", "top_down", "bottom_up", "meeting", "gap")
    columns = [("node", False), *((name.replace("_", "-"), True) for name in figures)]
    if numbers is None:
        return columns, []
    size = numbers["gap"].abs().fillna(0.0)
    size[numbers["node_id"].isin(_roots(plan))] = float("inf")
    first = size.sort_values(ascending=False, kind="stable").index[:NODES_SHOWN]
    shown = numbers.loc[first]
    signed = shown["gap"].tolist()
    figure_columns = [shown[name].tolist() for name in figures[:-1]]
    rows = [
        (str(node), *(money(value) for value in values), money(gap, sign=bool(gap)))
        for node, *values, gap in zip(shown["node_id"], *figure_columns, signed, strict=True)
    ]
    return columns, rows


def _roots(plan: Plan) -> set[str]:
    """Name the node that reports to nobody."""
    return set(plan.rollup.loc[plan.rollup["parent_id"] == "", "node_id"])


def closing(plan: Plan, primary: pd.DataFrame, currency: str) -> Iterator[str]:
    """Say total, shortfall, worst stretch, the largest changes, and how many warnings."""
    totals = plan.document["totals"]
    yield (
        f"Assigned {money(totals['assigned'])} {currency} of {money(totals['target'])}; "
        f"shortfall {money(totals['shortfall'])}"
    )
    stretched = primary.dropna(subset="stretch")
    if len(stretched):
        worst = stretched.iloc[int(stretched["stretch"].to_numpy().argmax())]
        yield f"Worst stretch {ratio(float(worst['stretch']))} ({worst['rep_id']})"
    changed = _changes(primary).head(CHANGES_SHOWN)
    if len(changed):
        yield "Largest changes against prior quota:"
        width = max(len(plain(rep)) for rep in changed["rep_id"])
        columns = (changed[name] for name in ("rep_id", "prior_quota", "quota", "change"))
        for rep, prior, quota, change in zip(*columns, strict=True):
            by = share(change, sign=True)
            # The change is against the prior quota of the days that the rep is there.
            if by != share(quota / prior - 1, sign=True):
                by += " for the time present"
            yield f"  {plain(rep):<{width}}  {money(prior)} -> {money(quota)}  ({by})"
    warnings, defaults = (len(plan.document[key]) for key in ("warnings", "defaults_used"))
    if warnings or defaults:
        yield (
            f"{counted(warnings, 'warning')}, {counted(defaults, 'default')} in place of data: "
            "see plan.json"
        )


def _worst(measure: float | Mapping[str, float | None] | None) -> float | None:
    """Give a measure; of one that is given by peer group, the largest."""
    if not isinstance(measure, Mapping):
        return measure
    return max((value for value in measure.values() if value is not None), default=None)


def _changes(primary: pd.DataFrame) -> pd.DataFrame:
    """Sort the reps with a prior quota by how far they move from it; of equals, larger quotas."""
    moved = primary[primary["change"].abs() > 0]
    order = moved.assign(by=moved["change"].abs().round(9))
    return order.sort_values(["by", "quota"], ascending=False, kind="stable")


def _line(out: Console, text: str) -> None:
    """Print one line that is not wrapped, so that paths and commands can be copied."""
    out.print(plain(text), soft_wrap=True)

"""A comparison as one page: the answer, the causes, the measures, who gains and who loses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allocator.present.compare import bars, grids, plans, tables
from allocator.present.compare.words import answer, arrows, doubt, figure, own, short, title
from allocator.present.page.figures import money
from allocator.present.page.page import page
from allocator.present.page.save import free, save

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from allocator.compare.comparison import Attribution, Comparison
    from allocator.present.page.chart import Chart
    from allocator.present.page.grid import Grid

NODES_DRAWN = 24
"""Most nodes of which all are drawn, not only the lowest."""
PAIR = 2


def save_html(comparison: Comparison, path: Path, *, force: bool = False) -> Path:
    """Write the page into a file; see `Comparison.to_html`."""
    free(path, force=force)
    return save(path, html(comparison), force=force)


def html(comparison: Comparison) -> str:
    """Write the page."""
    found = comparison.attribution
    frequency = comparison.sides[0].horizon.frequency
    drawn = _charts(comparison)
    nodes, left = tables.node_rows(comparison)
    steps = None
    if found is not None:
        steps = [
            tables.steps(found, table, key, frequency)
            for key, table in (("lever", found.levers), ("period", found.periods))
        ]
    return page(
        "compare.html",
        {
            "name": title(comparison),
            "sides": comparison.sides,
            "letters": comparison.letters,
            "pair": len(comparison.sides) == PAIR,
            "currency": comparison.currency,
            "sentences": answer(comparison),
            "tiles": _tiles(comparison),
            "sections": tables.measure_sections(comparison),
            "splits": tables.split_lines(comparison),
            "causes": [(arrows(cause.title), cause.count, [arrows(line) for line in cause.details])
                       for cause in (found.causes if found else comparison.causes)],
            "silent": [arrows(line) for line in comparison.silent],
            "found": found,
            "effects": _effects(found, comparison) if found else [],
            "steps": steps,
            "nodes": nodes,
            "nodes_left": left,
            "by_lever": tables.sums(comparison, comparison.levers, "lever", frequency),
            "by_period": tables.sums(comparison, comparison.periods, "period", frequency)
            if len(comparison.periods) else None,
            "comers": _comers(comparison),
            "pipeline": _pipeline(comparison),
            "prices": comparison.prices.to_dict("records"),
            "left_out": comparison.left_out,
            "drawn": set(drawn),
            "equal": not comparison,
        },
        title=title(comparison),
        charts=drawn,
        grids=_grids(comparison),
        notice=doubt(comparison),
    )  # fmt: skip


def _charts(comparison: Comparison) -> dict[str, Chart]:
    """Give the charts that have something to show, by the name that the template places."""
    found, currency = comparison.attribution, comparison.currency
    made: dict[str, Chart | None] = {}
    known = own(comparison)
    if found is not None and len(found.causes) > 1:
        made["moved"] = bars.moved(found, currency)
        for column in ("assigned", "expected_bookings"):
            if column in known and (found.company[column].fillna(0.0).round() != 0).any():
                before, after = (known[column][letter] for letter in ("A", "B"))
                made[column] = bars.waterfall(found, before, after, column, currency)
    if comparison and len(comparison.sides) == PAIR:
        reps = comparison.reps[comparison.reps["credit"] == "primary"]
        made["gains"] = _gains(reps, "rep_id", currency, "rep")
        nodes = comparison.nodes
        inner = (
            set(nodes["parent_id"]) if len(nodes) > NODES_DRAWN else set(nodes["node_id"].head(1))
        )
        made["nodes"] = _gains(nodes[~nodes["node_id"].isin(inner)], "node_id", currency, "node")
    elif comparison:
        made["spread"] = plans.spread(comparison)
        made["trade"] = plans.trade(comparison)
    made["chances"] = plans.chances(comparison)
    return {name: chart for name, chart in made.items() if chart is not None}


def _gains(table: pd.DataFrame, key: str, currency: str, thing: str) -> Chart | None:
    names = table["name"].fillna("")
    # a node's name alone says enough, unless another has it too
    alone = (thing == "node") & (names != "") & ~names.duplicated(keep=False)
    rows = zip(names, table[key], alone, strict=True)
    labels = [short(name) if plain else bars.label(name, str(at)) for name, at, plain in rows]
    labelled = table.assign(label=labels)
    if not (labelled["change_B"] != 0).any():
        return None
    return bars.gains(labelled, "change_B", currency, thing)


def _grids(comparison: Comparison) -> dict[str, Grid]:
    made = {"reps": grids.reps(comparison)}
    if comparison.attribution is not None and len(comparison.attribution.causes) > 1:
        made["steps"] = grids.steps(comparison.attribution)
    return made


def _tiles(comparison: Comparison) -> list[tuple[str, str, str]]:
    """Give the key figures of two plans: B's, and what it was in A."""
    if len(comparison.sides) != PAIR:
        return []
    known = own(comparison)
    currency = comparison.currency
    made = []
    for name, words in (
        ("assigned", f"Assigned, {currency}"),
        ("shortfall", f"Short, {currency}"),
        ("expected_bookings", f"Expected bookings, {currency}"),
        ("company_probability", "Company reaches target"),
        ("largest_stretch", "Largest stretch"),
        ("worst_load_deviation", "Furthest from peers"),
    ):
        if name not in known:
            continue
        before, after = (figure(known[name][letter], known[name]["unit"]) for letter in ("A", "B"))
        note = "as in plan A" if before == after else f"{before} in plan A"
        made.append((words, after, note))
    return made


def _effects(found: Attribution, comparison: Comparison) -> list[dict[str, Any]]:
    """Give what each cause did, for the table of causes."""
    rows = found.reps[found.reps["credit"] == "primary"]
    stretch = own(comparison).get("largest_stretch", {"unit": "ratio"})["unit"]
    made = []
    for at, cause in enumerate(found.causes):
        step = rows[f"step_{at + 1}"]
        company = found.company.iloc[at]
        made.append(
            {
                "title": arrows(cause.title),
                "assigned": money(company["assigned"], sign=True),
                "bookings": figure(float(company["expected_bookings"]), "money", sign=True),
                "attainers": figure(float(company["expected_attainers"]), "number", sign=True),
                "chance": figure(float(company["company_probability"]), "share", sign=True),
                "stretch": figure(float(company["largest_stretch"]), stretch, sign=True),
                "more": int((step > 0).sum()),
                "less": int((step < 0).sum()),
            }
        )  # fmt: skip
    return made


def _comers(comparison: Comparison) -> list[tuple[str, list[str]]]:
    """Name the reps whom not every plan has, by state."""
    table = comparison.reps[comparison.reps["state"] != ""].drop_duplicates("rep_id")
    return [
        (
            str(state).capitalize(),
            [
                bars.label(short(str(name)), str(rep))
                for rep, name in own[["rep_id", "name"]].itertuples(index=False, name=None)
            ],
        )
        for state, own in table.groupby("state", sort=True)
    ]


def _pipeline(comparison: Comparison) -> dict[str, Any] | None:
    """Give the pipeline quotas by node, where they change."""
    table = comparison.pipeline
    columns = [f"change_{letter}" for letter in comparison.letters[1:]]
    if table.empty or not (table[columns] != 0).to_numpy().any():
        return None
    keys = [*(f"quota_{letter}" for letter in comparison.letters), *columns]
    sums = table.groupby(["node_id"])[keys].sum()
    heads = [
        ("Node", "text"),
        *((f"Pipeline {letter}", "money") for letter in comparison.letters),
        *((f"{letter} less A", "signed_money") for letter in comparison.letters[1:]),
    ]
    names = dict(zip(comparison.nodes["node_id"], comparison.nodes["name"], strict=True))
    rows = [
        [names.get(str(node)) or node, *cells]
        for node, cells in zip(sums.index, sums.to_numpy().tolist(), strict=True)
    ]
    return {"heads": heads, "rows": rows}

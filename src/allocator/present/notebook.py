"""A plan as a notebook shows it: what it assigns, by lever and by rep, and how far it is proven."""

from __future__ import annotations

import math
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from allocator.domain.plan import Plan

REPS_SHOWN = 20

STYLE = """
.allocator {font: 13px/1.45 system-ui, sans-serif; color: inherit; max-width: 62rem}
.allocator h4 {font-size: 15px; line-height: 1.35; margin: 0 0 .3em}
.allocator p {margin: .2em 0 .8em; max-width: 46rem}
.allocator .wide {overflow-x: auto; margin: 0 0 1em}
.allocator table {border-collapse: collapse; margin: 0; font: inherit; color: inherit}
.allocator caption {text-align: left; font-weight: 600; padding: 0 0 .3em; color: inherit;
  white-space: nowrap}
.allocator tr, .allocator tbody tr:nth-child(n), .allocator tbody tr:hover {background: none}
.allocator th, .allocator td {padding: .22em .7em; border: 0; text-align: left;
  vertical-align: bottom; background: none; white-space: nowrap}
.allocator th {font-weight: 600; border-bottom: 1px solid #8888}
.allocator th.n {white-space: normal; max-width: 9rem}
.allocator th:first-child, .allocator td:first-child {padding-left: 0}
.allocator tbody tr + tr td {border-top: 1px solid #8883}
.allocator tr.sum td {border-top: 1px solid #8888; font-weight: 600}
.allocator tr.part td {font-weight: 600; padding-top: .9em; border-top: 0}
.allocator .n {text-align: right; font-variant-numeric: tabular-nums}
.allocator td.said {white-space: normal; min-width: 12rem}
.allocator .quiet {opacity: .75}
.allocator svg {max-width: 100%; height: auto; color: inherit}
"""
"""Colours are the notebook's own, so that it reads on a dark page as well; its stripes are not, for
they would be light under light text in some."""


def html(plan: Plan) -> str:
    """Give a fragment of HTML; every text of the plan is escaped."""
    document = plan.document
    parts = [f"<h4>{escape(_headline(document))}</h4>", _words(document)]
    if plan.status != "infeasible":
        parts += [_by_lever(document), _by_rep(plan.reps, str(document.get("currency", "")))]
    return f'<div class="allocator"><style>{STYLE}</style>{"".join(parts)}</div>'


def money(amount: float | None) -> str:
    """Write money with thousands separators, cents only where there are any.

    >>> money(1234567.0), money(0.5), money(float("nan"))
    ('1,234,567', '0.50', '')
    """
    if amount is None or not math.isfinite(amount):
        return ""
    return f"{amount:,.0f}" if amount == int(amount) else f"{amount:,.2f}"


def ratio(value: float | None) -> str:
    """Write a load or stretch.

    >>> ratio(1.1)
    '1.10'
    """
    return "" if value is None or not math.isfinite(value) else f"{value:.2f}"


def share(value: float | None, sign: str = "") -> str:
    """Write a share as per cent.

    >>> share(0.3, "+"), share(0.123)
    ('+30.0 %', '12.3 %')
    """
    return "" if value is None or not math.isfinite(value) else f"{100 * value:{sign}.1f} %"


def _headline(document: Mapping[str, Any]) -> str:
    """Say in one sentence what the plan is."""
    name = str(document.get("title") or document.get("scenario", ""))
    if document["status"] == "infeasible":
        return f"{name}: no plan exists under the hard constraints"
    totals, currency = document["totals"], document.get("currency", "")
    said = f"{name}: {currency} {money(totals['assigned'])} of {money(totals['target'])} assigned"
    short = totals.get("shortfall") or 0
    return f"{said}, {money(short)} short" if short else f"{said}, nothing short"


def _words(document: Mapping[str, Any]) -> str:
    """Say how far it is proven."""
    certificate = document.get("certificate")
    parts = [f"model {document.get('model', '')}"]
    if isinstance(certificate, Mapping):
        tiers, checks = (len(certificate.get(key, ())) for key in ("tiers", "checks"))
        parts.append(f"{certificate.get('words', '')} ({tiers} tiers, {checks:,} checks passed)")
    else:
        parts.append("without certificate")
    warnings = len(document.get("warnings", ()))
    if warnings:
        parts.append(f"{warnings} warning{'s' * (warnings != 1)}")
    parts.append(f"inputs {str(document.get('input_hash', ''))[:8]}")
    return f'<p class="quiet">{escape(" · ".join(parts))}</p>'


def _by_lever(document: Mapping[str, Any]) -> str:
    """Tabulate target, assigned and short by lever, and their total."""
    totals = document["totals"]
    heads = [(f"lever ({document.get('currency', '')})", False), ("target", True)]
    heads += [("assigned", True), ("short", True), ("of target", True)]
    lines = [*totals["levers"].items(), ("total", totals)]
    rows = [
        (
            name,
            *(money(line[key]) for key in ("target", "assigned", "shortfall")),
            share(line["assigned"] / line["target"]) if line["target"] else "",
        )
        for name, line in lines
    ]
    return table("By lever", heads, rows, sum_last=True)


def _by_rep(reps: pd.DataFrame, currency: str) -> str:
    """Tabulate the first reps, primary credit."""
    primary = reps[reps["credit"] == "primary"]
    shown = primary.head(REPS_SHOWN)
    heads = [("rep", False), ("name", False), ("role", False), (f"quota ({currency})", True)]
    heads += [("prior", True), ("change", True), ("load", True), ("stretch", True)]
    heads += [("attains", True)]
    columns = (
        shown["rep_id"], shown["name"], shown["role"], shown["quota"].map(money),
        shown["prior_quota"].map(money), shown["change"].map(lambda value: share(value, "+")),
        shown["load"].map(ratio), shown["stretch"].map(ratio),
        shown["attainment_probability"].map(share),
    )  # fmt: skip
    more = f", first {len(shown)} of {len(primary):,}" if len(primary) > len(shown) else ""
    shown_reps = table(f"By rep{more}", heads, zip(*columns, strict=True))
    return (
        f'{shown_reps}<p class="quiet">Changes are against the prior quota of the days present.</p>'
    )


def table(
    caption: str,
    heads: Sequence[tuple[str, bool]],
    rows: Iterable[Sequence[str]],
    *,
    sum_last: bool = False,
) -> str:
    """Write a table of text, which scrolls where it is wider than the page.

    Parameters
    ----------
    caption : empty for none
    heads : what each column is called, and whether it is of numbers
    rows : a row of one cell is the head of the rows below it
    sum_last : whether the last row is the sum of the others
    """
    classes = [' class="n"' if number else "" for _, number in heads]
    top = "".join(
        f"<th{kind}>{escape(head)}</th>" for (head, _), kind in zip(heads, classes, strict=True)
    )
    lines = [_line(row, classes) for row in rows]
    if sum_last and lines:
        lines[-1] = lines[-1].replace("<tr>", '<tr class="sum">', 1)
    named = f"<caption>{escape(caption)}</caption>" if caption else ""
    return (
        f'<div class="wide"><table>{named}<thead><tr>{top}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


def _line(row: Sequence[str], classes: Sequence[str]) -> str:
    if len(row) == 1 < len(classes):
        return f'<tr class="part"><td colspan="{len(classes)}">{escape(row[0])}</td></tr>'
    cells = (f"<td{kind}>{escape(str(cell))}</td>" for cell, kind in zip(row, classes, strict=True))
    return f"<tr>{''.join(cells)}</tr>"

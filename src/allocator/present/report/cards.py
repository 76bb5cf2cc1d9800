"""The quota card of every rep: what a browser shows when a name in the table is opened.

Rows stand in the order of the table. Texts that many cards share are kept once, by number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allocator.present.page.figures import period, words
from allocator.present.report.carriers import ordered
from allocator.present.report.section import Section
from allocator.present.workbook.facts import says_pay

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from allocator.engine.report import Facts
    from allocator.explain.explanation import Explanation

PAY_RULE = "pay_ratio"
EVIDENCE = (
    ("fair", "fair", True), ("attainable", "y", True), ("open_worth", "open_worth", True),
    ("wins", "wins", False), ("opportunities", "opportunities", False),
)  # fmt: skip
"""Of each rep and lever: name in the card, symbol of parameters.csv, and whether it is money."""


class Texts:
    """Texts by number, each kept once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __getitem__(self, text: str) -> int:
        """Give a text's number."""
        return self._numbers.setdefault(text, len(self._numbers))

    @property
    def all(self) -> list[str]:
        """Give the texts in the order of their numbers."""
        return list(self._numbers)


def cards(facts: Facts, paths: Mapping[str, Explanation] | None, *, pay: bool) -> Section:
    """Lay out the cards.

    Parameters
    ----------
    paths : explanations by rep; None where they were not kept
    pay : whether on-target earnings are shown
    """
    texts = Texts()
    frame = ordered(facts, pay=pay)
    levers = list(facts.plan.document["totals"]["levers"])
    quotas = _quotas(facts, levers)
    evidence = _evidence(facts, levers)
    hours = {name: _by_rep(facts, name) for name in ("hours", "done", "presence", "cut")}
    found = []
    for rep, credit in zip(frame["rep_id"], frame["credit"], strict=True):
        card: dict[str, Any] = {"q": quotas.get((rep, credit), [])}
        if credit == "primary":
            card["e"] = evidence.get(rep, [])
            card["h"] = [hours[name].get(rep) for name in hours]
            if paths is not None and rep in paths:
                card["l"] = _lines(paths[rep], texts, pay=pay)
                card["n"] = [texts[note] for note in paths[rep].notes if pay or not says_pay(note)]
        found.append(card)
    return Section(
        values={"paths_kept": paths is not None},
        data={
            "cards": {
                "currency": facts.currency,
                "periods": [period(first, facts.frequency) for first in facts.periods.index],
                "levers": [words(name) for name in levers],
                "reps": found,
                "texts": texts.all,
                "kept": paths is not None,
            }
        },
    )


def _quotas(facts: Facts, levers: list[str]) -> dict[tuple[str, str], list[list[float]]]:
    """Give each rep's quota as [lever, money of each period]."""
    wide = facts.plan.quotas.pivot_table(
        index=["rep_id", "credit", "lever"], columns="period", values="quota", aggfunc="sum"
    ).reindex(columns=facts.periods.index).fillna(0.0)  # fmt: skip
    numbers = {name: at for at, name in enumerate(levers)}
    found: dict[tuple[str, str], list[list[float]]] = {}
    for (rep, credit, lever), row in zip(wide.index, wide.to_numpy().tolist(), strict=True):
        found.setdefault((rep, credit), []).append([numbers[lever], *map(_short, row)])
    for lines in found.values():
        lines.sort()
    return found


def _evidence(facts: Facts, levers: list[str]) -> dict[str, list[list[Any]]]:
    """Give what stands behind each rep's fair share as [lever, values of EVIDENCE, win rate]."""
    keys = ["rep_id", "lever"]
    tables = {
        name: facts.parameters[symbol].groupby(keys)["value"].sum()
        for name, symbol, _ in EVIDENCE
        if symbol in facts.parameters
    }
    if "conv" in facts.parameters:
        # a rep has one conversion in a lever, in every territory
        tables["rate"] = facts.parameters["conv"].groupby(keys)["value"].first()
    import pandas as pd

    names = [*(name for name, _, _ in EVIDENCE), "rate"]
    joined = pd.DataFrame(tables).reindex(columns=names)
    joined = joined[joined["fair"].notna()]
    numbers = {name: at for at, name in enumerate(levers)}
    money = {name for name, _, is_money in EVIDENCE if is_money}
    found: dict[str, list[list[Any]]] = {}
    for (rep, lever), row in zip(joined.index, joined.to_numpy().tolist(), strict=True):
        cells = [
            None if value != value else round(value) if name in money else float(f"{value:.4g}")  # noqa: PLR0124 - NaN
            for name, value in zip(names, row, strict=True)
        ]
        if lever in numbers:
            found.setdefault(rep, []).append([numbers[lever], *cells])
    for lines in found.values():
        lines.sort(key=lambda line: line[0])
    return found


def _by_rep(facts: Facts, symbol: str) -> dict[str, float]:
    table: pd.DataFrame | None = facts.parameters.get(symbol)
    if table is None:
        return {}
    summed = table.groupby("rep_id")["value"].sum()
    return {str(rep): float(f"{value:.5g}") for rep, value in summed.items()}


def _lines(explained: Explanation, texts: Texts, *, pay: bool) -> list[list[Any]]:
    """Give the path as [title, money, sentence, [name, money, why]...]."""
    return [
        [
            texts[line.title],
            _short(line.money),
            texts[line.sentence if pay else _without_pay(line)],
            *(
                [
                    texts[mover.name or mover.rep],
                    _short(mover.money),
                    texts[mover.why if pay or not says_pay(mover.why) else ""],
                ]
                for mover in line.made_room
            ),
        ]
        for line in explained.lines
    ]


def _without_pay(line: Any) -> str:
    """Say a line without the figures of rules that speak of pay."""
    said = str(line.sentence)
    for rule in line.rules:
        if rule.family == PAY_RULE:
            said = said.replace(rule.text, "another rule")
    return said


def _short(value: float) -> float | int:
    return int(value) if float(value).is_integer() else float(value)

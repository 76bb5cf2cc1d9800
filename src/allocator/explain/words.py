"""The sentences of a diagnosis: what lacks, which rules clash, what would mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allocator.domain.proof import SEPARATOR
from allocator.program import registry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from allocator.explain.change import Change
    from allocator.explain.conflict import Named
    from allocator.explain.hall import Cut
    from allocator.explain.remedy import Remedy

SHOWN = 5
"""How many lines of one kind the terminal prints."""

BENT = {
    "roll_up": "the managers' numbers",
    "pipeline_supply": "the supply of pipeline",
    "year_over_year": "the rule on last year's quota",
    "pay_ratio": "the ratio of quota to pay",
    "lever_mix": "the mix of levers",
    "phasing": "the timing of quotas",
    "fairness_band": "the fairness band",
}


def money(amount: float, currency: str) -> str:
    """Say an amount of money, whole unless it is small.

    >>> money(412000.0, "USD"), money(2.5, "USD")
    ('USD 412,000', 'USD 2.50')
    """
    digits = 0 if abs(amount) >= 100 or amount == round(amount) else 2  # noqa: PLR2004 - cents
    return f"{currency} {amount:,.{digits}f}"


def named(names: Sequence[str]) -> str:
    """Join names as a sentence does.

    >>> named(["a"]), named(["a", "b"]), named(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    names = list(names)
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def amount_of(rule: Named, currency: str) -> str:
    """Say how far a rule gives way, in its unit."""
    if rule.unit == "hours":
        return f"{rule.amount:,.0f} hours"
    gross = {"gross money": " of gross potential", "pipeline money": " of pipeline"}
    return money(rule.amount, currency) + gross.get(rule.unit, "")


def rule_line(rule: Named, currency: str) -> str:
    """Say a rule and its least relaxation."""
    phrase = registry.families()[rule.family].phrase.format(rule.entity.replace(SEPARATOR, ", "))
    if rule.family == "pipeline_supply" and rule.unit == "hours":
        phrase = "the SDR hours of " + rule.entity.replace(SEPARATOR, ", ")
    side = "low" if rule.above else "high"
    return f"{phrase}: too {side} by {amount_of(rule, currency)}"


def cut_line(cut: Cut, currency: str) -> str:
    """Say a lack that arithmetic alone shows."""
    needed, reach = money(cut.needed, currency), money(cut.reach, currency)
    if cut.rep:
        return f"the least quota of {cut.rep} is {needed}; his other limits allow {reach}"
    if cut.node and cut.side == "reach":
        return f"{cut.node} needs {needed}; its {_reps(cut.reps)} {_reach(cut.reps)} {reach}"
    if cut.node:
        return f"the least quotas under {cut.node} sum to {needed}; it may carry {reach}"
    levers, one = named(cut.levers), len(cut.levers) == 1
    if cut.side == "floor":
        room = f"{levers}, which is all that they carry, {'has' if one else 'have'} {reach}"
        return f"the least quotas of {_reps(cut.reps)} sum to {needed}; {room}"
    when = f" in {_span(cut.periods)}" if cut.periods else ""
    needs, them = ("needs", "it") if one else ("need", "them")
    if cut.reps == 0:
        return f"{levers}{when} {needs} {needed}; nobody may carry {them}"
    who = f"the one rep who may carry {them}"
    if cut.reps > 1:
        who = f"the {_reps(cut.reps)} who may carry {them}"
    return f"{levers}{when} {needs} {needed}; {who} {_reach(cut.reps)} {reach}"


def _reps(count: int) -> str:
    return f"{count:,} rep" if count == 1 else f"{count:,} reps"


def _reach(count: int) -> str:
    return "reaches" if count == 1 else "reach"


def _span(periods: Sequence[str]) -> str:
    return periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"


def remedy_line(remedy: Remedy, currency: str) -> str:
    """Say what to change."""
    said = [_part(change, amount, currency) for change, amount in remedy.parts]
    return " and ".join([said[0], *(part[0].lower() + part[1:] for part in said[1:])])


def _part(change: Change, amount: float, currency: str) -> str:
    return _SENTENCES[change.kind](change, amount, change.facts(amount), currency)


def _more_hours(change: Change, amount: float, facts: Mapping[str, Any], _: str) -> str:
    fte = facts["fte"]
    people = f" ({fte:,.1f} FTE)" if fte is not None else ""
    return f"Add {amount:,.0f} selling hours of {change.subject}{people}"


def _less(_: Change, amount: float, facts: Mapping[str, Any], currency: str) -> str:
    to = facts["to"]
    if len(to) == 1:
        ((lever, left),) = to.items()
        by, down = money(amount, currency), money(left, currency)
        return f"Lower the target of {lever} by {by} to {down}"
    each = named([f"{lever} to {money(left, currency)}" for lever, left in to.items()])
    return f"Lower targets by {money(amount, currency)}: {each}"


def _accept(_: Change, __: float, facts: Mapping[str, Any], currency: str) -> str:
    short = facts["short"]
    if not short:
        return "Let target stay unassigned (shortfall allowed)"
    each = named([f"{money(own, currency)} of {name}" for name, own in short.items()])
    return f"Let {each} stay unassigned"


def _assigned_above(_: Change, __: float, facts: Mapping[str, Any], ___: str) -> str:
    each = named([f"{lever} {share:.1%}" for lever, share in facts["to"].items()])
    return f"Assign above the target (over_assignment): {each}"


def _bound(verb: str, noun: str) -> Callable[[Change, float, Mapping[str, Any], str], str]:
    def say(change: Change, amount: float, facts: Mapping[str, Any], currency: str) -> str:
        who = named(change.subject.split(SEPARATOR))
        word = noun + ("s" if SEPARATOR in change.subject else "")
        how = verb or ("Lower" if facts["to"] < facts["from"] else "Raise")
        down = money(facts["to"], currency)
        together = " together" if SEPARATOR in change.subject else ""
        return f"{how} the {word} of {who} by {money(amount, currency)} to {down}{together}"

    return say


def _factor(text: str) -> Callable[[Change, float, Mapping[str, Any], str], str]:
    def say(_: Change, __: float, facts: Mapping[str, Any], ___: str) -> str:
        return text.format(f"{facts['from']:g}", f"{facts['to']:g}")

    return say


def _node(change: Change, amount: float, facts: Mapping[str, Any], currency: str) -> str:
    how = "Raise" if change.kind == "node_up" else "Lower"
    column = facts["column"]
    by, to = money(amount, currency), money(facts["to"], currency)
    return f"{how} the {column} of {change.subject} by {by} to {to}"


def _band(change: Change, _: float, facts: Mapping[str, Any], __: str) -> str:
    return f"Move {change.subject}.{facts['key']} from {facts['from']:g} to {facts['to']:g}"


_SENTENCES: Mapping[str, Callable[[Change, float, Mapping[str, Any], str], str]] = {
    "over_assignment": _assigned_above,
    "stretch": _factor("Allow quotas of {1} x attainable yield (max_stretch, now {0})"),
    "reach": _factor("Let quotas draw on {1} x potential (reach, now {0})"),
    "limit": _factor("Let quotas need {1} x selling hours (limit, now {0})"),
    "probability": _factor("Accept a probability of {1} of attaining (min_probability, now {0})"),
    "less_target": _less,
    "accept": _accept,
    "hours": _more_hours,
    "potential": lambda change, amount, facts, currency: (
        f"Add {money(amount, currency)} of qualified pipeline in {change.subject}, "
        f"won at {facts['conversion']:.0%}"
    ),
    "supply": lambda change, amount, _, currency: (
        f"Supply {money(amount, currency)} more pipeline to {change.subject.replace('/', ', ')} "
        "from the first period on"
    ),
    "floor": _bound("Lower", "floor"),
    "cap": _bound("Raise", "cap"),
    "decided": _bound("", "decided number"),
    "node_up": _node,
    "node_down": _node,
    "band_up": _band,
    "band_down": _band,
    "band_hi": _band,
    "band_lo": _band,
    "band_band": _band,
    "soft": lambda change, _, __, ___: f"Let {BENT[change.subject]} bend at a price (soft)",
}


def diagnosis_lines(diagnosis: Mapping[str, Any], currency: str) -> list[str]:
    """Say a diagnosis.json on the terminal.

    Parameters
    ----------
    diagnosis : content of diagnosis.json
    currency : the scenario's
    """
    whole = diagnosis.get("question") == "full target"
    lines = [
        "The full target finds no place under the rules."
        if whole
        else "No plan exists under the hard constraints."
    ]
    for heading, key, field in (
        ("By arithmetic alone:", "arithmetic", "what"),
        (
            "These rules cannot all hold:"
            if diagnosis.get("minimal")
            else "At the least cost these rules would give way:",
            "conflict",
            "what",
        ),
        ("Any one of these, tried by a re-solve, closes the gap:", "remedies", "what"),
    ):
        found = [str(entry[field]) for entry in diagnosis.get(key, ()) if field in entry]
        if found:
            lines.append(heading)
            lines += [f"  - {text}" for text in found[:SHOWN]]
            if len(found) > SHOWN:
                lines.append(f"  - and {len(found) - SHOWN} more in diagnosis.json")
    least = float(diagnosis.get("least_violation", 0.0))
    if least > 0:
        lines.append(f"The cheapest way for rules to give way is worth {money(least, currency)}.")
    return lines

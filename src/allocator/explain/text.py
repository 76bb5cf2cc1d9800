"""An explanation laid out as text: the sum, then what stands behind it, then what would help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.explain.figures import lever, listed, number, percent
from allocator.explain.sentences import crowds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allocator.domain.explanation import Evidence, LeverEvidence, Mover, TerritoryEvidence
    from allocator.explain.explanation import Explanation

FULL = 0.9995
"""A presence, ramp or cut above this is not worth a word."""


def written(found: Explanation, *, colleagues: bool = True) -> str:
    """Lay an explanation out.

    Parameters
    ----------
    colleagues : whether other reps are named
    """
    parts = [list(_head(found)), list(_lines(found, colleagues=colleagues))]
    if found.number is not None:
        parts.append(list(_number(found)))
    parts.append(list(_evidence(found.evidence, found.currency)))
    if found.prices:
        lines = (f"  {each.sentence}" for each in found.prices)
        parts.append(["What one step more would be worth", *lines])
    if found.changes:
        parts.append(["What would change it", *(f"  {each}" for each in found.changes)])
    if found.notes:
        parts.append(["Beside the quota", *(f"  {each}" for each in found.notes)])
    return "\n\n".join("\n".join(part) for part in parts if part)


def named(identity: str, name: str) -> str:
    """Write an id with its name, if it has one.

    >>> named("ae-01", "Ada Archer"), named("ae-01", "")
    ('Ada Archer (ae-01)', 'ae-01')
    """
    return f"{name} ({identity})" if name and name != identity else identity


def movers(who: Sequence[Mover]) -> str:
    """List reps with their money."""
    each = (
        f"{named(m.rep, m.name)} {number(m.money, sign=True)}{f' ({m.why})' if m.why else ''}"
        for m in who
    )
    return listed(each)


def _head(found: Explanation) -> Iterator[str]:
    who = named(found.id, found.name) if found.id else found.name
    yield f"{who}: quota {number(found.quota)} {found.currency}"
    if found.about:
        yield found.about


def _lines(found: Explanation, *, colleagues: bool) -> Iterator[str]:
    if not any(line.money for line in found.lines):
        yield "  Carries no quota of its own."
        return
    titles = [line.title for line in found.lines]
    figures = [number(line.money, sign=place > 0) for place, line in enumerate(found.lines)]
    wide = max(len(title) for title in [*titles, "quota"])
    right = max(len(figure) for figure in [*figures, number(found.quota)])
    for title, figure, line in zip(titles, figures, found.lines, strict=True):
        yield f"  {title:<{wide}}  {figure:>{right}}  {line.sentence}"
        blank = f"  {'':<{wide}}  {'':>{right}}  "
        if colleagues and line.movers:
            yield f"{blank}Most: {movers(line.movers)}."
        if colleagues and line.made_room:
            word = "Taken over by" if line.money < 0 else "Room made by"
            yield f"{blank}{word} {movers(line.made_room)}."
        if not colleagues and line.crowds:
            yield f"{blank}{crowds(line)}"
    yield f"  {'quota':<{wide}}  {number(found.quota):>{right}}"


def _number(found: Explanation) -> Iterator[str]:
    node = found.number
    if node is None:
        return
    yield f"It answers for {number(node.number)} {found.currency}, less the cushion below it"
    for word, value in (
        ("target", node.target),
        ("at least", node.least),
        ("at most", node.greatest),
        ("proposed", node.proposed),
    ):
        if value is not None:
            gap = number(node.number - value, sign=True)
            yield f"  {word} {number(value)} ({gap})"


def _evidence(found: Evidence, currency: str) -> Iterator[str]:
    if not found.levers:
        return
    yield f"Where the fair share comes from ({currency})"
    if found.presence is not None and found.presence < FULL:
        yield f"  present {percent(found.presence)} of the horizon"
    if found.hours is not None and found.hours_done is not None:
        done = f"; {number(round(found.hours_done))} stand behind open deals"
        cut = ""
        if found.cut is not None and found.cut < FULL:
            cut = f"; they allow {percent(found.cut)} of the expected yield"
        yield f"  {number(round(found.hours))} selling hours{done if found.hours_done else ''}{cut}"
    for each in found.levers:
        yield from _lever(each)


def _lever(found: LeverEvidence) -> Iterator[str]:
    yield (
        f"  {lever(found.lever)}: fair share {_whole(found.fair)} of a target of "
        f"{_whole(found.target)}; attainable {_whole(found.attainable)} of everybody's "
        f"{_whole(found.everybody)}"
    )
    for place in found.territories:
        yield f"    {_territory(place)}"
    if found.rate is not None:
        yield f"    {_rate(found)}"
    if found.effort is not None:
        yield f"    {found.effort:.3g} selling hours for every 1,000 won"
    words = f"    {'period':<12}{'season':>8}{'ramp':>8}{'target':>14}{'yours':>13}"
    yield f"{words}{'everybody':>14}{'fair share':>13}"
    for when in found.periods:
        ramp = "" if when.ramp is None else percent(round(when.ramp * (when.present or 0.0), 3))
        yield (
            f"    {when.period:<12}{percent(when.season):>8}{ramp:>8}{_whole(when.target):>14}"
            f"{_whole(when.attainable):>13}{_whole(when.everybody):>14}{_whole(when.fair):>13}"
        )


def _territory(found: TerritoryEvidence) -> str:
    where = named(found.territory, found.name)
    said = [f"{where}: share {percent(found.share)}"]
    if found.potential is not None and found.rest is not None:
        said.append(f"potential {_whole(found.potential)}, {_whole(found.rest)} of it in no deal")
    if found.open_amount:
        said.append(f"open deals {_whole(found.open_amount)} worth {_whole(found.open_worth)}")
    said.append(f"attainable {_whole(found.attainable)}")
    return "; ".join(said)


def _rate(found: LeverEvidence) -> str:
    rate = f"win rate {percent(found.rate or 0.0)}"
    peers = (
        ""
        if found.peers_rate is None or found.peers_weight is None
        else f"peers ({found.rate_source}) {percent(found.peers_rate)} with the weight of "
        f"{number(round(found.peers_weight))} opportunities"
    )
    if found.rate_source == "default":
        return f"{rate}: the default, for want of any record"
    if found.raw_rate is None:
        return f"{rate}: no own record; {peers}"
    record = f"{number(found.wins or 0.0)} of {number(found.opportunities or 0.0)} won"
    return f"{rate}: {record}, raw {percent(found.raw_rate)}; {peers}"


def _whole(money: float) -> str:
    return number(round(money)) if abs(money) >= 1.0 else number(money)

"""What would have to give: the least change of each kind that leaves a plan, each one tried.

The least violation of a changed scenario falls, convexly where the change is linear, as the
amount grows. So the chord through two amounts that are too small meets zero at an amount that is
still too small or just right: a search from below, which ends at the least amount.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from allocator.domain.scenario import Scenario
    from allocator.explain.change import Change

BIG = 64.0
"""Times its guess: as good as without limit."""

ROUNDS = 8
"""Most amounts that one search tries."""

HELPS = 1e-3
"""Share of the violation by which a change must lower it to be worth a search."""

MOST = 6
"""How many single changes are told."""

PAIRED = 3
"""How many changes are tried with a second one."""

ENOUGH = 2
"""Single changes of the business that make pairs needless; a target taken back is none."""

GIVING_UP = ("less_target", "accept")
"""Changes that give up money instead of finding a way to earn it."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """Changes with their amounts, tried together: the changed scenario has a plan."""

    parts: tuple[tuple[Change, float], ...]

    @property
    def settings(self) -> dict[str, Any]:
        """What to type after ``--set``; empty unless that says all of it."""
        each = [change.settings(amount) for change, amount in self.parts]
        return {key: value for own in each for key, value in own.items()} if all(each) else {}


class Trial:
    """Re-solves of changed scenarios, counted.

    Parameters
    ----------
    scenario : the one to change
    resolve : least violation of a scenario, money; inf where it is none
    verify : whether a scenario has a plan, by a solve of its own
    violation : least violation of `scenario`
    slight : money of violation that counts as none
    tries : most re-solves
    """

    def __init__(
        self,
        scenario: Scenario,
        resolve: Callable[[Scenario], float],
        verify: Callable[[Scenario], bool],
        violation: float,
        slight: float,
        tries: int,
    ) -> None:
        self.scenario = scenario
        self.violation = violation
        self.slight = slight
        self.left = tries
        self._resolve = resolve
        self._verify = verify

    def changed(self, parts: Sequence[tuple[Change, float]]) -> Scenario:
        """Make the changed scenario."""
        made = self.scenario
        for change, amount in parts:
            made = change.make(made, amount)
        return made

    def value(self, parts: Sequence[tuple[Change, float]]) -> float:
        """Give the least violation under changes."""
        self.left -= 1
        return self._resolve(self.changed(parts))

    def holds(self, parts: Sequence[tuple[Change, float]]) -> bool:
        """Whether a plan exists under changes."""
        return self._verify(self.changed(parts))


def remedies(
    trial: Trial,
    changes: Sequence[Change],
    behind: Callable[[Change], Sequence[Change] | None],
    concessions: Sequence[Change] = (),
) -> tuple[Remedy, ...]:
    """Find the least single changes that leave a plan, then pairs where few single ones do.

    Where nothing of the kind is found, the fewest concessions that leave a plan together.

    Parameters
    ----------
    changes : to try, in this order
    behind : what stands behind a change that can never suffice: changes to pair it with; None
        where it may suffice
    concessions : switches that give in, for the last resort
    """
    found: list[Remedy] = []
    partly: list[Change] = []
    for change in changes:
        if trial.left <= 0 or len(found) >= MOST:
            break
        hopeless = change.eases and behind(change) is not None
        amount = None if hopeless else smallest(trial, change)
        if amount is None:
            partly.append(change)
        elif trial.holds([(change, amount)]):
            found.append(Remedy(((change, amount),)))
    own = [one for one in found if one.parts[0][0].kind not in GIVING_UP]
    if len(own) < ENOUGH:
        found += _pairs(trial, [c for c in partly if c.unit and c.kind not in GIVING_UP], behind)
    if not found:
        found += _given_in(trial, concessions)
    return tuple(found)


def _given_in(trial: Trial, concessions: Sequence[Change]) -> list[Remedy]:
    """Find concessions that leave a plan, none of them needless."""
    kept = [(change, 1.0) for change in concessions]
    if not kept or not trial.holds(kept):
        return []
    for part in tuple(kept):
        fewer = [other for other in kept if other is not part]
        if fewer and trial.holds(fewer):
            kept = fewer
    return [Remedy(tuple(kept))]


def _pairs(
    trial: Trial, partly: Sequence[Change], behind: Callable[[Change], Sequence[Change] | None]
) -> list[Remedy]:
    """Pair changes that do not suffice, each at its least amount beside the other."""
    found: list[Remedy] = []
    done: set[frozenset[tuple[str, str]]] = set()
    for first in partly[:PAIRED]:
        for second in behind(first) or ():
            pair = frozenset({(first.kind, first.subject), (second.kind, second.subject)})
            if len(pair) == 1 or pair in done or second.kind in GIVING_UP or trial.left <= 0:
                continue
            done.add(pair)
            plenty = (
                (second, _settled(second, BIG * second.guess)) if second.unit else (second, 1.0)
            )
            amount = smallest(trial, first, (plenty,))
            if amount is None:
                continue
            beside = smallest(trial, second, ((first, amount),))
            if beside is not None and trial.holds([(first, amount), (second, beside)]):
                found.append(Remedy(((first, amount), (second, beside))))
    return found


def smallest(
    trial: Trial, change: Change, beside: tuple[tuple[Change, float], ...] = ()
) -> float | None:
    """Give the least amount of a change that leaves a plan, None where none was found."""
    if not change.unit:
        return 1.0 if trial.value([*beside, (change, 1.0)]) <= trial.slight else None
    start = trial.value(beside) if beside else trial.violation
    if start <= trial.slight:
        # What stands beside it suffices alone: that is no pair.
        return None
    short, enough = [(0.0, start)], np.inf
    most = min(change.most, BIG * change.guess)
    amount = _settled(change, change.guess)
    for _ in range(ROUNDS):
        value = trial.value([*beside, (change, amount)])
        if value <= trial.slight:
            enough = amount
            known = len(short) > 1 or (change.least and not beside)
            amount = 0.0 if known else _settled(change, amount / 4.0)
        elif value < short[-1][1] * (1.0 - HELPS):
            short.append((amount, value))
            amount = max(_settled(change, _chord(short)), amount + change.step)
        else:
            break
        if trial.left <= 0 or not 0.0 < amount < enough or amount > most:
            break
    return float(enough) if np.isfinite(enough) else None


def _chord(short: list[tuple[float, float]]) -> float:
    """Where the line through the last two amounts meets zero."""
    (a, high), (b, low) = short[-2:]
    return b + low * (b - a) / (high - low)


def _settled(change: Change, amount: float) -> float:
    """Round an amount up to whole steps, and down to the most that makes sense."""
    steps = np.ceil(amount / change.step - 1e-6)
    most = np.floor(change.most / change.step + 1e-6) if np.isfinite(change.most) else np.inf
    settled = float(min(max(steps, 1.0), most)) * change.step
    return round(settled, 6)

"""The lines of an explanation: money, sentence, rules that bind, and who made room."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from allocator.domain.explanation import Crowd, Line, Mover, Rule
from allocator.explain import rulebook, sentences
from allocator.explain.pushes import SHOWN
from allocator.explain.study import BARE

if TYPE_CHECKING:
    from allocator.domain.axes import Ints
    from allocator.explain.binding import Pressed
    from allocator.explain.study import Study

    Roommakers = tuple[tuple[Mover, ...], tuple[Crowd, ...]]

NOBODY: Roommakers = ((), ())


def of_one(found: Study, number: int, rep: int) -> Line:
    """Make one line of a rep."""
    key, money = found.path.names[number], float(found.money[number, rep])
    said: tuple[Rule, ...] = ()
    room = NOBODY
    if key not in BARE and money:
        said = tuple(_rule(found, each) for each in found.rules(number, rep))
        room = _made_room(found, number, np.array([rep]))
    return _line(found, number, money, float(found.exact[number, rep]), said, room)


def of_many(found: Study, number: int, who: Ints) -> Line:
    """Make one line of several reps: the sum of theirs."""
    key = found.path.names[number]
    money = float(np.round(found.money[number, who].sum(), 6)) + 0.0
    said: tuple[Rule, ...] = ()
    room = NOBODY
    most: tuple[Mover, ...] = ()
    if key not in BARE:
        mine = who[found.money[number, who] != 0]
        said = _counted(found, number, mine)
        room = _made_room(found, number, who) if money else NOBODY
        order = np.argsort(-np.abs(found.money[number, mine]), kind="stable")
        most = _movers(found, number, mine[order][:SHOWN])
    exact = float(found.exact[number, who].sum())
    made = _line(found, number, money, exact, said, room)
    sentence = made.sentence
    if said:
        sentence = f"{sentences.counted(said)}."
    elif most and not money:
        sentence = "Moves between its own reps."
    return replace(made, sentence=sentence, movers=most)


def _line(
    found: Study,
    number: int,
    money: float,
    exact: float,
    said: tuple[Rule, ...],
    room: Roommakers,
) -> Line:
    key = found.path.names[number]
    texts = [each.text for each in said]
    movers, crowds = room
    sentence = sentences.step(key, money, texts, owed=bool(movers))
    title = sentences.title(key, found.draft)
    return Line(key, title, money, exact, sentence, said, movers, crowds=crowds)


def _rule(found: Study, pressed: Pressed) -> Rule:
    side = "upper" if pressed.side > 0 else "lower"
    return Rule(pressed.block, side, rulebook.rule(found.draft, pressed))


def _counted(found: Study, number: int, reps: Ints) -> tuple[Rule, ...]:
    """Count the families that bind among many reps, the most frequent first."""
    counts: dict[str, int] = {}
    first: dict[str, tuple[str, str]] = {}
    for rep in reps.tolist():
        told = set()
        for each in found.rules(number, rep):
            side = "upper" if each.side > 0 else "lower"
            text = rulebook.family(found.draft, each.block, side)
            first.setdefault(text, (each.block, side))
            told.add(text)
        for text in told:
            counts[text] = counts.get(text, 0) + 1
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]
    return tuple(Rule(*first[text], text, count) for text, count in ranked)


def _made_room(found: Study, number: int, who: Ints) -> Roommakers:
    """Name the most important of those who moved the other way, and count them all."""
    line, others = found.made_room(number, who)
    if not len(others):
        return NOBODY
    named = _movers(found, line, found.rooms[line].largest_first(others[:SHOWN]))
    return named, _crowds(found, line, others, who)


def _crowds(found: Study, number: int, others: Ints, who: Ints) -> tuple[Crowd, ...]:
    """Count reps by peer group and reason: peers first, then the largest crowds.

    The reasons of the three largest crowds are told; who has another one is counted all the same.
    Several reps have no peer group of their own.
    """
    codes, reasons = found.reasons_of_all(number)
    group = found.draft.inputs.peers.group
    peers = (len(who) == 1) & (group[others] == group[who[0]]) & (group[others] >= 0)
    count = np.bincount(2 * codes[others] + peers)
    kinds = np.flatnonzero(count)
    sums: dict[tuple[bool, str], int] = {}
    for place, kind in enumerate(kinds[np.argsort(-count[kinds], kind="stable")].tolist()):
        key = bool(kind % 2), reasons[kind // 2] if place < SHOWN else ""
        sums[key] = sums.get(key, 0) + int(count[kind])
    made = (Crowd(reps, peers, why) for (peers, why), reps in sums.items())
    return tuple(sorted(made, key=lambda each: (not each.peers, -each.reps, each.why)))


def _movers(found: Study, number: int, reps: Ints) -> tuple[Mover, ...]:
    labels = found.draft.inputs.parameters.reps.labels
    return tuple(
        Mover(labels[rep], found.names[rep], money, found.why(number, rep))
        for rep in reps.tolist()
        if (money := float(found.money[number, rep]))
    )

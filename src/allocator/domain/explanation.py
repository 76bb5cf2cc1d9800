"""The values that answer "why is this my number?": lines, evidence, prices.

Money is in the scenario's currency. What is unknown, or means nothing for the one explained, is
None. `allocator.explain` makes them and puts them into words.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mover:
    """A rep who moves in a line.

    Attributes
    ----------
    money : the rep's own, in that line
    why : the rules that bind the rep there, without figures; empty where none does
    """

    rep: str
    name: str
    money: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Reps who made room in a line, counted and not named.

    Attributes
    ----------
    reps : how many
    peers : whether they are of the peer group of the one explained
    why : the rules that bind them there, without figures; empty where none does
    """

    reps: int
    peers: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that binds in a line.

    Attributes
    ----------
    block : row block of docs/program.md; its part before the dot is the family or tier
    side : ``upper`` or ``lower``
    text : the rule in words, with its figure
    reps : how many of the explained reps it binds
    """

    block: str
    side: str
    text: str
    reps: int = 1

    @property
    def family(self) -> str:
        """The family or tier that the rule belongs to."""
        return self.block.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the path. The lines' money adds up to the published quota exactly.

    Attributes
    ----------
    key : ``fair_share``, ``own_limits``, the tier, ``rounding``
    title : the step in words
    money : whole units of the smallest money that the plan publishes
    exact : before it was rounded to those
    sentence : why; names no colleague
    rules : those that bind in this step, the strongest first
    made_room : reps whose step has the opposite sign, the largest first; where nobody's has, those
        whom their own limits moved the other way before, with that money
    movers : of a node or the company, its reps who move most
    crowds : all who made room, counted by group and rules; peers first
    """

    key: str
    title: str
    money: float
    exact: float
    sentence: str
    rules: tuple[Rule, ...] = ()
    made_room: tuple[Mover, ...] = ()
    movers: tuple[Mover, ...] = ()
    crowds: tuple[Crowd, ...] = ()


@dataclass(frozen=True, slots=True)
class PeriodEvidence:
    """What one period says: fair = target x attainable / everybody.

    Attributes
    ----------
    season : share of the lever's target that falls into it
    inside : part of it from which a deal still closes inside the horizon
    present, ramp : mean presence, and productivity while present
    hours : selling hours, None without a limit
    target, attainable, everybody, fair : money
    """

    period: str
    season: float
    inside: float
    present: float | None
    ramp: float | None
    hours: float | None
    target: float
    attainable: float
    everybody: float
    fair: float


@dataclass(frozen=True, slots=True)
class TerritoryEvidence:
    """What one territory gives a rep in a lever.

    Attributes
    ----------
    potential : gross money at stake there, None without a potential table
    rest : part of it that is in nobody's pipeline
    share : the rep's mean share over the horizon
    open_amount, open_worth : his open deals, gross and times their chance
    expected, attainable : money he can win there, before and after his hours
    """

    territory: str
    name: str
    potential: float | None
    rest: float | None
    share: float
    open_amount: float
    open_worth: float
    expected: float
    attainable: float


@dataclass(frozen=True, slots=True)
class LeverEvidence:
    """What stands behind a fair share in one lever.

    Attributes
    ----------
    target : the company's, money
    wins, opportunities : the rep's own record
    raw_rate : wins / opportunities, None without any
    rate : shrunk towards the peers' mean `peers_rate` with weight `peers_weight`
    rate_source : where the peers come from: segment, role, lever or default
    effort : hours for 1,000 of money won, None where unknown
    cycle_days : None where unknown
    expected, attainable, everybody, fair : money over the horizon; everybody is Y of the lever
    """

    lever: str
    target: float
    wins: float | None
    opportunities: float | None
    raw_rate: float | None
    rate: float | None
    peers_rate: float | None
    peers_weight: float | None
    rate_source: str
    effort: float | None
    cycle_days: float | None
    expected: float
    attainable: float
    everybody: float
    fair: float
    periods: tuple[PeriodEvidence, ...]
    territories: tuple[TerritoryEvidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands behind a fair share.

    Attributes
    ----------
    presence : mean over the horizon's days
    hours, hours_done : selling hours, and those that already stand behind open deals
    cut : share of the expected yield that the hours allow
    attainable, fair : money
    """

    presence: float | None
    hours: float | None
    hours_done: float | None
    cut: float | None
    attainable: float
    fair: float
    levers: tuple[LeverEvidence, ...]


@dataclass(frozen=True, slots=True)
class Price:
    """What relaxing one rule is worth to a money tier, measured by a re-solve.

    Attributes
    ----------
    tier : whose value falls
    block, side : the rule
    step, unit : by how much it was relaxed
    dual : money that the tier's multipliers promise for that step
    money : money by which the tier's value fell when it was solved again
    rep : whom the rule binds, and the sentence names; empty for a rule on many
    """

    tier: str
    block: str
    side: str
    step: float
    unit: str
    dual: float
    money: float
    sentence: str
    rep: str = ""


@dataclass(frozen=True, slots=True)
class NodeNumber:
    """What a node answers for, less the cushion below it, and what it was asked for."""

    number: float
    target: float | None
    least: float | None
    greatest: float | None
    proposed: float | None

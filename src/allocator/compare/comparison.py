"""What a comparison is: plans side by side, who gains and who loses, and which input did it.

`allocator.compare(a, b, ...)` makes one. Plans have letters in the order in which they were given:
``A``, ``B`` ... ``T``. Changes are against the first plan, so ``change_C`` is what C has more than
A. A plan that says nothing of a row has NaN there; a change counts it as 0. Money is in the plans'
currency; shares and probabilities are between 0 and 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from allocator.domain.verbs import verb

if TYPE_CHECKING:
    import pandas as pd

    from allocator.domain.calendar import Horizon
    from allocator.domain.plan import Plan

How = Literal["single", "average", "order"]
"""single: one cause has it all · average: over all orders of the causes · order: one after the
other, in the order stated."""

FEW = 6
"""Most causes whose shares are averaged over all orders: 2^6 - 2 = 62 solves."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the plans compared.

    Attributes
    ----------
    letter : ``A`` for the first plan
    name : what people call it: its title, the scenario's name where it has none; unique
    scenario, model, status : as plan.json says
    horizon : the time that it covers
    proven : whether the plan verified when it was compared
    plan : the plan itself
    """

    letter: str
    name: str
    scenario: str
    model: str
    status: str
    horizon: Horizon
    proven: bool
    plan: Plan


@dataclass(frozen=True, slots=True)
class Cause:
    """Changes of the inputs that a person would give one name.

    Attributes
    ----------
    title : the name, ``ae-05 leaves after 31 March 2027``
    details : one line for each changed setting or row, ``reps ae-05: end_date (empty) ->
        2027-03-31``; of very many the first `SHOWN`, then how many more there are
    count : how many settings and table rows changed
    """

    title: str
    details: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class Attribution:
    """Which cause did what, from plan A to plan B. Steps sum to every change exactly.

    Attributes
    ----------
    causes : in the order in which they were added, A first
    how : single, average or order
    note : what there is to know of it, in words: how steps were found, and why not by averages
    solves : how many mixtures of the two plans' inputs were solved and certified
    reps : rep_id, credit, name, then ``step_1`` ... ``step_n`` (one per cause), ``change``: whole
        published units, `step_1 + ... + step_n == change`
    levers, periods : lever (or period), the same steps of primary credit; they add up to the
        company's steps
    company : a row per cause: title, assigned (the sum of the reps' primary steps), shortfall,
        expected_bookings, expected_attainers, company_probability, largest_stretch. The last five
        are steps of the plan's own measures, not rounded; NaN where a plan lacks the measure
    """

    causes: tuple[Cause, ...]
    how: How
    note: str
    solves: int
    reps: pd.DataFrame
    levers: pd.DataFrame
    periods: pd.DataFrame
    company: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Two to twenty plans side by side. Falsy where all of them say the same.

    Where columns are listed with ``_A``, every plan has its own: ``quota_A``, ``quota_B`` ...;
    columns with ``change_B`` exist for every plan but the first.

    Attributes
    ----------
    sides : the plans
    currency : of all of them
    measures : section (target, fairness, reach, risk, pay), measure (a key of plan.json's
        `metrics` or a name of ours), title (in words), unit (money, share, ratio, count,
        number), better (higher, lower, or empty where neither is), of (plan, or the naive split
        equal, prior, potential), A, B, ...: numbers, NaN where unknown
    reps : rep_id, credit, name, role, node_id, state (empty where every plan has him; of two
        plans ``new`` in B or ``gone`` from A, of more ``not in A, C``), quota_A, change_B,
        stretch_A, probability_A; primary rows before overlay, sorted by rep
    nodes : node_id, name, level, parent_id, depth (0 is the top), quota_A, change_B; parents
        before children
    levers : lever, quota_A, change_B, shortfall_A
    periods : period, the same; without rows where the plans' periods differ
    pipeline : pipeline quotas of SDRs: rep_id, node_id, lever, quota_A, change_B
    prices : letter, rule (a sentence), tier, money: what relaxing one rule is worth
    causes : what changed in the inputs from A to B, whether or not it was attributed; empty
        unless there are two plans
    silent : changed inputs that no quota reads (titles, names, objectives), as `Cause.details`
    attribution : None where it was not made; `left_out` says why
    left_out : (part, reason) of everything that could not be compared
    differs : whether any plan says something else than the first
    """

    sides: tuple[Side, ...]
    currency: str
    measures: pd.DataFrame
    reps: pd.DataFrame
    nodes: pd.DataFrame
    levers: pd.DataFrame
    periods: pd.DataFrame
    pipeline: pd.DataFrame
    prices: pd.DataFrame
    causes: tuple[Cause, ...]
    silent: tuple[str, ...]
    attribution: Attribution | None
    left_out: tuple[tuple[str, str], ...]
    differs: bool

    @property
    def letters(self) -> tuple[str, ...]:
        """Letters of the plans."""
        return tuple(side.letter for side in self.sides)

    @property
    def unproven(self) -> tuple[str, ...]:
        """Letters of plans that did not verify."""
        return tuple(side.letter for side in self.sides if not side.proven)

    def __bool__(self) -> bool:
        """Whether any plan says something else than the first."""
        return self.differs

    def __str__(self) -> str:
        """Say it in a line per plan.

        The same words as `plan - other`: ``B against A: assigned 900 -> 990; reps: 2 changed``.
        """
        first = self.sides[0]
        return "\n".join(
            f"{side.letter} against {first.letter}: {side.plan - first.plan}"
            for side in self.sides[1:]
        )

    def to_html(self, path: str | Path, *, force: bool = False) -> Path:
        """Write one page that needs no other file and no network; give its absolute path.

        Parameters
        ----------
        force : replace a file that is there

        Raises
        ------
        InputError
            if something is in the way, or the disk refuses
        """
        return self._written("html", path, force=force)

    def to_xlsx(self, path: str | Path, *, force: bool = False) -> Path:
        """Write a workbook; as `to_html`."""
        return self._written("xlsx", path, force=force)

    def to_json(self, path: str | Path, *, force: bool = False) -> Path:
        """Write the object of `to_dict`; as `to_html`."""
        return self._written("json", path, force=force)

    def to_dict(self) -> dict[str, Any]:
        """Give everything as one mapping that JSON can hold; docs/compare.md lists its keys."""
        made: dict[str, Any] = verb("compare_object")(self)
        return made

    def _written(self, kind: str, path: str | Path, *, force: bool) -> Path:
        written: Path = verb(f"compare_{kind}")(self, Path(path), force=force)
        return written

    def __repr__(self) -> str:
        """Give it in a line."""
        differs = "different" if self.differs else "equal"
        return f"<Comparison of {len(self.sides)} plans, {differs}, {self.currency}>"

    def _repr_html_(self) -> str:
        """Show it in a notebook."""
        shown: str = verb("compare_show")(self)
        return shown

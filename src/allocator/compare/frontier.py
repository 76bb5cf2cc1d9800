"""A frontier: what a plan gives up of one thing for another as one or two settings are swept.

Every point is a plan of its own, certified or left out with its reason. The trade-off is shown
between two measures; of those nobody asked for, the first pair that has a bend is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from allocator.compare.knee import FEWEST, curve_points, efficient, knee
from allocator.compare.measured import MEASURES
from allocator.domain.verbs import verb

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SCHEMA = "allocator/frontier/v1"
CERTIFIED = ("optimal", "optimal_short")
Status = Literal["optimal", "optimal_short", "infeasible", "stopped", "refused"]
"""As in plan.json; stopped at a limit; refused by the certificate."""

Between = tuple[str, str]
"""Two measures: the one that costs, the one that is gained."""

PAIRS: tuple[Between, ...] = (
    ("worst_load_deviation", "expected_bookings"),
    ("worst_load_deviation", "largest_stretch"),
    ("disruption", "expected_bookings"),
    ("largest_stretch", "expected_bookings"),
    ("shortfall", "largest_stretch"),
    ("disruption", "worst_load_deviation"),
    ("shortfall", "company_probability"),
    ("worst_load_deviation", "shortfall"),
)
"""Trade-offs in the order in which they are tried."""


FINEST: Mapping[str, int] = {"money": 0, "share": 4, "ratio": 4, "number": 4}
"""Decimals by unit to which measures are weighed: what lies behind them is no trade."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A setting that is swept: its path, and its values as ``--set`` takes them."""

    path: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """What the certificate of a point says: its words, tiers, checks passed, and largest gap."""

    words: str
    tiers: int
    checks: int
    gap: float


@dataclass(frozen=True, slots=True)
class Point:
    """One plan of the sweep, or why there is none.

    Attributes
    ----------
    number : from 1, in the order of the sweep
    settings : the value of each axis, in order
    measures : by key of `MEASURES`; empty where there is no plan
    proof : None where there is no plan
    reason : why there is no plan; empty where there is one
    """

    number: int
    settings: tuple[str, ...]
    status: Status
    input_hash: str
    measures: Mapping[str, float | None]
    proof: Proof | None
    reason: str = ""

    @property
    def certified(self) -> bool:
        """Whether it is a plan."""
        return self.status in CERTIFIED


@dataclass(frozen=True)
class Frontier:
    """A sweep. In a notebook it shows its curve and its points.

    ::

        frontier = allocator.frontier(scenario, {"fairness_band.band": [0.05, 0.1, 0.15]})
        frontier.table                          # pandas.DataFrame, a row per point
        frontier.knee                           # the point at the bend, or None
        frontier.to_html("frontier.html")

    Attributes
    ----------
    scenario, title, model, currency : what was swept
    axes : one or two
    points : every combination, the last axis fastest
    asked : the trade-off that was asked for; None takes the first of `PAIRS` that has a bend
    """

    scenario: str
    title: str
    model: str
    currency: str
    axes: tuple[Axis, ...]
    points: tuple[Point, ...]
    asked: Between | None = None

    @cached_property
    def between(self) -> Between:
        """The two measures of the trade-off: cost, then gain."""
        if self.asked is not None:
            return self.asked
        counts = [curve_points(*self._turned(pair)) for pair in PAIRS]
        enough = [pair for pair, count in zip(PAIRS, counts, strict=True) if count >= FEWEST]
        return enough[0] if enough else PAIRS[int(np.argmax(counts))]

    @cached_property
    def knee(self) -> Point | None:
        """The point at the bend of the curve; None where it has none."""
        found = knee(*self._turned(self.between))
        return None if found is None else self.points[found]

    @cached_property
    def efficient(self) -> tuple[int, ...]:
        """Numbers of the points that no other one beats in both measures."""
        front = efficient(*self._turned(self.between))
        return tuple(point.number for point, on in zip(self.points, front, strict=True) if on)

    @property
    def certified(self) -> tuple[Point, ...]:
        """The points that are plans."""
        return tuple(point for point in self.points if point.certified)

    @property
    def note(self) -> str:
        """What is to be said of the knee, in a sentence."""
        cost, gain = (MEASURES[key].title for key in self.between)
        count = curve_points(*self._turned(self.between))
        if self.knee is not None:
            return (
                f"Up to the knee, giving in on {cost} improves {gain} by more than its share of "
                "the way; past it, by less."
            )
        if count < FEWEST:
            return (
                f"No knee: a curve needs three points that differ in {cost} and {gain} and that "
                f"no other point beats in both; there {'is' if count == 1 else 'are'} {count}."
            )
        return f"No knee: {cost} and {gain} move against each other along a line or inside it."

    @property
    def table(self) -> pd.DataFrame:
        """A row per point: the columns of frontier.csv."""
        import pandas as pd

        lead = {
            "point": [point.number for point in self.points],
            **{
                axis.path: pd.Series([point.settings[at] for point in self.points], dtype="str")
                for at, axis in enumerate(self.axes)
            },
            "status": pd.Series([point.status for point in self.points], dtype="str"),
            "efficient": [point.number in self.efficient for point in self.points],
            "knee": [point is self.knee for point in self.points],
        }
        measures = {key: self.values(key) for key in MEASURES}
        proofs = [point.proof for point in self.points]
        tail = {
            "certificate": pd.Series([p.words if p else "" for p in proofs], dtype="str"),
            "input_hash": pd.Series([point.input_hash for point in self.points], dtype="str"),
            "reason": pd.Series([point.reason for point in self.points], dtype="str"),
        }
        return pd.DataFrame({**lead, **measures, **tail})

    def values(self, key: str) -> Floats:
        """Give a measure of every point: (N,), NaN where it is unknown or there is no plan."""
        found = [point.measures.get(key) for point in self.points]
        return np.array([np.nan if value is None else value for value in found], np.float64)

    def to_dict(self) -> dict[str, Any]:
        """Give everything as one mapping that JSON can hold: frontier.json."""
        return {
            "schema": SCHEMA,
            "scenario": self.scenario,
            "title": self.title,
            "model": self.model,
            "currency": self.currency,
            "vary": [{"path": axis.path, "values": list(axis.values)} for axis in self.axes],
            "between": dict(zip(("cost", "gain"), self.between, strict=True)),
            "knee": None if self.knee is None else self.knee.number,
            "note": self.note,
            "points": [self._object(point) for point in self.points],
        }

    def to_html(self, path: str | Path) -> Path:
        """Write the page, which asks no host for anything; give its absolute path."""
        written: Path = verb("frontier_html")(self, Path(path))
        return written

    def save(self, path: str | Path) -> Path:
        """Write a folder of frontier.csv, frontier.json and frontier.html, whole or not at all."""
        written: Path = verb("frontier_save")(self, Path(path))
        return written

    def _object(self, point: Point) -> dict[str, Any]:
        proof = point.proof
        return {
            "point": point.number,
            "settings": dict(zip(_paths(self.axes), point.settings, strict=True)),
            "status": point.status,
            "efficient": point.number in self.efficient,
            "knee": point is self.knee,
            **{key: point.measures.get(key) for key in MEASURES},
            "certificate": None
            if proof is None
            else {
                "words": proof.words,
                "tiers": proof.tiers,
                "checks": proof.checks,
                "largest_gap": proof.gap,
            },
            "input_hash": point.input_hash,
            "reason": point.reason,
        }

    def _turned(self, between: Between) -> tuple[Floats, Floats]:
        """Give two measures turned so that more is better."""
        one, other = (
            np.round(self.values(key), FINEST[MEASURES[key].unit])
            * (-1.0 if MEASURES[key].better == "lower" else 1.0)
            for key in between
        )
        return one, other

    def __repr__(self) -> str:
        """Give it in a line."""
        varied = ", ".join(_paths(self.axes))
        count = f"{len(self.certified)} plans at {len(self.points)} points"
        return f"<Frontier {self.scenario} over {varied}: {count}>"

    def _repr_html_(self) -> str:
        """Show it in a notebook."""
        shown: str = verb("frontier_show")(self)
        return shown


def _paths(axes: Sequence[Axis]) -> list[str]:
    return [axis.path for axis in axes]

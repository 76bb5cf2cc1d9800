"""The world that rows and tiers are written from: figures, people, nodes, and the x columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from allocator.certify import nodes, people, rates, waivers, yields
from allocator.certify.arrays import places
from allocator.certify.book import label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.certify.arrays import Floats, Ints
    from allocator.certify.evidence import Evidence
    from allocator.certify.nodes import Nodes
    from allocator.certify.yields import Figures

SOFT_BY_DEFAULT = ("fairness_band", "year_over_year", "pay_ratio")


@dataclass(frozen=True, slots=True)
class World:
    """Everything the program is written from.

    Attributes
    ----------
    people : frame of `people.people`; position = `who` of x
    x : frame of the x columns in canonical order, position = column: rep, territory, l, p, who,
        cell, label, fair, y, conv, effort, win_share, box (bound without the stretch), bound
    q : frame of the reps with a q: people's rows, with `bound`, `who` and `y`
    cushion : (L,) factor on each lever's target
    waived : `waivers.Waived`
    lag : (L,) mean cycle in periods
    """

    evidence: Evidence
    figures: Figures
    people: pd.DataFrame
    nodes: Nodes
    x: pd.DataFrame
    q: pd.DataFrame
    cushion: Floats
    waived: waivers.Waived
    lag: Ints

    @property
    def levers(self) -> npt.NDArray[np.object_]:
        """Lever names."""
        return np.array(self.evidence.levers, dtype=object)

    @property
    def periods(self) -> npt.NDArray[np.object_]:
        """Period ids."""
        return np.array(self.figures.periods, dtype=object)

    @property
    def target(self) -> float:
        """T, the sum of all targets."""
        return float(self.figures.target.sum())

    @property
    def whole(self) -> float:
        """T as the divisor that makes money scale-free: 1 where nothing is wanted."""
        return self.target or 1.0

    @property
    def compared_fair(self) -> float:
        """F, the sum of fair over all compared reps."""
        return float(self.people["fair"][self.people["compared"]].sum())

    def family(self, name: str) -> Mapping[str, Any] | None:
        """Give the settings of a family, None where it is off."""
        return self.evidence.families.get(name)

    def soft(self, name: str) -> bool:
        """Whether a family's rows have slacks."""
        settings = self.family(name) or {}
        usual = name in SOFT_BY_DEFAULT or (
            name == "roll_up" and settings.get("mode", "interlock") == "top_down"
        )
        return bool(usual if settings.get("soft") is None else settings["soft"])

    def hard(self, name: str) -> bool:
        """Whether a family is on and its rows are hard."""
        return self.family(name) is not None and not self.soft(name)

    def under(self) -> pd.DataFrame:
        """Frame (node, rep): every rep under every node."""
        homes = pd.DataFrame({"at": self.nodes.home, "rep": self.people["rep_id"].to_numpy()})
        return homes.merge(self.nodes.above, on="at", how="inner")[["node", "rep"]]


def world(evidence: Evidence) -> World:
    """Compute everything that rows and tiers ask for."""
    figures = yields.figures(evidence)
    persons = people.people(evidence, figures)
    tree = nodes.nodes(evidence, figures.reps)
    cushion = tree.cushion()
    x = _x(figures, persons)
    families = evidence.families
    waiting = World(
        evidence, figures, persons, tree, x, persons, cushion,
        waivers.Waived.nobody(len(persons)), rates.lags(figures.cycle, evidence),
    )  # fmt: skip
    x["box"] = cushion[x["l"]] * figures.target[x["l"], x["p"]]
    if waiting.hard("potential"):
        reach = float(families["potential"].get("reach", 2.0))
        x["box"] = np.minimum(x["box"], reach * x["win_share"] * x["potential"])
    waived = waivers.waived(evidence, figures, persons, x)
    x["bound"] = x["box"]
    if waiting.hard("pipeline_feasibility"):
        stretch = float(families["pipeline_feasibility"].get("max_stretch", 1.25))
        most = np.where(waived.stretch, np.inf, stretch * persons["y"].to_numpy(float))[x["who"]]
        x["bound"] = np.minimum(x["box"], most)
    bound = np.bincount(x["who"], x["bound"], len(persons))
    wanted = persons["has_x"] | (persons["floor"] > 0)
    q = persons.assign(bound=bound, who=np.arange(len(persons)))[wanted.to_numpy()]
    return World(evidence, figures, persons, tree, x, q, cushion, waived, waiting.lag)


def _x(figures: Figures, persons: pd.DataFrame) -> pd.DataFrame:
    """List the cells and periods with a fair share, in canonical order."""
    cell, p = np.nonzero(figures.fair > 0)
    cells = figures.cells.merge(
        figures.pairs[["territory", "l", "potential"]], on=["territory", "l"], how="left"
    )
    columns = ["rep", "territory", "l", "lever", "conv", "effort", "win_share", "potential"]
    x = cells[columns].take(cell).reset_index(drop=True)
    x["cell"], x["p"] = cell, p
    x["fair"], x["y"] = figures.fair[cell, p], figures.y[cell, p]
    x["who"] = places(persons.index, x["rep"])
    period = np.array(figures.periods, dtype=object)[p]
    x["label"] = label(x["rep"], x["territory"], x["lever"], period)
    return x

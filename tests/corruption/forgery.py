"""Changes that matter: whoever makes one and seals the folder anew must fail by the mathematics.

What may pass under a new seal, since it says nothing about any quota or its proof:
titles, names and labels that nothing else repeats (`PASSES`); the bound of a rule that does not
bind (the plan is optimal without it as well); a multiplier of a degenerate row, as long as the
dual still proves the optimum; points of early tiers where they have other optima, and slacks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from allocator.read.inputs import input_hash
from corruption.damage import (
    PROOF,
    Folder,
    _one,
    leaves,
    members,
    other_value,
    read,
    with_leaf,
    written,
    zipped,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.domain.proof import Proof

    Forgery = Callable[[Folder, np.random.Generator], Folder | None]

PASSES = (
    "allocator_version", "solver", "defaults_used", "warnings", "choices", "excess",
    "not_compared", "exempt", "trail", "objectives",
)  # fmt: skip
"""Keys of plan.json that verification does not compute again. Their hash alone keeps them."""
HEADING = ("schema", "scenario", "title", "model", "currency", "unit", "input_hash")
"""Keys of plan.json that inputs/ tell."""

FACTS = (
    "name", "role", "node_id", "peer_group", "quota", "fair_share", "load", "peer_load",
    "expected_yield", "attainable_yield", "stretch", "attainment_probability", "capacity_used",
    "prior_quota", "change", "proposed_quota",
)  # fmt: skip


MONEY = ("quota", "amount", "pipeline", "fair_share", "expected_yield", "attainable_yield")


def _edited(
    folder: Folder, rng: np.random.Generator, name: str, columns: tuple[str, ...]
) -> Folder | None:
    """Change one cell that is not empty; a number by half a per cent and three units more."""
    rows = read(folder.files[name])
    places = [rows[0].index(column) for column in columns]
    at = _one(rng, places)
    row = _one(rng, [i for i in range(1, len(rows)) if rows[i][at] and _primary(rows, i)])
    if row is None:
        return None
    try:
        number = float(rows[row][at])
        unit = float(folder.document["unit"])
        more = 3 * unit if columns[0] in MONEY else 0.01
        rows[row][at] = repr(number * 1.005 + more)
    except ValueError:
        rows[row][at] += "x"
    return folder.with_file(name, written(rows))


def _primary(rows: list[list[str]], row: int) -> bool:
    return "credit" not in rows[0] or rows[row][rows[0].index("credit")] == "primary"


def quota_changed(folder: Folder, rng: np.random.Generator) -> Folder | None:
    return _edited(folder, rng, "quotas.csv", ("quota",))


def quota_by_a_unit(folder: Folder, rng: np.random.Generator) -> Folder | None:
    """A unit from one rep to another: every sum stays, two people's numbers do not."""
    rows = read(folder.files["quotas.csv"])
    who, money = rows[0].index("rep_id"), rows[0].index("quota")
    unit = float(folder.document["unit"])
    primary = [i for i in range(1, len(rows)) if _primary(rows, i)]
    one = _one(rng, [i for i in primary if float(rows[i][money]) > 2 * unit])
    other = _one(rng, [i for i in primary if rows[i][who] != rows[one][who]])
    if other is None:
        return None
    for row, change in ((one, -unit), (other, unit)):
        rows[row][money] = f"{float(rows[row][money]) + change:.0f}"
    return folder.with_file("quotas.csv", written(rows))


def quota_swapped(folder: Folder, rng: np.random.Generator) -> Folder | None:
    rows = read(folder.files["quotas.csv"])
    money = rows[0].index("quota")
    for _ in range(50):
        if len(rows) < 3:
            return None
        one, other = rng.choice(np.arange(1, len(rows)), 2, replace=False).tolist()
        if rows[one][money] != rows[other][money] and _primary(rows, one):
            rows[one][money], rows[other][money] = rows[other][money], rows[one][money]
            return folder.with_file("quotas.csv", written(rows))
    return None


def row_gone(folder: Folder, rng: np.random.Generator) -> Folder | None:
    name = _one(rng, ["quotas.csv", "reps.csv", "pipeline_quotas.csv", "rollup.csv"])
    rows = read(folder.files[name])
    money = rows[0].index("pipeline" if "pipeline" in name else "quota")
    unit = float(folder.document["unit"])
    at = _one(rng, [i for i in range(1, len(rows)) if float(rows[i][money] or 0) > 3 * unit])
    if at is None:
        return None
    return folder.with_file(name, written([*rows[:at], *rows[at + 1 :]]))


def row_twice(folder: Folder, rng: np.random.Generator) -> Folder | None:
    name = _one(rng, ["quotas.csv", "reps.csv", "rollup.csv", "inputs/parameters.csv"])
    rows = read(folder.files[name])
    at = int(rng.integers(1, len(rows)))
    return folder.with_file(name, written([*rows, rows[at]]))


def owner_changed(folder: Folder, rng: np.random.Generator) -> Folder | None:
    """Give one row of quotas.csv to somebody, somewhere, or some time else."""
    rows = read(folder.files["quotas.csv"])
    at = int(rng.integers(4))
    row = int(rng.integers(1, len(rows)))
    other = _one(rng, sorted({r[at] for r in rows[1:]} - {rows[row][at]}))
    if other is None:
        return None
    rows[row][at] = other
    return folder.with_file("quotas.csv", written(rows))


def rep_changed(folder: Folder, rng: np.random.Generator) -> Folder | None:
    return _edited(folder, rng, "reps.csv", (_one(rng, list(FACTS)),))


def compared_changed(folder: Folder, rng: np.random.Generator) -> Folder | None:
    rows = read(folder.files["reps.csv"])
    at = rows[0].index("compared")
    row = _one(rng, [i for i in range(1, len(rows)) if _primary(rows, i)])
    rows[row][at] = "false" if rows[row][at] == "true" else "true"
    return folder.with_file("reps.csv", written(rows))


def rollup_changed(folder: Folder, rng: np.random.Generator) -> Folder | None:
    column = _one(rng, ["quota", "sum_of_children", "over_assignment", "level", "parent_id"])
    return _edited(folder, rng, "rollup.csv", (column,))


def shortfall_changed(folder: Folder, rng: np.random.Generator) -> Folder | None:
    """Change an amount, or invent one."""
    rows = read(folder.files["shortfall.csv"])
    if len(rows) > 1:
        return _edited(folder, rng, "shortfall.csv", ("amount",))
    quotas = read(folder.files["quotas.csv"])
    lever, period = (quotas[0].index(name) for name in ("lever", "period"))
    row = _one(rng, quotas[1:])
    made = [row[lever], row[period], str(5 * folder.document["unit"]), "hours"]
    return folder.with_file("shortfall.csv", written([*rows, made]))


def pipeline_changed(folder: Folder, rng: np.random.Generator) -> Folder | None:
    return _edited(folder, rng, "pipeline_quotas.csv", ("pipeline",))


def parameter_changed(folder: Folder, rng: np.random.Generator) -> Folder | None:
    """A millionth is enough. A win share is not compared where the cell works nothing."""
    rows = read(folder.files["inputs/parameters.csv"])
    row = _one(rng, [i for i in range(1, len(rows)) if rows[i][0] not in UNUSED])
    number = float(rows[row][5])
    rows[row][5] = repr(number * (1 + 1e-6) + 1e-6)
    return folder.with_file("inputs/parameters.csv", written(rows))


UNUSED = ("win_share", "prior_mean", "prior_weight", "wins", "opportunities")
"""Symbols of which some rows have no use: rates of reps without a cell of the lever."""


def input_changed(folder: Folder, rng: np.random.Generator) -> Folder | None:
    """Figures that every parameter behind them shows at once."""
    table, column = _one(
        rng, [("potential", "potential"), ("effort", "hours_per_opportunity"), ("reps", "fte")]
    )
    name = f"inputs/tables/{table}.csv"
    if name not in folder.files:
        return None
    rows = read(folder.files[name])
    at = rows[0].index(column) if column in rows[0] else None
    row = _one(rng, [i for i in range(1, len(rows)) if at is not None and rows[i][at]])
    if row is None or float(rows[row][at]) == 0:
        return None
    rows[row][at] = repr(float(rows[row][at]) * 1.3)
    return folder.with_file(name, written(rows))


def target_changed(folder: Folder, rng: np.random.Generator) -> Folder | None:
    lines = folder.files["inputs/scenario.yaml"].decode().split("\n")
    at = _one(rng, [i for i, line in enumerate(lines) if line.strip().startswith("amount:")])
    key, _, number = lines[at].partition(": ")
    lines[at] = f"{key}: {float(number) * 1.0001 + 1!r}"
    return folder.with_file("inputs/scenario.yaml", "\n".join(lines).encode())


def total_changed(folder: Folder, rng: np.random.Generator) -> Folder | None:
    known = [(path, value) for path, value in leaves(folder.document["totals"], ("totals",))]
    known = [(path, value) for path, value in known if path[-1] != "cushion_granted"]
    path, value = _one(rng, known)
    changed = value * 1.01 + 3 * folder.document["unit"]
    return replace(folder, document=with_leaf(folder.document, path, changed))


def measure_changed(folder: Folder, rng: np.random.Generator) -> Folder | None:
    key = _one(rng, ["metrics", "baselines"])
    known = [(p, v) for p, v in leaves(folder.document[key], (key,)) if isinstance(v, int | float)]
    if not known:
        return None
    path, value = _one(rng, known)
    changed = value + 0.01 * (1.0 + abs(value))
    return replace(folder, document=with_leaf(folder.document, path, changed))


def status_changed(folder: Folder, rng: np.random.Generator) -> Folder | None:
    del rng
    other = "optimal" if folder.document["status"] == "optimal_short" else "optimal_short"
    return replace(folder, document={**folder.document, "status": other})


def tier_changed(folder: Folder, rng: np.random.Generator) -> Folder | None:
    number = int(rng.integers(len(folder.document["tiers"])))
    key = _one(rng, ["name", "value", "bound"])
    old = folder.document["tiers"][number][key]
    new = other_value(old) if key == "name" else old + 1e-6
    return replace(folder, document=with_leaf(folder.document, ("tiers", number, key), new))


IN_TABLES: tuple[Forgery, ...] = (
    quota_changed, quota_by_a_unit, quota_swapped, row_gone, row_twice, owner_changed, rep_changed,
    compared_changed, rollup_changed, shortfall_changed, pipeline_changed, total_changed,
    measure_changed, status_changed, tier_changed,
)  # fmt: skip
IN_INPUTS: tuple[Forgery, ...] = (parameter_changed, input_changed, target_changed)


@dataclass(frozen=True)
class Known:
    """A proof, and the (tier, row) of every multiplier that a column inside its box feels."""

    proof: Proof
    felt: tuple[tuple[int, int], ...]

    @property
    def last(self) -> int:
        return len(self.proof.tiers) - 1

    def first(self) -> int:
        """Count the columns x, which stand first."""
        name, entries = self.proof.columns.blocks[0]
        assert name == "x"
        return len(entries)


def point_changed(folder: Folder, rng: np.random.Generator, known: Known) -> Folder:
    """Move one quota of the last tier's point, which is the plan, by three units."""
    arrays = members(folder.files[PROOF])
    at = int(rng.integers(known.first()))
    arrays[f"{known.last:03d}.point.npy"][at] += 3 * folder.document["unit"]
    return folder.with_file(PROOF, zipped(arrays))


def dual_changed(folder: Folder, rng: np.random.Generator, known: Known) -> Folder | None:
    """Move the multiplier of a row in which a column inside its box feels it."""
    felt = _one(rng, list(known.felt))
    if felt is None:
        return None
    arrays = members(folder.files[PROOF])
    arrays[f"{felt[0]:03d}.dual.npy"][felt[1]] += _one(rng, [-1.0, 1.0]) * 1e-3
    return folder.with_file(PROOF, zipped(arrays))


def value_changed(folder: Folder, rng: np.random.Generator, known: Known) -> Folder:
    arrays = members(folder.files[PROOF])
    name = f"{int(rng.integers(known.last + 1)):03d}.numbers.npy"
    arrays[name][0] += 1e-6
    return folder.with_file(PROOF, zipped(arrays))


def lock_invented(folder: Folder, rng: np.random.Generator, known: Known) -> Folder | None:
    """Hold a column that no multiplier of the first tier holds, in the middle of its box."""
    arrays = members(folder.files[PROOF])
    last = arrays[f"{known.last:03d}.point.npy"]
    name = "000.locked_columns.npy"
    columns = known.first()
    free = np.flatnonzero((arrays[name][:columns] == 0) & (last[:columns] > 1.0))
    if not len(free):
        return None
    arrays[name][free[int(rng.integers(len(free)))]] = -1
    return folder.with_file(PROOF, zipped(arrays))


def label_changed(folder: Folder, rng: np.random.Generator, known: Known) -> Folder:
    del known
    arrays = members(folder.files[PROOF])
    name = _one(rng, ["columns.npy", "rows.npy", "tiers.npy"])
    text = arrays[name].tobytes().decode()
    quote = _one(rng, [i for i in range(1, len(text)) if text[i] == '"' and text[i - 1].isalnum()])
    made = f"{text[:quote]}x{text[quote:]}".encode()
    arrays[name] = np.frombuffer(made, np.uint8)
    return folder.with_file(PROOF, zipped(arrays))


IN_PROOF = (point_changed, dual_changed, value_changed, lock_invented, label_changed)


def _certified(folder: Folder, path: tuple[object, ...], value: object) -> Folder:
    made = with_leaf(folder.document, ("certificate", *path), value)
    return replace(folder, document=made)


def better_words(folder: Folder, rng: np.random.Generator) -> Folder:
    del rng
    words = ("proven optimal", "optimal on the locked face", "proven infeasible")
    other = next(w for w in words if w != folder.document["certificate"]["words"])
    return _certified(folder, ("words",), other)


def gap_claimed(folder: Folder, rng: np.random.Generator) -> Folder | None:
    """A figure of a tier that is another one, or none."""
    tiers = folder.document["certificate"]["tiers"]
    if not tiers:
        return None
    number = int(rng.integers(len(tiers)))
    key = _one(rng, ["value", "bound", "face", "free", "within", "name"])
    old = tiers[number][key]
    new = f"{old}x" if key == "name" else _one(rng, [(old or 0.0) + 1.0, None, "0"])
    return _certified(folder, ("tiers", number, key), new)


def check_claimed(folder: Folder, rng: np.random.Generator) -> Folder:
    checks = folder.document["certificate"]["checks"]
    number = int(rng.integers(len(checks)))
    key = _one(rng, ["name", "value", "limit", "passed", "detail"])
    old = checks[number][key]
    if key in ("value", "limit"):
        new = 1.5 * (old or 0.0) + 2.0 * (checks[number]["limit"] or 0.0) + 1.0
    else:
        new = other_value(old)
    return _certified(folder, ("checks", number, key), new)


def check_dropped(folder: Folder, rng: np.random.Generator) -> Folder:
    checks = list(folder.document["certificate"]["checks"])
    del checks[int(rng.integers(len(checks)))]
    return _certified(folder, ("checks",), checks)


def check_invented(folder: Folder, rng: np.random.Generator) -> Folder:
    checks = list(folder.document["certificate"]["checks"])
    more = {**_one(rng, checks), "name": "audited by a third party"}
    return _certified(folder, ("checks",), [*checks, more])


def certificate_gone(folder: Folder, rng: np.random.Generator) -> Folder:
    gone = _one(rng, [None, {}, {"passed": True, "words": "proven optimal"}, "proven optimal"])
    return replace(folder, document={**folder.document, "certificate": gone})


def heading_claimed(folder: Folder, rng: np.random.Generator) -> Folder:
    key = _one(rng, list(HEADING))
    changed = other_value(folder.document[key])
    return replace(folder, document={**folder.document, key: changed})


def solver_claimed(folder: Folder, rng: np.random.Generator) -> Folder:
    """The solver is part of the input hash."""
    del rng
    return replace(folder, document={**folder.document, "solver": "abacus"})


def rows_reordered(folder: Folder, rng: np.random.Generator) -> Folder | None:
    """The same inputs in another order: not what a plan keeps, whatever hash is put beside it."""
    tables = [n for n in folder.files if n.startswith("inputs/tables/")]
    name = _one(rng, [n for n in tables if len(read(folder.files[n])) > 2])
    if name is None:
        return None
    head, *rows = read(folder.files[name])
    made = folder.with_file(name, written([head, *reversed(rows)]))
    digest = input_hash(made.files, {"solver": folder.document["solver"]})
    return replace(made, document={**made.document, "input_hash": digest})


def input_added(folder: Folder, rng: np.random.Generator) -> Folder:
    del rng
    return folder.with_file("inputs/tables/more.csv", b"a\n1\n")


CLAIMS: tuple[Forgery, ...] = (
    better_words, gap_claimed, check_claimed, check_dropped, check_invented, certificate_gone,
    heading_claimed, solver_claimed, rows_reordered, input_added,
)  # fmt: skip
"""What a folder says of itself and its inputs; the mathematics does not feel it."""

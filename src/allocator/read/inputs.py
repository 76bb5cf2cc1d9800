"""The folder ``inputs/`` of a plan: everything it was made from, in canonical order.

The same final values give the same bytes, whatever files, overlays and row order led there.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from allocator.read.canonical import csv_bytes, ordered, plain, yaml_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats, Parameters
    from allocator.domain.scenario import Scenario

PARAMETERS = "inputs/parameters.csv"
"""Follows from the other inputs, so it has no part in their hash."""
LEADING = ("schema", "name", "title", "currency", "horizon", "target", "roles", "model", "tables")
"""Keys that open scenario.yaml and model.yaml; the others follow by name."""
AXES = ("rep_id", "territory_id", "lever", "period")


def input_files(scenario: Scenario, parameters: Parameters) -> dict[str, bytes]:
    """Give every file under ``inputs/``, by relative name, sorted."""
    files = {**resolved_files(scenario), PARAMETERS: csv_bytes(parameter_table(parameters))}
    return dict(sorted(files.items()))


def resolved_files(scenario: Scenario) -> dict[str, bytes]:
    """Give the files under ``inputs/`` that the input hash is of: all but the parameters."""
    from allocator.read.policy import resolved

    # the folder stands alone: its scenario names the model and the tables beside it
    text = {**scenario.resolved, "model": "model.yaml", "tables": "tables/"}
    files = {
        "inputs/scenario.yaml": yaml_bytes(ordered(text, LEADING)),
        "inputs/model.yaml": yaml_bytes(ordered(resolved(scenario.policy), LEADING)),
    }
    for name in scenario.tables:
        files[f"inputs/tables/{name}.csv"] = csv_bytes(scenario.tables[name])
    return files


def input_hash(files: Mapping[str, bytes], options: Mapping[str, Any]) -> str:
    """Give the SHA-256 of the resolved inputs and the solver's options, in hexadecimal.

    Every file is preceded by its name and length, so that no two different folders run
    together.
    """
    digest = hashlib.sha256()
    for name in sorted(files):
        if name.startswith("inputs/") and name != PARAMETERS:
            digest.update(f"{name}\n{len(files[name])}\n".encode())
            digest.update(files[name])
    digest.update(
        json.dumps(
            plain(options), sort_keys=True, separators=(",", ":"), ensure_ascii=False,
            allow_nan=False,
        ).encode()
    )  # fmt: skip
    return digest.hexdigest()


def parameter_table(parameters: Parameters) -> pd.DataFrame:
    """Give every parameter as symbol, rep_id, territory_id, lever, period, value.

    Zero, unknown and unlimited values have no row.
    """
    blocks = list(_blocks(parameters))
    table: dict[str, Any] = {
        "symbol": np.concatenate([np.full(len(v), name, dtype=object) for name, _, v in blocks])
    }
    for axis in AXES:
        table[axis] = np.concatenate(
            [codes.get(axis, np.full(len(v), "", dtype=object)) for _, codes, v in blocks]
        )
    table["value"] = np.concatenate([values for *_, values in blocks])
    return pd.DataFrame(table).astype(dict.fromkeys(("symbol", *AXES), "str"))


def _blocks(data: Parameters) -> Iterator[tuple[str, dict[str, Any], Floats]]:
    """Give name, labels and values of each symbol, in order."""
    levers, reps = np.arange(len(data.levers)), np.arange(len(data.reps))
    cell = {"rep_id": data.cell_rep, "territory_id": data.cell_territory, "lever": data.cell_lever}
    pair = {"territory_id": data.pair_territory, "lever": data.pair_lever}
    codes: dict[str, dict[str, Ints]] = {
        "lever": {"lever": levers},
        "rep": {"rep_id": reps},
        "pair": pair,
        "cell": cell,
    }
    for name, over, values in (
        ("target", "lever", data.target),
        ("season", "lever", data.season),
        ("inside", "lever", data.inside),
        ("Y", "lever", data.yield_total),
        ("cycle_days", "lever", data.cycle_days),
        ("work", "rep", data.work),
        ("present", "rep", data.present),
        ("hours", "rep", data.hours),
        ("done", "rep", data.done),
        ("presence", "rep", data.presence),
        ("ramping", "rep", data.ramping),
        ("cut", "rep", data.cut),
        ("variance", "rep", data.variance),
        ("potential", "pair", data.potential),
        ("open_amount", "pair", data.open_amount),
        ("rest", "pair", data.rest),
        ("mean_share", "cell", data.mean_share),
        ("conv", "cell", data.conv),
        ("cell_open_amount", "cell", data.cell_open_amount),
        ("worked", "cell", data.worked),
        ("win_share", "cell", data.win_share),
        ("effort", "cell", data.effort),
        ("worked_share", "cell", data.worked_share),
        ("open_worth", "cell", data.open_worth),
        ("yield", "cell", data.expected),
        ("y", "cell", data.attainable),
        ("fair", "cell", data.fair),
    ):
        yield _block(data, name, codes[over], values)
    owned = data.conversion
    rep, lever = np.indices(owned.rate.shape).reshape(2, -1)
    for name, values in (
        ("prior_mean", owned.prior_mean),
        ("prior_weight", owned.prior_weight),
        ("wins", owned.wins),
        ("opportunities", owned.opportunities),
    ):
        yield _block(data, name, {"rep_id": rep, "lever": lever}, values.ravel())


def _block(
    data: Parameters, name: str, codes: dict[str, Ints], values: Any
) -> tuple[str, dict[str, Any], Floats]:
    """Label one symbol; a second dimension is the periods."""
    numbers = np.asarray(values, np.float64)
    kept = np.isfinite(numbers) & (numbers != 0.0)
    where = np.nonzero(kept)
    axes = {
        "rep_id": data.reps,
        "territory_id": data.territories,
        "lever": data.levers,
        "period": data.periods,
    }
    labels = {axis: axes[axis].take(code[where[0]]) for axis, code in codes.items()}
    if numbers.ndim > 1:
        labels["period"] = data.periods.take(where[1])
    return name, labels, numbers[kept]

"""Hand-made plan folders, and proofs of the program as the certificate itself writes it down."""

import io

import clarabel
import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML
from scipy import sparse
from scipy.optimize import linprog

from allocator.certify import compare, evidence, program, proven, rounding, yardstick
from allocator.certify.arrays import ratio
from allocator.certify.lock import locked
from allocator.certify.printed.unassigned import missing, short
from allocator.certify.world import world as read_world
from allocator.domain.plan import COLUMNS
from allocator.domain.proof import Proof, TierProof

PERIODS = ["2027-01-01", "2027-04-01", "2027-07-01", "2027-10-01"]


def scenario(**changes):
    base = {
        "schema": "allocator/v1",
        "name": "tiny",
        "title": "Tiny",
        "currency": "USD",
        "horizon": {"start": "2027-01-01", "periods": 4, "frequency": "quarter"},
        "target": {
            "baseline_revenue": 1e6,
            "levers": {"new_customers": {"amount": 1000.0, "priority": 1, "over_assignment": 0.0}},
            "seasonality": {"new_customers": [0.25, 0.25, 0.25, 0.25]},
        },
        "roles": {
            "ae": {
                "levers": ["new_customers"],
                "selling_hours_per_month": None,
                "ramp": [],
                "kind": "executive",
                "credit": {"new_customers": "primary"},
            }
        },
        "measure": "growth",
        "history": {"months": 24},
        "model": "tiny",
        "tables": "tables/",
    }
    return {**base, **changes}


def model(families=None, tiers=("shortfall", "closest"), **changes):
    base = {
        "schema": "allocator/v1",
        "title": "Tiny",
        "peer_groups": ["role", "segment"],
        "families": {"lever_totals": {}, "quota_bounds": {}, **(families or {})},
        "tiers": list(tiers),
        "rounding": {"unit": 1},
    }
    return {**base, **changes}


def yaml(value):
    out = io.BytesIO()
    YAML().dump(value, out)
    return out.getvalue()


def csv(rows):
    return pd.DataFrame(rows).to_csv(index=False, lineterminator="\n").encode()


def table(name, rows):
    """Give a table of the contract from rows that name only some of its columns."""
    spec = evidence.TABLES[name]
    return csv({column: [row.get(column, "") for row in rows] for column in spec.names})


def inputs(given_scenario=None, given_model=None, **tables):
    files = {
        "inputs/scenario.yaml": yaml(given_scenario or scenario()),
        "inputs/model.yaml": yaml(given_model or model()),
        "inputs/parameters.csv": b"symbol,rep_id,territory_id,lever,period,value\n",
    }
    for name, rows in tables.items():
        files[f"inputs/tables/{name}.csv"] = table(name, rows)
    for name, columns in COLUMNS.items():
        files[f"{name}.csv"] = (",".join(columns) + "\n").encode()
    return files


def world_of(*args, **tables):
    return read_world(evidence.read(inputs(*args, **tables)))


def prove(here):
    """Solve every tier of the rebuilt program, with locks, as its own author would."""
    tiers = []
    while True:
        told = Proof(None, None, tuple(tiers)) if tiers else None
        rebuilt = program.rebuild(here, told)
        if len(tiers) == len(rebuilt.objectives):
            break
        region = proven.whole(rebuilt)
        for tier in tiers:
            region = locked(region, tier)
        goal = rebuilt.objectives[len(tiers)]
        tiers.append(_solved(region.leading(goal.columns, goal.rows), goal, len(tiers)))
    book = rebuilt.book
    return rebuilt, Proof(book.column_labels(), book.row_labels(), tuple(tiers))


def _solved(region, goal, number):
    point, dual, reduced = _quadratic(region, goal) if goal.quadratic else _linear(region, goal)
    size = np.abs(goal.cost).max(initial=0.0) or 1.0
    firm = 1e-7 * size
    columns = np.where(reduced > firm, -1, np.where(reduced < -firm, 1, 0)).astype(np.int8)
    rows = np.where(dual > firm, -1, np.where(dual < -firm, 1, 0)).astype(np.int8)
    if goal.quadratic:
        columns[:], rows[:] = 0, 0
    fixed = region.least == region.most
    return TierProof(
        goal.name,
        goal.columns,
        goal.rows,
        goal.value(point),
        point,
        dual,
        np.where(fixed, 0, columns).astype(np.int8),
        rows,
        np.inf,
        np.zeros(number),
    )


def _linear(region, goal):
    equal = region.lower == region.upper
    up = ~equal & np.isfinite(region.upper)
    low = ~equal & np.isfinite(region.lower)
    a, scale = region.matrix, np.abs(goal.cost).max(initial=0.0) or 1.0
    found = linprog(
        goal.cost / scale,
        A_ub=sparse.vstack([a[up], -a[low]]) if (up | low).any() else None,
        b_ub=np.concatenate([region.upper[up], -region.lower[low]]) if (up | low).any() else None,
        A_eq=a[equal] if equal.any() else None,
        b_eq=region.lower[equal] if equal.any() else None,
        bounds=np.column_stack([region.least, region.most]),
        method="highs-ds",
    )
    assert found.status == 0, found.message
    dual = np.zeros(len(region.lower))
    if equal.any():
        dual[equal] = found.eqlin.marginals
    if (up | low).any():
        marginals = found.ineqlin.marginals
        dual[up] += marginals[: up.sum()]
        dual[low] -= marginals[up.sum() :]
    dual *= scale
    return found.x, dual, goal.cost - a.T @ dual


def _quadratic(region, goal):
    """Solve closest with money in units of the fair shares' mean, then read the duals back."""
    count, width = len(goal.fair), len(region.least)
    unit = goal.fair.mean()
    weight = np.zeros(width)
    weight[:count] = unit / goal.fair
    linear = np.zeros(width)
    linear[:count] = -1.0
    eye = sparse.identity(width, format="csr")
    equal = region.lower == region.upper
    up, low = ~equal & np.isfinite(region.upper), ~equal & np.isfinite(region.lower)
    a = region.matrix
    blocks = sparse.vstack([a[equal], a[up], -a[low], eye, -eye]).tocsc()
    sides = (
        np.concatenate(
            [region.lower[equal], region.upper[up], -region.lower[low], region.most, -region.least]
        )
        / unit
    )
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = 1e-12
    cones = [
        clarabel.ZeroConeT(int(equal.sum())),
        clarabel.NonnegativeConeT(len(sides) - int(equal.sum())),
    ]
    found = clarabel.DefaultSolver(
        sparse.diags(weight).tocsc(), linear, blocks, sides, cones, settings
    ).solve()
    z = np.array(found.z)
    dual = np.zeros(len(region.lower))
    n = int(equal.sum())
    dual[equal] = -z[:n]
    dual[up] += -z[n : n + up.sum()]
    n += int(up.sum())
    dual[low] += z[n : n + low.sum()]
    dual /= goal.scale
    point = np.clip(np.array(found.x) * unit, region.least, region.most)
    return point, dual, np.zeros(width)


def parameters_csv(here):
    rows = pd.concat(compare.listed(here.evidence, here.figures))
    rows = rows[rows["value"].notna() & (rows["value"] != 0)]
    return csv(rows[list(evidence.PARAMETER_COLUMNS)])


def rounded(here, exact):
    """Round every cell and every sum to its floor or ceiling: an integral linear program."""
    unit = here.evidence.unit
    units = np.rint(exact / unit * 1e4) / 1e4
    frame = here.x[["rep", "l", "p"]].assign(k=np.arange(len(units)), all=0)
    under = frame.merge(here.under(), on="rep")
    sides, blocks = [rounding.bounds(units, 1.0)], [sparse.identity(len(units))]
    for rows, keys in (
        (frame, ["l"]),
        (under, ["node"]),
        (under, ["node", "l", "p"]),
        (frame, ["rep"]),
    ):
        code = rows.groupby(keys).ngroup().to_numpy()
        hot = sparse.csr_matrix((np.ones(len(rows)), (code, rows["k"])))
        blocks.append(hot)
        sides.append(rounding.bounds(hot @ (exact / unit), 1.0))
    low, high = (np.concatenate(side) for side in zip(*sides, strict=True))
    a = sparse.vstack(blocks)
    found = linprog(
        -(units - np.floor(units)),
        A_ub=sparse.vstack([a, -a]),
        b_ub=np.concatenate([high, -low]),
        method="highs-ds",
    )
    assert found.status == 0, found.message
    assert np.allclose(found.x, np.rint(found.x))
    return np.rint(found.x) * unit


def folder(given_scenario=None, given_model=None, **tables):
    """Give files, document and proof of a plan that holds."""
    files = inputs(given_scenario, given_model, **tables)
    here = read_world(evidence.read(files))
    rebuilt, proof = prove(here)
    files["inputs/parameters.csv"] = parameters_csv(here)
    x = rounded(here, proof.point[: len(here.x)])
    files["quotas.csv"] = _quotas(here, x)
    files["reps.csv"] = _reps(here, x)
    files["rollup.csv"] = _rollup(here, rebuilt, proof, x)
    files["pipeline_quotas.csv"] = _pipeline(here, rebuilt, proof)
    u = short(here, rebuilt, proof.point)
    lever, p = np.nonzero(u > 0.5)
    files["shortfall.csv"] = csv(
        {
            "lever": here.levers[lever],
            "period": here.periods[p],
            "amount": np.rint(u[lever, p]),
            "reason": ["bound"] * len(p),
        }
    )
    status = "optimal_short" if u.sum() > 1e-9 * here.target else "optimal"
    document = {"status": status, **_document(here, rebuilt, proof, x)}
    document["tiers"] = [
        {"name": tier.name, "value": tier.value, "bound": tier.value} for tier in proof.tiers
    ]
    return files, document, proof


def _pipeline(here, rebuilt, proof):
    """Split W by hours, largest remainder first."""
    columns, rows = list(COLUMNS["pipeline_quotas"]), []
    if "W" in rebuilt.book.blocks:
        block = rebuilt.book.blocks["W"]
        for text, place in zip(block.labels, block.at(block.labels), strict=True):
            node, role, lever, period = text.split("\t")
            home = (here.nodes.home == node) & (here.people["role"] == role).to_numpy()
            desk = np.flatnonzero(home)
            hours = here.figures.hours[desk, PERIODS.index(period)]
            total = round(proof.point[place])
            part = np.floor(total * hours / hours.sum())
            part[: int(total - part.sum())] += 1
            rows += [
                (here.people.index[r], node, lever, period, money)
                for r, money in zip(desk, part, strict=True)
            ]
    return csv(pd.DataFrame(rows, columns=columns))


def _quotas(here, x):
    frame = here.x.assign(quota=x, credit="primary", period=here.periods[here.x["p"]])
    frame = frame.rename(columns={"rep": "rep_id", "territory": "territory_id"})
    primary = frame.loc[frame["quota"] > 0, list(COLUMNS["quotas"])]
    cells, share = here.figures.overlay, here.figures.overlay_share
    extra = []
    for k, cell in enumerate(cells.itertuples()):
        for p, period in enumerate(here.periods):
            same = (here.x["territory"] == cell.territory) & (here.x["l"] == cell.l)
            money = round(share[k, p] * x[(same & (here.x["p"] == p)).to_numpy()].sum())
            if money:
                extra.append((cell.rep, cell.territory, cell.lever, period, "overlay", money))
    return csv(pd.concat([primary, pd.DataFrame(extra, columns=list(COLUMNS["quotas"]))]))


def _reps(here, x):
    quota = np.bincount(here.x["who"], x, len(here.people))
    used = np.bincount(here.x["who"], x * here.x["effort"], len(here.people))
    people = here.people
    known = "potential" in here.evidence.given
    frame = pd.DataFrame(
        {
            "rep_id": people["rep_id"],
            "credit": "primary",
            "name": people["name"],
            "role": people["role"],
            "node_id": here.nodes.home,
            "peer_group": people["group"],
            "compared": people["compared"].map({True: "true", False: "false"}),
            "quota": quota,
            "fair_share": people["fair"],
            "load": ratio(quota, people["fair"]),
            "peer_load": yardstick.loads(here, quota)["peer_load"].reindex(people.index),
            "expected_yield": people["expected"],
            "attainable_yield": people["y"],
            "stretch": ratio(quota, people["y"]) if known else np.nan,
            "attainment_probability": yardstick.attainment(here, quota) if known else np.nan,
            "capacity_used": ratio(used, yardstick.able(here)),
            "prior_quota": people["prior_quota"],
            "change": yardstick.changes(here, quota),
            "proposed_quota": people["proposed_quota"],
            "binding": "quota_bounds",
        }
    )
    frame = frame[people["role"].isin(here.evidence.credits("primary")["role"])]
    text = _quotas(here, x).decode()
    overlay = pd.read_csv(io.StringIO(text))
    overlay = overlay[overlay["credit"] == "overlay"].groupby("rep_id")["quota"].sum()
    extra = pd.DataFrame(
        {"rep_id": overlay.index, "credit": "overlay", "quota": overlay.to_numpy()}
    )
    return csv(pd.concat([frame, extra])[list(COLUMNS["reps"])])


def _rollup(here, rebuilt, proof, x):
    short_of = short(here, rebuilt, proof.point).sum(axis=1)
    nodes, rows = here.nodes, []
    under = here.x.assign(x=x).merge(here.under(), on="rep")
    numbers = {}
    for code, lever in enumerate(here.levers):
        own = under[(under["l"] == code)]
        at = nodes.factor[code]
        root = own[own["node"] == nodes.root]["x"].sum() / at[nodes.table.index.get_loc(nodes.root)]
        factor = (here.figures.target[code].sum() - short_of[code]) / root if root else 1.0
        for place, node in enumerate(nodes.table.index):
            for p in range(len(here.periods)):
                money = own[(own["node"] == node) & (own["p"] == p)]["x"].sum()
                numbers[node, code, p] = round(money / at[place] * factor)
        for place, node in enumerate(nodes.table.index):
            for p, period in enumerate(here.periods):
                below = sum(
                    numbers[child, code, p]
                    for child in nodes.table.index[nodes.table["parent_id"] == node]
                )
                at_home = here.nodes.home[here.x["who"]] == node
                here_now = at_home & (here.x["l"] == code) & (here.x["p"] == p)
                below += x[here_now.to_numpy()].sum()
                rows.append(
                    (
                        node,
                        nodes.table["level"].iloc[place],
                        nodes.table["parent_id"].iloc[place],
                        lever,
                        period,
                        numbers[node, code, p],
                        below,
                        at[place] - 1,
                    )
                )
    return csv(pd.DataFrame(rows, columns=list(COLUMNS["rollup"])))


def _document(here, rebuilt, proof, x):
    target = here.figures.target.sum(axis=1)
    u = short(here, rebuilt, proof.point).sum(axis=1)
    v = missing(here, rebuilt, proof.point).sum(axis=1)
    assigned = np.bincount(here.x["l"], x, len(target))
    granted = (here.cushion - 1) * target - v
    rest = target - assigned - u + granted
    lines = np.column_stack([target, assigned, u, v, rest])
    keys = ("target", "assigned", "shortfall", "cushion_missing", "rounding")
    levers = {
        name: dict(zip(keys, line.tolist(), strict=True))
        for name, line in zip(here.evidence.levers, lines, strict=True)
    }
    quota = np.bincount(here.x["who"], x, len(here.people))
    used = np.bincount(here.x["who"], x * here.x["effort"], len(here.people))
    cells = here.figures.cells
    seller = here.people.index.get_indexer(pd.Index(cells["rep"]))
    baselines = {}
    for name, money in yardstick.splits(here).items():
        if money is None:
            baselines[name] = None
            continue
        baselines[name] = yardstick.metrics(
            here,
            np.bincount(seller, money, len(here.people)),
            np.bincount(seller, cells["effort"].to_numpy(float) * money, len(here.people)),
        )
    return {
        "totals": {**dict(zip(keys, lines.sum(axis=0).tolist(), strict=True)), "levers": levers},
        "metrics": yardstick.metrics(here, quota, used),
        "baselines": baselines,
    }


def coefficients(book, block, name):
    """Give one row as {column: coefficient}, with its sides; parts of labels joined by a slash."""
    found = next(rows for rows in book.rows if rows.name == block)
    labels = [text.replace("\t", "/") for text in found.labels]
    at = labels.index(name)
    own = found.row == at
    names = names_of(book)
    parts = {names[c]: v for c, v in zip(found.column[own], found.value[own], strict=True)}
    return parts, found.lower[at], found.upper[at]


def names_of(book):
    return [
        f"{block.name} {text}".replace("\t", "/").strip()
        for block in book.blocks.values()
        for text in block.labels
    ]


def labels_of(book, block):
    found = [rows.labels for rows in book.rows if rows.name == block]
    return [text.replace("\t", "/") for labels in found for text in labels]


def costs(book, goal):
    names = names_of(book)
    return {names[at]: goal.cost[at] for at in np.flatnonzero(goal.cost)}


def bounds_of(book):
    return dict(zip(names_of(book), book.upper.tolist(), strict=True))


def rich():
    """An organisation in which every family and every tier has something to do."""
    own = {"new_customers": "primary", "expansion": "primary"}
    spread = {"new_customers": [0.2, 0.25, 0.25, 0.3], "expansion": [0.25] * 4}
    given = scenario(
        target={
            "baseline_revenue": 1e6,
            "levers": {
                "new_customers": {"amount": 4000.0, "priority": 1, "over_assignment": 0.05},
                "expansion": {"amount": 2000.0, "priority": 2, "over_assignment": 0.0},
                "retention": {"amount": 0.0, "priority": 2, "over_assignment": 0.0},
            },
            "seasonality": {**spread, "retention": [0.25] * 4},
        },
        roles={
            "ae": role(own, selling_hours_per_month=60, ramp=[0, 0.25, 0.5, 0.75, 1]),
            "am": role({"expansion": "primary"}),
            "se": role({"new_customers": "overlay"}, kind="overlay"),
            "sdr": role({"new_customers": "pipeline"}, selling_hours_per_month=100, kind="sdr"),
        },
    )
    policy = model(
        {
            "potential": {"reach": 2.0},
            "capacity": {"utilisation": 0.85, "limit": 1.0},
            "pipeline_feasibility": {"max_stretch": 1.25, "by_lever": True},
            "attainable": {"min_probability": 0.3},
            "fairness_band": {"band": 0.15, "soft": True, "price": 1},
            "year_over_year": {"up": 0.3, "down": 0.15, "soft": True, "price": 1},
            "pay_ratio": {"lo": 0.1, "hi": 8, "soft": True, "price": 1},
            "lever_mix": {"mix": {"ae": {"new_customers": [0.2, 0.9]}}},
            "phasing": {"band": 0.5},
            "roll_up": {"mode": "interlock", "over_assignment": {"region": 0.02}},
            "pipeline_supply": {"self_sourced": {"ae": 0.3}},
        },
        [
            "shortfall",
            "over_stretch",
            "breaches",
            "mean_deviation",
            "between_groups",
            {"disruption": {"prior_price": 1, "proposed_price": 1}},
            "expected_value",
            "closest",
        ],
    )
    people, cover, money = [], [], []
    for i in range(6):
        place = {"node_id": "west" if i % 2 else "east", "segment": "mid" if i < 4 else "top"}
        pay = {"ote": 200, "prior_quota": 600 + 10 * i, "name": "=Ann"}
        people.append({"rep_id": f"ae-{i}", "role": "ae", **place, **pay})
        cover.append({"rep_id": f"ae-{i}", "territory_id": f"t-{i}"})
        money.append(("new_customers", f"t-{i}", 4000 + 500 * i))
        money.append(("expansion", f"t-{i}", 2000))
    people[0]["start_date"] = "2026-11-15"
    people[1]["proposed_quota"] = 500
    people[2]["locked_quota"] = 700
    people[3]["fte"] = 0.5
    people[4]["end_date"] = "2027-10-20"
    for i in range(3):
        people.append({"rep_id": f"am-{i}", "role": "am", "region": "west"})
        cover.append({"rep_id": f"am-{i}", "territory_id": f"t-{i}", "share": 0.5 if i else ""})
    people.append({"rep_id": "se-0", "role": "se"})
    cover += [{"rep_id": "se-0", "territory_id": f"t-{i}", "share": 0.5} for i in range(6)]
    people += [{"rep_id": f"sdr-{n}", "role": "sdr", "node_id": n} for n in ("west", "east")]
    lever = {"lever": "new_customers"}
    return {
        "given_scenario": given,
        "given_model": policy,
        "reps": people,
        "coverage": cover,
        "potential": [{"lever": a, "territory_id": t, "potential": v} for a, t, v in money],
        "hierarchy": [
            {"node_id": "co", "level": "company"},
            {"node_id": "west", "parent_id": "co", "level": "region", "min_target": 800,
             "proposed": 2500},
            {"node_id": "east", "parent_id": "co", "level": "region", "max_target": 5000},
        ],
        "history": [
            *(
                {"row_id": str(i), "rep_id": f"ae-{i}", **lever, "opportunities": 20,
                 "wins": 5 + i, "amount_won": 1000, "cycle_days": 60, "period": "2026-07-01"}
                for i in range(5)
            ),
            {"row_id": "p", "lever": "expansion", "segment": "mid", "opportunities": 30,
             "wins": 12},
            {"row_id": "s", "lever": "expansion", "stage": "won", "opportunities": 30, "wins": 20},
        ],
        "pipeline": [
            *(
                {"row_id": str(i), "territory_id": f"t-{i}", **lever, "amount": 300,
                 "stage": "open" if i % 2 else "won", "rep_id": f"ae-{i}" if i < 3 else "",
                 "created": "2026-12-01", "expected_close": "2027-03-05" if i < 2 else ""}
                for i in range(6)
            ),
            {"row_id": "z", "territory_id": "t-1", "lever": "expansion", "stage": "x",
             "amount": 100},
        ],
        "effort": [
            {"role": "ae", **lever, "hours_per_opportunity": 30, "deal_size": 50},
            {"role": "sdr", **lever, "hours_per_opportunity": 5, "deal_size": 50},
        ],
        "supply": [
            {"node_id": "co", **lever, "period": "2027-01-01", "source": "mkt", "amount": 20000}
        ],
        "absences": [
            {"rep_id": "ae-5", "start_date": "2027-02-01", "end_date": "2027-02-28", "share": 0.5}
        ],
    }  # fmt: skip


def role(credit, **changes):
    base = {
        "levers": list(credit),
        "selling_hours_per_month": None,
        "ramp": [],
        "kind": "executive",
        "credit": credit,
    }
    return {**base, **changes}


@pytest.fixture(scope="session")
def whole_plan():
    """A plan of the rich organisation that holds: files, document, proof."""
    return folder(**rich())


@pytest.fixture(scope="session")
def tiny():
    """Every helper under one name."""

    class Tiny:
        periods = PERIODS

    for function in (
        scenario, model, yaml, csv, table, inputs, world_of, prove, folder, parameters_csv,
        coefficients, names_of, labels_of, costs, bounds_of, rich, role, rounded,
    ):  # fmt: skip
        setattr(Tiny, function.__name__, staticmethod(function))
    return Tiny

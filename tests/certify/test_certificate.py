"""A plan that holds passes; whatever is changed in its folder is refused, and named."""

import copy
import dataclasses
import io

import numpy as np
import pandas as pd
import pytest

from allocator.certify import compare, program
from allocator.certify.certificate import certify
from allocator.domain.proof import Labels, Proof, TierProof


def refusals(folder):
    found = certify(*folder)
    assert found.words == ("refused" if not found.passed else found.words)
    return [check.name for check in found.checks if not check.passed]


@pytest.fixture
def plan(whole_plan):
    files, document, proof = whole_plan
    return dict(files), copy.deepcopy(document), proof


def edited(files, path, change):
    """Change a CSV file of text cells."""
    table = pd.read_csv(io.BytesIO(files[path]), dtype=str, keep_default_na=False)
    table = change(table)
    files[path] = table.to_csv(index=False, lineterminator="\n").encode()


def test_a_plan_that_holds(whole_plan):
    found = certify(*whole_plan)
    assert found.refusals == ()
    assert found.passed
    assert found.words == "optimal on the locked face"
    assert [tier.name for tier in found.tiers] == [
        "shortfall:1", "shortfall:2", "over_stretch", "breaches", "mean_deviation",
        "between_groups", "disruption", "expected_value", "closest",
    ]  # fmt: skip
    assert max(tier.face for tier in found.tiers) < 1e-9
    assert 0 < found.tiers[-1].within < 0.5


def test_a_plan_that_needs_no_lock_is_proven_optimal(tiny):
    reps = [{"rep_id": r, "role": "ae"} for r in "abc"]
    found = certify(*tiny.folder(reps=reps))
    assert found.refusals == ()
    assert found.words == "proven optimal"


def test_every_family_prints_its_worst_row(whole_plan):
    found = {check.name: check for check in certify(*whole_plan).checks}
    for family in ("potential", "capacity", "attainable", "phasing.upper", "pipeline_hours"):
        assert found[f"rule {family}"].detail


# ---------------------------------------------------------------- the published quotas


def first(change):
    def apply(table):
        table = table.copy()
        table.loc[0, "quota"] = str(change(float(table.loc[0, "quota"])))
        return table

    return apply


QUOTAS = {
    "a unit more": (first(lambda money: money + 1), "rounding: "),
    "two units more": (first(lambda money: money + 2), "rounding: within a unit of x*"),
    "half a unit": (first(lambda money: money + 0.5), "rounding: multiples of the unit"),
    "negative": (first(lambda money: -money), "quotas: no negative or missing money"),
    "empty": (lambda t: t.assign(quota=""), "quotas: no negative or missing money"),
    "twice": (lambda t: pd.concat([t, t.head(1)]), "quotas: no row twice"),
    "row gone": (lambda t: t.tail(-1), "rounding: "),
    "unknown rep": (lambda t: t.assign(rep_id="nobody"), "quotas: no unknown cell"),
    "unknown credit": (lambda t: t.assign(credit="loan"), "quotas: credit is primary or overlay"),
    "other overlay": (
        lambda t: t.assign(quota=[q if c == "primary" else str(float(q) + 3)
                                  for q, c in zip(t["quota"], t["credit"], strict=True)]),
        "rounding: overlay shares",
    ),
    "overlay of a stranger": (
        lambda t: t.assign(rep_id=[r if c == "primary" else "ae-0"
                                   for r, c in zip(t["rep_id"], t["credit"], strict=True)]),
        "rounding: overlay shares",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", QUOTAS)
def test_changed_quotas_are_refused(plan, name):
    change, check = QUOTAS[name]
    edited(plan[0], "quotas.csv", change)
    assert any(found.startswith(check) for found in refusals(plan))


def test_money_moved_between_two_reps_is_refused(plan):
    def move(table):
        table = table.copy()
        quota = table["quota"].astype(float)
        other = table.index[table["rep_id"] != table.loc[0, "rep_id"]][0]
        quota[0] += 1
        quota[other] -= 1
        return table.assign(quota=quota.astype(str))

    edited(plan[0], "quotas.csv", move)
    assert "reps: quota" in refusals(plan)


# ---------------------------------------------------------------- the other tables


def bumped(column, by=7.0):
    def apply(table):
        table = table.copy()
        row = table.index[table[column] != ""][0]
        table.loc[row, column] = str(float(table.loc[row, column]) + by)
        return table

    return apply


def put(column, text):
    return lambda table: table.assign(**{column: text})


def doubled(table):
    return pd.concat([table, table.head(1)])


TABLES = [
    *(
        ("reps.csv", bumped(column), f"reps: {column}")
        for column in (
            "quota", "fair_share", "load", "peer_load", "expected_yield", "attainable_yield",
            "stretch", "attainment_probability", "capacity_used", "prior_quota", "change",
            "proposed_quota",
        )
    ),
    *(
        ("reps.csv", put(column, "x"), f"reps: {column}")
        for column in ("name", "role", "node_id", "peer_group", "compared")
    ),
    ("reps.csv", put("binding", "magic"), "reps: binding names families that are on"),
    ("reps.csv", put("credit", "overlay"), "reps: a primary row for each who owns a lever"),
    ("reps.csv", put("credit", "loan"), "reps: overlay rows"),
    ("reps.csv", doubled, "reps: no row twice"),
    ("rollup.csv", bumped("quota"), "rollup: node numbers"),
    ("rollup.csv", bumped("sum_of_children"), "rollup: sums of children"),
    ("rollup.csv", bumped("over_assignment"), "rollup: over_assignment"),
    ("rollup.csv", put("level", "x"), "rollup: level"),
    ("rollup.csv", put("parent_id", "x"), "rollup: parent_id"),
    ("rollup.csv", put("node_id", "x"), "rollup: known nodes, levers and periods"),
    ("rollup.csv", put("period", "x"), "rollup: known nodes, levers and periods"),
    ("rollup.csv", doubled, "rollup: no row twice"),
    ("rollup.csv", lambda t: t.head(0), "rollup: node numbers"),
    ("shortfall.csv", bumped("amount"), "shortfall: amounts"),
    ("shortfall.csv", lambda t: t.head(0), "shortfall: amounts"),
    ("shortfall.csv", put("reason", "bad luck"), "shortfall: reasons"),
    ("shortfall.csv", put("lever", "x"), "shortfall: amounts"),
    ("shortfall.csv", doubled, "shortfall: no row twice"),
    ("pipeline_quotas.csv", bumped("pipeline", 900.0), "pipeline quotas: sums"),
    ("pipeline_quotas.csv", put("pipeline", "-1"),
     "pipeline quotas: no negative or missing money"),
    ("pipeline_quotas.csv", put("node_id", "x"), "pipeline quotas: reps at their nodes"),
    ("pipeline_quotas.csv", bumped("pipeline", 90000.0), "rule pipeline_hours"),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(TABLES)))
def test_changed_tables_are_refused(plan, number):
    path, change, check = TABLES[number]
    edited(plan[0], path, change)
    assert check in refusals(plan)


# ---------------------------------------------------------------- inputs


def test_a_changed_parameter_is_refused(plan):
    edited(plan[0], "inputs/parameters.csv", bumped("value", 1e-6))
    assert len(refusals(plan)) == 1


def test_a_parameter_that_is_missing_is_refused(plan):
    edited(plan[0], "inputs/parameters.csv", lambda t: t[t["symbol"] != "conv"])
    assert refusals(plan) == ["parameter conv"]


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (doubled, "parameters: each once"),
        (put("symbol", "magic"), "parameter magic"),
        (put("rep_id", "stranger"), "parameter target"),
    ],
)
def test_strange_parameters_are_refused(plan, change, check):
    edited(plan[0], "inputs/parameters.csv", change)
    assert check in refusals(plan)


def test_zeros_may_be_told_and_what_nothing_uses_may_be_left_out(plan):
    rows = pd.DataFrame(
        [["done", "am-0", "", "", "2027-01-01", "0"], ["magic", "", "", "", "", "0"]],
        columns=["symbol", "rep_id", "territory_id", "lever", "period", "value"],
    )
    edited(plan[0], "inputs/parameters.csv", lambda t: pd.concat([t, rows]))
    edited(
        plan[0],
        "inputs/parameters.csv",
        lambda t: t[(t["symbol"] != "prior_mean") | ~t["rep_id"].str.startswith("s")],
    )
    assert refusals(plan) == []


def test_a_world_without_a_cell_has_no_parameters_of_cells(tiny):
    roles = {"sdr": tiny.role({"new_customers": "pipeline"})}
    given = tiny.scenario(roles=roles)
    here = tiny.world_of(given, reps=[{"rep_id": "s", "role": "sdr"}])
    found = compare.parameters(here.evidence, here.figures)
    names = [check.name for check in found]
    assert "parameter conv" not in names
    assert [check.name for check in found if not check.passed] == [
        "parameter target", "parameter season", "parameter inside", "parameter work",
        "parameter present", "parameter presence", "parameter cut",
    ]  # fmt: skip


def test_hours_of_a_role_without_a_limit_must_be_unknown(plan):
    row = pd.DataFrame(
        [["hours", "am-0", "", "", "2027-01-01", "9"]],
        columns=["symbol", "rep_id", "territory_id", "lever", "period", "value"],
    )
    edited(plan[0], "inputs/parameters.csv", lambda t: pd.concat([t, row]))
    assert refusals(plan) == ["parameter hours"]


def test_a_changed_input_is_refused(plan):
    edited(plan[0], "inputs/tables/potential.csv", bumped("potential", 1.0))
    assert "parameter potential" in refusals(plan)


@pytest.mark.parametrize(
    ("path", "check"),
    [
        ("inputs/scenario.yaml", "files: can be read"),
        ("inputs/parameters.csv", "files: can be read"),
        ("quotas.csv", "files: can be read"),
        ("inputs/tables/reps.csv", "program: can be read"),
    ],
)
def test_a_missing_file_is_refused(plan, path, check):
    del plan[0][path]
    assert refusals(plan)
    assert check in refusals(plan) or path == "inputs/tables/reps.csv"


def test_a_role_that_nobody_described_is_refused(plan):
    edited(plan[0], "inputs/tables/reps.csv", put("role", "ghost"))
    assert refusals(plan) == ["parameters: can be read"]


def test_a_tier_that_nobody_knows_is_refused(plan):
    plan[0]["inputs/model.yaml"] = plan[0]["inputs/model.yaml"].replace(
        b"- over_stretch", b"- later"
    )
    assert refusals(plan) == ["program: can be read"]


def test_another_policy_is_refused(plan):
    plan[0]["inputs/model.yaml"] = plan[0]["inputs/model.yaml"].replace(
        b"band: 0.15", b"band: 0.05"
    )
    assert "breaches: rows hold" in refusals(plan)


# ---------------------------------------------------------------- plan.json


DOCUMENT = {
    "status": (lambda d: d.update(status="optimal"), "plan.json: status"),
    "no tiers": (lambda d: d.update(tiers=None), "plan.json: tiers"),
    "value": (lambda d: d["tiers"][2].update(value=0.5), "plan.json: over_stretch value"),
    "bound": (lambda d: d["tiers"][2].update(bound=None), "plan.json: over_stretch bound"),
    "assigned": (lambda d: d["totals"].update(assigned=1.0), "totals: company assigned"),
    "target": (lambda d: d["totals"].update(target="x"), "totals: company target"),
    "lever": (
        lambda d: d["totals"]["levers"]["expansion"].update(cushion_missing=9.0),
        "totals: expansion cushion_missing",
    ),
    "shortfall": (lambda d: d["totals"].update(shortfall=None), "totals: company shortfall"),
    "rounding": (lambda d: d["totals"].update(rounding=55), "totals: company rounding is small"),
    "balance": (lambda d: d["totals"].update(rounding=2.5), "totals: company balance"),
    "levers": (lambda d: d["totals"].update(levers={}), "totals: levers"),
    "no totals": (lambda d: d.pop("totals"), "totals: levers"),
    "metric": (lambda d: d["metrics"].update(gini_of_load=0.9), "metrics"),
    "no metric": (lambda d: d["metrics"].update(gini_of_load=None), "metrics"),
    "group": (lambda d: d["metrics"]["mean_load_deviation"].update(x=1), "metrics"),
    "no group": (lambda d: d["metrics"].update(mean_load_deviation=None), "metrics"),
    "no metrics": (lambda d: d.update(metrics=None), "metrics"),
    "baseline": (
        lambda d: d["baselines"]["equal"].update(largest_stretch=0.1), "baseline equal",
    ),
    "no baselines": (lambda d: d.update(baselines=None), "baseline prior"),
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENT)
def test_changed_figures_are_refused(plan, name):
    change, check = DOCUMENT[name]
    change(plan[1])
    assert check in refusals(plan)


def test_a_baseline_that_the_data_do_not_allow_must_be_missing(tiny):
    files, document, proof = tiny.folder(reps=[{"rep_id": r, "role": "ae"} for r in "abc"])
    assert document["baselines"]["prior"] is None
    document["baselines"]["prior"] = document["metrics"]
    assert refusals((files, document, proof)) == ["baseline prior"]


# ---------------------------------------------------------------- the proof


def with_tier(proof, number, **changes):
    tiers = list(proof.tiers)
    tiers[number] = dataclasses.replace(tiers[number], **changes)
    return dataclasses.replace(proof, tiers=tuple(tiers))


def nudged(array, at, by):
    found = np.array(array)
    found[at] += by
    return found


def test_a_point_off_its_rows_is_refused(plan):
    files, document, proof = plan
    point = nudged(proof.tiers[0].point, 0, 1.0)
    found = refusals((files, document, with_tier(proof, 0, point=point)))
    assert "shortfall:1: rows hold" in found


def test_a_point_below_its_bounds_is_refused(plan):
    files, document, proof = plan
    point = nudged(proof.tiers[0].point, 0, -1e6)
    found = refusals((files, document, with_tier(proof, 0, point=point)))
    assert "shortfall:1: bounds hold" in found


def test_another_value_is_refused(plan):
    files, document, proof = plan
    value = proof.tiers[2].value - 1e-6
    found = refusals((files, document, with_tier(proof, 2, value=value)))
    assert "over_stretch: objective recomputed" in found
    assert "plan: keeps over_stretch" in found


def test_a_dual_that_proves_less_is_refused(plan):
    files, document, proof = plan
    found = refusals((files, document, with_tier(proof, 0, dual=proof.tiers[0].dual * 0.5)))
    assert "shortfall:1: gap on the locked face" in found


def test_a_dual_off_its_cone_is_refused(plan):
    files, document, proof = plan
    names = [name for name, entries in proof.rows.blocks for _ in entries]
    dual = nudged(proof.tiers[0].dual, names.index("potential"), 1e-3)
    found = refusals((files, document, with_tier(proof, 0, dual=dual)))
    assert "shortfall:1: dual on its sign cone" in found


def test_a_lock_without_a_multiplier_is_refused(plan):
    files, document, proof = plan
    signs = proof.tiers[0].locked_columns.copy()
    free = np.flatnonzero(signs == 0)[0]
    signs[free] = -1
    found = refusals((files, document, with_tier(proof, 0, locked_columns=signs)))
    assert "shortfall:1: each lock has its multiplier" in found


def test_a_missing_lock_is_refused_by_the_tiers_that_need_it(plan):
    files, document, proof = plan
    none = np.zeros_like(proof.tiers[0].locked_columns)
    changed = with_tier(proof, 0, locked_columns=none, locked_rows=proof.tiers[0].locked_rows * 0)
    assert any(
        name.endswith("gap on the locked face") for name in refusals((files, document, changed))
    )


def test_a_final_point_that_gives_an_earlier_tier_away_is_refused(plan):
    files, document, proof = plan
    names = [f"{b} {entry}" for b, entries in proof.columns.blocks for entry in entries]
    u = next(at for at, name in enumerate(names) if name.startswith("u "))
    x = next(at for at, name in enumerate(names) if name.startswith("x "))
    point = nudged(nudged(proof.point, u, 5.0), x, -5.0)
    last = len(proof.tiers) - 1
    found = refusals((files, document, with_tier(proof, last, point=point)))
    assert "plan: keeps shortfall:1" in found


def test_a_cap_that_gives_too_much_is_refused(plan):
    files, document, proof = plan
    tight = with_tier(proof, 0, cap=proof.tiers[0].value + 1e-8)
    assert refusals((files, document, tight)) == []
    loose = with_tier(proof, 0, cap=proof.tiers[0].value + 1e-6)
    assert refusals((files, document, loose)) == ["shortfall:1: cap"]


def test_weights_may_prove_a_tier_without_locks(plan):
    files, document, proof = plan
    assert certify(files, document, proof).tiers[2].free > 0.1
    found = certify(files, document, with_tier(proof, 2, weights=np.array([10.0, 10.0])))
    assert found.refusals == ()
    assert found.tiers[2].free < 1e-9


def test_another_label_is_refused(plan):
    files, document, proof = plan
    (name, entries), *rest = proof.rows.blocks
    labels = Labels(((name, entries[::-1]), *rest))
    assert refusals((files, document, dataclasses.replace(proof, rows=labels))) == ["proof: rows"]


@pytest.mark.parametrize("proof", [None, Proof(Labels(()), Labels(()), ())])
def test_no_proof_is_refused(plan, proof):
    assert refusals((plan[0], plan[1], proof)) == ["proof: it is there"]


def test_a_proof_of_nonsense_is_refused(plan):
    files, document, proof = plan
    assert refusals((files, document, dataclasses.replace(proof, rows=None))) == [
        "proof: can be read"
    ]


def test_a_broken_document_is_a_refusal_not_a_crash(plan):
    files, document, proof = plan
    assert refusals((files, {**document, "totals": 7}, proof)) == ["measures: can be read"]


# ---------------------------------------------------------------- no plan


@pytest.fixture
def nothing(tiny):
    """A floor of 5,000 where the target is 1,000: the rows on him add up to a contradiction."""
    reps = [{"rep_id": "a", "role": "ae", "min_quota": 5000}, {"rep_id": "b", "role": "ae"}]
    files = tiny.inputs(reps=reps)
    here = tiny.world_of(reps=reps)
    files["inputs/parameters.csv"] = tiny.parameters_csv(here)
    for name in ("quotas", "reps", "rollup", "shortfall", "pipeline_quotas"):
        del files[f"{name}.csv"]
    book = program.base(here)
    names = [f"{b} {e}" for b, entries in book.row_labels().blocks for e in entries]
    dual = np.array([float(name in {"quota a", "quota_bounds a"}) for name in names])
    tier = TierProof(
        "infeasible", book.width, book.height, 0.0, np.zeros(book.width), dual,
        np.zeros(book.width, np.int8), np.zeros(book.height, np.int8), np.inf, np.zeros(0),
    )  # fmt: skip
    return files, {"status": "infeasible"}, Proof(book.column_labels(), book.row_labels(), (tier,))


def test_a_ray_proves_that_there_is_no_plan(nothing):
    found = certify(*nothing)
    assert found.refusals == ()
    assert found.words == "proven infeasible"


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ({"dual": np.zeros(7)}, "infeasible: Farkas ray"),
        ({"dual": np.full(7, np.nan)}, "infeasible: Farkas ray"),
        ({"dual": np.zeros(99)}, "infeasible: the ray fits the rows"),
        ({"dual": np.zeros(3)}, "infeasible: Farkas ray"),
        ({"name": "closest"}, "infeasible: a ray is there"),
    ],
)
def test_a_ray_that_proves_nothing_is_refused(nothing, change, check):
    files, document, proof = nothing
    if "dual" in change and len(change["dual"]) == 7:
        change = {"dual": np.resize(change["dual"], len(proof.tiers[0].dual))}
    assert check in refusals((files, document, with_tier(proof, 0, **change)))


def test_a_ray_may_speak_of_a_tiers_own_rows(nothing):
    files, document, proof = nothing
    rows = Labels((*proof.rows.blocks, ("over_stretch", ("a",))))
    dual = np.append(proof.tiers[0].dual, 3.0)
    tier = dataclasses.replace(proof.tiers[0], dual=dual)
    assert refusals((files, document, Proof(proof.columns, rows, (tier,)))) == []


def test_a_feasible_world_has_no_ray(nothing):
    files, document, proof = nothing
    edited(files, "inputs/tables/reps.csv", lambda t: t.replace({"min_quota": {"5000": "500"}}))
    assert refusals((files, document, proof)) == ["infeasible: Farkas ray"]

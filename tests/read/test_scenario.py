"""A whole scenario from files or Python values."""

from datetime import date

import pandas as pd
import pytest

from allocator.domain.scenario import Change
from allocator.errors import InputError
from allocator.program import registry
from allocator.read.canonical import csv_bytes, yaml_bytes
from allocator.read.catalogue.base import FILES
from allocator.read.policy import Schemas, resolved
from allocator.read.scenario import from_values, load

SCHEMAS = Schemas(*registry.schemas())
LEVERS = "    new_customers: {amount: 60000}\n    expansion: {amount: 40000}\n"
ATTACHED = """\
    product_mix:
      {accounts: 400, attach_rate: 0.30, attach_rate_before: 0.22, price: 12000}
"""
MODEL = """\
schema: allocator/v1
families: {fairness_band: {band: 0.15}}
tiers: [shortfall, closest]
"""


def lay(folder, changes=None, **files):
    text = FILES["scenario.yaml"]
    for old, new in (changes or {}).items():
        assert old in text
        text = text.replace(old, new)
    every = {**FILES, "scenario.yaml": text, "models/own.yaml": MODEL}
    for name, content in (
        every | {k.replace("__", "/") + ".yaml": v for k, v in files.items()}
    ).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return folder


def read(folder, **options):
    return load(folder, schemas=SCHEMAS, **options)


def codes(folder, **options):
    with pytest.raises(InputError) as caught:
        read(folder, **options)
    return [problem.code for problem in caught.value.problems]


def levers_of(tmp_path, listed, target="", **changes):
    more = f"  {target}\n" if target else ""
    every = {"  levers:\n" + LEVERS: f"{more}  levers:\n{listed}"} | changes
    roles = {"levers: [new_customers]": "levers: [new_customers, pricing, product_mix]"}
    roles |= {"levers: [expansion]": "levers: [expansion, channel, retention]"}
    scenario = read(lay(tmp_path, every | roles))
    return {lever.lever: lever.amount for lever in scenario.levers}


def test_the_small_scenario_is_read_whole(tmp_path):
    scenario = read(lay(tmp_path))
    assert (scenario.name, scenario.currency, scenario.baseline_revenue) == ("small", "USD", 1e6)
    assert scenario.horizon.start == date(2027, 1, 1)
    assert [(t.lever, t.amount, t.priority, t.season) for t in scenario.levers] == [
        ("new_customers", 60000.0, 1, (0.25,) * 4),
        ("expansion", 40000.0, 1, (0.25,) * 4),
    ]
    assert scenario.target == 100000.0
    assert list(scenario.roles) == ["farmer", "hunter"]
    assert scenario.roles["hunter"].credit == {"new_customers": "primary"}
    assert len(scenario.tables["reps"]) == 4
    assert (scenario.policy.name, scenario.trail, scenario.warnings) == ("balanced", (), ())
    assert scenario.defaults_used == (
        "seasonality of new_customers: even over the periods",
        "seasonality of expansion: even over the periods",
    )


def test_assumptions_are_defaults_that_every_plan_lists(tmp_path):
    said = "assumptions: ['At import: even season.']\nmodel:"
    scenario = read(lay(tmp_path, {"model:": said}))
    assert scenario.assumptions == ("At import: even season.",)
    assert scenario.defaults_used[0] == "At import: even season."
    assert scenario.resolved["assumptions"] == ["At import: even season."]
    assert "assumptions" not in read(lay(tmp_path)).resolved


def test_a_folder_its_file_and_its_name_give_the_same(tmp_path, monkeypatch):
    lay(tmp_path / "s")
    monkeypatch.chdir(tmp_path)
    one, two, three = read("s"), read(tmp_path / "s/scenario.yaml"), read("s/scenario.yaml")
    assert one.resolved == two.resolved == three.resolved


@pytest.mark.parametrize(
    ("listed", "target", "expected"),
    [
        ("    pricing: {base: 1000000, uplift: 0.03}\n", "", {"pricing": 30000}),
        (
            "    retention: {base: 1000000, rate: 0.88, rate_before: 0.85}\n",
            "",
            {"retention": 30000},
        ),
        (
            ATTACHED,
            "",
            {"product_mix": 384000},
        ),
        ("    channel: {customers: 250, deal_size: 80000}\n", "", {"channel": 20000000}),
        ("    expansion: {base: 1000000, rate: 0.10}\n", "", {"expansion": 100000}),
        (
            "    expansion: {share_of_growth: 0.25}\n    new_customers: {remainder: true}\n",
            "growth: 200000",
            {"new_customers": 150000, "expansion": 50000},
        ),
        (
            "    new_customers: {remainder: true}\n    expansion: {amount: 100000}\n",
            "growth_rate: 0.3",
            {"new_customers": 200000, "expansion": 100000},
        ),
        (
            "    new_customers: {remainder: true}\n    expansion: {amount: 100000}\n",
            "growth: 100000",
            {"new_customers": 0, "expansion": 100000},
        ),
    ],
)
def test_every_form_of_a_lever_gives_its_amount(listed, target, expected, tmp_path):
    assert levers_of(tmp_path, listed, target) == pytest.approx(expected, rel=1e-12)


def test_scale_multiplies_amounts_growth_and_node_targets(tmp_path):
    listed = "    new_customers: {remainder: true}\n    expansion: {amount: 40000}\n"
    lay(tmp_path, {"  levers:\n" + LEVERS: f"  growth: 100000\n  scale: 1.1\n  levers:\n{listed}"})
    (tmp_path / "tables/hierarchy.csv").write_text(
        "node_id,parent_id,target,min_target\nall,,100000,5\nwest,all,60000,5\n",
    )
    scenario = read(tmp_path)
    assert [t.amount for t in scenario.levers] == pytest.approx([66000, 44000], rel=1e-12)
    nodes = scenario.tables["hierarchy"].set_index("node_id")
    assert nodes["target"].to_dict() == pytest.approx({"all": 110000, "west": 66000})
    assert nodes["min_target"].tolist() == [5.0, 5.0]
    assert "scale" not in scenario.resolved["target"]


def test_a_stated_growth_may_differ_by_half_a_cent(tmp_path):
    for growth, ok in (("100000.004", True), ("100000.006", False)):
        lay(tmp_path / growth, {"  levers:\n": f"  growth: {growth}\n  levers:\n"})
        if ok:
            assert read(tmp_path / growth).target == 100000.0
        else:
            assert codes(tmp_path / growth) == ["growth-mismatch"]


def test_seasons_are_kept_as_given(tmp_path):
    lay(tmp_path, {"roles:\n": "  seasonality: {expansion: [0.2, 0.25, 0.25, 0.30]}\nroles:\n"})
    assert read(tmp_path).levers[1].season == (0.2, 0.25, 0.25, 0.3)


def test_roles_take_credit_by_word_or_by_lever(tmp_path):
    lay(
        tmp_path,
        {
            "roles:\n": "roles:\n"
            "  sdr: {levers: [new_customers], kind: sdr, credit: pipeline}\n"
            "  lead: {levers: [], kind: manager}\n"
            "  se: {levers: [expansion, pricing], credit: {pricing: overlay}, ramp: [0, .5, 1]}\n",
        },
    )
    (tmp_path / "tables/reps.csv").write_text(
        FILES["tables/reps.csv"] + "eve,sdr,smb,,\nfay,lead,smb,,\ngus,se,smb,,\n",
    )
    roles = read(tmp_path).roles
    assert roles["sdr"].credit == {"new_customers": "pipeline"}
    assert not roles["sdr"].has_cells
    assert roles["se"].levers == ("pricing", "expansion")
    assert roles["se"].credit == {"pricing": "overlay", "expansion": "primary"}
    assert (roles["se"].ramp, roles["se"].selling_hours_per_month) == ((0.0, 0.5, 1.0), None)
    assert roles["lead"].levers == ()


def test_layers_follow_one_order_and_leave_a_trail(tmp_path):
    lay(
        tmp_path,
        {
            "model: balanced": "model: own",
            "tables: tables/": "tables: tables/\nsettings: {fairness_band: {band: 0.12}}",
        },
        what_if__a="extends: ../scenario.yaml\nsettings: {fairness_band: {band: 0.11}}\n",
        what_if__b="extends: a.yaml\nsettings:\n  fairness_band: {band: 0.10}\n  roll_up: {}\n",
        c="settings: {fairness_band: {band: 0.09}}\n",
    )
    scenario = read(
        tmp_path / "what_if/b.yaml",
        overlays=[tmp_path / "c.yaml"],
        overrides=["fairness_band.band=0.08", "fairness_band.soft=false"],
    )
    assert scenario.policy.families["fairness_band"]["band"] == 0.08
    assert scenario.policy.families["fairness_band"]["soft"] is False
    assert scenario.trail == (
        Change("settings.fairness_band.band", 0.12, 0.11, "what_if/a.yaml:2"),
        Change("settings.fairness_band.band", 0.11, 0.1, "what_if/b.yaml:3"),
        Change("settings.roll_up", None, {}, "what_if/b.yaml:4"),
        Change("settings.fairness_band.band", 0.1, 0.09, "c.yaml:1"),
        Change("settings.fairness_band.band", 0.09, 0.08, "--set"),
        Change("settings.fairness_band.soft", old=True, new=False, place="--set"),
    )


def test_the_model_lies_below_the_scenario_and_may_be_changed_by_an_option(tmp_path):
    lay(tmp_path, {"model: balanced": "model: own"})
    assert read(tmp_path).policy.families["fairness_band"]["band"] == 0.15
    scenario = read(tmp_path, model="proportional", overrides={"fairness_band.band": 0.3})
    assert scenario.policy.name == "proportional"
    assert scenario.policy.families["fairness_band"] == {"soft": True, "price": 1.0, "band": 0.3}
    assert scenario.trail == (
        Change("model", "own", "proportional", "--model"),
        Change("settings.fairness_band.band", None, 0.3, "--set"),
    )


def test_rows_change_tables_and_stand_in_the_trail(tmp_path):
    lay(
        tmp_path,
        w="extends: scenario.yaml\nrows:\n  reps:\n    ann: {prior_quota: 31000}\n"
        "  effort: {hunter/new_customers: null}\n",
    )
    scenario = read(tmp_path / "w.yaml", overrides=["rows.reps.cem.fte=0.5"])
    reps = scenario.tables["reps"].set_index("rep_id")
    assert len(scenario.tables["effort"]) == 0
    assert (reps.loc["ann", "prior_quota"], reps.loc["cem", "fte"]) == (31000.0, 0.5)
    first = scenario.trail[0]
    assert (first.path, first.place) == ("rows.reps.ann.prior_quota", "w.yaml:4")
    assert scenario.trail[-1].place == "--set"


def test_paths_begin_in_the_file_that_says_them(tmp_path):
    lay(
        tmp_path,
        what_if__w="extends: ../scenario.yaml\nmodel: other.yaml\ntables: data\n",
        what_if__other=MODEL,
    )
    (tmp_path / "tables").rename(tmp_path / "what_if/data")
    scenario = read(tmp_path / "what_if/w.yaml")
    assert (scenario.policy.name, len(scenario.tables["reps"])) == ("other", 4)


def test_an_unknown_key_of_a_what_if_is_named_in_the_what_if(tmp_path):
    lay(tmp_path, w="extends: scenario.yaml\ntarget:\n  levers: {new_customrs: null}\n")
    with pytest.raises(InputError) as caught:
        read(tmp_path / "w.yaml")
    (problem,) = caught.value.problems
    assert (problem.code, problem.place) == ("unknown-lever", "w.yaml:3:12")


def test_a_zero_target_is_a_warning(tmp_path):
    scenario = read(lay(tmp_path), overrides=["target.scale=0"])
    assert [w.code for w in scenario.warnings if w.code == "zero-target"] == ["zero-target"]
    assert scenario.target == 0.0


def test_a_missing_model_does_not_hide_what_is_wrong_elsewhere(tmp_path):
    lay(tmp_path, {"model: balanced": "model: nobody", "periods: 4": "periods: many"})
    assert set(codes(tmp_path)) == {"unknown-model", "setting-not-a-whole-number"}


def test_a_newer_version_is_said_once_and_nothing_else(tmp_path):
    lay(tmp_path, {"allocator/v1": "allocator/v9", "currency": "money"})
    assert codes(tmp_path) == ["schema-newer"]


def again(folder, scenario):
    folder.mkdir()
    (folder / "scenario.yaml").write_bytes(yaml_bytes(scenario.resolved))
    (folder / "model.yaml").write_bytes(yaml_bytes(resolved(scenario.policy)))
    (folder / "tables").mkdir()
    for name in scenario.tables:
        (folder / f"tables/{name}.csv").write_bytes(csv_bytes(scenario.tables[name]))
    return read(folder)


def test_what_is_resolved_reads_as_the_same_scenario(tmp_path):
    lay(
        tmp_path / "one",
        {
            "{amount: 60000}": "{customers: 7, deal_size: 8571.43, over_assignment: 0.05}",
            "roles:\n": "  scale: 1.1\n  seasonality: {expansion: [0.1, 0.2, 0.3, 0.4]}\nroles:\n"
            "  sdr: {levers: [new_customers], credit: pipeline, kind: sdr, ramp: [0, 1]}\n",
            "tables: tables/\n": "tables: tables/\nfx: {EUR: 1.08}\nmeasure: bookings\n"
            "purpose: 'Win: the mid-market # before 2028'\ntitle: NO\nhistory: {months: 12}\n"
            "objectives: {company_stage: early, mix: {hunter: {leading: 0.4}}}\n"
            "initiatives: [{title: Push, lever: expansion, amount: 5000, start: 2027-02-01}]\n"
            "settings: {pay_ratio: {hi: 9}, rounding: {unit: 100}}\n",
        },
    )
    (tmp_path / "one/tables/reps.csv").write_text(
        "rep_id,role,segment,start_date,prior_quota,currency\n"
        "ann,hunter,smb,2020-01-01,30000,EUR\nbob,hunter,smb,,30000,\ncem,farmer,smb,,20000,\n"
        "dee,farmer,smb,,20000,\neve,sdr,smb,,,\n",
    )
    first = read(tmp_path / "one")
    second = again(tmp_path / "two", first)
    for name in (
        "name", "title", "currency", "horizon", "baseline_revenue", "levers", "roles", "measure",
        "history_months", "purpose", "objectives", "initiatives", "defaults_used", "resolved",
        "warnings",
    ):  # fmt: skip
        assert getattr(second, name) == getattr(first, name), name
    assert second.policy == first.policy
    assert second.trail == ()
    for name in first.tables:
        pd.testing.assert_frame_equal(second.tables[name], first.tables[name])
    assert first.tables["reps"].set_index("rep_id").loc["ann", "prior_quota"] == pytest.approx(
        32400
    )


def settings_of(**changes):
    return {
        "schema": "allocator/v1",
        "name": "small",
        "currency": "USD",
        "horizon": {"start": date(2027, 1, 1), "periods": 4, "frequency": "quarter"},
        "target": {"levers": {"expansion": {"amount": 40000}}},
        "roles": {"farmer": {"levers": ("expansion",)}},
        **changes,
    }


REPS = pd.DataFrame({"rep_id": ["cem", "dee"], "role": ["farmer", "farmer"]})


def test_python_values_make_a_scenario(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scenario = from_values(settings_of(), {"reps": REPS}, schemas=SCHEMAS)
    assert (scenario.target, scenario.policy.name) == (40000.0, "balanced")
    assert scenario.tables["reps"]["rep_id"].tolist() == ["cem", "dee"]
    changed = from_values(
        settings_of(),
        {"reps": REPS},
        model="strict",
        overrides=["target.scale=2"],
        schemas=SCHEMAS,
    )
    assert (changed.target, changed.policy.name) == (80000.0, "strict")
    assert changed.trail[-1] == Change("target.scale", None, 2, "--set")


def test_python_values_are_checked_like_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    wrong = settings_of(currency="dollars", extends="a.yaml")
    with pytest.raises(InputError) as caught:
        from_values(wrong, {"reps": REPS.drop(columns="role")}, schemas=SCHEMAS)
    found = {problem.code for problem in caught.value.problems}
    assert {"unknown-key"} < found


def test_values_that_are_no_mapping_are_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError):
        from_values([], {"reps": REPS}, schemas=SCHEMAS)

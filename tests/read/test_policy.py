"""From a model and settings to the policy."""

import pytest
from pydantic import BaseModel, ConfigDict, Field

from allocator.read import overlay, policy, yaml
from allocator.read.canonical import yaml_bytes
from allocator.read.paths import Yard
from allocator.read.place import Place
from allocator.read.policy import Schemas
from allocator.read.yaml import Node


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Totals(Strict):
    shortfall: str = "allowed"


class Band(Strict):
    band: float = Field(default=0.15, ge=0)
    soft: bool = True


class Mix(Strict):
    mix: dict[str, dict[str, tuple[float, float]]] = {}


class Pay(Strict):
    lo: float = 3.0
    hi: float = 8.0


class Required(Strict):
    needed: float


class Bare(Strict):
    pass


class Priced(Strict):
    prior_price: float = 1.0


SCHEMAS = Schemas(
    families={"lever_totals": Totals, "band": Band, "mix": Mix, "pay": Pay, "required": Required},
    tiers={"shortfall": Bare, "disruption": Priced, "closest": Bare},
    always=("lever_totals",),
)
MODEL = """\
schema: allocator/v1
title: Ours
families: {band: {band: 0.2}}
tiers: [shortfall, {disruption: {prior_price: 0}}, closest]
"""


def read(tmp_path, text=MODEL):
    (tmp_path / "own.yaml").write_text(text)
    problems = []
    place = Place("scenario.yaml", 9, 8, tmp_path)
    yard = Yard(tmp_path / "scenario.yaml", tmp_path, tmp_path)
    return policy.read(Node("own", place), yard, problems), problems


def build(tmp_path, settings="{}", model=MODEL, roles=("sdr",)):
    made, problems = read(tmp_path, model)
    given = yaml.parse(f"settings: {settings}\n".encode(), file="s.yaml", problems=problems)
    merged = overlay.merge(made.settings, given.entries["settings"])
    return policy.build(made, merged, SCHEMAS, roles, problems), problems


def test_a_policy_has_every_setting_of_every_family_that_is_on(tmp_path):
    made, problems = build(tmp_path)
    assert problems == []
    assert made.families == {
        "lever_totals": {"shortfall": "allowed"},
        "band": {"band": 0.2, "soft": True},
    }
    assert made.tiers == (("shortfall", {}), ("disruption", {"prior_price": 0.0}), ("closest", {}))
    assert (made.name, made.title, made.peer_groups, made.unit) == (
        "own",
        "Ours",
        ("role", "segment"),
        1.0,
    )


def test_a_setting_switches_a_family_on_and_null_switches_it_off(tmp_path):
    made, _ = build(tmp_path, "{pay: {hi: 9}, band: null}")
    assert made.families == {
        "lever_totals": {"shortfall": "allowed"},
        "pay": {"lo": 3.0, "hi": 9.0},
    }


def test_settings_override_entry_by_entry(tmp_path):
    made, _ = build(tmp_path, "{band: {soft: false}, rounding: {unit: 1000}, tiers: [closest]}")
    assert made.families["band"] == {"band": 0.2, "soft": False}
    assert (made.unit, made.tiers) == (1000.0, (("closest", {}),))


def test_null_for_a_setting_brings_back_the_default(tmp_path):
    made, _ = build(tmp_path, "{band: {band: null}}")
    assert made.families["band"]["band"] == 0.15


def test_families_stand_in_the_order_of_the_schemas(tmp_path):
    made, _ = build(tmp_path, "{pay: {}, mix: {}, lever_totals: {shortfall: forbidden}}")
    assert list(made.families) == ["lever_totals", "band", "mix", "pay"]
    assert made.families["lever_totals"] == {"shortfall": "forbidden"}


@pytest.mark.parametrize(
    ("settings", "code", "pointer"),
    [
        ("{lever_totals: null}", "family-always-on", "settings.lever_totals"),
        ("{bnd: {}}", "unknown-family", "settings.bnd"),
        ("{bnd: null}", "unknown-family", "settings.bnd"),
        ("{band: 0.1}", "setting-wrong-type", "settings.band"),
        ("{band: {bad: 0.1}}", "unknown-key", "settings.band.bad"),
        ("{required: {}}", "missing-key", "settings.required.needed"),
        ("{pay: {lo: 9}}", "", ""),
        ("{pay: {lo: 9, hi: 8}}", "lower-above-upper", "settings.pay.lo"),
        ("{mix: {mix: {sdr: {channel: [0.9, 0.1]}}}}", "lower-above-upper", "settings.mix.mix.sdr"),
        ("{mix: {mix: {sdr: {chanel: [0, 1]}}}}", "unknown-lever", "settings.mix.mix.sdr.chanel"),
        ("{mix: {mix: {sdx: {channel: [0, 1]}}}}", "unknown-role", "settings.mix.mix.sdx"),
        ("{tiers: [closest, closest]}", "tier-twice", "settings.tiers.1"),
        ("{tiers: [clost]}", "unknown-tier", "settings.tiers.0"),
        ("{tiers: [{closest: 1}]}", "setting-wrong-type", "settings.tiers.0.closest"),
        ("{tiers: [{closest: null}]}", "", ""),
        ("{tiers: [{disruption: {price: 1}}]}", "unknown-key", "settings.tiers.0.disruption.price"),
        ("{tiers: [{a: 1, b: 2}]}", "setting-wrong-type", "settings.tiers.0"),
        ("{tiers: [3]}", "setting-wrong-type", "settings.tiers.0"),
        ("{tiers: []}", "setting-wrong-length", "settings.tiers"),
        ("{tiers: closest}", "setting-wrong-type", "settings.tiers"),
        ("{tiers: null}", "missing-key", "settings.tiers"),
        ("{rounding: {unit: -1}}", "setting-out-of-range", "settings.rounding.unit"),
        ("{rounding: 5}", "setting-wrong-type", "settings.rounding"),
    ],
)
def test_what_a_scenario_sets_is_checked_where_it_stands(settings, code, pointer, tmp_path):
    made, problems = build(tmp_path, settings)
    assert [p.code for p in problems] == ([code] if code else [])
    assert (made is None) == bool(code)
    if code:
        assert problems[0].pointer.startswith(pointer)
        assert (problems[0].file, problems[0].line) == ("s.yaml", 1)


@pytest.mark.parametrize(
    ("old", "new", "code", "pointer", "line"),
    [
        ("band: 0.2", "band: -1", "setting-out-of-range", "families.band.band", 3),
        ("{band: {", "{bend: {", "unknown-family", "families.bend", 3),
        ("closest]", "nearest]", "unknown-tier", "tiers.2", 4),
        ("title: Ours", "titel: Ours", "unknown-key", "titel", 2),
        ("title: Ours", "peer_groups: [role, segmnt]", "unknown-column", "peer_groups", 2),
        ("title: Ours", "rounding: {unit: 0}", "setting-out-of-range", "rounding.unit", 2),
        ("allocator/v1", "allocator/v2", "schema-newer", "schema", 1),
        ("allocator/v1", "other", "schema-unknown", "schema", 1),
    ],
)
def test_what_a_model_says_is_checked_where_it_stands(old, new, code, pointer, line, tmp_path):
    made, problems = build(tmp_path, model=MODEL.replace(old, new))
    assert made is None
    assert [(p.code, p.pointer, p.file, p.line) for p in problems] == [
        (code, pointer, "own.yaml", line),
    ]


def test_a_model_may_know_more_roles_than_a_scenario(tmp_path):
    model = MODEL.replace("{band: {band: 0.2}}", "{mix: {mix: {hunter: {channel: [0, 1]}}}}")
    made, problems = build(tmp_path, model=model)
    assert problems == []
    assert made.families["mix"] == {"mix": {"hunter": {"channel": [0.0, 1.0]}}}


def test_a_model_without_tiers_is_refused_unless_it_lists_some(tmp_path):
    _, problems = read(tmp_path, "schema: allocator/v1\n")
    assert [(p.code, p.pointer) for p in problems] == [("missing-key", "tiers")]


def test_a_broken_or_missing_model_gives_no_policy(tmp_path):
    assert read(tmp_path, "a: [\n")[0] is None
    problems = []
    yard = Yard(tmp_path / "scenario.yaml", tmp_path, tmp_path)
    assert policy.read(Node("x/y.yaml", Place("s.yaml", 1, 1)), yard, problems) is None
    assert [p.code for p in problems] == ["file-missing"]


def test_a_resolved_policy_reads_as_the_same_policy(tmp_path):
    settings = "{pay: {hi: 9.5}, mix: {mix: {sdr: {channel: [0.1, 1]}}}, rounding: {unit: 1000}}"
    made, _ = build(tmp_path, settings)
    again, problems = build(tmp_path, model=yaml_bytes(policy.resolved(made)).decode())
    assert problems == []
    assert again == made


def test_defaults_are_known_by_family_and_key():
    assert SCHEMAS.default("band", "band") == 0.15
    assert SCHEMAS.default("mix", "mix") == {}
    assert SCHEMAS.default("required", "needed") is None
    assert SCHEMAS.default("none", "band") is None

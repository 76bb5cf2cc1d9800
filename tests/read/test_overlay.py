"""Layers: merging, the trail, extends, --set, and rows."""

import pytest

from allocator.read import overlay, yaml
from allocator.read.overlay import Trail, chain, merge, over, sets, split
from allocator.read.paths import Yard

SHORT = ("fairness_band", "tiers", "rounding")


def tree(text, file="s.yaml"):
    return yaml.parse(text.encode(), file=file, problems=[])


def merged(base, patch):
    trail = Trail()
    value = merge(tree(base), tree(patch, "w.yaml"), trail).plain()
    return value, [(c.path, c.old, c.new, c.place) for c in trail.changes]


def test_maps_merge_and_the_trail_says_what_where():
    value, trail = merged("a: {b: 1, c: 2}\n", "a:\n  c: 3\n  d: 4\n")
    assert value == {"a": {"b": 1, "c": 3, "d": 4}}
    assert trail == [("a.c", 2, 3, "w.yaml:2"), ("a.d", None, 4, "w.yaml:3")]


def test_lists_and_scalars_replace():
    value, trail = merged("a: [1, 2]\nb: x\n", "a: [3]\nb: [y]\n")
    assert value == {"a": [3], "b": ["y"]}
    assert trail == [("a", [1, 2], [3], "w.yaml:1"), ("b", "x", ["y"], "w.yaml:2")]


def test_null_deletes_and_stays_known():
    value, trail = merged("a: {b: 1}\n", "a: null\nz: null\n")
    assert value == {"a": None, "z": None}
    assert trail == [("a", {"b": 1}, None, "w.yaml:1")]


def test_a_map_over_nothing_is_noted_leaf_by_leaf():
    _, trail = merged("a: null\n", "a: {b: {c: 1}, d: [2]}\n")
    assert trail == [("a.b.c", None, 1, "w.yaml:1"), ("a.d", None, [2], "w.yaml:1")]


def test_what_does_not_differ_leaves_no_trail():
    assert merged("a: {b: 1}\n", "a: {b: 1}\n") == ({"a": {"b": 1}}, [])


def test_a_default_stands_behind_an_unset_key():
    trail = Trail(default=lambda path: 0.15 if path == ("s", "band") else None)
    merge(tree("s: {soft: true}\n"), tree("s: {band: 0.1}\n"), trail)
    assert [(c.path, c.old, c.new) for c in trail.changes] == [("s.band", 0.15, 0.1)]


@pytest.mark.parametrize(
    ("base", "patch", "expected"),
    [
        ("amount: 5, priority: 2", "remainder: true", {"priority": 2, "remainder": True}),
        ("base: 9, uplift: 0.1", "uplift: 0.2", {"base": 9, "uplift": 0.2}),
        ("base: 9, uplift: 0.1", "amount: 3", {"amount": 3}),
        ("base: 9, rate: 0.9", "rate_before: 0.8", {"base": 9, "rate": 0.9, "rate_before": 0.8}),
        ("base: 9, uplift: 0.1", "base: 8, rate: 0.2", {"base": 8, "rate": 0.2}),
        ("amount: 5", "priority: 3", {"amount": 5, "priority": 3}),
        ("amount: 5", "amount: null, remainder: true", {"amount": None, "remainder": True}),
    ],
)
def test_a_levers_form_replaces_the_other_form(base, patch, expected):
    def wrap(text):
        return f"target: {{levers: {{pricing: {{{text}}}}}}}\n"

    value, _ = merged(wrap(base), wrap(patch))
    assert value["target"]["levers"]["pricing"] == expected


def test_the_trail_names_what_a_form_replaced():
    lever = "target: {levers: {pricing: {%s}}}\n"
    _, trail = merged(lever % "amount: 5", lever % "remainder: true")
    path = "target.levers.pricing"
    assert trail == [
        (f"{path}.amount", 5, None, "w.yaml:1"),
        (f"{path}.remainder", None, True, "w.yaml:1"),
    ]


def test_growth_and_growth_rate_replace_one_another():
    value, _ = merged("target: {growth: 5}\n", "target: {growth_rate: 0.1}\n")
    assert value == {"target": {"growth_rate": 0.1}}


def lay(folder, **files):
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_a_chain_begins_with_the_scenario(tmp_path):
    lay(
        tmp_path,
        scenario="a: 1\n",
        what_if__b="extends: ../scenario.yaml\n",
        what_if__c="extends: b.yaml\n",
    )
    file = tmp_path / "what_if/c.yaml"
    problems = []
    layers = chain(file, Yard.around(file), problems)
    assert problems == []
    assert [n.place.file for n in layers] == ["scenario.yaml", "what_if/b.yaml", "what_if/c.yaml"]


def test_a_circle_is_found_by_file_not_by_spelling(tmp_path):
    lay(tmp_path, scenario="extends: w/../w/b.yaml\n", w__b="extends: ../w/../scenario.yaml\n")
    file = tmp_path / "scenario.yaml"
    problems = []
    chain(file, Yard.around(file), problems)
    assert [(p.code, p.file) for p in problems] == [("extends-circle", "w/b.yaml")]


def test_an_overlay_may_say_what_it_extends_if_that_is_the_scenario(tmp_path):
    lay(tmp_path, scenario="a: 1\n", w="extends: scenario.yaml\na: 2\n")
    yard = Yard.around(tmp_path / "scenario.yaml")
    problems = []
    (layer,) = over(tmp_path / "w.yaml", yard, [tmp_path / "scenario.yaml"], problems)
    assert (problems, layer.entries["a"].value) == ([], 2)
    assert over(tmp_path / "none.yaml", yard, [], problems) == []
    assert [p.code for p in problems] == ["file-missing"]


def set_one(text, tmp_path):
    problems = []
    layers = sets([text], SHORT, tmp_path, problems)
    return (layers[0].plain() if layers else None), [p.code for p in problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("target.scale=1.1", {"target": {"scale": 1.1}}),
        ("fairness_band.band=0.1", {"settings": {"fairness_band": {"band": 0.1}}}),
        ("settings.fairness_band=null", {"settings": {"fairness_band": None}}),
        ("tiers=[shortfall, closest]", {"settings": {"tiers": ["shortfall", "closest"]}}),
        ("purpose=", {"purpose": None}),
        ("title=NO", {"title": "NO"}),
        ("title='plan #2'", {"title": "plan #2"}),
        ("title=a=b", {"title": "a=b"}),
        ("roles.sdr={levers: [channel]}", {"roles": {"sdr": {"levers": ["channel"]}}}),
        (
            "rows.reps.am-07.end_date=2027-03-01",
            {"rows": {"reps": {"am-07": {"end_date": "2027-03-01"}}}},
        ),
        ("rows.reps.a.b.fte=0.5", {"rows": {"reps": {"a.b": {"fte": 0.5}}}}),
        ("rows.reps.a.b=null", {"rows": {"reps": {"a.b": None}}}),
        ("rows.reps.a=null", {"rows": {"reps": {"a": None}}}),
    ],
)
def test_a_set_option_is_a_layer(text, expected, tmp_path):
    assert set_one(text, tmp_path) == (expected, [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("target.scale", "set-malformed"),
        ("=1", "set-malformed"),
        ("a..b=1", "set-malformed"),
        ("title=plan #2", "set-malformed"),
        ("title=x\nname: y", "set-malformed"),
        ("title=[1", "yaml-syntax"),
        ("title=*a", "yaml-alias"),
        ("target.scale=.nan", "yaml-not-finite"),
    ],
)
def test_a_set_option_that_says_nothing_clear_is_refused(text, code, tmp_path):
    assert set_one(text, tmp_path) == (None, [code])


def test_overrides_may_be_python_values(tmp_path):
    given = {"fairness_band.band": 0.1, "target.scale": 2}
    layers = sets(given, SHORT, tmp_path, [])
    assert [layer.plain() for layer in layers] == [
        {"settings": {"fairness_band": {"band": 0.1}}},
        {"target": {"scale": 2}},
    ]


def test_rows_are_taken_out_with_their_places():
    text = "extends: s.yaml\ntitle: T\nrows:\n  reps:\n    am-07:\n      fte: 0.5\n    x.y: null\n"
    settings, rows = split(tree(text, "w.yaml"), [])
    assert settings.plain() == {"title": "T"}
    assert rows.values == {"reps": {"am-07": {"fte": 0.5}, "x.y": None}}
    assert rows.place("rows.reps.am-07.fte") == "w.yaml:6"
    assert rows.place("rows.reps.x.y") == "w.yaml:7"
    assert rows.place("rows.reps.new") == "w.yaml:3"


def test_a_cell_that_may_be_an_id_keeps_its_text():
    _, rows = split(tree("rows: {reps: {a: {segment: 1E5, fte: 0.50, ote: 7, name: 0123}}}\n"), [])
    assert rows.values["reps"]["a"] == {"segment": "1E5", "fte": "0.50", "ote": 7, "name": "0123"}


def test_rows_that_are_no_map_are_refused():
    problems = []
    assert split(tree("rows: 5\n"), problems)[1] is None
    assert [p.code for p in problems] == ["setting-wrong-type"]
    assert overlay.split(tree("rows: null\n"), [])[1] is None

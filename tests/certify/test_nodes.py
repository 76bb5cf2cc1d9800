import pytest

from allocator.certify.evidence import MalformedError

REPS = [
    {"rep_id": "a", "role": "ae", "node_id": "team"},
    {"rep_id": "b", "role": "ae", "region": "west"},
    {"rep_id": "c", "role": "ae", "region": "moon"},
]
TREE = [
    {"node_id": "co", "level": "company"},
    {"node_id": "west", "parent_id": "co", "level": "region"},
    {"node_id": "team", "parent_id": "west", "level": "team"},
    {"node_id": "loose", "parent_id": "co"},
]


def test_a_reps_node_is_his_own_else_his_regions_else_the_root(tiny):
    here = tiny.world_of(reps=REPS, hierarchy=TREE)
    assert here.nodes.home.tolist() == ["team", "west", "co"]
    under = here.under()
    assert sorted(under.loc[under["node"] == "west", "rep"]) == ["a", "b"]


def test_cushions_multiply_from_the_level_down(tiny):
    cushion = {"roll_up": {"over_assignment": {"region": 0.1, "team": 0.2, "moon": 9.0}}}
    given = tiny.scenario()
    given["target"]["levers"]["new_customers"]["over_assignment"] = 0.5
    here = tiny.world_of(given, tiny.model(cushion), reps=REPS, hierarchy=TREE)
    found = dict(zip(here.nodes.table.index, here.nodes.factor[0], strict=True))
    # a node without a level takes the rank of its depth; a level that nobody has counts nowhere
    assert found == pytest.approx({"co": 1.98, "loose": 1.98, "team": 1.8, "west": 1.98})
    assert here.cushion == pytest.approx([1.98])


def test_without_hierarchy_there_is_the_company(tiny):
    here = tiny.world_of(reps=REPS[2:])
    assert (here.nodes.root, here.nodes.home.tolist()) == ("company", ["company"])


@pytest.mark.parametrize(
    "rows",
    [
        [{"node_id": "a"}, {"node_id": "b"}],
        [{"node_id": "a", "parent_id": "b"}, {"node_id": "b", "parent_id": "a"}],
    ],
)
def test_a_forest_or_a_circle_is_refused(tiny, rows):
    with pytest.raises(MalformedError):
        tiny.world_of(reps=REPS[2:], hierarchy=rows)

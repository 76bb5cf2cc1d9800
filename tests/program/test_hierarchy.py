"""Who reports where."""

from __future__ import annotations

import pandas as pd
import pytest

from allocator.program.hierarchy import build_tree

TREE = pd.DataFrame(
    [
        ("co", "", "company"), ("eu", "co", "region"), ("us", "co", "region"),
        ("eu-1", "eu", "team"), ("us-1", "us", ""), ("desk", "co", "team"),
    ],
    columns=["node_id", "parent_id", "level"],
)  # fmt: skip


@pytest.fixture
def tree():
    return build_tree(TREE, ["eu-1", "", "", "us"], ["us", "us", "nowhere", ""])


def by_node(tree, values):
    return dict(zip(tree.nodes.labels, values, strict=True))


def test_depth_counts_from_the_root(tree):
    depths = by_node(tree, tree.depth.tolist())
    assert depths == {"co": 0, "eu": 1, "us": 1, "eu-1": 2, "us-1": 2, "desk": 1}


def test_a_level_has_the_least_depth_at_which_it_occurs_and_no_level_that_of_the_node(tree):
    assert tree.levels == {"company": 0, "region": 1, "team": 1}
    assert by_node(tree, tree.rank.tolist()) == {
        "co": 0, "eu": 1, "us": 1, "eu-1": 1, "us-1": 2, "desk": 1,
    }  # fmt: skip


def test_a_rep_sits_at_his_node_else_his_regions_else_the_root(tree):
    assert [tree.nodes.labels[code] for code in tree.rep_node] == ["eu-1", "us", "co", "us"]


def test_everything_is_under_the_root_and_a_node_is_under_itself(tree):
    under = tree.under.toarray()
    place = {name: code for code, name in enumerate(tree.nodes.labels)}
    assert under[tree.root].tolist() == [1.0] * 6
    assert {n for n, c in place.items() if under[place["eu"], c]} == {"eu", "eu-1"}
    assert tree.rep_under().toarray()[place["us"]].tolist() == [0.0, 1.0, 0.0, 1.0]


def test_without_a_table_there_is_one_node_the_company():
    tree = build_tree(TREE.iloc[:0], ["x"], [""])
    assert (tree.nodes.labels, tree.levels) == (("company",), {"company": 0})
    assert tree.rep_node.tolist() == [0]

"""The nodes that `solve` prints under the model interlock."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from allocator.cli.summary import NODES_SHOWN, by_node
from allocator.engine.interlock import COLUMNS, FILE


def plan(rows):
    text = "\n".join([",".join(COLUMNS), *rows]) + "\n"
    rollup = pd.DataFrame({"node_id": ["root", "a"], "parent_id": ["", "root"]})
    return SimpleNamespace(files={FILE: text.encode()}, rollup=rollup)


def test_the_root_leads_then_those_who_miss_their_target_most():
    columns, rows = by_node(
        plan(
            [
                "a,region,500,480,500,480,520,20",
                "b,region,500,480,500,480,470,-30",
                "c,region,,,10,10,10,",
                "root,company,1000,960,1000,960,990,-10",
            ]
        )
    )
    assert [head for head, _ in columns] == [
        "node", "target", "top-down", "bottom-up", "meeting", "gap",
    ]  # fmt: skip
    assert rows == [
        ("root", "1,000", "1,000", "960", "990", "-10"),
        ("b", "500", "500", "480", "470", "-30"),
        ("a", "500", "500", "480", "520", "+20"),
        ("c", "-", "10", "10", "10", "-"),
    ]


def test_of_many_nodes_the_first_are_shown():
    _, rows = by_node(plan([f"n{i},team,1,1,1,1,{i},{i - 1}" for i in range(2, 40)]))
    assert len(rows) == NODES_SHOWN
    assert rows[0][0] == "n39"


def test_other_plans_have_no_such_table():
    assert by_node(SimpleNamespace(files={}, rollup=None))[1] == []

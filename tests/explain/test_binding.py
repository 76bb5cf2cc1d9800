from __future__ import annotations

from allocator.explain.binding import owners, reach
from explained import opened


def test_every_x_and_q_has_its_rep_and_nothing_else_has():
    study = opened("pipeline-first").study
    owner = owners(study.draft, 10)
    # x, u, q, S, two slacks, eta, t, over, under (docs/program.md)
    assert owner.tolist() == [0, -1, 0, -1, -1, -1, -1, -1, -1, -1]


def test_a_bound_of_x_belongs_to_the_family_that_makes_it():
    study = opened("pipeline-first").study
    reached = reach(study.draft, 10)
    assert reached.box_block[0] == "pipeline_feasibility"

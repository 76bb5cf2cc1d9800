from __future__ import annotations

import pytest

from allocator.engine.explain import open_study
from allocator.explain.sentences import step, title
from explained import opened, random_plan


@pytest.mark.parametrize(
    ("money", "rules", "owed", "said"),
    [
        (0.0, [], False, "No change."),
        (-5.0, ["the cap of 60"], True, "Lowered by the cap of 60."),
        (5.0, ["the floor of 60", "selling hours"], False,
         "Raised by the floor of 60 and selling hours."),
        (-5.0, [], True, "Others carry more of it."),
        (5.0, [], True, "Others carry less of it."),
        (-5.0, [], False, "Lowered by what others need."),
        (5.0, [], False, "Raised by what is left."),
    ],
)  # fmt: skip
def test_a_step_names_its_rules_or_who_carries_it(money, rules, owed, said):
    assert step("breaches", money, rules, owed=owed) == said


def test_a_fair_share_needs_no_rule():
    assert step("fair_share", 5.0, [], owed=False) == (
        "Each lever's target, split by attainable yield."
    )


def test_one_priority_covers_the_target():
    draft = opened("enterprise").study.draft
    assert title("shortfall:1", draft) == "covering the target"


def test_several_priorities_cover_their_levers():
    found = open_study(random_plan(88)).study
    titles = [title(name, found.draft) for name in found.path.names]
    assert titles[2:4] == ["covering channel and expansion", "covering product mix"]


def test_a_tier_of_another_making_is_named_by_its_phrase():
    draft = opened("enterprise").study.draft
    assert title("closest", draft) == "closest to the fair shares"

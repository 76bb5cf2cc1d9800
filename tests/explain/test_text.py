from __future__ import annotations

from allocator.engine.explain import explain, explain_all
from explained import shipped, two_reps


def test_the_sum_reads_from_fair_share_to_quota():
    text = explain(shipped("pipeline-first"), rep="ae-1").text()
    head, _, rest = text.partition("\n\n")
    assert head.splitlines()[0] == "Robin Vale (ae-1): quota 25,000 USD"
    lines = rest.splitlines()
    assert lines[0].split()[:3] == ["fair", "share", "80,000"]
    assert lines[1].split()[:3] == ["own", "limits", "-55,000"]
    assert lines[7].split() == ["quota", "25,000"]


def test_colleagues_are_named_only_where_that_is_wanted():
    bob = explain(two_reps(max_quota=(60_000, None)), rep="bob")
    assert "Room made by Ann (ann) -40,000 (floors, caps and locks)." in bob.text()
    assert "ann" not in bob.text(colleagues=False).lower()


def test_no_letter_of_the_enterprise_names_a_colleague():
    each = explain_all(shipped("enterprise"))
    names = {found.id: found.name for found in each.values()}
    for found in list(each.values())[:12]:
        text = found.text(colleagues=False)
        others = [name for rep, name in names.items() if rep != found.id]
        assert not [name for name in others if name in text]


def test_evidence_opens_the_fair_share():
    text = explain(shipped("pipeline-first"), rep="ae-1").text()
    assert "open deals 100,000 worth 20,000" in text
    assert "win rate 20 %: 10 of 50 won, raw 20 %; peers (segment) 20 %" in text


def test_a_default_rate_is_called_one():
    plan = shipped("growth-30m")
    text = explain(plan, rep=plan.reps["rep_id"].iloc[0]).text()
    assert "win rate 25 %: the default, for want of any record" in text


def test_a_node_shows_gaps_to_what_was_asked():
    text = explain(shipped("enterprise"), node="west").text()
    assert "target 9,950,000 (+" in text
    assert "at least 7,980,000 (+" in text

from __future__ import annotations

import json

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
    told = bob.text(colleagues=False)
    assert "ann" not in told.lower()
    assert "Room made by 1 rep of your group (floors, caps and locks)." in told


def test_no_letter_of_the_enterprise_names_a_colleague():
    each = explain_all(shipped("enterprise"))
    names = {found.id: found.name for found in each.values()}
    for found in list(each.values())[:12]:
        text = found.text(colleagues=False) + json.dumps(found.unnamed().to_dict())
        others = [(rep, name) for rep, name in names.items() if rep != found.id]
        assert not [rep for rep, name in others if name in text or f'"{rep}"' in text]


def test_prices_of_others_are_left_out_of_what_names_nobody():
    found = explain(two_reps(max_quota=(60_000, 70_000)))
    assert [price.rep for price in found.prices] == ["ann", "bob"]
    assert found.unnamed().prices == ()
    own = explain(two_reps(max_quota=(60_000, 70_000)), rep="ann")
    assert [price.rep for price in own.unnamed().prices] == ["ann"]


def test_all_who_made_room_are_counted():
    for found in explain_all(shipped("enterprise")).values():
        for line in found.lines:
            told = sum(crowd.reps for crowd in line.crowds)
            assert bool(told) == bool(line.made_room)
            assert told >= len(line.made_room)


def test_a_node_has_no_peers_of_its_own():
    for line in explain(shipped("enterprise"), node="west").lines:
        assert not any(crowd.peers for crowd in line.crowds)


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

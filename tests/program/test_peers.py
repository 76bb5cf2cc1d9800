"""Who is compared with whom."""

from __future__ import annotations

import numpy as np

from allocator.program.peers import peer_groups


def groups(roles, segments, y=None, has_x=None, decided=None):
    count = len(roles)
    y = np.full(count, 100.0) if y is None else np.array(y, float)
    has_x = np.ones(count, bool) if has_x is None else np.array(has_x)
    decided = np.zeros(count, bool) if decided is None else np.array(decided)
    found = peer_groups([roles, segments], roles, y, has_x, decided)
    names = [found.groups[g] if g >= 0 else "" for g in found.group.tolist()]
    return names, found.reason.tolist()


def test_three_of_a_role_and_segment_are_a_group_and_no_segment_is_none():
    names, _ = groups(["ae"] * 6, ["smb"] * 3 + [""] * 3)
    assert names == ["ae/smb"] * 3 + ["ae/none"] * 3


def test_small_groups_of_a_role_become_one_named_by_the_role():
    names, _ = groups(["ae"] * 6, ["smb"] * 3 + ["mid", "mid", "top"])
    assert names == ["ae/smb"] * 3 + ["ae"] * 3


def test_small_groups_that_together_are_too_few_take_the_whole_role_with_them():
    names, _ = groups(["ae"] * 5 + ["am"] * 3, ["smb"] * 3 + ["mid", "top"] + ["smb"] * 3)
    assert names == ["ae"] * 5 + ["am/smb"] * 3


def test_who_earns_less_than_a_twentieth_of_the_groups_median_is_not_compared():
    # the median is over all of the group with y > 0: 60, 100, 100, 4.9 -> 80, of which 5 % is 4
    names, reason = groups(["ae"] * 5, ["smb"] * 5, y=[60, 100, 100, 3.9, 0])
    assert reason == ["", "", "", "low yield", "low yield"]
    assert names == ["ae/smb"] * 3 + ["", ""]


def test_exactly_a_twentieth_is_enough():
    _, reason = groups(["ae"] * 4, ["smb"] * 4, y=[100, 100, 100, 5.0])
    assert reason == [""] * 4


def test_decided_quotas_and_reps_without_cells_are_not_compared():
    names, reason = groups(
        ["ae"] * 5, ["smb"] * 5, decided=[True, *[False] * 4], has_x=[*[True] * 4, False]
    )
    assert reason == ["decided quota", "", "", "", "no cells"]
    assert names == ["", "ae/smb", "ae/smb", "ae/smb", ""]


def test_without_columns_everybody_is_in_one_group():
    found = peer_groups([], ["all"] * 4, np.full(4, 10.0), np.ones(4, bool), np.zeros(4, bool))
    assert (found.groups, found.group.tolist()) == (("all",), [0, 0, 0, 0])


def test_nobody_to_compare_gives_no_group():
    found = peer_groups([[]], [], np.zeros(0), np.zeros(0, bool), np.zeros(0, bool))
    assert found.groups == ()

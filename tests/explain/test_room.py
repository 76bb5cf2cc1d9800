from __future__ import annotations

import numpy as np

from allocator.explain.room import Room, by_lever


def made(moves, group, who=(0,)):
    codes = np.array(who)
    return Room(moves, group, 0.5).made(moves[codes].sum(axis=0), codes).tolist()


def test_steps_are_summed_by_rep_and_lever():
    rep, lever = np.array([0, 0, 1]), np.array([0, 1, 1])
    sums = by_lever(np.array([1.0, 2.0, 3.0]), rep, lever, 2, 2)
    assert sums.tolist() == [[1.0, 2.0], [0.0, 3.0]]


def test_room_is_made_by_peers_and_by_those_who_share_the_lever_that_moved():
    group = np.array([0, 0, -1, -1])
    moves = np.array([[10.0, 0.0], [-4.0, 0.0], [-6.0, 0.0], [0.0, -9.0]])
    # the last one moved in another lever and is no peer
    assert made(moves, group) == [2, 1]


def test_who_moved_the_same_way_made_no_room():
    group = np.array([0, 0, 0, 0])
    moves = np.array([[10.0], [4.0], [0.0], [-0.4]])
    assert made(moves, group) == []


def test_who_moved_by_a_sliver_is_not_named():
    group = np.array([0, 0, 0, 0])
    moves = np.array([[1_000.0], [-9.0], [-11.0], [0.0]])
    assert made(moves, group) == [2]


def test_the_heaviest_come_first():
    group = np.zeros(6, np.int64)
    moves = np.array([[15.0], [-1.0], [-2.0], [-3.0], [-4.0], [-5.0]])
    assert made(moves, group) == [5, 4, 3, 2, 1]


def test_several_reps_are_made_room_for_by_the_others():
    group = np.zeros(4, np.int64)
    moves = np.array([[10.0], [5.0], [-6.0], [-2.0]])
    assert made(moves, group, (0, 1)) == [2, 3]
    # one of those explained went back himself
    assert made(moves, group, (0, 3)) == [2]


def test_the_same_question_is_answered_alike_for_everybody():
    group = np.zeros(4, np.int64)
    moves = np.array([[10.0], [400.0], [-3.0], [-407.0]])
    room = Room(moves, group, 0.5)
    assert room.made(moves[0], np.array([0])).tolist() == [3, 2]
    # 3 is less than a hundredth of 400
    assert room.made(moves[1], np.array([1])).tolist() == [3]


def test_colleagues_are_ordered_by_their_own_money():
    room = Room(np.array([[1.0], [-3.0], [2.0]]), np.zeros(3, np.int64), 0.5)
    assert room.largest_first(np.array([0, 1, 2])).tolist() == [1, 2, 0]

"""The least change that leaves a plan, found by trials."""

from __future__ import annotations

import numpy as np
import pytest

from allocator.explain.change import Change
from allocator.explain.remedy import Remedy, Trial, remedies, smallest

SLIGHT = 1e-6


def change(kind, **more):
    """Add an amount to one entry of a dict that stands for a scenario."""
    options = {"guess": 1.0, "step": 1.0, "unit": "money", **more}
    return Change(
        kind,
        kind,
        make=lambda given, amount: {**given, kind: given.get(kind, 0) + amount},
        **options,
    )


def trial(lack, tries=50):
    def verify(given):
        return lack(given) <= SLIGHT

    return Trial({}, lack, verify, lack({}), SLIGHT, tries)


@pytest.mark.parametrize("guess", [1.0, 7.0, 40.0, 300.0])
@pytest.mark.parametrize("step", [1.0, 0.001, 10.0])
def test_the_least_whole_amount_is_found_from_any_guess(guess, step):
    def lack(given):  # falls in three straight pieces, zero at 50.5
        a = given.get("a", 0.0)
        return max(0.0, 100 - 4 * a, 70 - 2 * (a - 5), (50.5 - a) / 2)

    found = smallest(trial(lack), change("a", guess=guess, step=step))
    assert found == pytest.approx(np.ceil(50.5 / step) * step)


def test_what_does_not_help_is_no_remedy():
    assert smallest(trial(lambda _: 10.0), change("a")) is None


def test_what_helps_in_part_is_no_remedy():
    assert smallest(trial(lambda given: 10.0 - min(given.get("a", 0), 4)), change("a")) is None


def test_an_amount_beyond_sense_is_no_remedy():
    lack = trial(lambda given: max(0.0, 10.0 - given.get("a", 0)))
    assert smallest(lack, change("a", most=6.0)) is None


def test_a_guess_that_is_known_to_be_the_least_is_not_searched_below():
    asked = trial(lambda given: max(0.0, 10.0 - given.get("a", 0)))
    assert smallest(asked, change("a", guess=10.0, least=True)) == 10.0
    assert asked.left == 49


def test_pairs_are_tried_where_no_single_change_suffices():
    def lack(given):
        return max(0.0, 30.0 - given.get("a", 0), 20.0 - given.get("b", 0))

    first, second = change("a", guess=4.0), change("b", guess=4.0)
    (found,) = remedies(trial(lack), [first], lambda _: [second])
    assert [(c.kind, amount) for c, amount in found.parts] == [("a", 30.0), ("b", 20.0)]


def test_a_change_whose_rules_are_not_all_is_not_searched_alone():
    asked = trial(lambda given: max(0.0, 10.0 - given.get("a", 0)))
    assert remedies(asked, [change("a", eases="rule", unit="")], lambda _: []) == ()
    assert asked.left == 50


def test_concessions_are_the_last_resort_and_none_is_needless():
    def lack(given):
        return 0.0 if {"b", "c"} <= set(given) else 5.0

    given_in = [change(kind, unit="") for kind in "abcd"]
    (found,) = remedies(trial(lack), [], lambda _: [], given_in)
    assert [c.kind for c, _ in found.parts] == ["b", "c"]


def test_what_does_not_verify_is_not_told():
    asked = Trial({}, lambda g: 0.0 if g else 1.0, lambda _: False, 1.0, SLIGHT, 20)
    assert remedies(asked, [change("a")], lambda _: []) == ()


def test_settings_are_told_only_where_they_say_all():
    said = change("a", settings=lambda amount: {"path.a": amount})
    assert Remedy(((said, 2.0),)).settings == {"path.a": 2.0}
    assert Remedy(((said, 2.0), (change("b"), 1.0))).settings == {}

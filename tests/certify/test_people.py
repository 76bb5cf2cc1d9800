import numpy as np
import pytest


def group_of(tiny, reps, peer_groups=("role", "segment"), **changes):
    money = [
        {"territory_id": r["rep_id"], "lever": "new_customers", "potential": r.pop("money", 1000)}
        for r in reps
    ]
    rows = [{"role": "ae", **rep} for rep in reps]
    policy = tiny.model(peer_groups=list(peer_groups))
    here = tiny.world_of(changes.pop("given", None), policy, reps=rows, potential=money, **changes)
    return here.people["group"].to_dict()


def reps(names, segment="", **more):
    return [{"rep_id": name, "segment": segment, **more} for name in names]


def test_groups_by_role_and_segment(tiny):
    found = group_of(tiny, reps("abc", "x") + reps("def"))
    assert found == {**dict.fromkeys("abc", "ae/x"), **dict.fromkeys("def", "ae/none")}


def test_small_groups_of_a_role_merge_if_together_they_are_three(tiny):
    found = group_of(tiny, reps("abc", "x") + reps("de", "y") + reps("f", "z"))
    assert found == {**dict.fromkeys("abc", "ae/x"), **dict.fromkeys("def", "ae")}


def test_else_the_whole_role_is_one_group(tiny):
    found = group_of(tiny, reps("abc", "x") + reps("de", "y"))
    assert set(found.values()) == {"ae"}


def test_without_role_the_company_is_the_wide_group(tiny):
    found = group_of(tiny, reps("abc", "x") + reps("d", "y"), ["segment"])
    assert set(found.values()) == {"all"}
    found = group_of(tiny, reps("abc", "x") + reps("def", "y"), ["segment"])
    assert set(found.values()) == {"x", "y"}


def test_without_any_column_everybody_is_compared_with_everybody(tiny):
    found = group_of(tiny, reps("abc", "x") + reps("d", "y"), [])
    assert set(found.values()) == {"all"}


def test_who_is_not_compared(tiny):
    rows = reps("abcd", "x")
    rows[3]["money"] = 40
    found = group_of(tiny, [*rows, *reps("e", "x", locked_quota=5)])
    assert found == {**dict.fromkeys("abc", "ae/x"), "d": "", "e": ""}


@pytest.fixture
def one(tiny):
    def make(measure="growth", families=None, **rep):
        given = tiny.scenario(measure=measure)
        tables = {"overrides": rep.pop("overrides")} if "overrides" in rep else {}
        rows = [{"rep_id": "a", "role": "ae", **rep}]
        return tiny.world_of(given, tiny.model(families), reps=rows, **tables).people.iloc[0]

    return make


def test_an_override_wins_over_a_lock(one):
    found = one(locked_quota=5, overrides=[{"rep_id": "a", "quota": 7, "reason": "x"}])
    assert (found["number"], found["floor"], found["cap"]) == (7, 7, 7)


def test_bounds_of_the_role_stand_in(one):
    found = one(families={"quota_bounds": {"roles": {"ae": {"min": 10, "max": 90}}}}, min_quota=20)
    assert (found["floor"], found["cap"]) == (20, 90)


def test_a_roles_floor_is_not_for_those_who_have_left(one):
    families = {"quota_bounds": {"roles": {"ae": {"min": 10}}}}
    assert np.isnan(one(families=families, end_date="2020-01-01")["floor"])
    assert one(families=families, end_date="2020-01-01", min_quota=5)["floor"] == 5


def test_bookings_lose_their_baseline(one):
    found = one("bookings", prior_quota=1000, baseline=300, max_quota=200, ote=100)
    assert found["cap"] == 0
    assert found["prior"] == 700
    assert (found["down"], found["up"]) == pytest.approx((550, 1000))
    assert (found["ote_low"], found["ote_high"]) == (0, 500)


def test_prior_goes_by_presence(one):
    found = one(prior_quota=365, start_date="2020-01-01", end_date="2027-01-01")
    assert found["prior"] == pytest.approx(1)


def test_ramping_reps_are_exempt_from_last_year(tiny):
    roles = {"ae": tiny.role({"new_customers": "primary"}, ramp=[0.5, 1])}
    rows = [{"rep_id": "a", "role": "ae", "start_date": "2027-01-01", "prior_quota": 9}]
    here = tiny.world_of(tiny.scenario(roles=roles), reps=rows)
    assert here.people["up"].isna().all()

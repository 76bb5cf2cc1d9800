import pytest

from allocator.certify import program

LEVER = "new_customers"


@pytest.fixture
def waived(tiny):
    """One locked rep of yield 250, boxes of 250 a quarter, beside a free one."""

    def make(families, number, *, given=None, **tables):
        reps = [
            {"rep_id": "a", "role": "ae", "locked_quota": number, "ote": 100},
            {"rep_id": "b", "role": "ae"},
        ]
        money = [{"territory_id": r, "lever": LEVER, "potential": 1000} for r in ("a", "b")]
        tables = {"potential": money, **tables}
        return tiny.world_of(given, tiny.model(families), reps=reps, **tables)

    return make


@pytest.mark.parametrize(("number", "is_waived"), [(312.5, False), (313, True)])
def test_a_lock_above_the_stretch(waived, number, is_waived):
    here = waived({"pipeline_feasibility": {"max_stretch": 1.25, "by_lever": True}}, number)
    assert here.waived.stretch.tolist() == [is_waived, False]
    # where it is waived, the stretch is no bound of his cells either
    small = waived({"pipeline_feasibility": {"max_stretch": 0.8}}, number - 110)
    assert small.x["bound"].iloc[0] == (250 if number - 110 > 200 else 200)


@pytest.mark.parametrize(("number", "is_waived"), [(299, True), (300, False), (801, True)])
def test_a_lock_outside_of_pay(waived, number, is_waived):
    here = waived({"pay_ratio": {}}, number)
    assert here.waived.pay.tolist() == [is_waived, False]


@pytest.mark.parametrize(("number", "is_waived"), [(100, False), (900, True)])
def test_a_lock_that_is_hardly_attained(waived, number, is_waived):
    here = waived({"attainable": {"min_probability": 0.5}}, number)
    assert here.waived.attainable.tolist() == [is_waived, False]


@pytest.mark.parametrize(("number", "is_waived"), [(300, False), (301, True), (900, True)])
def test_a_lock_beyond_all_hours(waived, tiny, number, is_waived):
    given = tiny.scenario(roles={"ae": tiny.role({LEVER: "primary"}, selling_hours_per_month=60)})
    effort = [{"role": "ae", "lever": LEVER, "hours_per_opportunity": 30, "deal_size": 50}]
    # 2.4 hours for one of money, 720 hours: 300 fit
    here = waived({"capacity": {"limit": 1.0}}, number, given=given, effort=effort)
    assert here.waived.capacity.tolist() == [is_waived, False]


def test_a_lock_that_must_close_before_the_hours_are_there(waived, tiny):
    given = tiny.scenario(roles={"ae": tiny.role({LEVER: "primary"}, selling_hours_per_month=60)})
    effort = [{"role": "ae", "lever": LEVER, "hours_per_opportunity": 1, "deal_size": 4}]
    late = [{"rep_id": "a", "start_date": "2027-01-01", "end_date": "2027-02-28"}]
    # one hour for one of money: 571 hours in all, but of 900 the first quarter has 150 to carry
    # and, 59 of its 90 days being lost, 62 hours
    here = waived({"capacity": {"limit": 2}}, 900, given=given, effort=effort, absences=late)
    assert here.waived.capacity.tolist() == [True, False]
    here = waived({"capacity": {"limit": 2}}, 860, given=given, effort=effort, absences=late)
    assert here.waived.capacity.tolist() == [False, False]


def test_without_hours_nobody_is_tired(waived):
    assert not waived({"capacity": {}}, 999).waived.capacity.any()


def test_phasing_that_boxes_cannot_follow(waived):
    # a thousand needs all four boxes of 250: no period may have more or less
    assert waived({"phasing": {"band": 0.1}}, 1000).waived.phase_lower == frozenset()
    # three boxes hold 750: a quarter must carry 450 of 1200, above 1.1 x 300
    found = waived({"phasing": {"band": 0.1}}, 1200).waived
    assert found.phase_upper == {("a", p) for p in range(4)}
    assert found.phase_lower == {("a", p) for p in range(4)}


def test_a_mix_that_boxes_cannot_follow(waived):
    family = {"lever_mix": {"mix": {"ae": {LEVER: [0.5, 0.9], "pricing": [0, 1]}}}}
    found = waived(family, 100).waived
    # there is no other lever: all of it must lie here
    assert found.mix_upper == {("a", 0)}
    assert found.mix_lower == frozenset()
    assert waived(family, 2100).waived.mix_lower == {("a", 0)}


def test_waived_rows_are_left_out(waived, tiny):
    families = {
        "pipeline_feasibility": {"by_lever": True},
        "attainable": {},
        "pay_ratio": {"soft": False},
        "phasing": {"band": 0.1},
        "lever_mix": {"mix": {"ae": {LEVER: [0.5, 0.9]}}},
    }
    book = program.base(waived(families, 1200))
    assert tiny.labels_of(book, "pipeline_feasibility") == ["b"]
    assert tiny.labels_of(book, "pipeline_feasibility.by_lever") == [f"b/{LEVER}"]
    assert tiny.labels_of(book, "attainable") == ["b"]
    assert tiny.labels_of(book, "pay_ratio") == []
    assert tiny.labels_of(book, "phasing.upper") == [f"b/{day}" for day in tiny.periods]
    assert tiny.labels_of(book, "lever_mix.upper") == [f"b/{LEVER}"]

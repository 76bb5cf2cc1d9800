import pytest

from allocator.certify import shares


@pytest.fixture
def cover(tiny):
    def make(rows, levers=("new_customers",), **changes):
        credit = dict.fromkeys(levers, "primary")
        roles = {"ae": tiny.role(credit), "se": tiny.role({"new_customers": "overlay"})}
        target = {
            "levers": {
                name: {"amount": 1000.0, "priority": 1, "over_assignment": 0} for name in levers
            },
            "seasonality": {name: [0.25] * 4 for name in levers},
        }
        reps = [{"rep_id": r, "role": "ae"} for r in "abc"] + [{"rep_id": "s", "role": "se"}]
        given = tiny.scenario(roles=roles, target=target)
        return tiny.world_of(given, reps=reps, coverage=rows, **changes)

    return make


def mean_shares(here):
    cells = here.figures.cells
    return dict(zip(cells["rep"], cells["mean_share"], strict=True))


def test_empty_shares_split_what_is_left_of_the_day(cover):
    here = cover(
        [
            {"rep_id": "a", "territory_id": "t", "share": 0.6, "end_date": "2027-01-31"},
            {"rep_id": "b", "territory_id": "t"},
            {"rep_id": "c", "territory_id": "t"},
        ]
    )
    found = mean_shares(here)
    assert found["a"] == pytest.approx(0.6 * 31 / 365)
    assert found["b"] == pytest.approx((0.2 * 31 + 0.5 * 334) / 365)
    assert found["c"] == found["b"]


def test_shares_above_one_leave_nothing(cover):
    here = cover(
        [
            {"rep_id": "a", "territory_id": "t", "share": 1},
            {"rep_id": "b", "territory_id": "t", "share": 0.5},
            {"rep_id": "c", "territory_id": "t"},
        ]
    )
    assert mean_shares(here) == pytest.approx({"a": 1, "b": 0.5, "c": 0})


def test_a_row_that_names_the_lever_rules_it(cover):
    here = cover(
        [
            {"rep_id": "a", "territory_id": "t", "share": 0.5},
            {"rep_id": "a", "territory_id": "t", "lever": "expansion", "share": 0.25},
        ],
        levers=("new_customers", "expansion"),
    )
    cells = here.figures.cells
    found = dict(zip(cells["lever"], cells["mean_share"], strict=True))
    assert found == pytest.approx({"new_customers": 0.5, "expansion": 0.25})


def test_without_coverage_each_has_a_territory_of_his_own(tiny):
    here = tiny.world_of(reps=[{"rep_id": "a", "role": "ae"}, {"rep_id": "b", "role": "ae"}])
    assert here.figures.cells["territory"].tolist() == ["a", "b"]
    assert here.figures.cells["mean_share"].tolist() == [1, 1]


def test_two_rows_of_a_cell_add_up(cover):
    here = cover(
        [
            {"rep_id": "a", "territory_id": "t", "share": 0.5, "end_date": "2027-03-31"},
            {"rep_id": "a", "territory_id": "t", "share": 1, "start_date": "2027-04-01"},
        ]
    )
    assert here.figures.worked_share[0] == pytest.approx([0.5, 1, 1, 1])


def test_worked_share_averages_products_by_day(cover):
    rows = [
        {"rep_id": "a", "territory_id": "t", "share": 1, "end_date": "2027-02-14"},
        {"rep_id": "b", "territory_id": "t", "share": 1, "start_date": "2027-02-15"},
    ]
    here = cover(rows, absences=[{"rep_id": "a", "start_date": "2027-02-15"}])
    # a is there exactly on the 45 days that are his: the product of averages would say a quarter
    assert here.figures.worked_share[0][0] == pytest.approx(45 / 90)


def test_an_overlays_empty_share_is_one_and_by_period(cover):
    here = cover([{"rep_id": "s", "territory_id": "t", "end_date": "2027-05-31"}])
    assert here.figures.cells.empty
    assert here.figures.overlay["rep"].tolist() == ["s"]
    assert here.figures.overlay_share[0] == pytest.approx([1, 61 / 91, 0, 0])


def test_positions_of_unknown_cells_are_minus_one(cover):
    here = cover([{"rep_id": "a", "territory_id": "t"}])
    rows = here.figures.cells.assign(rep="z")
    assert shares.positions(here.figures.cells, rows).tolist() == [-1]

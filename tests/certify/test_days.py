import pandas as pd
import pytest

from allocator.certify import days, evidence


@pytest.fixture
def staff(tiny):
    def make(rep, ramp=(), absences=()):
        given = tiny.scenario(
            roles={"ae": tiny.role({"new_customers": "primary"}, ramp=list(ramp))}
        )
        files = tiny.inputs(given, reps=[{"rep_id": "a", "role": "ae", **rep}], absences=absences)
        read = evidence.read(files)
        return read, read.tables["reps"]

    return make


def by_period(read, daily):
    return days.by_period(daily, read.horizon)[0].tolist()


def test_presence_counts_both_ends(staff):
    read, reps = staff({"start_date": "2027-02-01", "end_date": "2027-04-01"})
    found = by_period(read, days.present(read, reps))
    assert found == pytest.approx([59 / 90, 1 / 91, 0, 0])


def test_absences_of_a_day_add_up_and_never_below_zero(staff):
    absent = [
        {"rep_id": "a", "start_date": "2027-01-01", "end_date": "2027-01-10", "share": 0.5},
        {"rep_id": "a", "start_date": "2027-01-06", "end_date": "2027-01-10"},
        {"rep_id": "a", "start_date": "2027-07-01"},
    ]
    read, reps = staff({}, absences=absent)
    found = by_period(read, days.present(read, reps))
    # five days at a half, five at nothing; from July nobody is there
    assert found == pytest.approx([(90 - 2.5 - 5) / 90, 1, 0, 0])


def test_ramp_counts_full_months(staff):
    read, reps = staff({"start_date": "2026-12-15"}, ramp=[0, 0.5, 1])
    found = by_period(read, days.ramp(read, reps))
    # 14 days at 0, 15 January to 14 February at a half, then 45 at one
    assert found == pytest.approx([(31 * 0.5 + 45) / 90, 1, 1, 1])


def test_ramp_is_one_without_start_or_without_steps(staff):
    read, reps = staff({}, ramp=[0, 0.5])
    assert days.ramp(read, reps).min() == 1
    read, reps = staff({"start_date": "2027-01-01"})
    assert days.ramp(read, reps).min() == 1


def test_an_absence_before_the_horizon_does_nothing(staff):
    absent = [{"rep_id": "a", "start_date": "2026-01-01", "end_date": "2026-12-31"}]
    read, reps = staff({}, absences=absent)
    assert days.present(read, reps).min() == 1


def test_day_number_of_nothing_is_what_was_asked(staff):
    read, _ = staff({})
    dates = pd.Series(["2027-01-03", None]).astype("datetime64[s]")
    assert days.day_number(dates, read.horizon, -9).tolist() == [2, -9]

"""The certificate computes the three files again: whoever edits one is refused."""

from __future__ import annotations

import csv
import io

import pytest

from activity.acme import FUNNEL, organisation, planned
from allocator.certify.certificate import certify
from allocator.engine.verify import verify_plan
from allocator.publish.seal import seal
from allocator.read.plan import open_plan
from allocator.read.write import save


def rows_of(content):
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def written(rows):
    stream = io.StringIO(newline="")
    made = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
    made.writeheader()
    made.writerows(rows)
    return stream.getvalue().encode()


def refusals(plan, name, change, document=None):
    """Names of the checks that fail once a table is changed."""
    rows = rows_of(plan.files[name])
    rows = change(rows) or rows
    files = {**plan.files, name: written(rows)}
    found = certify(files, document or plan.document, plan.proof)
    return {check.name for check in found.checks if not check.passed}


def edit(where, **cells):
    def change(rows):
        row = next(row for row in rows if all(row[key] == value for key, value in where.items()))
        row.update(cells)

    return change


BO = {"rep_id": "bo", "step": "call", "period": "2027-04-01"}
CALL = {"owner_id": "bo", "name": "call"}
REVENUE = {"owner_id": "west", "name": "revenue"}


@pytest.mark.parametrize(
    ("name", "change", "check"),
    [
        ("activity.csv", edit(BO, hours="1"), "activity: hours of a step"),
        ("activity.csv", edit(BO, per_week="1"), "activity: units of a week"),
        ("activity.csv", edit(BO, per_period="1"),
         "activity: each step by the rate of the one before"),
        ("activity.csv", edit(BO, rep_id="bob"), "activity: known reps, steps and periods"),
        ("activity.csv", edit(BO, step="mail"), "activity: known reps, steps and periods"),
        ("activity.csv", edit(BO, period="2027-01-01"), "activity: no row twice"),
        ("activity.csv", lambda rows: rows[:-2], "activity: as much as is due"),
        ("activity.csv", lambda rows: rows[2:], "activity: as much as is due"),
        ("objectives.csv", edit(CALL, to="9"), "objectives: activities of a week"),
        ("objectives.csv", edit(CALL, weight="0.5"), "objectives: weights sum to one"),
        ("objectives.csv", edit(CALL, weight="-0.1"), "objectives: weights not negative"),
        ("objectives.csv", edit(CALL, owner_id="bob"), "objectives: known owners"),
        ("objectives.csv", edit(CALL, due="2028-01-01"), "objectives: due inside the horizon"),
        ("objectives.csv", edit(CALL, type="hope"), "objectives: words"),
        ("objectives.csv", edit(CALL, to=""), "objectives: a goal each"),
        ("objectives.csv", edit(REVENUE, to="999"), "objectives: money of the plan"),
        ("initiatives.csv", edit({"initiative": "Push"}, amount="55"),
         "initiatives: sums of levers"),
        ("initiatives.csv", edit({"initiative": "Push"}, amount="-1"),
         "initiatives: no negative money"),
        ("initiatives.csv", edit({"initiative": "Push"}, owner_id="east"),
         "initiatives: known owners"),
        ("initiatives.csv", edit({"initiative": "Push"}, end="2027-04-02"),
         "initiatives: inside a period"),
        ("initiatives.csv", edit({"initiative": "Push"}, start="2027-02-02"),
         "initiatives: each as the scenario says"),
    ],
)  # fmt: skip
def test_an_edited_row_is_refused_by_what_it_breaks(plan, name, change, check):
    assert check in refusals(plan, name, change)


def test_a_file_that_cannot_be_read_is_refused(plan):
    assert refusals(plan, "activity.csv", edit(BO, hours="many"))


def test_work_after_its_booking_is_refused(plan):
    def later(rows):
        for row in rows:
            if row["rep_id"] == "bo" and row["period"] == "2027-01-01":
                row["period"] = "2027-10-01"
        return [row for row in rows if row["period"] != "2027-10-01"]

    assert "activity: no later than its booking" in refusals(plan, "activity.csv", later)


def test_hours_beyond_those_of_the_rep_are_refused(plan):
    slow = planned(organisation({"funnel": FUNNEL.assign(hours=[0.1, 40, 0.1, 2])}))
    each = {("bo", "opportunity"): 40.0, ("ada", "opportunity"): 40.0}

    def longer(rows):
        for row in rows:
            hours = each.get((row["rep_id"], row["step"]))
            if hours:
                row["hours"] = repr(float(row["per_period"]) * hours)

    rows = rows_of(plan.files["activity.csv"])
    longer(rows)
    files = {**slow.files, "activity.csv": written(rows)}
    found = certify(files, {**slow.document, "objectives": {"refused": []}}, slow.proof)
    failed = {check.name for check in found.checks if not check.passed}
    assert "activity: within the rep's hours" in failed
    assert "activity: hours of a step" not in failed


def test_activities_of_who_was_refused_are_refused(plan):
    told = {"refused": [{"owner_id": "bo", "name": "activity"}]}
    found = certify(plan.files, {**plan.document, "objectives": told}, plan.proof)
    failed = {check.name for check in found.checks if not check.passed}
    assert "activity: nothing of who was refused" in failed


def test_a_folder_of_before_has_none_of_the_files_and_nothing_to_check(plan):
    names = ("activity.csv", "objectives.csv", "initiatives.csv")
    files = {name: content for name, content in plan.files.items() if name not in names}
    found = certify(files, plan.document, plan.proof)
    assert not any(
        check.name.startswith(("activity", "objectives", "init")) for check in found.checks
    )


def test_the_tables_are_those_of_the_folder_and_verify(plan, tmp_path):
    back = open_plan(save(plan, tmp_path / "plan"))
    assert back == plan
    assert verify_plan(back).passed
    for name in ("activity", "objectives", "initiatives"):
        assert getattr(back, name).equals(getattr(plan, name)), name


def test_equal_inputs_give_equal_bytes(acme, plan):
    again = planned(acme)
    assert again.files == plan.files
    assert seal(again, None).document["files"].keys() == plan.document["files"].keys()

from datetime import date

import pytest

from allocator.certify import evidence
from allocator.certify.evidence import MalformedError

REPS = [{"rep_id": "a", "role": "ae"}]


def test_guarded_text_is_stripped_and_empty_is_unknown(tiny):
    files = tiny.inputs(reps=[{"rep_id": "a", "role": "ae", "name": "'=SUM(A1)", "region": "'x"}])
    rows = evidence.read(files).tables["reps"]
    assert rows["name"].tolist() == ["=SUM(A1)"]
    assert rows["region"].tolist() == ["'x"]
    assert rows["ote"].isna().all()
    assert rows["start_date"].isna().all()


def test_ids_stay_text(tiny):
    read = evidence.read(tiny.inputs(reps=[{"rep_id": "007", "role": "NA"}]))
    assert read.tables["reps"].loc[0, ["rep_id", "role"]].tolist() == ["007", "NA"]


def test_a_start_in_quotes_is_a_date_all_the_same(tiny):
    files = tiny.inputs(reps=REPS)
    assert evidence.read(files).horizon.start == date(2027, 1, 1)
    text = files["inputs/scenario.yaml"].decode().replace("'2027-01-01'", "2027-01-01")
    files["inputs/scenario.yaml"] = text.encode()
    assert evidence.read(files).horizon.start == date(2027, 1, 1)


def test_tiers_may_carry_settings(tiny):
    policy = tiny.model(tiers=["shortfall", {"disruption": {"prior_price": 0}}, {"closest": None}])
    read = evidence.read(tiny.inputs(given_model=policy, reps=REPS))
    assert read.tiers == (("shortfall", {}), ("disruption", {"prior_price": 0}), ("closest", {}))


def test_without_potential_its_families_are_off(tiny):
    policy = tiny.model({"potential": {}, "capacity": None})
    read = evidence.read(tiny.inputs(given_model=policy, reps=REPS))
    assert set(read.families) == {"lever_totals", "quota_bounds", "capacity"}


def test_a_folder_without_a_plan_needs_no_tables_of_one(tiny):
    files = tiny.inputs(reps=REPS)
    del files["quotas.csv"]
    assert evidence.read(files, published=False).published == {}
    with pytest.raises(MalformedError, match=r"quotas\.csv"):
        evidence.read(files)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("inputs/scenario.yaml", None),
        ("inputs/scenario.yaml", b"a: [1"),
        ("inputs/scenario.yaml", b"- 1\n"),
        ("inputs/scenario.yaml", b"\xff\xfe"),
        ("inputs/scenario.yaml", b"horizon: {start: soon}\n"),
        ("inputs/model.yaml", b"tiers: [{a: 1, b: 2}]\n"),
        ("quotas.csv", b""),
        ("quotas.csv", b"rep_id\na\n"),
        ("quotas.csv", b"rep_id,territory_id,lever,period,credit,quota\na,a,l,p,primary,much\n"),
        ("quotas.csv", b"rep_id,territory_id,lever,period,credit,quota\na,a,l,p,primary,inf\n"),
        ("inputs/tables/reps.csv", b"\xff\xfe"),
    ],
)
def test_what_cannot_be_read_is_named(tiny, path, content):
    files = tiny.inputs(reps=REPS)
    if content is None:
        del files[path]
    else:
        files[path] = content
    with pytest.raises(MalformedError, match=path.rsplit("/", 1)[-1].split(".")[0]):
        evidence.read(files)


def test_a_date_that_is_none_is_named(tiny):
    files = tiny.inputs(reps=[{"rep_id": "a", "role": "ae", "start_date": "2027-13-01"}])
    with pytest.raises(MalformedError, match="start_date"):
        evidence.read(files)


@pytest.mark.parametrize(
    ("value", "is_one"), [(1, True), (0.5, True), (True, False), ("1", False), (None, False)]
)
def test_finite_numbers(value, is_one):
    assert evidence.finite(value) is is_one
    assert not evidence.finite(float("nan"))

"""CSV and Parquet: read back, they say what the plan says."""

from __future__ import annotations

import io
import json

import pandas as pd
import pyarrow.parquet as pq
import pytest

from allocator.domain.plan import COLUMNS
from allocator.engine.export import Export, gather
from allocator.engine.load import load
from allocator.present.export.folder import LIST, MARK, NOTICE, files
from allocator.read.canonical import csv_bytes
from allocator.read.ids import Ids
from allocator.read.plan import sha256
from allocator.read.write import save
from exported import the_plan

NAMES = ["nodes", "pipeline_quotas", "quotas_long", "quotas_wide", "reps", "shortfall"]


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    return gather(save(the_plan(), tmp_path_factory.mktemp("x") / "plan"), "csv")


@pytest.fixture(scope="module")
def made(export):
    return files(export)[0]


def read(content, **dtype):
    text = dict.fromkeys(("rep_id", "name", "period"), "str")
    return pd.read_csv(io.BytesIO(content), dtype={**text, **dtype}, keep_default_na=False)


def bare(frame):
    """Take the apostrophe off again that keeps a spreadsheet from running a cell."""
    texts = frame.select_dtypes("str").columns
    return frame.assign(**{name: frame[name].str.removeprefix("'") for name in texts})


def test_every_table_is_there_and_listed(made, export):
    assert sorted(made) == sorted([LIST, *(f"{name}.csv" for name in NAMES)])
    listed = json.loads(made[LIST])
    assert listed["input_hash"] == export.plan.document["input_hash"]
    assert listed["verified"] is True
    for name, found in listed["files"].items():
        assert found["sha256"] == sha256(made[name])
        assert found["rows"] == len(read(made[name]))


def test_the_long_table_read_back_is_quotas_csv_byte_for_byte(made, export):
    long = bare(read(made["quotas_long.csv"]))
    again = csv_bytes(long[list(COLUMNS["quotas"])])
    assert again == export.plan.files["quotas.csv"]


def test_the_wide_table_read_back_has_the_same_numbers(made, export):
    wide = bare(read(made["quotas_wide.csv"]))
    plan = export.plan
    told = wide.set_index(["rep_id", "credit"])["quota"].to_dict()
    assert told == plan.reps.set_index(["rep_id", "credit"])["quota"].to_dict()
    cells = wide.melt(
        ["rep_id", "credit"], [name for name in wide.columns if " 2027-" in name], "cell"
    )
    cells[["lever", "period"]] = cells["cell"].str.split(" ", expand=True)
    keys = ["rep_id", "credit", "lever", "period"]
    given = cells[cells["value"] != 0].set_index(keys)["value"].sort_index()
    wanted = plan.quotas.groupby(keys)["quota"].sum().sort_index()
    assert given.to_dict() == wanted.to_dict()


def test_cells_that_a_spreadsheet_would_run_are_protected(made):
    for name in ("quotas_long.csv", "quotas_wide.csv", "reps.csv"):
        text = made[name].decode()
        assert "'=HYPERLINK" in text
        assert "'+dee" in text
        assert ",=" not in text
        assert ',"=' not in text


def test_pay_is_told_or_not(export, made):
    assert "90000" in made["reps.csv"].decode()
    bare_of_pay = files(export, pay=False)[0]
    assert all(b"90000" not in content for content in bare_of_pay.values())
    assert b"ote" not in bare_of_pay["reps.csv"]


def test_excel_gets_a_mark_that_readers_take_off(export, made):
    marked = files(export, excel=True)[0]
    for name in NAMES:
        assert marked[f"{name}.csv"] == MARK + made[f"{name}.csv"]
    assert read(marked["reps.csv"]).columns[0] == "rep_id"


def test_parquet_has_the_same_tables_with_types(export):
    made = files(of(export, "parquet"))[0]
    assert sorted(made) == sorted([LIST, *(f"{name}.parquet" for name in NAMES)])
    long = pq.read_table(io.BytesIO(made["quotas_long.parquet"]))
    assert str(long.schema.field("period").type) == "date32[day]"
    assert str(long.schema.field("quota").type) == "double"
    frame = long.to_pandas()
    frame["period"] = frame["period"].astype("str")
    again = csv_bytes(frame[list(COLUMNS["quotas"])].astype({"territory_id": "str"}))
    assert again == export.plan.files["quotas.csv"]
    assert "'" not in frame["name"].tolist()[0]
    reps = pq.read_table(io.BytesIO(made["reps.parquet"])).to_pandas()
    assert reps["prior_quota"].isna().tolist() == [False, False, False, False, True]


def of(export, to, ids=None):
    return Export(to, export.plan, export.scenario, ids or Ids(), export.refusals)


def test_equal_plans_give_equal_bytes(export):
    for to in ("csv", "parquet"):
        assert files(of(export, to))[0] == files(of(export, to))[0]


def test_an_unverified_export_says_so_in_a_file_of_its_own(export):
    doubtful = Export("csv", export.plan, export.scenario, Ids(), ("quotas.csv has been changed",))
    made = files(doubtful)[0]
    assert b"does not verify" in made[NOTICE]
    assert b"quotas.csv has been changed" in made[NOTICE]
    assert json.loads(made[LIST])["verified"] is False


def test_a_plan_without_overlay_pay_or_pipeline_is_exported(tmp_path):
    from allocator.engine.solve import solve
    from faults.line import lay

    plan = solve(load(lay(tmp_path / "small"))).plan
    made = files(gather(save(plan, tmp_path / "plan"), "csv"))[0]
    assert b"ote" not in made["reps.csv"]
    assert made["pipeline_quotas.csv"].count(b"\n") == 1

"""Varicent: a quota for every payee, component and period, nothing escaped."""

from __future__ import annotations

import io

import pandas as pd
import pytest

from allocator.engine.export import Export, gather
from allocator.errors import InputError
from allocator.present.export.folder import files
from allocator.read.ids import Ids, read_ids
from allocator.read.write import save
from exported import the_plan, written_ids


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return gather(save(the_plan(), tmp_path_factory.mktemp("x") / "plan"), "varicent")


def tables(base, ids=None):
    made, _ = files(Export("varicent", base.plan, base.scenario, ids or Ids(), ()))
    return {
        name: pd.read_csv(io.BytesIO(made[f"{name}.csv"]), dtype="str", keep_default_na=False)
        for name in ("Payees", "Quotas")
    }


def test_quotas_read_back_are_those_of_the_plan(base):
    rows = tables(base)["Quotas"]
    assert not rows.duplicated(["PayeeID", "Component", "Period"]).any()
    money = rows["Quota"].astype(float)
    back = money.groupby([rows["Credit"], rows["PayeeID"], rows["Component"], rows["Period"]]).sum()
    plan = base.plan
    keys = ["credit", "rep_id", "lever", "period"]
    wanted = plan.quotas.groupby(keys)["quota"].sum().to_dict()
    desk = plan.pipeline_quotas
    wanted |= {
        ("pipeline", rep, f"pipeline {lever}", period): amount
        for rep, _, lever, period, amount in desk.itertuples(index=False)
    }
    assert back.to_dict() == wanted


def test_periods_have_their_last_day(base):
    rows = tables(base)["Quotas"]
    days = dict(zip(rows["StartDate"], rows["EndDate"], strict=True))
    assert days == {
        "2027-01-01": "2027-03-31", "2027-04-01": "2027-06-30", "2027-07-01": "2027-09-30",
        "2027-10-01": "2027-12-31",
    }  # fmt: skip
    assert set(rows["Currency"]) == {"USD"}


def test_names_are_not_escaped(base):
    names = tables(base)["Payees"].set_index("PayeeID")["Name"].to_dict()
    assert names == {
        "ann": '=HYPERLINK("x")', "bob": "O'Brien, \"Bob\" <b>", "cem": "مريم العلي 🦊",
        "dee": "+dee", "eve": "-eve", "sam": "@sam",
    }  # fmt: skip


def test_ids_replace_our_names_and_a_kind_that_is_begun_is_complete(base, tmp_path):
    everybody = [("rep", rep, f"P-{rep}") for rep in ("ann", "bob", "cem", "dee", "eve", "sam")]
    periods = [("period", f"2027-{month}-01", f"FY27 Q{at}")
               for at, month in enumerate(("01", "04", "07", "10"), 1)]  # fmt: skip
    levers = [("lever", "new_customers", "New"), ("lever", "expansion", "Growth")]
    file = written_ids(tmp_path / "ids.csv", [*everybody, *periods, *levers])
    made = tables(base, read_ids(file, [], records=False))
    assert set(made["Quotas"]["Component"]) == {"New", "Growth", "pipeline New"}
    assert set(made["Quotas"]["Period"]) == {"FY27 Q1", "FY27 Q2", "FY27 Q3", "FY27 Q4"}
    assert set(made["Payees"]["PayeeID"]) == {row[2] for row in everybody}
    half = read_ids(written_ids(tmp_path / "half.csv", everybody[:4]), [], records=False)
    with pytest.raises(InputError) as refused:
        tables(base, half)
    assert {problem.got for problem in refused.value.problems} == {"eve", "sam"}

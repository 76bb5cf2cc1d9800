from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from allocator.engine.importer import import_crm, import_overrides
from allocator.engine.init import init
from allocator.engine.load import load
from allocator.engine.solve import solve
from allocator.errors import InputError
from allocator.read.catalogue.imports import FAULTS
from allocator.read.write import save

DEALS = """\
opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
o1,Ann,MG,Acme,Won,2026-01-10,2026-02-09,1000
o2,Bob,MG,Acme,Won,2026-03-01,2026-03-31,3000
o3,Ann,MG,Acme,Won,2026-04-01,2026-05-31,2500
o4,Ann,MG,Bolt,Lost,2026-02-01,2026-03-03,800
o5,Bob,MG,Acme,Lost,2026-05-01,2026-06-30,900
o6,Bob,MG,,Engaging,2026-06-20,,700
"""


@pytest.fixture
def deals(tmp_path):
    path = tmp_path / "deals.csv"
    path.write_text(DEALS)
    return path


@pytest.fixture
def scenario(tmp_path):
    init(tmp_path / "mine")
    return tmp_path / "mine"


@pytest.fixture
def edited(tmp_path):
    """Write a CSV of edited quotas."""

    def writing(*rows: str, header: str = "rep_id,quota,reason,author") -> Path:
        path = tmp_path / "edited.csv"
        path.write_text("\n".join([header, *rows]) + "\n")
        return path

    return writing


def content(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def codes(error) -> set[str]:
    return {problem.code for problem in error.value.problems}


def overrides(folder: Path) -> list[list]:
    rows = load(folder).tables["overrides"]
    return rows[["rep_id", "quota", "reason", "author"]].to_numpy().tolist()


def test_an_export_becomes_a_scenario_that_loads_and_solves(tmp_path, deals):
    made = import_crm(deals, tmp_path / "Acme 26", whole=True)
    assert made.warnings == ()
    loaded = load(made.folder)
    assert loaded.name == "acme-26"
    # 6,500 from February to June: times 12 / 5, and a tenth on top
    assert loaded.target == pytest.approx(17_160)
    plan = solve(loaded).plan
    totals = plan.document["totals"]
    assert totals["assigned"] + totals["shortfall"] == pytest.approx(17_160, abs=1)


def test_growth_on_a_baseline_loads_too(tmp_path, deals):
    made = import_crm(deals, tmp_path / "acme", start=date(2026, 9, 1))
    loaded = load(made.folder)
    assert (loaded.measure, loaded.baseline_revenue) == ("bookings", 15_600)
    assert loaded.target == pytest.approx(1_560)


def test_the_same_export_gives_the_same_bytes(tmp_path, deals):
    one = import_crm(deals, tmp_path / "one", name="same")
    two = import_crm(deals, tmp_path / "two", name="same")
    assert content(one.folder) == content(two.folder)


def test_a_folder_in_the_way_and_faults_of_files_come_together_and_nothing_is_written(
    tmp_path, deals
):
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "mine.txt").write_text("mine")
    deals.write_text(DEALS.replace("Engaging", "Engaged"))
    with pytest.raises(InputError) as error:
        import_crm(deals, tmp_path / "acme", growth_rate=-1.0)
    assert codes(error) == {"folder-exists", "import-option", "import-stage-unknown"}
    assert content(tmp_path / "acme") == {"mine.txt": b"mine"}
    with pytest.raises(InputError):
        import_crm(deals, tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_an_empty_folder_is_filled(tmp_path, deals):
    (tmp_path / "acme").mkdir()
    assert (import_crm(deals, tmp_path / "acme").folder / "notes.md").is_file()


def test_edited_quotas_become_overrides_and_later_ones_replace_them(scenario, edited):
    first, second, third = load(scenario).tables["reps"]["rep_id"].tolist()[:3]
    made = import_overrides(
        edited(f"{second},300000,Key account,Eva", f"{first},1,Leave,"), scenario
    )
    assert (made.added, made.changed, made.kept) == ((second, first), (), 0)
    made = import_overrides(edited(f"{first},2,Back,Udo", f"{third},3,New,Udo"), scenario)
    assert (made.added, made.changed, made.kept) == ((third,), (first,), 1)
    assert overrides(scenario) == [
        [first, 2, "Back", "Udo"],
        [second, 300_000, "Key account", "Eva"],
        [third, 3, "New", "Udo"],
    ]


def test_a_number_without_a_reason_or_of_nobody_stops_them_all(scenario, edited):
    first, second = load(scenario).tables["reps"]["rep_id"].tolist()[:2]
    before = content(scenario)
    near = second[:-1] + "x"
    with pytest.raises(InputError) as error:
        import_overrides(
            edited(f"{first},5,,Eva", f"{near},6,Why not,", f"{second},-1,Less,"), scenario
        )
    assert codes(error) == {"override-without-reason", "override-rep-unknown", "cell-negative"}
    places = {(p.code, p.line, p.column) for p in error.value.problems}
    assert ("override-without-reason", 2, 3) in places
    assert ("override-rep-unknown", 3, 1) in places
    assert content(scenario) == before


def test_a_rep_twice_in_a_list_is_refused(scenario, edited):
    first = load(scenario).tables["reps"]["rep_id"].iloc[0]
    with pytest.raises(InputError) as error:
        import_overrides(edited(f"{first},5,A,", f"{first},6,B,"), scenario)
    assert codes(error) == {"import-duplicate"}


def test_a_column_that_is_missing_is_named(scenario, edited):
    with pytest.raises(InputError) as error:
        import_overrides(edited("a,5", header="rep_id,quota"), scenario)
    assert codes(error) == {"import-column-missing"}
    assert "reason" in error.value.problems[0].what


def test_a_workbook_gives_the_same_as_csv(tmp_path, scenario):
    first = load(scenario).tables["reps"]["rep_id"].iloc[0]
    book = tmp_path / "edited.xlsx"
    rows = pd.DataFrame({"rep_id": [first], "name": ["x"], "quota": [7.5], "reason": ["Ramp"]})
    rows.to_excel(book, sheet_name="My quotas", index=False, engine="xlsxwriter")
    import_overrides(book, scenario)
    assert overrides(scenario) == [[first, 7.5, "Ramp", ""]]


def test_a_plans_own_reps_with_one_number_edited_give_one_override(tmp_path, scenario):
    outcome = solve(load(scenario))
    plan = save(outcome.plan, tmp_path / "plan")
    reps = pd.read_csv(plan / "reps.csv")
    reps["reason"] = ""
    reps.loc[0, ["quota", "reason"]] = [reps.loc[0, "quota"] + 1000, "Agreed with the rep"]
    reps.to_csv(tmp_path / "edited.csv", index=False)
    made = import_overrides(tmp_path / "edited.csv", scenario, plan=plan)
    assert made.added == (reps.loc[0, "rep_id"],)
    assert overrides(scenario)[0][1:3] == [reps.loc[0, "quota"], "Agreed with the rep"]
    with pytest.raises(InputError) as error:
        import_overrides(tmp_path / "edited.csv", scenario)
    assert codes(error) == {"override-without-reason"}


def test_the_long_table_of_quotas_is_summed_by_rep(scenario, edited):
    first = load(scenario).tables["reps"]["rep_id"].iloc[0]
    header = "rep_id,territory_id,lever,period,credit,quota,reason"
    row = f"{first},t,new_customers,2027-0"
    import_overrides(
        edited(f"{row}1-01,primary,10,Split", f"{row}4-01,primary,20,", header=header), scenario
    )
    assert overrides(scenario) == [[first, 30, "Split", ""]]
    with pytest.raises(InputError) as error:
        import_overrides(
            edited(f"{row}1-01,primary,10,A", f"{row}4-01,primary,20,B", header=header), scenario
        )
    assert codes(error) == {"override-reasons-differ"}


def test_a_what_if_file_leads_to_the_table_of_its_scenario(scenario, edited):
    first = load(scenario).tables["reps"]["rep_id"].iloc[0]
    (scenario / "what-if").mkdir()
    (scenario / "what-if" / "more.yaml").write_text("extends: ../scenario.yaml\n")
    made = import_overrides(edited(f"{first},9,Why,"), scenario / "what-if" / "more.yaml")
    assert made.file == scenario / "tables" / "overrides.csv"


def test_tables_that_are_not_csv_are_left_alone(scenario, edited):
    first = load(scenario).tables["reps"]["rep_id"].iloc[0]
    pd.DataFrame({"rep_id": [first], "quota": [1.0], "reason": ["x"]}).to_parquet(
        scenario / "tables" / "overrides.parquet"
    )
    before = content(scenario)
    with pytest.raises(InputError) as error:
        import_overrides(edited(f"{first},9,Why,"), scenario)
    assert codes(error) == {"override-tables-elsewhere"}
    assert content(scenario) == before


def test_a_scenario_with_a_fault_of_its_own_gets_no_overrides(scenario, edited):
    shutil.rmtree(scenario / "tables")
    with pytest.raises(InputError) as error:
        import_overrides(edited("a,9,Why,"), scenario)
    assert "tables-missing" in codes(error)


def test_every_fault_of_overrides_is_shown_here():
    listed = {fault.code for fault in FAULTS if fault.code.startswith("override-")}
    text = Path(__file__).read_text(encoding="utf-8")
    assert {code for code in listed if json.dumps(code) in text} == listed

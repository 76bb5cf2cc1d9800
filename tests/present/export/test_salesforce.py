"""Salesforce: rows as the platform's API wants them, and read back the plan's own numbers."""

from __future__ import annotations

import io

import pandas as pd
import pytest

from allocator.engine.export import Export, gather
from allocator.errors import InputError
from allocator.present.export.folder import files
from allocator.read.ids import read_ids
from allocator.read.write import save
from exported import (
    ACCOUNTS_IDS,
    SELLERS,
    TERRITORIES,
    ids_rows,
    record,
    the_plan,
    written_ids,
)

HEAD = "kind,id,platform_id,product_family,by_territory"


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return gather(save(the_plan(), tmp_path_factory.mktemp("x") / "plan"), "salesforce")


@pytest.fixture
def exported(base, tmp_path):
    """Export with rows of ids; give tables and notes."""

    def exporting(*rows, head="kind,id,platform_id"):
        problems = []
        ids = read_ids(written_ids(tmp_path / "ids.csv", rows, head), problems, records=True)
        assert problems == []
        made, notes = files(Export("salesforce", base.plan, base.scenario, ids, ()))
        tables = {
            name.removesuffix(".csv"): pd.read_csv(
                io.BytesIO(content), dtype="str", keep_default_na=False
            )
            for name, content in made.items()
            if name.endswith(".csv")
        }
        return tables, notes

    return exporting


def test_quotas_read_back_are_those_of_the_plan(base, exported):
    tables, _ = exported(*ids_rows())
    rows = tables["ForecastingQuota"]
    assert list(rows.columns) == [
        "QuotaOwnerId", "ForecastingTypeId", "StartDate", "QuotaAmount"
    ]  # fmt: skip
    ours = {record("005", at): rep for at, rep in enumerate(SELLERS)}
    lever = {record("0Db", 1): "new_customers", record("0Db", 2): "expansion"}
    back = {
        (ours[owner], lever[kind], day): float(amount)
        for owner, kind, day, amount in rows.itertuples(index=False)
    }
    quotas = base.plan.quotas
    primary = quotas[quotas["credit"] == "primary"]
    assert back == primary.groupby(["rep_id", "lever", "period"])["quota"].sum().to_dict()


def test_levers_of_one_forecast_type_are_added_up(base, exported):
    one = record("0Db", 7)
    rows = [row for row in ids_rows() if row[0] == "rep"]
    rows += [("lever", "new_customers", one), ("lever", "expansion", one)]
    told = exported(*rows)[0]["ForecastingQuota"]
    assert told.groupby(["QuotaOwnerId", "StartDate"]).size().max() == 1
    quotas = base.plan.quotas
    assert told["QuotaAmount"].astype(float).sum() == (
        quotas.loc[quotas["credit"] == "primary", "quota"].sum()
    )


def test_families_and_territories_part_the_rows(base, exported):
    rows = [(*row, "", "") for row in (*ids_rows(), *TERRITORIES) if row[0] != "lever"]
    rows += [("lever", "new_customers", record("0Db", 1), "Core, new", "true"),
             ("lever", "expansion", record("0Db", 1), "Growth", "")]  # fmt: skip
    quoted = [tuple(f'"{cell}"' for cell in row) for row in rows]
    told = exported(*quoted, head=HEAD)[0]["ForecastingQuota"]
    ann = told[told["QuotaOwnerId"] == record("005", 0)]
    assert set(ann["Territory2Id"]) == {record("0MI", 1), record("0MI", 2)}
    assert set(ann["ProductFamily"]) == {"Core, new"}
    cem = told[told["QuotaOwnerId"] == record("005", 2)]
    assert set(cem["Territory2Id"]) == {""}
    south = ann[ann["Territory2Id"] == record("0MI", 2)]["QuotaAmount"].astype(float).sum()
    quotas = base.plan.quotas
    mine = (quotas["rep_id"] == "ann") & (quotas["territory_id"] == "south")
    assert south == quotas.loc[mine, "quota"].sum()


def test_overlay_credit_needs_forecast_types_of_its_own(base, exported):
    assert any("Overlay" in note for note in exported(*ids_rows())[1])
    rows = ids_rows(("rep", "eve", record("005", 8)), ("overlay", "expansion", record("0Db", 9)))
    tables, notes = exported(*rows)
    eve = tables["ForecastingQuota"].query("QuotaOwnerId == @owner", local_dict={
        "owner": record("005", 8)})  # fmt: skip
    assert set(eve["ForecastingTypeId"]) == {record("0Db", 9)}
    quotas = base.plan.quotas
    overlay = quotas.loc[quotas["credit"] == "overlay", "quota"].sum()
    assert eve["QuotaAmount"].astype(float).sum() == overlay
    assert not any("Overlay" in note for note in notes)


def test_a_currency_is_told_where_the_ids_have_one(exported):
    rows = exported(*ids_rows(("currency", "USD", "USD")))[0]["ForecastingQuota"]
    assert set(rows["CurrencyIsoCode"]) == {"USD"}


def test_territories_are_inserted_and_deleted_against_what_is_there(exported):
    north, south = record("0MI", 1), record("0MI", 2)
    ann, bob, cem = (record("005", at) for at in range(3))
    there = (
        ("user_territory", f"{ann}/{north}AAA", record("01Y", 1)),  # stays, in its 18 letters
        ("user_territory", f"{cem}/{south}", record("01Y", 2)),  # covers the south no more
        ("user_territory", f"{record('005', 77)}/{north}", record("01Y", 3)),  # left the company
        ("user_territory", f"{ann}/{record('0MI', 99)}", record("01Y", 4)),  # somebody else's
    )
    tables, _ = exported(*ids_rows(*TERRITORIES, *there))
    gone = tables["UserTerritory2Association_delete"]
    assert list(gone.columns) == ["Id"]
    assert gone["Id"].tolist() == [record("01Y", 2), record("01Y", 3)]
    new = tables["UserTerritory2Association_insert"]
    assert list(new.columns) == ["UserId", "Territory2Id"]
    pairs = set(new.itertuples(index=False, name=None))
    assert pairs == {
        (ann, south), (bob, south), (cem, north), (record("005", 3), south),
        (record("005", 8), north), (record("005", 9), north),
    }  # fmt: skip


def test_those_who_come_or_go_within_the_horizon_are_listed_with_their_days(exported):
    tables, notes = exported(*ids_rows(*TERRITORIES))
    dates = tables["UserTerritory2Association_dates"]
    assert dates.to_numpy().tolist() == [
        [record("005", 0), record("0MI", 2), "2027-04-01", ""],
        [record("005", 1), record("0MI", 2), "", "2027-06-30"],
    ]
    assert any("has no dates" in note for note in notes)


def test_roles_in_the_territory_are_told_where_the_ids_have_them(exported):
    roles = [("role", name, name.title()) for name in ("hunter", "farmer", "expert", "sdr")]
    new = exported(*ids_rows(*TERRITORIES, *roles))[0]["UserTerritory2Association_insert"]
    assert set(new["RoleInTerritory2"]) == {"Hunter", "Farmer", "Expert", "Sdr"}


def test_accounts_are_associated_by_hand(exported):
    there = ("account_territory", f"{record('001', 1)}/{record('0MI', 2)}", record("0D6", 5))
    tables, _ = exported(*ids_rows(*TERRITORIES, *ACCOUNTS_IDS, there))
    assert tables["ObjectTerritory2Association_delete"]["Id"].tolist() == [record("0D6", 5)]
    new = tables["ObjectTerritory2Association_insert"]
    assert new.to_numpy().tolist() == [
        [record("001", 1), record("0MI", 1), "Territory2Manual"],
        [record("001", 2), record("0MI", 2), "Territory2Manual"],
    ]
    assert list(new.columns) == ["ObjectId", "Territory2Id", "AssociationCause"]


def test_kinds_that_are_left_out_whole_are_noted(exported):
    tables, notes = exported(*ids_rows())
    assert list(tables) == ["ForecastingQuota"]
    assert any("Territories are left out" in note for note in notes)
    tables, notes = exported(*ids_rows(*TERRITORIES))
    assert any("Accounts are left out" in note for note in notes)
    assert not any(name.startswith("Object") for name in tables)


def test_ids_missing_are_all_told_at_once(exported):
    with pytest.raises(InputError) as refused:
        exported(*ids_rows()[1:5], TERRITORIES[2], ACCOUNTS_IDS[0])
    problems = refused.value.problems
    assert {problem.code for problem in problems} == {"ids-missing"}
    assert {(problem.pointer, problem.got) for problem in problems} == {
        ("rep", "ann"), ("rep", "eve"), ("rep", "sam"), ("lever", "expansion"),
        ("territory", "south"), ("account", "beta"),
    }  # fmt: skip
    assert "rep,ann,<User id>" in problems[0].fix
    assert problems[0].file == "ids.csv"


def test_without_any_ids_every_rep_and_lever_is_named(base):
    with pytest.raises(InputError) as refused:
        files(base)
    assert [(problem.pointer, problem.got) for problem in refused.value.problems] == [
        *(("rep", rep) for rep in SELLERS), ("lever", "new_customers"), ("lever", "expansion"),
    ]  # fmt: skip
    assert refused.value.problems[0].file == "--ids"

"""A CRM export as a scenario folder: invented deals with figures by hand, and a real export."""

from __future__ import annotations

import io
import os
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from allocator.read import yaml
from allocator.read.catalogue.imports import FAULTS
from allocator.read.crm.export import Files
from allocator.read.crm.folder import scenario_folder
from allocator.read.crm.target import Choices
from allocator.read.crm.words import meant, one_spelling

DEALS = """\
opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
o1,Ann,GTXPro,Acme,Won,2026-01-10,2026-02-09,1000
o2,Bob,GTX Pro,Acme,Won,2026-03-01,2026-03-31,3000
o3,Ann,GTX Pro,Acme,Lost,2026-01-05,2026-01-25,0
o4,Ann,MG,Bolt,Lost,2026-02-01,2026-03-03,0
o5,Bob,MG,Acme,Lost,2026-05-01,2026-06-30,0
o6,Bob,MG,,Engaging,2026-06-20,,
o7,Ann,GTX Pro,Acme,Engaging,2026-02-20,,
o8,Ann,,,Prospecting,,,
"""
ACCOUNTS = """\
account,sector,office_location,subsidiary_of
Acme,technolgy,Philipines,
Bolt,retail,Kenya,Acme
"""
PRODUCTS = "product,sales_price\nGTX Pro,1200\nMG,100\n"
TEAMS = """\
sales_agent,manager,regional_office
Ann,Max,East
Bob,Mia,East
Cy,Mia,East
"""
REAL = Path(
    os.environ.get("ALLOCATOR_CRM_DATA", "")
    or Path(__file__).parents[2].parent / "shared" / "data" / "crm"
)


@pytest.fixture
def make(tmp_path):
    """Import an export of texts; give what was made, or the problems."""

    def making(deals=DEALS, *, plan=None, extra=(), problems=None, **choices):
        choices = {"whole": True, **choices}  # the plain case: levers carry all bookings
        texts = {"deals.csv": deals, "accounts.csv": ACCOUNTS, "products.csv": PRODUCTS}
        texts |= {"teams.csv": TEAMS, **dict(extra)}
        for name, text in texts.items():
            if text is not None:
                content = text if isinstance(text, bytes) else text.encode()
                (tmp_path / name).write_bytes(content)
        mapping = None
        if plan is not None:
            mapping = tmp_path / "map.yaml"
            mapping.write_text(plan, encoding="utf-8")
        given = (None if texts[name] is None else tmp_path / name for name in texts)
        found = [] if problems is None else problems
        made = scenario_folder(Files(*given), Choices(**choices), mapping, found)
        if problems is None:
            assert found == []
        return made

    return making


def table(made, name):
    return pd.read_csv(io.BytesIO(made.files[f"tables/{name}.csv"]), keep_default_na=False)


def scenario(made):
    return yaml.parse(made.files["scenario.yaml"], file="s", problems=[]).plain()


def said(made, words):
    return [line for line in (*made.found, *made.rules) if words in line]


def problems_of(make, *words, **how):
    problems = []
    assert make(*words, problems=problems, **how) is None
    return problems


def test_the_horizon_follows_the_last_close_and_last_year_is_scaled_to_it(make):
    target = scenario(make())
    assert target["horizon"] == {"start": "2026-07-01", "periods": 4, "frequency": "quarter"}
    # 4,000 won in six months are 8,000 a year, and a tenth on top
    assert target["target"]["baseline_revenue"] == 0
    assert target["target"]["growth"] == 8_800
    # won: 1,000 as the first win of Acme, 3,000 later
    assert target["target"]["levers"] == {
        "new_customers": {"share_of_growth": 0.25},
        "expansion": {"remainder": True},
    }
    assert "measure" not in target


def test_potential_is_a_years_closed_money_and_all_open_deals(make):
    rows = table(make(), "potential").set_index(["territory_id", "lever"])["potential"]
    assert rows.to_dict() == {
        ("Ann", "new_customers"): 2 * (1000 + 1200 + 100) + 2000,
        ("Ann", "expansion"): 1200,
        ("Bob", "new_customers"): 100,
        ("Bob", "expansion"): 2 * (3000 + 100),
    }


def test_on_a_baseline_the_levers_carry_growth_and_potential_is_above_it(make):
    made = make(whole=False)
    target = scenario(made)
    assert target["measure"] == "bookings"
    assert target["target"]["baseline_revenue"] == 8_000
    assert target["target"]["growth_rate"] == 0.1
    rows = table(made, "potential").set_index(["territory_id", "lever"])["potential"]
    assert rows["Ann", "new_customers"] == 460 + 2000
    assert rows["Bob", "expansion"] == 620
    reps = table(made, "reps")
    assert reps["prior_quota"].tolist() == ["2000", "6000", ""]
    assert reps["baseline"].tolist() == [2000, 6000, 0]


def test_history_is_summed_by_rep_lever_and_quarter(make):
    rows = table(make(), "history")
    assert rows.to_numpy().tolist() == [
        ["Ann", "new_customers", 3, 1, 2300, 1000, 26.67, "2026-01-01"],
        ["Bob", "expansion", 1, 1, 3000, 3000, 30, "2026-01-01"],
        ["Bob", "expansion", 1, 0, 100, 0, 60, "2026-04-01"],
    ]


def test_an_open_deal_keeps_its_opening_date_only_where_it_closes_inside_the_horizon(make):
    made = make()
    rows = table(made, "pipeline").set_index("row_id")
    # o6: 20 June and 26.67 days is in July; o7: 20 February and 45 days is long gone
    assert rows["created"].to_dict() == {"o6": "2026-06-20", "o7": "", "o8": ""}
    # o8 has no product: the median won deal, (1,000 + 3,000) / 2
    assert rows["amount"].to_dict() == {"o6": 100, "o7": 1200, "o8": 2000}
    assert said(made, "1 open deals were opened more than one mean cycle")


def test_offices_and_managers_become_the_hierarchy(make):
    made = make()
    assert table(made, "hierarchy")[["node_id", "parent_id"]].to_numpy().tolist() == [
        ["company", ""],
        ["office East", "company"],
        ["team Max", "office East"],
        ["team Mia", "office East"],
    ]
    assert table(made, "reps")["node_id"].tolist() == ["team Max", "team Mia", "team Mia"]


def test_a_manager_of_two_offices_has_a_node_in_each(make):
    made = make(extra={"teams.csv": TEAMS + "Di,Mia,West\n"})
    assert {"team Mia (East)", "team Mia (West)"} < set(table(made, "hierarchy")["node_id"])


def test_a_rep_who_never_sold_covers_nothing_and_is_named(make):
    made = make()
    assert table(made, "reps")["rep_id"].tolist() == ["Ann", "Bob", "Cy"]
    assert table(made, "coverage")["rep_id"].tolist() == ["Ann", "Bob"]
    assert said(made, "1 reps of the team file have no opportunity at all: Cy.")


@pytest.mark.parametrize(
    "words",
    [
        "'GTXPro' is 'GTX Pro' (1)",
        "2 open opportunities have no account",
        "1 of 2 accounts are worked by several reps (1 to 2 reps",
        "'technolgy' is 'technology' (1)",
        "'Philipines' is 'Philippines' (1)",
        "3 of 3 open opportunities have no close date",
        "1 open opportunities have no opening date",
        "3 lost opportunities have no value: 3 take the price of their product",
        "2 take the price of their product, 1 take the median won deal, 2,000",
        "closed deals in 6 months",
    ],
)
def test_every_oddity_is_told_with_its_count_on_the_page_and_in_the_notes(make, words):
    made = make()
    assert said(made, words)
    assert words in made.files["notes.md"].decode()
    comments = made.files["scenario.yaml"].decode().replace("\n#   ", " ").replace("\n# ", " ")
    assert words in comments


def test_open_deals_that_the_baseline_needs_too_are_found_and_every_plan_repeats_it(make):
    made = make(whole=False)
    (line,) = said(made, "count for growth alone")
    assert line.startswith("3 open deals of ")
    assert f"At import: {line}" in scenario(made)["assumptions"]
    assert not said(make(), "count for growth alone")
    closed = "\n".join(row for row in DEALS.splitlines() if "ing," not in row) + "\n"
    assert not said(make(closed, whole=False), "count for growth alone")


@pytest.mark.parametrize("whole", [True, False])
def test_what_was_decided_stands_in_the_scenario_as_an_assumption(make, whole):
    made = make(whole=whole)
    told = scenario(made)["assumptions"]
    assert [f"At import: {rule}" for rule in made.rules] == told[: len(made.rules)]


def test_a_history_that_begins_inside_a_quarter_is_told(make):
    later = DEALS.replace("2026-01-25", "2026-02-25")
    assert said(make(later), "The first quarter of the history has 2 of its 3 months")


def test_a_mended_sector_is_the_segment_of_the_account(make):
    rows = table(make(), "accounts").set_index("account_id")
    assert rows["segment"].to_dict() == {"Acme": "technology", "Bolt": "retail"}
    assert rows["parent_id"].to_dict() == {"Acme": "", "Bolt": "Acme"}
    # won 1,000 and lost 1,200 twice; Bolt lost 100 twice
    assert rows["new_customers"].to_dict() == {"Acme": 4400, "Bolt": 200}


def test_wins_and_losses_opened_before_the_first_win_count_alike_where_asked(make):
    early = DEALS.replace("Won,2026-03-01", "Won,2026-02-01")
    by_win = make(early)
    assert said(by_win, "1 later wins were opened before their account's first win, as 2 lost")
    alike = make(early, plan="levers: {by: opened}\n")
    assert list(scenario(alike)["target"]["levers"]) == ["new_customers"]


def test_two_whole_years_of_closings_make_a_season(make):
    won = "n{0},Ann,MG,Acme,Won,{1},{1},{2}\n"
    head = DEALS.splitlines()[0] + "\n"
    rows = [
        won.format(f"{year}{month}", f"{year}-{month}-15", value)
        for year in (2024, 2025)
        for month, value in (("01", 100), ("04", 200), ("07", 300), ("12", 400))
    ]
    target = scenario(make(head + "".join(rows)))["target"]
    assert target["seasonality"]["expansion"] == [0.1, 0.2, 0.3, 0.4]


def test_an_asked_start_and_months_make_the_horizon(make):
    made = make(start=date(2026, 10, 1), periods=6, frequency="month", growth_rate=0.5)
    target = scenario(made)
    assert target["horizon"] == {"start": "2026-10-01", "periods": 6, "frequency": "month"}
    assert target["target"]["growth"] == 6_000


def test_other_column_names_stages_dates_and_levers_come_by_the_map(make):
    other = """\
Opp;Owner;Konto;Phase;Angelegt;Zu;Wert;Art
1A;Ann;Acme;Gewonnen;10.01.2026;09.02.2026;1000,50;Neu
1B;Bob;Acme;Verloren;01.02.2026;03.03.2026;500,25;Ausbau
1C;Bob;Acme;In Arbeit;01.03.2026;15.08.2026;700,75;channel
"""
    plan = """\
opportunities: {id: Opp, rep: Owner, account: Konto, stage: Phase, opened: Angelegt, closed: Zu,
  amount: Wert, lever: Art}
stages: {won: [gewonnen], lost: [Verloren], open: [In Arbeit]}
levers: {by: column, words: {Neu: new_customers, Ausbau: expansion}}
roles: {seller: {levers: [new_customers, expansion, channel], selling_hours_per_month: 60}}
dates: day_first
"""
    none = {"accounts.csv": None, "products.csv": None, "teams.csv": None}
    made = make(other, plan=plan, extra=none)
    assert list(scenario(made)["target"]["levers"]) == ["new_customers"]
    assert scenario(made)["roles"]["seller"]["selling_hours_per_month"] == 60
    assert table(made, "reps")[["rep_id", "role", "node_id"]].to_numpy().tolist() == [
        ["Ann", "seller", "company"],
        ["Bob", "seller", "company"],
    ]
    assert table(made, "history")["amount_opened"].tolist() == [1000.5, 500.25]


def test_levers_come_by_product_and_the_rest_by_the_first_win(make):
    made = make(plan="levers: {by: product, words: {MG: product_mix}}\n")
    assert set(table(made, "history")["lever"]) == {"new_customers", "product_mix", "expansion"}


def test_the_order_of_the_rows_changes_nothing(make):
    head, *rows = DEALS.splitlines()
    other = "\n".join([head, *reversed(rows)]) + "\n"
    one, two = make(), make(other)
    assert scenario(one) == scenario(two)
    for name in ("potential", "history", "reps"):
        assert one.files[f"tables/{name}.csv"] == two.files[f"tables/{name}.csv"]


def test_an_expected_close_in_the_past_is_left_out_and_one_ahead_is_kept(make):
    dated = DEALS.replace("Engaging,2026-06-20,,", "Engaging,2026-06-20,2026-09-01,").replace(
        "Engaging,2026-02-20,,", "Engaging,2026-02-20,2026-03-20,"
    )
    made = make(dated)
    rows = table(made, "pipeline").set_index("row_id")["expected_close"]
    assert rows.to_dict() == {"o6": "2026-09-01", "o7": "", "o8": ""}
    assert said(made, "1 open deals were to close before the horizon")


def test_a_closed_deal_without_its_day_is_left_out_and_told(make):
    made = make(DEALS.replace("2026-06-30,0", ",0"))
    assert said(made, "1 won or lost opportunities have no close date")
    assert scenario(made)["horizon"]["start"] == "2026-04-01"


def test_names_differ_by_blanks_and_case_alone():
    values = pd.Series(["GTX Pro", "gtxpro", "MG", ""])
    spelling = one_spelling(values, ["GTX PRO"])
    assert spelling == {"GTX Pro": "GTX PRO", "gtxpro": "GTX PRO", "MG": "MG"}


def test_a_word_near_no_known_one_follows_a_more_frequent_one():
    values = pd.Series(["robotics", "robotics", "robotcs", "retail"])
    assert meant(values, {"retail"}) == {"robotcs": "robotics"}


FAULTY = {
    "import-file-missing": {"extra": {"accounts.csv": None}, "gone": True},
    "import-empty": {"deals": DEALS.splitlines()[0] + "\n"},
    "import-column-missing": {"deals": DEALS.replace("deal_stage", "Deal Stage", 1)},
    "import-stage-unknown": {"deals": DEALS.replace("Prospecting", "Prospektiert")},
    "import-duplicate": {"deals": DEALS.replace("o8,", "o7,")},
    "import-lever-unknown": {
        "deals": DEALS,
        "plan": "opportunities: {lever: product}\n"
        "levers: {by: column, words: {MG: expansion, GTX Pro: expansion}}\n",
    },
    "import-role-unknown": {
        "extra": {
            "teams.csv": TEAMS.replace("office\n", "office,job\n").replace("East\n", "East,x\n")
        },
        "plan": "teams: {role: job}\nroles: {a: {levers: [expansion]}, b: {levers: [expansion]}}\n",
    },
    "import-map-incomplete": {"plan": "levers: {by: column}\n"},
    "import-no-wins": {"deals": DEALS.replace("Won", "Lost")},
    "import-option": {"growth_rate": 10.0},
    "encoding-not-utf-8": {"deals": DEALS.replace("Bolt", "Bölt").encode("latin-1")},
    "table-without-header": {"deals": ""},
    "cell-not-a-date": {"deals": DEALS.replace("2026-02-09", "9 Feb")},
    "cell-not-a-number": {"deals": DEALS.replace(",3000", ",many")},
    "cell-negative": {"deals": DEALS.replace(",3000", ",-3000")},
    "cell-empty": {"deals": DEALS.replace("o4,Ann", "o4,")},
    "unknown-key": {"plan": "stage: {won: [Won]}\n"},
    "unknown-lever": {"plan": "levers: {by: product, words: {MG: upsell}}\n"},
    "setting-not-a-choice": {"plan": "dates: american\n"},
}


@pytest.mark.parametrize("code", sorted(FAULTY))
def test_a_fault_is_refused_with_its_code_and_how_to_mend_it(make, tmp_path, code):
    how = dict(FAULTY[code])
    if how.pop("gone", False):
        problems = []
        files = Files(tmp_path / "deals.csv", tmp_path / "no.csv")
        (tmp_path / "deals.csv").write_text(DEALS)
        assert scenario_folder(files, Choices(), None, problems) is None
    else:
        problems = problems_of(make, **how)
    hits = [problem for problem in problems if problem.code == code]
    assert hits
    assert all(hit.want and hit.fix for hit in hits)


def test_a_file_of_another_kind_and_a_folder_are_refused(tmp_path):
    problems = []
    (tmp_path / "deals.xls").write_bytes(b"x")
    (tmp_path / "teams.csv").mkdir()
    files = Files(tmp_path / "deals.xls", teams=tmp_path / "teams.csv")
    assert scenario_folder(files, Choices(), None, problems) is None
    assert {p.code for p in problems} == {"import-format-unknown", "import-file-unreadable"}


def test_mixed_currencies_are_refused_and_one_currency_is_taken(make):
    head, *rows = DEALS.splitlines()
    one = "\n".join([head + ",currency", *(row + ",EUR" for row in rows)]) + "\n"
    assert scenario(make(one))["currency"] == "EUR"
    problems = problems_of(make, one.replace("3000,EUR", "3000,CHF"))
    assert [(p.code, p.got) for p in problems] == [("import-currency-mixed", "CHF, EUR")]


def test_all_faults_of_all_files_come_at_once_with_their_places(make):
    broken = DEALS.replace("2026-02-09", "soon").replace("Prospecting", "Prospect")
    problems = problems_of(
        make, broken, extra={"products.csv": PRODUCTS.replace("sales_price", "price")}
    )
    places = {(p.code, p.file, p.line, p.column) for p in problems}
    assert places == {
        ("cell-not-a-date", "deals.csv", 2, 7),
        ("import-stage-unknown", "deals.csv", 9, 5),
        ("import-column-missing", "products.csv", 1, 0),
    }
    assert any("Did you mean 'Prospecting'?" in p.fix for p in problems)
    assert any("Did you mean 'price'?" in p.fix for p in problems)


def test_every_code_that_a_crm_import_raises_is_in_the_catalogue():
    codes = {fault.code for fault in FAULTS if fault.code.startswith("import-")}
    elsewhere = {"import-file-unreadable", "import-format-unknown", "import-currency-mixed"}
    assert codes - elsewhere == {code for code in FAULTY if code.startswith("import-")}


if REAL.is_dir():

    @pytest.fixture(scope="module")
    def real():
        names = ("sales_pipeline", "accounts", "products", "sales_teams")
        problems = []
        made = scenario_folder(
            Files(*(REAL / f"{name}.csv" for name in names)), Choices(), None, problems
        )
        assert problems == []
        return made

    def test_the_real_export_is_read_and_its_oddities_counted(real):
        for words in (
            "'GTXPro' is 'GTX Pro' (1,480)",
            "'technolgy' is 'technology' (12)",
            "'Philipines' is 'Philippines' (1)",
            "1,425 open opportunities have no account",
            "85 of 85 accounts are worked by several reps (10 to 30",
            "5 reps of the team file have no opportunity",
            "2,089 of 2,089 open opportunities have no close date",
            "The first quarter of the history has 1 of its 3 months",
        ):
            assert said(real, words)

    def test_the_real_export_sums_to_the_money_and_deals_of_its_file(real):
        history = table(real, "history")
        assert history["wins"].sum() == 4_238
        assert history["opportunities"].sum() == 4_238 + 2_473
        assert history["amount_won"].sum() == 10_005_534
        assert len(table(real, "pipeline")) == 1_589 + 500
        assert len(table(real, "reps")) == 35
        # ten months of won money, a year of them as the baseline, a tenth on top
        target = scenario(real)["target"]
        assert target["baseline_revenue"] == round(10_005_534 * 1.2)
        assert target["growth_rate"] == 0.1

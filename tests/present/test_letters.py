from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest

from activity.acme import FUNNEL, NODES, PEOPLE, organisation, planned
from allocator.engine.letters import facts
from allocator.present.letters import rep as of_rep
from allocator.present.letters.book import files
from allocator.present.letters.desk import desk
from allocator.present.letters.render import NOTICE, file_name
from explained import shipped
from present.letterbox import figure, read

HOSTILE = (
    "<script>alert(1)</script> =cmd()|'\"& \N{ARABIC LETTER ALEF} \N{GRINNING FACE} " + "x" * 500
)


@pytest.fixture(scope="module")
def enterprise():
    return facts(shipped("enterprise"))


@pytest.fixture(scope="module")
def book(enterprise):
    return files(enterprise)


@pytest.fixture(scope="module")
def pages(book):
    return {name: read(content) for name, content in book.items()}


@pytest.fixture(scope="module")
def acme_book():
    return files(facts(planned(organisation())))


def reps_with(enterprise, quota):
    return [
        one
        for one in enterprise.reps
        if getattr(enterprise.work, quota)[enterprise.data.reps.code(one)].any()
    ]


def closers(enterprise):
    return reps_with(enterprise, "quota")


def letters(enterprise, pages, quota="quota"):
    return {one: pages[f"reps/{one}.html"] for one in reps_with(enterprise, quota)}


def test_there_is_a_page_for_every_rep_with_a_number_and_every_node(enterprise, book):
    plan = enterprise.plan
    numbered = set(plan.reps["rep_id"][plan.reps["quota"] > 0]) | set(
        plan.pipeline_quotas["rep_id"]
    )
    leaders = {"dir-west", "dir-central", "dir-east"}
    assert {f"reps/{one}.html" for one in numbered - leaders} == {
        name for name in book if name.startswith("reps/")
    }
    assert {f"managers/{node}.html" for node in plan.rollup["node_id"].unique()} == {
        name for name in book if name.startswith("managers/")
    }


def test_the_number_is_the_plans_and_the_lines_add_up_to_it(enterprise, pages):
    quotas = enterprise.plan.reps.set_index(["rep_id", "credit"])["quota"]
    for one, page in letters(enterprise, pages).items():
        lines = page.tables["Where it comes from"][0][1:]
        *parts, whole = [figure(row[-1]) for row in lines]
        assert sum(parts) == pytest.approx(whole, abs=1e-6), one
        assert whole == quotas[one, "primary"]


def test_levers_and_periods_add_up_to_the_number(enterprise, pages):
    name = {one: found.name or one for one, found in enterprise.reps.items()}
    for one, page in letters(enterprise, pages).items():
        rows = [[figure(cell) for cell in row[1:]] for row in page.tables[name[one]][0][1:]]
        assert [sum(column) for column in zip(*rows[:-1], strict=True)] == rows[-1]
        assert all(sum(row[:-1]) == row[-1] for row in rows)
        assert f"{rows[-1][-1]:,.0f} USD" in page.words


def test_the_fair_share_is_computed_again_from_the_letters_own_text(enterprise, pages):
    for one, page in letters(enterprise, pages).items():
        rows = page.tables["Compute your fair share again"][0][1:]
        shares = []
        for *_, target, yours, everybody, fair in rows[:-1]:
            parts = [Decimal(cell.replace(",", "")) for cell in (target, yours, everybody)]
            mine = (parts[0] * parts[1] / parts[2]).quantize(Decimal("0.01"), ROUND_HALF_UP)
            assert f"{mine:,.2f}" == fair, one
            shares.append(mine)
        assert f"{sum(shares):,.2f}" == rows[-1][-1]
        # the path's line is in whole steps, one of which largest remainders may move
        unit = enterprise.reps[one].unit
        line = figure(page.tables["Where it comes from"][0][1][-1])
        assert abs(float(sum(shares)) - line) < 1.5 * unit + 0.01 * len(shares)
        exact = enterprise.reps[one].evidence.fair
        assert float(sum(shares)) == pytest.approx(exact, abs=0.02 * len(shares))


def test_the_way_there_follows_from_the_letters_own_figures(enterprise, pages):
    for page in letters(enterprise, pages).values():
        for table in page.tables.get("The way there", []):
            rows = table[1:]
            deals = figure(next(row for row in rows if row[1] == "buying")[-2])
            opened = figure(next(row for row in rows if row[1] == "evaluating")[-2])
            assert deals < opened < figure(rows[0][-2]) + 1
            weeks = [figure(row[2]) for row in rows]
            assert weeks == sorted(weeks, reverse=True)


def test_hours_of_the_letter_are_within_those_that_the_rep_has(enterprise, pages):
    for page in letters(enterprise, pages).values():
        told = re.search(r"It takes ([\d,.]+) h of the ([\d,.]+) h", page.words)
        if told:
            assert figure(told[1]) <= figure(told[2])


def test_milestones_end_with_the_number(enterprise, pages):
    quotas = enterprise.plan.reps.set_index(["rep_id", "credit"])["quota"]
    for one, page in letters(enterprise, pages).items():
        rows = page.tables["Milestones"][0][1:]
        assert len(rows) == 12
        assert sum(figure(row[1]) for row in rows) == figure(rows[-1][2]) == quotas[one, "primary"]


def test_objectives_are_those_of_the_plan_and_weigh_one(enterprise, pages):
    for one, page in letters(enterprise, pages).items():
        rows = page.tables["Your objectives"][0][1:]
        mine = enterprise.plan.objectives[enterprise.plan.objectives["owner_id"] == one]
        assert len(rows) == len(mine)
        assert sum(figure(row[-1]) for row in rows) == pytest.approx(100)


def test_a_letter_names_no_colleague(enterprise, pages):
    table = enterprise.scenario.tables["reps"]
    people = dict(zip(table["rep_id"], table["name"], strict=True))
    for one in enterprise.reps:
        words = pages[f"reps/{one}.html"].words
        others = {name for rep, name in people.items() if rep != one and name != people[one]}
        assert not [name for name in others if name in words], one
        assert not [rep for rep in people if rep != one and re.search(rf"\b{rep}\b", words)], one


def test_a_managers_page_names_nobody_but_the_manager(enterprise, pages):
    table = enterprise.scenario.tables["reps"]
    leads = enterprise.scenario.tables["hierarchy"].set_index("node_id")["manager_rep_id"]
    for node in enterprise.nodes:
        words = pages[f"managers/{node}.html"].words
        told = {
            rep
            for rep, name in zip(table["rep_id"], table["name"], strict=True)
            if name in words or re.search(rf"\b{rep}\b", words)
        }
        assert told <= {leads[node]} - {""}, node


def test_a_managers_page_says_what_the_node_answers_for(enterprise, pages):
    plan = enterprise.plan
    whole = plan.rollup.groupby("node_id")["quota"].sum()
    page = pages["managers/west.html"]
    assert f"{whole['west']:,.0f} USD" in page.words
    assert "Hassan" not in page.words or "For" in page.words
    lines = page.tables["Where it comes from"][0][1:]
    assert sum(figure(row[-1]) for row in lines[:-1]) == figure(lines[-1][-1])
    assert {"Objectives of the team", "The way there", "Milestones"} <= set(page.tables)
    assert "Initiatives" in pages["managers/east.html"].tables
    assert "Renewal desk" in pages["managers/east.html"].words


def test_who_brings_pipeline_and_who_shares_credit_have_letters_of_their_own(enterprise, pages):
    brought = enterprise.plan.pipeline_quotas.groupby("rep_id")["pipeline"].sum()
    for one, page in letters(enterprise, pages, "pipeline").items():
        assert f"{brought[one]:,.0f} USD" in page.words
        assert "the pipeline that you are asked to bring" in page.words
        assert "Where it comes from" not in page.tables
    shared = letters(enterprise, pages, "overlay")
    assert shared
    assert all("stands outside the company's sum" in page.words for page in shared.values())


def test_fixed_quotas_of_colleagues_are_counted_not_named(pages):
    said = "1 colleague of your role has a quota that was fixed by decision"
    assert said in pages["reps/ae-01.html"].words
    assert said not in pages["reps/ae-14.html"].words


def test_every_letter_opens_with_the_purpose(enterprise, pages):
    purpose = enterprise.scenario.purpose
    assert all(purpose in page.words for name, page in pages.items() if name != "index.html")


def test_a_page_runs_nothing_and_asks_no_host(book, pages):
    for name, page in pages.items():
        assert "<script" not in book[name].decode()
        policy = next(
            attributes["content"]
            for _, attributes in page.tags
            if attributes.get("http-equiv") == "Content-Security-Policy"
        )
        assert "default-src 'none'" in policy
        assert "script-src 'none'" in policy
        assert not [
            value
            for _, attributes in page.tags
            for key, value in attributes.items()
            if key.startswith("on") or key == "style" or "://" in str(value)
        ]


def test_the_index_leads_to_every_page(book, pages):
    links = {attributes["href"] for tag, attributes in pages["index.html"].tags if tag == "a"}
    assert set(book) - {"index.html"} == links - {"#main"}
    assert "Ada Archer" in pages["index.html"].words
    assert "acquisition cost" in pages["index.html"].words.lower()


def test_a_plan_that_does_not_verify_says_so_on_every_page():
    made = files(facts(planned(organisation()), verified=False))
    assert all(NOTICE in read(content).words for content in made.values())


def test_a_verified_plan_says_nothing_of_it(acme_book):
    assert not any(NOTICE in read(content).words for content in acme_book.values())


def test_equal_plans_give_equal_bytes(acme_book):
    assert files(facts(planned(organisation()))) == acme_book


def test_one_rep_has_one_letter_and_a_leader_the_page_of_the_node():
    plan = planned(organisation())
    assert set(files(facts(plan, rep="ada"))) == {"index.html", "reps/ada.html"}
    assert set(files(facts(plan, rep="di"))) == {"index.html", "managers/west.html"}


def test_who_has_no_number_has_no_letter():
    people = pd.concat([PEOPLE, PEOPLE.iloc[:1].assign(rep_id="eve", name="Eve")])
    found = facts(planned(organisation({"reps": people})))
    assert "eve" in found.silent
    assert "eve" not in found.reps
    assert "Without a number in this plan" in read(files(found)["index.html"]).words


def test_a_refused_way_is_told_in_the_letter():
    plan = planned(organisation({"funnel": FUNNEL.assign(hours=[0.1, 40, 0.1, 2])}))
    words = read(files(facts(plan))["reps/bo.html"]).words
    assert "No activities are planned" in words
    assert "you have 360 h" in words


def test_without_a_funnel_letters_tell_no_way():
    made = files(facts(planned(organisation({"funnel": None}))))
    assert "The way there" not in read(made["reps/bo.html"]).tables
    assert "The way there" not in read(made["managers/west.html"]).tables


def test_hostile_names_are_text_everywhere():
    people = PEOPLE.assign(name=[HOSTILE, "Bo", HOSTILE, HOSTILE])
    nodes = NODES.assign(name=["Acme", HOSTILE])
    more = {
        "purpose": HOSTILE,
        "title": "<b>Plan</b>",
        "initiatives": [{"title": "<img src=x onerror=1>", "lever": "expansion", "share": 0.5,
                         "owner_node": "west", "metric": HOSTILE}],
    }  # fmt: skip
    made = files(facts(planned(organisation({"reps": people, "hierarchy": nodes}, more))))
    for name, content in made.items():
        page = read(content)
        tags = {tag for tag, _ in page.tags}
        assert not tags & {"script", "img", "b"}, name
    assert "<script>alert(1)</script>" in read(made["reps/ada.html"]).words
    assert "<img src=x onerror=1>" in read(made["managers/west.html"]).words


@pytest.mark.parametrize("identity", ["../up", "a/b", "con\N{SNOWMAN}", "index", "x" * 500, "=1"])
def test_a_file_has_a_plain_name_whatever_the_id(identity):
    name = file_name(identity)
    assert re.fullmatch(r"[A-Za-z0-9_-]+\.html", name)
    assert len(name) < 80
    assert name != file_name(identity + " ")


def test_months_of_a_monthly_plan_are_shown_without_a_column_each():
    more = {
        "horizon": {"start": "2027-01-01", "periods": 12, "frequency": "month"},
        "target": {"levers": {"new_customers": {"amount": 900}, "expansion": {"amount": 400}}},
    }
    tables = {"supply": None, "actuals": None}
    found = facts(planned(organisation(tables, more)))
    contents = of_rep.contents(found, desk(found), "bo")
    assert contents["way"]["heads"] == ()
    assert len(contents["months"]) == 12

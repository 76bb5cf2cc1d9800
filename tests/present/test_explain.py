"""The page of an explanation: what it draws adds up, what it is given is never markup."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from allocator.domain.explanation import Line, PeriodEvidence
from allocator.engine.explain import explain
from allocator.present.explain import _period, explain_page, steps
from allocator.present.page.figures import MINUS
from explained import shipped, two_reps


class Read(HTMLParser):
    """The text of a page, the attributes of its drawing, and the tags that it has."""

    def __init__(self, page):
        super().__init__()
        self.words, self.bars, self.tags = [], [], set()
        self.feed(page)
        text = " ".join(self.words).replace("\N{NO-BREAK SPACE}", " ")
        self.text = " ".join(text.split()).replace(" : ", ": ")

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag == "rect":
            self.bars.append(dict(attrs))

    def handle_data(self, data):
        self.words.append(data)


def line(key, money):
    return Line(key, key, money, money, "")


def read(plan, **asked):
    proven = asked.pop("proven", True)
    return Read(explain_page(plan, explain(plan, **asked), proven=proven))


def test_bars_begin_where_the_one_before_them_ends():
    path = [line("fair", 100.0), line("a", -30.0), line("b", 10.0), line("c", 0.0)]
    fair, less, more, none = steps(path, 80.0)
    assert (fair.kind, less.kind, more.kind) == ("whole", "less", "more")
    assert fair.begin == 0.0
    assert less.begin + less.width == pytest.approx(fair.end, abs=0.02)
    assert more.begin == pytest.approx(less.end, abs=0.02)
    assert (none.width, none.end) == (0.0, more.end)
    assert max(step.end for step in (fair, less, more, none)) <= 100.0
    # 30 of money is three times 10
    assert less.width == pytest.approx(3 * more.width, abs=0.05)


def test_a_step_too_small_to_be_seen_is_drawn_all_the_same():
    assert steps([line("fair", 1e6), line("a", 1.0), line("b", -1e5)], 9e5 + 1)[1].width > 0


def test_a_rep_reads_steps_evidence_colleagues_and_what_would_change_it():
    told = read(shipped("pipeline-first"), rep="ae-1")
    assert "Robin Vale: 25,000 USD" in told.text
    assert f"own limits {MINUS}55,000" in told.text
    assert "Lowered by the limit of 1.25 x attainable yield (25,000)." in told.text
    assert "Win rate 20.0 %: own record 10 of 50 (20.0 %)" in told.text
    assert "What would change it" in told.text
    assert "0.80 USD more attainable yield of ae-1 would cover 1 USD of target." in told.text
    assert [bar["class"] for bar in told.bars] == ["bar-whole", "bar-less", "bar-whole"]


def test_who_made_room_stands_with_name_money_and_rule():
    told = read(two_reps(max_quota=(60_000, None)), rep="bob")
    assert f"Ann (ann) {MINUS}40,000 floors, caps and locks" in told.text


def test_a_node_shows_what_was_asked_of_it_and_who_moves_most():
    told = read(shipped("enterprise"), node="west")
    assert "West: " in told.text
    assert "Target 9,950,000 +" in told.text
    assert "Who moves most" in told.text


def test_the_company_has_its_title():
    told = read(shipped("enterprise"))
    assert "30,000,000 USD" in told.text
    assert "of this rep" not in told.text


def test_who_carries_no_quota_reads_what_he_brings_instead():
    told = read(shipped("enterprise"), rep="sdr-01")
    assert "Carries no quota of its own." in told.text
    assert "Pipeline quota in new customers" in told.text
    assert not told.bars


def test_nothing_moves_where_nothing_binds():
    plan = shipped("growth-30m")
    told = read(plan, rep=plan.reps["rep_id"].iloc[0])
    assert "no rule and no other goal moves it" in told.text
    assert "the default, for want of any record" in told.text


def test_absence_and_short_hours_are_told_where_the_fair_share_is_opened():
    plan = shipped("pipeline-first")
    found = explain(plan, rep="ae-1")
    assert "of the horizon" not in Read(explain_page(plan, found)).text
    short = replace(found, evidence=replace(found.evidence, presence=0.5, cut=0.8))
    told = Read(explain_page(plan, short)).text
    assert "Present 50.0 % of the horizon. The hours allow 80.0 % of the expected yield." in told


def test_a_plan_that_does_not_verify_says_so_on_the_page():
    assert "does not verify" in read(shipped("pipeline-first"), proven=False).text
    assert "does not verify" not in read(shipped("pipeline-first")).text


def test_names_are_text_and_never_markup():
    plan = two_reps(name=("<script>alert(1)</script>", "=1+1"), max_quota=(60_000, None))
    found = explain(plan, rep="bob")
    for each in (found, replace(found, name="</title><img src=x onerror=alert(1)>")):
        page = explain_page(plan, each)
        assert "<script>alert" not in page
        assert "img" not in Read(page).tags


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (["2027-01-01", "2027-04-01"], "Q1 2027"),
        (["2027-12-01", "2028-01-01"], "Dec 2027"),
        (["2027-01-01"], "1 Jan 2027"),
    ],
)
def test_periods_are_named_by_their_length(labels, said):
    made = [PeriodEvidence(label, *[0.0] * 2, None, None, None, *[0.0] * 4) for label in labels]
    assert _period(labels[0], made).replace("\N{NO-BREAK SPACE}", " ") == said

"""A page holds all that it needs, each part by its hash, and no text of it is markup."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import jinja2
import pytest

from allocator.present.page import assets
from allocator.present.page.chart import Chart
from allocator.present.page.grid import PLAIN_ROWS, Column, Grid
from allocator.present.page.page import environment, page

EVIL = "</script><script>alert(1)</script>"
CHART = Chart({"mark": "bar", "data": {"values": [{"a": EVIL}]}}, "A chart", "What it shows")


class Parsed(HTMLParser):
    """Collects elements with their attributes, and the content of scripts and styles."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.contents, self._inside = [], [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._inside = tag if tag in ("script", "style") else ""
        if self._inside:
            self.contents.append((tag, dict(attrs), ""))

    def handle_endtag(self, tag):
        del tag
        self._inside = ""

    def handle_data(self, data):
        if self._inside:
            tag, attrs, before = self.contents[-1]
            self.contents[-1] = (tag, attrs, before + data)


@pytest.fixture
def template(monkeypatch):
    """A template of the test's own, beside those of the package."""
    own = jinja2.DictLoader(
        {
            "test.html": '{% extends "layout.html" %}{% block main %}<h1>{{ name }}</h1>'
            '{{ chart("c") }}{{ grid("g") }}{% endblock %}',
            "bare.html": '{% extends "layout.html" %}{% block main %}{{ name }}{% endblock %}',
        }
    )
    made = environment()
    monkeypatch.setattr(made, "loader", jinja2.ChoiceLoader([own, made.loader]))
    return "test.html"


def grid(rows):
    columns = (Column("name", "Name"), Column("money", "Money", "money"))
    return Grid(columns, rows, "Rows", more="The rest is elsewhere.")


@pytest.fixture
def made(template):
    return page(
        template,
        {"name": EVIL},
        title=EVIL,
        charts={"c": CHART},
        grids={"g": grid([(EVIL, 1200.5), (None, None)])},
        data={"own": {"text": EVIL}},
    )


def test_every_style_and_script_is_allowed_by_its_hash_and_nothing_else_is(made):
    parsed = Parsed(made)
    policy = next(
        attrs["content"]
        for tag, attrs in parsed.elements
        if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    for kind in ("script", "style"):
        hashes = {
            "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"
            for tag, attrs, text in parsed.contents
            if tag == kind and attrs.get("type") != "application/json"
        }
        assert set(rules[f"{kind}-src"].split()) == hashes


def test_it_names_no_other_file_and_has_no_inline_style_or_handler(made):
    for tag, attrs in Parsed(made).elements:
        assert "src" not in attrs
        assert tag != "link" or attrs["href"] == "data:,"
        assert not [name for name in attrs if name == "style" or name.startswith("on")]


def test_text_is_never_markup(made):
    assert EVIL not in made
    assert "&lt;/script&gt;&lt;script&gt;alert(1)" in made
    blocks = {
        attrs["id"]: json.loads(text)
        for tag, attrs, text in Parsed(made).contents
        if attrs.get("type") == "application/json"
    }
    assert blocks["data-own"] == {"text": EVIL}
    assert blocks["grid-g"]["values"] == [[EVIL, None], [1200.5, None]]
    assert blocks["chart-c"]["data"]["values"] == [{"a": EVIL}]


def test_equal_values_give_equal_bytes(template):
    values = {"title": "T", "charts": {"c": CHART}, "grids": {"g": grid([("a", 1.0)])}}
    assert page(template, {"name": "n"}, **values) == page(template, {"name": "n"}, **values)


@pytest.mark.usefixtures("template")
def test_a_page_carries_what_it_uses_and_no_more():
    bare = page("bare.html", {"name": "n"}, title="T")
    assert assets.text(assets.CHARTS[0]) not in bare
    assert assets.text(assets.GRIDS[2]) not in bare
    assert len(bare) < 30_000


@pytest.mark.usefixtures("template")
def test_a_name_that_a_template_lacks_is_an_error():
    with pytest.raises(jinja2.UndefinedError):
        page("bare.html", {}, title="T")


def test_of_a_long_table_the_first_rows_stand_in_the_page(template):
    rows = [(f"row {at}", float(at)) for at in range(PLAIN_ROWS + 10)]
    made = page(template, {"name": "n"}, title="T", charts={"c": CHART}, grids={"g": grid(rows)})
    plain = re.sub(r"<script.*?</script>", "", made, flags=re.DOTALL)
    assert f"row {PLAIN_ROWS - 1}<" in plain
    assert f"row {PLAIN_ROWS}<" not in plain
    assert "the first 250 of 260. The rest is elsewhere." in plain


@pytest.mark.usefixtures("template")
def test_a_notice_stands_at_the_head_and_on_every_sheet():
    made = page("bare.html", {"name": "n"}, title="T", notice="Not <proven>")
    assert '<p class="notice" role="note">Not &lt;proven&gt;</p>' in made
    assert 'class="watermark"' in made
    assert "watermark" not in re.sub(r"<style>.*?</style>", "", page(
        "bare.html", {"name": "n"}, title="T"), flags=re.DOTALL)  # fmt: skip


def test_vendored_files_come_with_their_licence_and_without_source_maps():
    folders = [folder for folder in assets.VENDOR.iterdir() if folder.is_dir()]
    assert len(folders) == 6
    for folder in folders:
        assert (folder / "LICENSE").is_file()
        for file in folder.iterdir():
            assert "sourceMappingURL" not in file.read_text(encoding="utf-8")

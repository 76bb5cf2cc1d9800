"""A frontier's page in a browser: short and long, with names that try to be code."""

from __future__ import annotations

import pytest

from allocator.compare.frontier import Axis
from allocator.present.frontier.page import html
from browser.looking import opened
from frontiers import bent, none, plan

HOSTILE = "<script>globalThis.ran = true</script>'\"&=cmd()"


def long():
    """Two settings, fifteen points, more than stand side by side."""
    loads, scales = ("0.01", "0.05", "0.1", "0.2", "0.3"), ("0.9", "1", "1.1")
    points = []
    for load in loads:
        for scale in scales:
            number = len(points) + 1
            if load == "0.01":
                points.append(none(number, load, scale, reason=f"a rule: {HOSTILE}"))
                continue
            points.append(
                plan(
                    number,
                    load,
                    scale,
                    worst_load_deviation=float(load),
                    expected_bookings=90_000 * float(scale) * float(load) ** 0.1,
                )
            )
    axes = (Axis("fairness_band.band", loads), Axis("target.scale", scales))
    return bent(title=HOSTILE * 10, axes=axes, points=tuple(points))


@pytest.fixture(scope="module")
def made(pages):
    found = {}
    for name, frontier in (("short", bent()), ("long", long())):
        found[name] = pages / f"frontier-{name}.html"
        found[name].write_text(html(frontier), encoding="utf-8")
    return found


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [("short", 1440, "light"), ("short", 390, "dark"), ("long", 1440, "dark"),
     ("long", 390, "light")],
)  # fmt: skip
def test_it_renders_offline_in_silence_and_is_accessible(browser, made, name, width, scheme):
    with opened(browser, made[name], width, scheme) as seen:
        seen.draw()
        assert seen.trouble == []
        assert seen.overflow() <= 0
        assert seen.page.locator("[data-chart] svg").count() == 3
        assert seen.violations() == []
        assert seen.page.evaluate("globalThis.ran") is None


def test_the_knee_is_ringed_and_named(browser, made):
    with opened(browser, made["short"]) as seen:
        seen.draw()
        words = seen.page.locator("[data-chart=tradeoff] svg text").all_text_contents()
        assert {"0.05", "0.10", "0.20"} <= set(words)
        assert "The ring is the knee" in seen.page.locator("#curve").inner_text()

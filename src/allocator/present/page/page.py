"""A page: a template with values, charts and tables, in one file that asks no host for anything."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allocator.present.page import assets
from allocator.present.page.figures import FILTERS, shown

if TYPE_CHECKING:
    from jinja2 import Environment

    from allocator.present.page.chart import Chart
    from allocator.present.page.grid import Grid

TEMPLATES = Path(__file__).parents[1] / "templates"
ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
"""Signs of JSON that would mean something to HTML or JavaScript."""


def page(
    template: str,
    values: Mapping[str, Any],
    *,
    title: str,
    charts: Mapping[str, Chart] | None = None,
    grids: Mapping[str, Grid] | None = None,
    data: Mapping[str, Any] | None = None,
    notice: str | None = None,
    extras: Sequence[str] = (),
) -> str:
    """Write a page.

    Parameters
    ----------
    template : file of `present/templates` that extends ``layout.html``; it places charts and
        tables with ``{{ chart("name") }}`` and ``{{ grid("name") }}``
    values : what the template speaks of; a name that it lacks is an error
    title : of the window and of the printed sheet
    charts, grids : by the name that the template places them with
    data : objects that the page's own scripts read, by name: ``allocator.data("name")``
    notice : a warning at the head of the page and of every printed sheet
    extras : further styles and scripts, ``.css`` and ``.js`` files of `present/assets`

    Returns
    -------
    HTML. It holds no attribute ``style`` and no event handler: its policy would refuse them.

    Raises
    ------
    jinja2.UndefinedError
        if the template speaks of what it was not given
    """
    charts, grids = charts or {}, grids or {}
    carried = [
        *assets.BASE,
        *(assets.CHARTS if charts else ()),
        *(assets.GRIDS if grids else ()),
        *extras,
    ]
    styles = [assets.text(name) for name in carried if name.endswith(".css")]
    scripts = [assets.text(name) for name in carried if name.endswith(".js")]
    blocks = {
        **{f"chart-{name}": chart.embedded() for name, chart in charts.items()},
        **{f"grid-{name}": grid.embedded() for name, grid in grids.items()},
        **{f"data-{name}": value for name, value in (data or {}).items()},
    }
    parts: Any = environment().get_template("parts.html").module
    return environment().get_template(template).render(
        **values,
        title=title,
        notice=notice,
        chart=lambda name: parts.chart(name, charts[name]),
        grid=lambda name: parts.grid(name, grids[name]),
        page_policy=assets.policy(styles, scripts),
        page_styles=styles,
        page_scripts=scripts,
        page_blocks={name: embedded(value) for name, value in blocks.items()},
    )  # fmt: skip


def embedded(value: Any) -> str:
    r"""Write JSON that can stand inside an element of a page.

    >>> embedded({"name": "</script>"})
    '{"name":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.translate(ESCAPED)


@cache
def environment() -> Environment:
    """Give the templates' surroundings: everything is escaped, nothing may be undefined."""
    from jinja2 import Environment as Made
    from jinja2 import FileSystemLoader, StrictUndefined

    made = Made(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS)
    made.filters["shown"] = shown
    return made

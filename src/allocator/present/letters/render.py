"""A letter as one HTML file: its look is inside, nothing is fetched, nothing runs."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from allocator.present.page import assets
from allocator.present.page.page import environment

if TYPE_CHECKING:
    from collections.abc import Mapping

STYLES = ("page.css", "letters.css")
NOTICE = "This plan does not verify. Its figures are not proven: do not hand this letter out."
"""At the head of every page of a plan whose proof does not hold."""

LONGEST = 60
"""Characters of an id in the name of a file."""


def rendered(template: str, values: Mapping[str, Any], *, title: str, verified: bool) -> bytes:
    """Write a page.

    Parameters
    ----------
    template : file of `present/templates`
    title : of the window and of the printed sheet
    verified : whether the plan's proof holds; else the page says so
    """
    styles, policy = _look()
    return (
        environment()
        .get_template(template)
        .render(
            **values,
            title=title,
            notice=None if verified else NOTICE,
            page_policy=policy,
            page_styles=styles,
            page_scripts=[],
            page_blocks={},
        )
        .encode()
    )


@cache
def _look() -> tuple[list[str], str]:
    styles = [assets.text(name) for name in STYLES]
    return styles, assets.policy(styles, [])


def file_name(identity: str) -> str:
    """Give an id a file name that every system takes; what had to change gets a mark of its own.

    >>> file_name("ae-01"), file_name("../ä")
    ('ae-01.html', '-9f307179.html')
    """
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", identity)[:LONGEST].strip("-")
    if plain != identity or plain == "index":
        plain += "-" + hashlib.sha256(identity.encode()).hexdigest()[:8]
    return f"{plain}.html"

"""What a page carries inside it: styles, scripts and shapes, each by its hash in the policy."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

ASSETS = Path(__file__).parents[1] / "assets"
VENDOR = ASSETS / "vendor"

BASE = ("page.css", "figures.js", "page.js")
CHARTS = (
    "vendor/vega-6.4.0/vega.min.js",
    "vendor/vega-lite-6.4.3/vega-lite.min.js",
    "vendor/vega-interpreter-2.3.2/vega-interpreter.js",
    "vendor/vega-embed-7.3.0/vega-embed.min.js",
    "charts.js",
)
GRIDS = (
    "vendor/tabulator-tables-6.5.3/tabulator_simple.min.css",
    "grids.css",
    "vendor/tabulator-tables-6.5.3/tabulator.min.js",
    "grids.js",
)
"""Styles and scripts in the order in which they stand: of every page, of charts, of tables."""
STATES = "vendor/us-atlas-3.0.1/states-10m.json"
"""Shapes of the United States as TopoJSON: objects ``states`` and ``nation``."""


@cache
def text(name: str) -> str:
    """Read an asset.

    Raises
    ------
    ValueError
        if it could end the element that holds it
    """
    found = (ASSETS / name).read_text(encoding="utf-8")
    if "</script" in found.lower() or "</style" in found.lower() or "<!--" in found:
        msg = f"{name} cannot stand inside a page"
        raise ValueError(msg)
    return found


@cache
def sha256(content: str) -> str:
    """Give the hash of an element's content as a policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def policy(styles: list[str], scripts: list[str]) -> str:
    """Give the content security policy of a page that has these styles and scripts, and no others.

    Nothing is fetched, nothing is sent, no text becomes code.
    """
    rules = {
        "default-src": "'none'",
        "style-src": _hashes(styles),
        "script-src": _hashes(scripts),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _hashes(contents: list[str]) -> str:
    return " ".join(f"'{sha256(content)}'" for content in contents) or "'none'"

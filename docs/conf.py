"""The documentation site: ``make docs`` builds it into build/docs, with no network.

The pages are the Markdown files of this folder, which read as well without a site. The order of the
site is that of the links on index.md: each of its sections is a part of the contents, so there is
one list and not two.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "allocator"
author = "The allocator engineers"
project_copyright = "The allocator engineers, Apache-2.0"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"
myst_heading_anchors = 3
myst_links_external_new_tab = False

nitpicky = True
html_theme = "furo"
html_title = "allocator"
html_show_sphinx = False
html_copy_source = False
html_theme_options = {"footer_icons": []}

LINK = re.compile(r"\]\(([\w/-]+)\.md\)")
SECTION = re.compile(r"^## (.+)\n((?:(?!## ).*\n?)*)", re.MULTILINE)


def contents(index: str) -> dict[str, list[str]]:
    r"""Give the pages that each section of the index links to, each page where it is named first.

    >>> contents("# Site\n## Begin\n- [A](a.md)\n## Rules\n| [b](rules/b.md) | [A](a.md) |\n")
    {'Begin': ['a'], 'Rules': ['rules/b']}
    """
    seen: set[str] = set()
    found = {}
    for head, body in SECTION.findall(index):
        pages = [page for page in dict.fromkeys(LINK.findall(body)) if page not in seen]
        seen.update(pages)
        if pages:
            found[head] = pages
    return found


def with_contents(_app: Sphinx, name: str, source: list[str]) -> None:
    """Put the tables of contents behind the index: Sphinx shows them beside every page."""
    if name != root_doc:
        return
    for head, pages in contents(source[0]).items():
        lines = "\n".join(pages)
        source[0] += f"\n```{{toctree}}\n:hidden:\n:caption: {head}\n\n{lines}\n```\n"


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the contents with Sphinx."""
    app.connect("source-read", with_contents)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""Letters as a reader has them: the text and the tables of a page, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Page:
    """Text of a page; its tables by the heading above them, as rows of cells."""

    text: list[str] = field(default_factory=list)
    tables: dict[str, list[list[list[str]]]] = field(default_factory=dict)
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).replace("\N{NO-BREAK SPACE}", " ").split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self.head, self.inside, self.heading, self.cell = "", "", False, False

    def handle_starttag(self, tag, attrs):
        self.page.tags.append((tag, dict(attrs)))
        if tag in ("style", "script", "title"):
            self.inside = tag
        if tag in ("h1", "h2", "h3"):
            self.head, self.heading = "", True
        if tag == "table":
            self.page.tables.setdefault(self.head.strip(), []).append([])
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self.cell = True

    @property
    def rows(self):
        return self.page.tables[self.head.strip()][-1]

    def handle_endtag(self, tag):
        if tag == self.inside:
            self.inside = ""
        if tag in ("h1", "h2", "h3"):
            self.heading = False
        if tag in ("td", "th"):
            self.cell = False

    def handle_data(self, data):
        if self.inside:
            return
        self.page.text.append(data)
        if self.heading:
            self.head += data
        elif self.cell:
            row = self.rows[-1]
            row[-1] = " ".join((row[-1] + data).split())


def read(content: bytes) -> Page:
    reader = _Reader()
    reader.feed(content.decode())
    return reader.page


def figure(text: str) -> float:
    """Read a printed figure: ``+1,234.50``, ``\N{MINUS SIGN}3``."""
    return float(text.split(maxsplit=1)[0].replace(",", "").replace("\N{MINUS SIGN}", "-"))

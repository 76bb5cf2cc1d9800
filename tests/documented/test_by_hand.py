"""The certificate that docs/certificate.md checks by hand: its lines run as they stand."""

from __future__ import annotations

import doctest
from pathlib import Path

from allocator.engine.load import load
from allocator.engine.solve_to import solve_to

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_holds(tmp_path, monkeypatch):
    solve_to(load(ROOT / "scenarios" / "pipeline-first"), out=tmp_path / "plans" / "pipeline-first")
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs" / "certificate.md").read_text(encoding="utf-8").replace("```", "")
    lines = doctest.DocTestParser().get_doctest(text, {}, "certificate.md", None, 0)
    assert len(lines.examples) > 15
    told = []
    doctest.DocTestRunner(verbose=False).run(lines, out=told.append)
    assert not told, "".join(told)

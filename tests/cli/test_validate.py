from __future__ import annotations

import json

from allocator.errors import Problem

WARNING = Problem("pipeline-unowned", "nobody owns it", "pipeline.csv", 3, severity="warning")
ERROR = Problem("cell-not-a-date", "not a date", "reps.csv", 14, 6, got="2027-13-01")


def answering(fake, found, problems):
    fake("allocator.engine.validate", validate=lambda _path, **_how: (found, problems))


def test_warnings_alone_are_valid(run, fake, scenario):
    answering(fake, scenario, (WARNING,))
    ended = run("validate", "here")
    assert ended.code == 0
    assert "here: valid, 0 errors, 1 warning" in ended.out
    assert "warning: pipeline.csv:3 nobody owns it" in ended.err


def test_errors_end_with_two_and_are_all_told(run, fake):
    answering(fake, None, (ERROR, WARNING))
    ended = run("validate", "here")
    assert ended.code == 2
    assert "here: not valid, 1 error, 1 warning" in ended.out
    assert "error: reps.csv:14:6 not a date; got '2027-13-01' [cell-not-a-date]" in ended.err
    assert "pipeline.csv:3" in ended.err


def test_json_lists_the_problems_and_nothing_else_is_said(run, fake):
    answering(fake, None, (ERROR,))
    ended = run("validate", "here", "--json")
    found = json.loads(ended.out)
    assert (found["valid"], found["exit_code"], ended.err) == (False, 2, "")
    assert found["problems"] == [
        {
            "code": "cell-not-a-date", "severity": "error", "what": "not a date",
            "file": "reps.csv", "line": 14, "column": 6, "pointer": "", "got": "2027-13-01",
            "want": "", "fix": "",
        }
    ]  # fmt: skip

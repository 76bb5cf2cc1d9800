"""LibreOffice opens every workbook, works out each formula anew, and finds what was written.

The values that stand beside the formulas are taken away first, so that nothing can be repeated
that was not calculated.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile

import pytest

from allocator.present.workbook.compare import compare_bytes
from allocator.present.workbook.report import report_bytes
from explained import ROOT, shipped
from workbooks import compared, hostile, infeasible, opened

CLOSE, NOTHING = 1e-9, 1e-8
WHAT_IFS = sorted(each.stem for each in (ROOT / "scenarios/enterprise/what-if").glob("*.yaml"))
VALUE = re.compile(rb"(</f>)<v>[^<]*</v>")
PICTURES = os.environ.get("LOOKS")
"""A folder where every sheet is left as a PDF; none without."""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Convert a workbook: LibreOffice with a profile of its own, told to calculate on loading."""
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is missing: `make office` installs it")
        pytest.skip("LibreOffice is missing: `make office` installs it")
    home = tmp_path_factory.mktemp("office")
    user = home / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(ALWAYS)

    def converted(path, kind):
        goal = home / kind / path.stem
        goal.mkdir(parents=True, exist_ok=True)
        asked = [program, f"-env:UserInstallation={(home / 'profile').as_uri()}", "--headless"]
        asked += ["--convert-to", kind, "--outdir", str(goal), str(path)]
        subprocess.run(asked, check=True, capture_output=True, timeout=300)  # noqa: S603 - our own words
        return goal / f"{path.stem}.{kind}"

    return converted


ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" \
oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""Settings of LibreOffice: formulas of Excel's files are always calculated anew."""


def without_values(content, path):
    """Write a workbook whose formulas have no values; give how many had one."""
    taken = 0
    path.write_bytes(content)
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            bare, count = VALUE.subn(rb"\1", body) if "worksheets/" in name else (body, 0)
            taken += count
            archive.writestr(name, bare)
    return taken


def same(one, other):
    """Whether two cells say the same; an empty text is an empty cell."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= max(NOTHING, CLOSE * abs(one))
    return (one or None) == (other or None)


def recalculates(content, name, office, folder):
    """Let LibreOffice calculate, and compare every formula's value; give how many there are."""
    path = folder / f"{name}.xlsx"
    taken = without_values(content, path)
    written, formulas = opened(content), opened(content, values=False)
    found = opened(office(path, "xlsx").read_bytes())
    away, count = [], 0
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    count += 1
                    ours = written[sheet.title][cell.coordinate].value
                    theirs = found[sheet.title][cell.coordinate].value
                    if not same(ours, theirs):
                        away.append((sheet.title, cell.coordinate, cell.value, ours, theirs))
    assert away == []
    assert taken == count
    if PICTURES:
        shutil.copy(office(path, "pdf"), PICTURES)
    return count


def test_a_plan_recalculates(office, tmp_path):
    assert recalculates(report_bytes(shipped("enterprise")), "plan", office, tmp_path) > 400


def test_a_comparison_recalculates(office, tmp_path):
    assert recalculates(compare_bytes(compared()), "compared", office, tmp_path) > 30


@pytest.mark.long
@pytest.mark.parametrize("name", [f"enterprise/what-if/{each}.yaml" for each in WHAT_IFS])
def test_every_what_if_recalculates(name, office, tmp_path):
    content = report_bytes(shipped(name))
    assert recalculates(content, name.rpartition("/")[2], office, tmp_path) > 400


@pytest.mark.long
@pytest.mark.parametrize("name", ["growth-30m", "pipeline-first"])
def test_every_shipped_scenario_recalculates(name, office, tmp_path):
    assert recalculates(report_bytes(shipped(name)), name, office, tmp_path) > 20


@pytest.mark.long
def test_hostile_names_calculate_nothing(office, tmp_path):
    content = report_bytes(hostile(), unverified=True)
    assert recalculates(content, "hostile", office, tmp_path) > 400


@pytest.mark.long
def test_a_plan_without_pay_and_one_that_does_not_exist_recalculate(office, tmp_path):
    content = report_bytes(shipped("enterprise"), pay=False)
    assert recalculates(content, "no-pay", office, tmp_path) > 400
    assert recalculates(report_bytes(infeasible()), "infeasible", office, tmp_path) == 0

"""Every fault of tables, workbooks and the organisation, as the catalogue shows it."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest
from ruamel.yaml import YAML

import allocator.read as package
from allocator.domain.calendar import Horizon
from allocator.domain.lever import LEVERS, Role
from allocator.domain.tables import TABLES
from allocator.read import check, tables
from allocator.read.catalogue import organisation, workbooks
from allocator.read.catalogue import tables as table_faults
from allocator.read.catalogue.base import FILES
from allocator.read.catalogue.fault import Fault

FAULTS = (*table_faults.FAULTS, *workbooks.FAULTS, *organisation.FAULTS)
EXAMPLES = [
    pytest.param(fault, example, id=f"{fault.group}-{fault.code}-{number}")
    for fault in FAULTS
    for number, example in enumerate((fault.example, *fault.also))
    if example
]


def lay(folder: Path, example) -> None:
    for name, content in {**FILES, **example}.items():
        if content is None:
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        made = content() if callable(content) else content
        path.write_bytes(made if isinstance(made, bytes) else made.encode())


def problems_of(folder: Path):
    said = YAML(typ="safe").load((folder / "scenario.yaml").read_text())
    roles = {}
    for name, role in said["roles"].items():
        levers = tuple(lever for lever in LEVERS if lever in role["levers"])
        credit = dict.fromkeys(levers, role.get("credit", "primary"))
        roles[name] = Role(name, levers, 60.0, (), "", credit)
    found = []
    frames = tables.read_tables(folder / said["tables"], found)
    overlay = folder / "what-if.yaml"
    if overlay.exists():
        rows = YAML(typ="safe").load(overlay.read_text())["rows"]
        tables.apply_rows(frames, rows, lambda _: "what-if.yaml:2", found)
    levers = list(said["target"]["levers"])
    horizon = Horizon(date(2027, 1, 1), 4, "quarter")
    check.check(frames, roles=roles, levers=levers, horizon=horizon, problems=found)
    tables.finish(frames, currency="USD", fx={}, problems=found)
    return found


def test_the_small_scenario_has_no_fault(tmp_path):
    lay(tmp_path, {})
    assert problems_of(tmp_path) == []


def test_the_small_workbook_has_no_fault(tmp_path):
    lay(tmp_path, workbooks.book(lambda: workbooks.package(workbooks.small())))
    assert problems_of(tmp_path) == []


@pytest.mark.parametrize(("fault", "example"), EXAMPLES)
def test_every_example_brings_about_its_fault(fault: Fault, example, tmp_path):
    lay(tmp_path, example)
    hits = [p for p in problems_of(tmp_path) if p.code == fault.code]
    assert hits
    for hit in hits:
        assert hit.severity == ("warning" if fault.ends == "warning" else "error")
        assert hit.want
        assert hit.fix
        assert str(hit)


@pytest.mark.parametrize(("fault", "example"), EXAMPLES)
def test_a_fault_names_its_file_and_where_in_it(fault: Fault, example, tmp_path):
    lay(tmp_path, example)
    hit = next(p for p in problems_of(tmp_path) if p.code == fault.code)
    if hit.pointer.startswith(("target.", "roles.")):
        return
    names = {name.rsplit("/", 1)[-1] for name in example} | {
        "reps",
        *(path.rsplit("/", 1)[-1] for path in FILES),
    }
    assert hit.file.rsplit("/", 1)[-1].split("!")[0] in names
    if fault.code.startswith(("cell-", "id-", "key-", "reference-", "dates-")):
        assert hit.line > 0
    if hit.pointer in {column for spec in TABLES.values() for column in spec.names}:
        missing = fault.code == "header-missing"
        assert (hit.column > 0) == (not missing)


@pytest.mark.parametrize(("fault", "example"), EXAMPLES)
def test_a_fault_that_ends_in_a_warning_comes_without_errors(fault: Fault, example, tmp_path):
    lay(tmp_path, example)
    errors = [p for p in problems_of(tmp_path) if p.severity == "error"]
    assert (errors == []) == (fault.ends == "warning")


def test_a_code_stands_once_in_each_group():
    pairs = [(fault.group, fault.code) for fault in FAULTS]
    assert len(pairs) == len(set(pairs))


def test_every_code_that_reading_gives_stands_in_the_catalogue():
    root = Path(package.__file__).parent
    files = [*(root / "checks").glob("*.py")]
    files += [
        root / f"{name}.py"
        for name in (
            [
                "cells",
                "csv",
                "figures",
                "finish",
                "header",
                "parquet",
                "rows",
                "tables",
                "container",
                "workbook",
            ]
        )
    ]
    said = {
        node.value
        for file in files
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", node.value)
    }
    assert said - {"utf-8", "utf-16-le", "workbook-misplaced"} == {f.code for f in FAULTS}

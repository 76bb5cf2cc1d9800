"""A small organisation with all that an export holds: overlay, pipeline, accounts, days, pay."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from allocator.engine.load import load
from allocator.engine.solve import solve
from allocator.read.catalogue.base import FILES, SCENARIO

ROLES = """\
  hunter: {levers: [new_customers], selling_hours_per_month: 60}
  farmer: {levers: [expansion], selling_hours_per_month: 60}
"""
MORE = """\
  expert: {levers: [expansion], credit: overlay, kind: overlay}
  sdr: {levers: [new_customers], selling_hours_per_month: 100, kind: sdr, credit: pipeline}
"""
REPS = (
    "rep_id,role,name,segment,start_date,end_date,ote,prior_quota\n"
    'ann,hunter,"=HYPERLINK(""x"")",smb,2020-01-01,,90000,30000\n'
    'bob,hunter,"O\'Brien, ""Bob"" <b>",smb,,2027-06-30,90000,30000\n'
    "cem,farmer,مريم العلي 🦊,smb,,,80000,20000\n"
    "dee,farmer,+dee,smb,,,80000,20000\n"
    "eve,expert,-eve,smb,,,70000,\n"
    "sam,sdr,@sam,smb,,,50000,\n"
)
COVERAGE = (
    "rep_id,territory_id,lever,start_date,end_date,share\n"
    "ann,north,,,,\nann,south,,2027-04-01,,0.5\nbob,south,,,,0.5\n"
    "cem,north,,,,\ndee,south,,,,\neve,north,expansion,,,\nsam,north,,,,\n"
)
ACCOUNTS = "account_id,territory_id\nacme,north\nbeta,south\ngama,\n"
FOLDER = {
    **FILES,
    "scenario.yaml": SCENARIO.replace(ROLES, ROLES + MORE),
    "tables/reps.csv": REPS,
    "tables/coverage.csv": COVERAGE,
    "tables/accounts.csv": ACCOUNTS,
    "tables/effort.csv": FILES["tables/effort.csv"] + "sdr,new_customers,4,5000\n",
}
USER, TYPE, TERRITORY, ACCOUNT = "005", "0Db", "0MI", "001"
SELLERS = ("ann", "bob", "cem", "dee")


def record(prefix, number):
    return f"{prefix}{number:012d}"


def ids_rows(*more):
    """Rows of kind, id, platform_id: all that Salesforce needs for the primary quotas."""
    rows = [("rep", rep, record(USER, at)) for at, rep in enumerate(SELLERS)]
    rows += [("lever", "new_customers", record(TYPE, 1)), ("lever", "expansion", record(TYPE, 2))]
    return [*rows, *more]


TERRITORIES = (
    ("rep", "eve", record(USER, 8)),
    ("rep", "sam", record(USER, 9)),
    ("territory", "north", record(TERRITORY, 1)),
    ("territory", "south", record(TERRITORY, 2)),
)
ACCOUNTS_IDS = (("account", "acme", record(ACCOUNT, 1)), ("account", "beta", record(ACCOUNT, 2)))


def written_ids(path, rows, head="kind,id,platform_id"):
    path.write_text("\n".join([head, *(",".join(row) for row in rows)]) + "\n", encoding="utf-8")
    return path


def laid(folder):
    for name, content in FOLDER.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return folder


@cache
def the_plan():
    with tempfile.TemporaryDirectory() as folder:
        return solve(load(laid(Path(folder)))).plan

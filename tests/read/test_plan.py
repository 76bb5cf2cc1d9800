import hashlib
import json

import pandas as pd
import pytest

from allocator.domain.plan import COLUMNS, Plan
from allocator.errors import PlanError
from allocator.read.plan import check_hashes, document_hash, open_plan, read_table, sha256, tables
from allocator.read.write import save

QUOTAS = (
    b"rep_id,territory_id,lever,period,credit,quota\n"
    b"'=ann,NA,new_customers,2027-01-01,primary,0.1\n"
)


def plan(status="optimal"):
    """A small sealed plan."""
    content = {f"{name}.csv": (",".join(names) + "\n").encode() for name, names in COLUMNS.items()}
    content["quotas.csv"] = QUOTAS
    content["inputs/scenario.yaml"] = b"name: x\n"
    document = {
        "schema": "allocator/plan/v1",
        "status": status,
        "totals": {"assigned": 0.1},
        "files": {**{name: sha256(data) for name, data in content.items()}, "plan.json": ""},
    }
    document["files"]["plan.json"] = document_hash(document)
    return Plan(
        document=document, **tables(content), files=content, proof=None, run={"seconds": 1.5}
    )


@pytest.fixture
def folder(tmp_path):
    return save(plan(), tmp_path / "plan")


def test_a_folder_reads_back_as_the_plan_it_was(folder):
    back = open_plan(folder)
    assert back.document == plan().document
    assert back.files == plan().files
    assert back.run == {"seconds": 1.5}
    assert back.folder == folder
    assert check_hashes(back) == []


def test_ids_stay_text_and_the_protective_apostrophe_goes():
    frame = read_table("quotas", QUOTAS)
    assert frame.loc[0, "rep_id"] == "=ann"
    assert frame.loc[0, "territory_id"] == "NA"
    assert frame.loc[0, "quota"] == 0.1


def test_flags_are_flags_and_empty_numbers_unknown():
    row = "a,primary,,r,n,,true,1" + "," * 12
    frame = read_table("reps", f"{','.join(COLUMNS['reps'])}\n{row}\n".encode())
    assert frame["compared"].dtype == bool
    assert frame["load"].isna().all()
    assert frame["name"].tolist() == [""]
    with pytest.raises(PlanError):
        read_table(
            "reps", f"{','.join(COLUMNS['reps'])}\n{row.replace('true', 'maybe')}\n".encode()
        )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.json", None),
        ("plan.json", b""),
        ("plan.json", b"{"),
        ("plan.json", b"[]"),
        ("plan.json", b'{"schema": "allocator/plan/v1", "status": "optimal"}'),
        ("plan.json", b'{"a": NaN}'),
        ("plan.json", b"\xff\xfe"),
        ("plan.json", b"[" * 100_000),
        ("quotas.csv", None),
        ("quotas.csv", b""),
        ("quotas.csv", b"a,b\n1,2\n"),
        ("quotas.csv", QUOTAS.replace(b"0.1", b"much")),
        ("quotas.csv", QUOTAS + b"x,y\n,,,,,,,,\n"),
        ("quotas.csv", b"\xff" + QUOTAS),
        ("proof.npz", b"no zip"),
        ("run.json", b"{"),
    ],
)
def test_a_folder_that_cannot_be_read_is_a_plan_error(folder, name, content):
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    with pytest.raises(PlanError):
        open_plan(folder)


def test_a_folder_that_is_not_there_is_a_plan_error(tmp_path):
    with pytest.raises(PlanError):
        open_plan(tmp_path / "nowhere")


def test_an_infeasible_folder_needs_no_tables(folder):
    document = json.loads((folder / "plan.json").read_bytes())
    (folder / "plan.json").write_text(json.dumps({**document, "status": "infeasible"}))
    for name in COLUMNS:
        (folder / f"{name}.csv").unlink()
    back = open_plan(folder)
    assert len(back.quotas) == 0
    assert list(back.quotas.columns) == list(COLUMNS["quotas"])


def test_every_edited_missing_or_added_file_is_named(folder):
    (folder / "quotas.csv").write_bytes(QUOTAS.replace(b"0.1", b"0.2"))
    (folder / "inputs" / "scenario.yaml").unlink()
    (folder / "more.txt").write_bytes(b"")
    assert check_hashes(open_plan(folder)) == [
        "inputs/scenario.yaml is missing",
        "more.txt is not part of the plan",
        "quotas.csv has been changed",
    ]


def test_a_document_changed_by_one_figure_or_one_blank_is_noticed(folder):
    raw = (folder / "plan.json").read_bytes()
    (folder / "plan.json").write_bytes(raw.replace(b'"assigned": 0.1', b'"assigned": 0.2'))
    assert check_hashes(open_plan(folder)) == ["plan.json has been changed"]
    (folder / "plan.json").write_bytes(raw + b"\n")
    assert check_hashes(open_plan(folder)) == ["plan.json is not as it was written"]


def test_run_json_is_outside_the_seal(folder):
    (folder / "run.json").write_bytes(b'{"seconds": 99}')
    assert check_hashes(open_plan(folder)) == []


def test_the_documents_hash_is_over_the_document_with_its_own_field_blank():
    document = plan().document
    blank = {**document, "files": {**document["files"], "plan.json": ""}}
    text = json.dumps(blank, indent=2) + "\n"
    assert document["files"]["plan.json"] == hashlib.sha256(text.encode()).hexdigest()


def test_tables_have_the_types_of_a_fresh_plan():
    pd.testing.assert_frame_equal(
        read_table("quotas", QUOTAS),
        pd.DataFrame(
            [["=ann", "NA", "new_customers", "2027-01-01", "primary", 0.1]],
            columns=list(COLUMNS["quotas"]),
        ),
    )
